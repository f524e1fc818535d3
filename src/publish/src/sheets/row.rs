//! One row of a sheet, cell by cell.

use std::collections::BTreeMap;
use std::path::PathBuf;

use base::{Money, Remedy, Sku};

use super::column::Column;
use super::item::{Action, Defaults, Item, Problem, Remark, Stated};
use super::line::Line;
use super::money::{Currencies, NoPrice};
use super::products::Products;
use super::sheet::Row;
use super::{ModelFiles, Sheet, cells, currencies, money};
use listing::Gtin;

/// Reads the cells of one row and collects what is wrong.
pub(super) struct Reader<'a> {
    pub(super) line: Line<'a>,
    /// The article number, once it is read.
    pub(super) sku: Option<Sku>,
    /// What is wrong so far.
    pub(super) problems: Vec<Problem>,
    /// What was read otherwise than letter by letter.
    pub(super) remarks: Vec<Remark>,
}

impl<'a> Reader<'a> {
    pub(super) const fn new(sheet: &'a Sheet, row: &'a Row) -> Self {
        Self {
            line: Line { sheet, row },
            sku: None,
            problems: Vec::new(),
            remarks: Vec::new(),
        }
    }

    /// Whether this row of an export only adds a picture to a product of a row above.
    pub(super) fn is_picture(&mut self, products: &Products) -> bool {
        let own = [Column::Sku, Column::Gtin, Column::Price, Column::Title];
        let adds = products.knows(&self.line.meant(Column::Handle))
            && own.iter().all(|column| self.line.meant(*column).is_empty());
        if adds {
            self.remark(
                Column::Handle,
                "no product",
                "rows without SKU, price and title only add to the product above",
            );
        }
        adds
    }

    /// The row, as far as its cells can be read.
    pub(super) fn item(
        &mut self,
        files: &ModelFiles,
        defaults: &Defaults,
        products: &mut Products,
    ) -> Option<Item> {
        self.check_shape();
        products.note(self.line);
        let gtin = self.gtin();
        let sku = self.sku(gtin.as_ref())?;
        let action = self.action(products)?;
        let mut item = Item {
            row: self.line.row.number,
            sku,
            gtin: gtin.as_ref().map(Gtin::to_string),
            action,
            title: None,
            price: None,
            description: None,
            brand: None,
            file: None,
            stated: Stated::default(),
            variants: Vec::new(),
            attributes: BTreeMap::new(),
        };
        if !action.sends() {
            return Some(item);
        }
        item.title = self.words(Column::Title, products);
        item.description = self.words(Column::Description, products);
        item.brand = self.words(Column::Brand, products);
        item.price = self.price(defaults);
        item.file = self.file(files, &item.sku, gtin.as_ref());
        item.stated = Stated {
            width: self.side(Column::Width),
            height: self.side(Column::Height),
            depth: self.side(Column::Depth),
        };
        item.variants = cells::names(&self.text(Column::Variants));
        item.attributes = self.attributes();
        if action != Action::Update {
            if item.title.is_none() {
                self.wrong(Column::Title, "a new product needs a name".into());
            }
            if self.line.meant(Column::Price).is_empty() {
                self.wrong(Column::Price, "a new product needs a price".into());
            }
        }
        Some(item)
    }

    fn gtin(&mut self) -> Option<Gtin> {
        let gtin = self.parse(Column::Gtin, |text| {
            text.parse::<Gtin>().map_err(|error| error.to_string())
        })?;
        let written = self.line.meant(Column::Gtin);
        if written != gtin.as_str() && written != gtin.padded() {
            let lost = written.bytes().all(|b| b.is_ascii_digit());
            let why = if lost && written.len() < gtin.as_str().len() {
                "zeros that a spreadsheet drops were put back"
            } else {
                "a GTIN is its digits alone"
            };
            self.remark(Column::Gtin, gtin.as_str(), why);
        }
        Some(gtin)
    }

    /// The SKU; the GTIN where there is none.
    fn sku(&mut self, gtin: Option<&Gtin>) -> Option<Sku> {
        let kept = self.line.cell(Column::Sku).starts_with('\'');
        let read = self.parse(Column::Sku, |text| {
            if let Some(changed) = cells::changed_sku(text).filter(|_| !kept) {
                return Err(changed);
            }
            text.parse::<Sku>().map_err(|error| error.to_string())
        });
        let empty = self.line.meant(Column::Sku).is_empty();
        let sku = read.or_else(|| gtin.filter(|_| empty)?.as_str().parse().ok());
        if sku.is_none() && empty && self.problems.is_empty() {
            self.wrong(Column::Sku, "every row needs a SKU or a GTIN".into());
        }
        self.sku.clone_from(&sku);
        for remark in &mut self.remarks {
            remark.sku.clone_from(&sku);
        }
        sku
    }

    fn price(&mut self, defaults: &Defaults) -> Option<Money> {
        let text = self.text(Column::Price);
        let stated = self.parse(Column::Currency, currencies::currency);
        if text.is_empty() {
            return None;
        }
        if stated.is_none() && !self.line.meant(Column::Currency).is_empty() {
            return None;
        }
        let place = self.line.sheet.mapping.place(Column::Price);
        let header = place.and_then(|place| self.line.sheet.mapping.headers.get(place)?.currency);
        let currencies = Currencies {
            stated,
            header,
            default: defaults.currency,
        };
        let price = match money::price(&text, currencies) {
            Ok((price, why)) => {
                if let Some(why) = why {
                    self.remark(Column::Price, &price.to_string(), why);
                }
                Some(price)
            }
            Err(NoPrice::NoCurrency { message, likely }) => {
                let remedy = Remedy::SayCurrency { code: likely };
                self.wrong_with(Column::Currency, message, Some(remedy));
                None
            }
            Err(NoPrice::Wrong(message)) => {
                self.wrong(Column::Price, message);
                None
            }
        };
        if price.is_some() && !self.line.meant(Column::SalePrice).is_empty() {
            self.remark(
                Column::SalePrice,
                "not shown",
                "the page has one price, the regular one",
            );
        }
        price
    }

    fn side(&mut self, column: Column) -> Option<f64> {
        let place = self.line.sheet.mapping.place(column)?;
        let unit = self.line.sheet.mapping.headers.get(place)?.metres;
        let (side, why) = self.parse(column, |text| cells::length(text, unit.unwrap_or(0.01)))?;
        if let Some(why) = why {
            let read = side.map_or_else(|| "not stated".to_owned(), base::units::centimetres);
            self.remark(column, &read, why);
        }
        side
    }

    fn file(&mut self, files: &ModelFiles, sku: &Sku, gtin: Option<&Gtin>) -> Option<PathBuf> {
        let name = self.text(Column::File);
        let found = if name.is_empty() {
            files.of(sku, gtin)
        } else {
            files.named(&name)
        };
        found
            .map_err(|message| self.wrong(Column::File, message))
            .ok()
    }

    fn attributes(&mut self) -> BTreeMap<String, String> {
        let mut attributes = BTreeMap::new();
        for (place, header) in self.line.sheet.mapping.headers.iter().enumerate() {
            let Some(name) = &header.attribute else {
                continue;
            };
            let text = self.line.row.text(place);
            if !text.is_empty() {
                attributes.insert(name.clone(), text.to_owned());
            }
        }
        attributes
    }

    /// A cell as a typed value; `None` where it is empty or wrong, which is noted.
    fn parse<T>(
        &mut self,
        column: Column,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let text = self.text(column);
        if text.is_empty() {
            return None;
        }
        read(&text)
            .map_err(|message| self.wrong(column, message))
            .ok()
    }

    /// A cell's text as it was meant; one that says nothing is noted as wrong.
    pub(super) fn text(&mut self, column: Column) -> String {
        let cell = self.line.cell(column).to_owned();
        match cells::plain(&cell) {
            Ok((text, why)) => {
                if let Some(why) = why.filter(|why| *why != cells::APOSTROPHE) {
                    self.remark(column, &text, why);
                }
                text.into_owned()
            }
            Err(message) => {
                self.wrong(column, message);
                String::new()
            }
        }
    }

    pub(super) fn wrong(&mut self, column: Column, message: String) {
        self.wrong_with(column, message, None);
    }

    /// Notes a wrong cell, and what can be done about it outside the sheet.
    pub(super) fn wrong_with(&mut self, column: Column, message: String, remedy: Option<Remedy>) {
        let value = self.line.cell(column).to_owned();
        self.note(
            self.line.sheet.mapping.header(column),
            value,
            message,
            remedy,
        );
    }

    pub(super) fn push(&mut self, column: String, value: String, message: String) {
        self.note(column, value, message, None);
    }

    fn note(&mut self, column: String, value: String, message: String, remedy: Option<Remedy>) {
        let problem = Problem {
            row: self.line.row.number,
            column,
            value,
            sku: self.sku.clone(),
            message,
            remedy,
        };
        let same = |known: &Problem| {
            (&known.column, &known.message) == (&problem.column, &problem.message)
        };
        if !self.problems.iter().any(same) {
            self.problems.push(problem);
        }
    }

    /// Notes what a cell was read as, and why.
    pub(super) fn remark(&mut self, column: Column, read: &str, why: &str) {
        let value = self.line.cell(column).to_owned();
        self.remark_value(column, value, read, why);
    }

    pub(super) fn remark_value(&mut self, column: Column, value: String, read: &str, why: &str) {
        let column = self.line.sheet.mapping.header(column);
        // What was taken off a cell comes first; what it then was read as has the last word.
        if let Some(known) = self.remarks.iter_mut().find(|known| known.column == column) {
            read.clone_into(&mut known.read);
            if known.why != why {
                known.why = format!("{}; {why}", known.why);
            }
            return;
        }
        self.remarks.push(Remark {
            row: self.line.row.number,
            column,
            value,
            sku: self.sku.clone(),
            read: read.to_owned(),
            why: why.to_owned(),
        });
    }
}
