//! One row of a sheet, cell by cell.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

use base::{Currency, Money, Sku};

use super::plan::{Action, Defaults, Item, Problem, Stated, header};
use super::sheet::Row;
use super::{Column, Gtin, ModelFiles, Sheet, cells, html};

/// What the first row of a product says for all its rows: shops' exports leave those cells empty.
#[derive(Default)]
pub(super) struct Products {
    handle: String,
    shared: HashMap<Column, String>,
}

impl Products {
    /// Whether this row of an export only adds a picture to the product above. Otherwise what it
    /// says is remembered for the rows below.
    pub(super) fn is_picture(&mut self, reader: &mut Reader<'_>) -> bool {
        let handle = reader.quiet(Column::Handle);
        if handle.is_empty() {
            self.handle.clear();
            self.shared.clear();
            return false;
        }
        if handle != self.handle {
            self.handle = handle;
            self.shared.clear();
        }
        let own = [Column::Sku, Column::Gtin, Column::Price, Column::Title];
        if own.iter().all(|column| reader.quiet(*column).is_empty()) {
            return true;
        }
        for column in [Column::Title, Column::Description, Column::Brand] {
            let text = reader.quiet(column);
            if !text.is_empty() {
                self.shared.insert(column, text);
            }
        }
        false
    }
}

/// Reads the cells of one row and collects what is wrong.
pub(super) struct Reader<'a> {
    sheet: &'a Sheet,
    row: &'a Row,
    /// The article number, once it is read.
    pub(super) sku: Option<Sku>,
    /// What is wrong so far.
    pub(super) problems: Vec<Problem>,
}

impl<'a> Reader<'a> {
    pub(super) const fn new(sheet: &'a Sheet, row: &'a Row) -> Self {
        Self {
            sheet,
            row,
            sku: None,
            problems: Vec::new(),
        }
    }

    /// The row, as far as its cells can be read.
    pub(super) fn item(
        &mut self,
        files: &ModelFiles,
        defaults: &Defaults,
        products: &mut Products,
    ) -> Option<Item> {
        let mapping = &self.sheet.mapping;
        if let Some(more) = self.row.beyond(mapping.headers.len()) {
            let value = more.to_owned();
            self.push(
                format!("{}", mapping.headers.len() + 1),
                value,
                "this cell has no header: put quotes around text with commas".into(),
            );
        }
        let gtin = self.parse(Column::Gtin, |text| {
            text.parse::<Gtin>().map_err(|error| error.to_string())
        });
        let sku = self.sku(gtin.as_ref())?;
        let action = self.parse(Column::Action, cells::action).or_else(|| {
            let empty = self.quiet(Column::Action).is_empty();
            empty.then_some(Action::Publish)
        })?;
        let mut item = Item {
            row: self.row.number,
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
        item.title = self.shared(Column::Title, products);
        let html = self.shared(Column::Description, products);
        item.description = html.map(|html| html::text(&html));
        item.brand = self.shared(Column::Brand, products);
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
            if self.quiet(Column::Price).is_empty() {
                self.wrong(Column::Price, "a new product needs a price".into());
            }
        }
        Some(item)
    }

    /// The SKU; the GTIN where there is none.
    fn sku(&mut self, gtin: Option<&Gtin>) -> Option<Sku> {
        let read = self.parse(Column::Sku, |text| {
            let text = cells::without_apostrophe(text);
            text.parse::<Sku>().map_err(|error| error.to_string())
        });
        let empty = self.quiet(Column::Sku).is_empty();
        let sku = read.or_else(|| gtin.filter(|_| empty)?.as_str().parse().ok());
        if sku.is_none() && empty && self.problems.is_empty() {
            self.wrong(Column::Sku, "every row needs a SKU or a GTIN".into());
        }
        self.sku.clone_from(&sku);
        sku
    }

    fn price(&mut self, defaults: &Defaults) -> Option<Money> {
        let text = self.text(Column::Price);
        let currency = self.parse(Column::Currency, |text| {
            text.parse::<Currency>().map_err(|error| error.to_string())
        });
        if text.is_empty() {
            return None;
        }
        if currency.is_none() && !self.quiet(Column::Currency).is_empty() {
            return None;
        }
        let Some(currency) = currency.or(defaults.currency) else {
            self.wrong(
                Column::Currency,
                "a price needs a currency: add a column 'currency', or --currency EUR".into(),
            );
            return None;
        };
        let comma = self.sheet.decimal_comma;
        self.parse(Column::Price, |text| cells::price(text, currency, comma))
    }

    fn side(&mut self, column: Column) -> Option<f64> {
        let place = self.sheet.mapping.place(column)?;
        let metres = self
            .sheet
            .mapping
            .headers
            .get(place)?
            .metres
            .unwrap_or(0.01);
        let comma = self.sheet.decimal_comma;
        self.parse(column, |text| cells::length(text, metres, comma))
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
        for (place, header) in self.sheet.mapping.headers.iter().enumerate() {
            let (Some(name), Ok(text)) = (&header.attribute, self.row.text(place)) else {
                continue;
            };
            if !text.is_empty() {
                attributes.insert(name.clone(), text.to_owned());
            }
        }
        attributes
    }

    /// A cell that the product's first row may say for all; `None` where neither says anything.
    fn shared(&mut self, column: Column, products: &Products) -> Option<String> {
        let own = self.text(column);
        if own.is_empty() {
            products.shared.get(&column).cloned()
        } else {
            Some(own)
        }
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

    /// A cell's text; one that isn't UTF-8 is noted.
    fn text(&mut self, column: Column) -> String {
        let Some(place) = self.sheet.mapping.place(column) else {
            return String::new();
        };
        match self.row.text(place) {
            Ok(text) => text.to_owned(),
            Err(text) => {
                let message = "this isn't UTF-8: save the spreadsheet as CSV (UTF-8)".to_owned();
                self.push(header(&self.sheet.mapping, column), text, message);
                String::new()
            }
        }
    }

    /// A cell's text, for another look.
    fn quiet(&self, column: Column) -> String {
        let place = self.sheet.mapping.place(column);
        let text = place.map(|place| self.row.text(place));
        text.and_then(Result::ok).unwrap_or_default().to_owned()
    }

    pub(super) fn wrong(&mut self, column: Column, message: String) {
        let value = self.quiet(column);
        self.push(header(&self.sheet.mapping, column), value, message);
    }

    fn push(&mut self, column: String, value: String, message: String) {
        let problem = Problem {
            row: self.row.number,
            column,
            value,
            sku: self.sku.clone(),
            message,
        };
        let same = |known: &Problem| {
            (&known.column, &known.message) == (&problem.column, &problem.message)
        };
        if !self.problems.iter().any(same) {
            self.problems.push(problem);
        }
    }
}
