//! What a sheet or a folder asks for, row by row, and what is wrong with it, cell by cell.

use std::collections::{BTreeMap, HashMap};

use base::Sku;

use super::item::{Action, Defaults, Item, Problem, Remark, Stated};
use super::products::Products;
use super::row::Reader;
use super::sheet::Dialect;
use super::{Column, Mapping, ModelFiles, Sheet, files};

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
                    remedy: None,
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
            column: self.mapping.header(column),
            value,
            sku: Some(item.sku.clone()),
            message,
            remedy: None,
        }
    }
}

#[cfg(test)]
mod tests;
