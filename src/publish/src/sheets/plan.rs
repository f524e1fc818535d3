//! What a sheet or a folder asks for, row by row, and what is wrong with it, cell by cell.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

use base::{Currency, Money, Sku};
use serde::{Deserialize, Serialize};

use super::products::Products;
use super::row::Reader;
use super::sheet::Dialect;
use super::{Column, Mapping, ModelFiles, Sheet, files};

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

/// A row whose cells are in order. As JSON it is what the row asks for, wherever row and file are.
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

/// What is to be done.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    /// Rows that are in order.
    pub items: Vec<Item>,
    /// Cells that aren't; their rows aren't among the items.
    pub problems: Vec<Problem>,
    /// Cells that were read otherwise than letter by letter.
    pub remarks: Vec<Remark>,
    /// Which column means what; empty for a folder.
    pub mapping: Mapping,
    /// How the sheet is written; `None` for a folder.
    pub dialect: Option<Dialect>,
    /// How many rows there are.
    pub rows: usize,
}

impl Plan {
    /// The plan of a sheet whose models are `files`.
    #[must_use]
    pub fn of_sheet(sheet: &Sheet, files: &ModelFiles, defaults: &Defaults) -> Self {
        let mut plan = Self {
            mapping: sheet.mapping.clone(),
            dialect: Some(sheet.dialect.clone()),
            ..Self::default()
        };
        let mut rows: HashMap<Sku, u64> = HashMap::new();
        let mut products = Products::default();
        for row in &sheet.rows {
            let mut reader = Reader::new(sheet, row);
            if reader.is_picture(&products) {
                plan.remarks.append(&mut reader.remarks);
                continue;
            }
            plan.rows += 1;
            let item = reader.item(files, defaults, &mut products);
            if let Some(sku) = reader.sku.clone() {
                if let Some(first) = rows.get(&sku) {
                    reader.wrong(Column::Sku, format!("row {first} has this SKU already"));
                } else {
                    rows.insert(sku, row.number);
                }
            }
            plan.remarks.append(&mut reader.remarks);
            match item {
                Some(item) if reader.problems.is_empty() => plan.items.push(item),
                _ => plan.problems.append(&mut reader.problems),
            }
        }
        plan
    }

    /// The plan of a folder without a sheet: each file's name is its SKU, and its GTIN where it is
    /// one. With a price, products are published under their file's name; without, models replace
    /// those of listings that are there.
    #[must_use]
    pub fn of_folder(files: &ModelFiles, defaults: &Defaults) -> Self {
        let mut plan = Self::default();
        let mut rows: HashMap<Sku, u64> = HashMap::new();
        for ((name, file), row) in files.all().zip(1..) {
            plan.rows += 1;
            let mut wrong = |sku: Option<Sku>, message: String| {
                plan.problems.push(Problem {
                    row,
                    column: "file".into(),
                    value: file.display().to_string(),
                    sku,
                    message,
                });
            };
            let sku: Sku = match name.parse() {
                Ok(sku) => sku,
                Err(error) => {
                    wrong(None, format!("the file's name is no SKU: {error}"));
                    continue;
                }
            };
            if let Some(first) = rows.insert(sku.clone(), row) {
                wrong(Some(sku), format!("file {first} has this name already"));
                continue;
            }
            plan.items.push(Item {
                row,
                gtin: files::in_name(&name).map(|gtin| gtin.to_string()),
                action: defaults.price.map_or(Action::Update, |_| Action::Publish),
                title: defaults.price.map(|_| name.replace(['-', '_'], " ")),
                price: defaults.price,
                description: None,
                brand: None,
                file: Some(file),
                stated: Stated::default(),
                variants: Vec::new(),
                attributes: BTreeMap::new(),
                sku,
            });
        }
        plan
    }

    /// A problem with the cell of `item` in `column` that only its model shows.
    #[must_use]
    pub fn problem(&self, item: &Item, column: Column, value: String, message: String) -> Problem {
        Problem {
            row: item.row,
            column: header(&self.mapping, column),
            value,
            sku: Some(item.sku.clone()),
            message,
        }
    }
}

/// The header of `column`, or its own name where the sheet has none.
pub(super) fn header(mapping: &Mapping, column: Column) -> String {
    let place = mapping.place(column);
    let header = place.and_then(|place| mapping.headers.get(place));
    header.map_or_else(|| column.name().to_owned(), |header| header.header.clone())
}

#[cfg(test)]
mod tests;
