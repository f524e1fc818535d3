//! A file becomes a live listing.

use std::path::PathBuf;

use asset::Model;
use base::{Fault, Job, Money, Result, Sku};
use listing::{Dimensions, Outcome};
use render::viewer::{Attributes, Environment};

use super::{Engine, attributes, poster, swatch};

/// What to publish, and the words that go with it.
#[derive(Debug, Clone, PartialEq)]
pub struct PublishRequest {
    /// The model's file.
    pub path: PathBuf,
    /// The merchant's article number; the listing with it is replaced where there is one.
    pub sku: Sku,
    /// The product's name.
    pub title: String,
    /// Its price.
    pub price: Money,
    /// Text for the page; plain, paragraphs divided by empty lines. May be empty.
    pub description: String,
    /// The maker.
    pub brand: Option<String>,
    /// GTIN-8, -12, -13 or -14, digits only.
    pub gtin: Option<String>,
    /// The web viewer's attributes for the page and the poster. The background is the page's own.
    pub attributes: Attributes,
}
