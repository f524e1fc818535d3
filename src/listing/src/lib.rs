//! What a listing is, and what the platform and its clients say to each other about it.
//!
//! Types alone: nothing is sent, served or drawn here. Entry points: [`Manifest`], [`api`],
//! [`object_key`] and its neighbours for where everything lies. May be imported by `publish`,
//! `service` and `plinth`; imports `base`. Never tokio, reqwest, egui, wgpu or axum.

pub mod api;
mod gtin;
mod layout;
mod manifest;

pub use gtin::{Gtin, GtinError};
pub use layout::{MANIFEST_FILE, manifest_key, manifest_path, object_key, object_path, page_path};
pub use manifest::{
    Dimensions, LONGEST_DESCRIPTION, LONGEST_NAME, LONGEST_TITLE, Manifest, ManifestObject, Role,
    Target, VIEWER_VERSION, VariantChoice, ViewerAttributes,
};
