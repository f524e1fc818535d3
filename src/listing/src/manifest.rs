//! The manifest: everything that a shop page, the preview and support need to show one release.

use std::collections::BTreeMap;

use base::{ContentHash, ListingId, Money, Sku, Slug};
use serde::{Deserialize, Serialize};

/// The `<model-viewer>` version that the shop page ships and the preview draws.
pub const VIEWER_VERSION: &str = "4.4.0";
/// The most characters of a title, which is one line.
pub const LONGEST_TITLE: usize = 200;
/// The most characters of a description.
pub const LONGEST_DESCRIPTION: usize = 20_000;
/// The most characters of a brand.
pub const LONGEST_NAME: usize = 100;

/// What an object is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// The model that the page shows.
    Model,
    /// The USDZ for Quick Look.
    Usdz,
    /// The picture shown until the model is there.
    Poster,
    /// A small picture for lists.
    Thumbnail,
    /// The optimiser's proof.
    Proof,
    /// What lights the model on its page, as `environment-image` names it.
    Light,
}

impl Role {
    /// Its word in manifests.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Model => "model",
            Self::Usdz => "usdz",
            Self::Poster => "poster",
            Self::Thumbnail => "thumbnail",
            Self::Proof => "proof",
            Self::Light => "light",
        }
    }
}

/// Where an output is meant to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Target {
    /// The shop page.
    Web,
    /// Phones.
    Mobile,
    /// Shopify.
    Shopify,
    /// Amazon.
    Amazon,
    /// Google Merchant.
    Google,
}

impl Target {
    /// Its word in manifests.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Mobile => "mobile",
            Self::Shopify => "shopify",
            Self::Amazon => "amazon",
            Self::Google => "google",
        }
    }
}

/// One immutable object of a release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestObject {
    /// What it is for.
    pub role: Role,
    /// Where it is meant to go; `None` where that makes no difference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Target>,
    /// SHA-256 of the bytes.
    pub sha256: ContentHash,
    /// The extension in its key, without a dot.
    pub extension: String,
    /// Exact media type.
    pub content_type: String,
    /// Length.
    pub bytes: u64,
    /// Triangles drawn, for models.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub triangles: Option<u64>,
    /// Width in pixels, for pictures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// Height in pixels, for pictures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
}

impl ManifestObject {
    /// Its bucket key.
    #[must_use]
    pub fn key(&self) -> String {
        crate::object_key(&self.sha256, &self.extension)
    }

    /// Its edge path.
    #[must_use]
    pub fn path(&self) -> String {
        crate::object_path(&self.sha256, &self.extension)
    }
}

/// Size of the product in metres, as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Dimensions {
    /// Along x.
    pub width: f64,
    /// Along y.
    pub height: f64,
    /// Along z.
    pub depth: f64,
}

/// One choice that a customer has, such as a fabric.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VariantChoice {
    /// The variant's name in the model.
    pub name: String,
    /// Its colour as `#rrggbb`, for the swatch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub swatch: Option<String>,
}

/// The web viewer's own attributes (`camera-orbit`, `exposure`, `environment-image`, ...), as text:
/// the page writes them on the element, the preview parses them.
pub type ViewerAttributes = BTreeMap<String, String>;

/// One release of a listing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// The version of this form: 1.
    pub version: u32,
    /// The listing.
    pub listing: ListingId,
    /// The release's number, from 1.
    pub release: u32,
    /// The merchant's article number.
    pub sku: Sku,
    /// The name in the shop's address.
    pub slug: Slug,
    /// The product's name.
    pub title: String,
    /// Text for the page; plain, paragraphs divided by empty lines.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// The maker.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brand: Option<String>,
    /// GTIN-8, -12, -13 or -14, digits only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gtin: Option<String>,
    /// The price.
    pub price: Money,
    /// The product's size.
    pub dimensions: Dimensions,
    /// What customers can choose among; empty where there is no choice.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub variants: Vec<VariantChoice>,
    /// The `<model-viewer>` version: [`VIEWER_VERSION`].
    pub viewer: String,
    /// The viewer's attributes.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: ViewerAttributes,
    /// The objects, sorted by role, target and hash.
    pub objects: Vec<ManifestObject>,
    /// One sentence for people about the optimiser's proof.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<String>,
}

impl Manifest {
    /// The first object with `role`, the web target preferred.
    #[must_use]
    pub fn object(&self, role: Role) -> Option<&ManifestObject> {
        let of_role = || {
            self.objects
                .iter()
                .filter(move |object| object.role == role)
        };
        of_role()
            .find(|object| object.target == Some(Target::Web))
            .or_else(|| of_role().next())
    }
}
