//! What is handed in to be published: facts about a product, and its files.

use std::path::PathBuf;

use base::{ContentHash, Money, Sku};
use serde::{Deserialize, Serialize};

use listing::api::Listing;
use listing::{
    Dimensions, Manifest, ManifestObject, Role, Target, VIEWER_VERSION, VariantChoice,
    ViewerAttributes,
};

/// A product to publish.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bundle {
    /// The merchant's article number; it says which listing this is.
    pub sku: Sku,
    /// The product's name.
    pub title: String,
    /// Text for the page; plain, paragraphs divided by empty lines.
    pub description: String,
    /// The maker.
    pub brand: Option<String>,
    /// GTIN-8, -12, -13 or -14, digits only.
    pub gtin: Option<String>,
    /// The price.
    pub price: Money,
    /// The product's size.
    pub dimensions: Dimensions,
    /// What customers can choose among.
    pub variants: Vec<VariantChoice>,
    /// The viewer's attributes.
    pub attributes: ViewerAttributes,
    /// One sentence for people about the optimiser's proof.
    pub proof: Option<String>,
    /// The files: one model at least.
    pub files: Vec<BundleFile>,
}

/// A file of a [`Bundle`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BundleFile {
    /// What it is for.
    pub role: Role,
    /// Where it is meant to go; `None` where that makes no difference.
    pub target: Option<Target>,
    /// Where it is on this computer.
    pub path: PathBuf,
    /// Exact media type.
    pub content_type: String,
    /// The extension in its key, without a dot.
    pub extension: String,
    /// Triangles drawn, for models.
    pub triangles: Option<u64>,
    /// Width in pixels, for pictures.
    pub width: Option<u32>,
    /// Height in pixels, for pictures.
    pub height: Option<u32>,
}

impl BundleFile {
    /// Its name, for people.
    #[must_use]
    pub fn name(&self) -> String {
        self.path.file_name().map_or_else(
            || self.path.display().to_string(),
            |name| name.to_string_lossy().into_owned(),
        )
    }

    /// What a manifest says about it.
    #[must_use]
    pub fn object(&self, sha256: ContentHash, bytes: u64) -> ManifestObject {
        ManifestObject {
            role: self.role,
            target: self.target,
            sha256,
            extension: self.extension.clone(),
            content_type: self.content_type.clone(),
            bytes,
            triangles: self.triangles,
            width: self.width,
            height: self.height,
        }
    }
}

impl Bundle {
    /// The manifest of this product as a release of `listing`; its number is 0 until the platform
    /// gives one.
    #[must_use]
    pub fn manifest(&self, listing: &Listing, mut objects: Vec<ManifestObject>) -> Manifest {
        objects.sort_by(|a, b| {
            (a.role, a.target, a.sha256, &a.extension).cmp(&(
                b.role,
                b.target,
                b.sha256,
                &b.extension,
            ))
        });
        objects.dedup();
        Manifest {
            version: 1,
            listing: listing.id,
            release: 0,
            sku: self.sku.clone(),
            slug: listing.slug.clone(),
            title: self.title.clone(),
            description: self.description.clone(),
            brand: self.brand.clone(),
            gtin: self.gtin.clone(),
            price: self.price,
            dimensions: self.dimensions,
            variants: self.variants.clone(),
            viewer: VIEWER_VERSION.into(),
            attributes: self.attributes.clone(),
            objects,
            proof: self.proof.clone(),
        }
    }
}
