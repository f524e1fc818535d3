//! What a row asks for, and what is said of its cells.

use std::collections::BTreeMap;
use std::path::PathBuf;

use base::{Currency, Money, Remedy, Sku};
use serde::{Deserialize, Serialize};

use super::column::Column;

/// What to do with a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// Put it live, whether there is a listing or not.
    Publish,
    /// Put it live as a new listing; one that is there already is left alone.
    Create,
    /// Put it live in place of what is; cells left empty stay as they are live.
    Update,
    /// Nothing.
    Skip,
    /// Take it off the shop; its releases are kept.
    Delete,
}

impl Action {
    /// A stable word for JSON and CSV.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Publish => "publish",
            Self::Create => "create",
            Self::Update => "update",
            Self::Skip => "skip",
            Self::Delete => "delete",
        }
    }

    /// Whether it sends a model.
    #[must_use]
    pub const fn sends(self) -> bool {
        matches!(self, Self::Publish | Self::Create | Self::Update)
    }
}

/// A product's size as its row states it, in metres; sides left empty are as measured.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Stated {
    /// Along x.
    pub width: Option<f64>,
    /// Along y.
    pub height: Option<f64>,
    /// Along z.
    pub depth: Option<f64>,
}

impl Stated {
    /// The sides with their columns.
    #[must_use]
    pub fn sides(&self) -> [(Column, Option<f64>); 3] {
        [
            (Column::Width, self.width),
            (Column::Height, self.height),
            (Column::Depth, self.depth),
        ]
    }
}

/// A row whose cells are in order. Its JSON is what the row asks for; it doesn't depend on where the
/// row and the file are.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Item {
    /// The row's number in the sheet; of a folder, the file's place in it.
    #[serde(skip)]
    pub row: u64,
    /// The article number.
    pub sku: Sku,
    /// The number under the barcode, digits only.
    pub gtin: Option<String>,
    /// What to do.
    pub action: Action,
    /// The product's name; `None` where the live one stays.
    pub title: Option<String>,
    /// Its price; `None` where the live one stays.
    pub price: Option<Money>,
    /// Text for the page; `None` where the live one stays.
    pub description: Option<String>,
    /// The maker; `None` where the live one stays.
    pub brand: Option<String>,
    /// The model's file, where the action sends one.
    #[serde(skip)]
    pub file: Option<PathBuf>,
    /// Its size.
    pub stated: Stated,
    /// Variants that the model has to have.
    pub variants: Vec<String>,
    /// The web viewer's attributes, by name.
    pub attributes: BTreeMap<String, String>,
}

/// A cell that is wrong.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Problem {
    /// The row's number as spreadsheets count.
    pub row: u64,
    /// The column's header.
    pub column: String,
    /// What the cell says.
    pub value: String,
    /// The row's article number, where that can be read.
    pub sku: Option<Sku>,
    /// What is wrong with it and what it should be, in one sentence.
    pub message: String,
    /// What can be done about it outside the sheet, where something can.
    #[serde(skip)]
    pub remedy: Option<Remedy>,
}

/// A cell that was read otherwise than letter by letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Remark {
    /// The row's number as spreadsheets show it.
    pub row: u64,
    /// The column's header.
    pub column: String,
    /// What the cell says.
    pub value: String,
    /// The row's article number, where that can be read.
    pub sku: Option<Sku>,
    /// What it was read as.
    pub read: String,
    /// What had to be known to read it so; the same words for all cells of a kind.
    pub why: String,
}

/// What holds where a sheet says nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Defaults {
    /// For prices without a currency.
    pub currency: Option<Currency>,
    /// For a folder's new products, as text has it no place.
    pub price: Option<Money>,
}
