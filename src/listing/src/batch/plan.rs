//! What a sheet or a folder asks for, row by row, and what is wrong with it, cell by cell.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

use base::{Currency, Money, Sku};
use serde::{Deserialize, Serialize};

use super::sheet::Row;
use super::{Column, Gtin, Mapping, ModelFiles, Sheet, cells, files, html};

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
    /// Which column means what; empty for a folder.
    pub mapping: Mapping,
    /// How many rows there are.
    pub rows: usize,
}

impl Plan {
    /// The plan of a sheet whose models are `files`.
    #[must_use]
    pub fn of_sheet(sheet: &Sheet, files: &ModelFiles, defaults: &Defaults) -> Self {
        let mut plan = Self {
            mapping: sheet.mapping.clone(),
            ..Self::default()
        };
        let mut rows: HashMap<Sku, u64> = HashMap::new();
        let mut products = Products::default();
        for row in &sheet.rows {
            let mut reader = Reader {
                sheet,
                row,
                sku: None,
                problems: Vec::new(),
            };
            if products.is_picture(&mut reader) {
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
fn header(mapping: &Mapping, column: Column) -> String {
    let place = mapping.place(column);
    let header = place.and_then(|place| mapping.headers.get(place));
    header.map_or_else(
        || format!("{column:?}").to_lowercase(),
        |header| header.header.clone(),
    )
}

/// What the first row of a product says for all its rows: shops' exports leave those cells empty.
#[derive(Default)]
struct Products {
    handle: String,
    shared: HashMap<Column, String>,
}

impl Products {
    /// Whether this row of an export only adds a picture to the product above. Otherwise what it
    /// says is remembered for the rows below.
    fn is_picture(&mut self, reader: &mut Reader<'_>) -> bool {
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
struct Reader<'a> {
    sheet: &'a Sheet,
    row: &'a Row,
    sku: Option<Sku>,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    /// The row, as far as its cells can be read.
    fn item(
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

    fn wrong(&mut self, column: Column, message: String) {
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

#[cfg(test)]
mod tests;
