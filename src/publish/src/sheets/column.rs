//! The columns that a sheet may have.

use serde::{Deserialize, Serialize};

/// What a column of a sheet says about a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Column {
    /// The merchant's article number.
    Sku,
    /// The number under the barcode.
    Gtin,
    /// The product's name.
    Title,
    /// An amount.
    Price,
    /// A currency's code.
    Currency,
    /// Text for the page, plain or HTML.
    Description,
    /// The maker.
    Brand,
    /// The model's file.
    File,
    /// `create`, `update`, `skip` or `delete`.
    Action,
    /// Along x, in centimetres unless the header says another unit.
    Width,
    /// Along y.
    Height,
    /// Along z.
    Depth,
    /// Names of variants that the model has to have.
    Variants,
    /// What the rows of one product share in shops' exports.
    Handle,
    /// What Matrixify is to do with a variant.
    VariantAction,
    /// Whether a shop has it for sale: `active`, `draft`, `archived`.
    Status,
    /// The same as yes or no.
    Published,
    /// Another price, which isn't shown.
    SalePrice,
    /// What kind of row of a shop's export it is: `simple`, `variable`, `variation`.
    Kind,
    /// The SKU or id of the product that a variation belongs to.
    Parent,
    /// A number of the shop's own, by which other rows name a product.
    Id,
    /// An attribute of the web viewer; the header names it.
    #[serde(rename = "viewer-attribute")]
    Attribute,
}

impl Column {
    /// Its own header.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sku => "sku",
            Self::Gtin => "gtin",
            Self::Title => "title",
            Self::Price => "price",
            Self::Currency => "currency",
            Self::Description => "description",
            Self::Brand => "brand",
            Self::File => "file",
            Self::Action => "action",
            Self::Width => "width",
            Self::Height => "height",
            Self::Depth => "depth",
            Self::Variants => "variants",
            Self::Handle => "handle",
            Self::VariantAction => "variant action",
            Self::Status => "status",
            Self::Published => "published",
            Self::SalePrice => "sale price",
            Self::Kind => "type",
            Self::Parent => "parent",
            Self::Id => "id",
            Self::Attribute => "viewer attribute",
        }
    }

    /// Whether it is a side of the product.
    #[must_use]
    pub const fn is_side(self) -> bool {
        matches!(self, Self::Width | Self::Height | Self::Depth)
    }
}
