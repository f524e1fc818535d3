//! Which column of a sheet means what: Plinth's own headers, and those of shops' exports.

use base::{Currency, Fault, Result};
use serde::{Deserialize, Serialize};

use super::headers::{self, Sure};
use super::meaning::{UNITS, meaning};

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
}

impl Column {
    /// Whether it is a side of the product.
    #[must_use]
    pub const fn is_side(self) -> bool {
        matches!(self, Self::Width | Self::Height | Self::Depth)
    }
}

/// A header and what it was taken for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MappedHeader {
    /// As the sheet has it.
    pub header: String,
    /// What it means; `None` where the column isn't used.
    pub column: Option<Column>,
    /// The viewer's attribute, for [`Column::Attribute`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attribute: Option<String>,
    /// Metres in one of the column's unit, for dimensions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metres: Option<f64>,
    /// The currency of prices that name none, for [`Column::Price`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
}

/// Every header of a sheet, in its order.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Mapping {
    /// The headers.
    pub headers: Vec<MappedHeader>,
}

impl Mapping {
    /// What `headers` mean, where every column has cells.
    ///
    /// # Errors
    /// As [`Mapping::of_filled`].
    pub fn of(headers: &[&str], known: &Self) -> Result<Self> {
        Self::of_filled(headers, &vec![true; headers.len()], known)
    }

    /// What `headers` mean; `filled` says which columns have any cell. A header that `known` has (a
    /// mapping saved before, perhaps edited) means what it says there. Where two columns mean the
    /// same, the one that says so more surely is taken, and an empty one never.
    ///
    /// # Errors
    /// An input fault where two columns mean the same.
    pub fn of_filled(headers: &[&str], filled: &[bool], known: &Self) -> Result<Self> {
        let mut mapped: Vec<(MappedHeader, Sure)> = headers
            .iter()
            .enumerate()
            .map(|(place, header)| {
                // Of equal headers each has its own meaning.
                let nth = headers[..place].iter().filter(|h| *h == header).count();
                let mut same = known.headers.iter().filter(|known| known.header == *header);
                match same.nth(nth) {
                    Some(known) => (known.clone(), Sure::Told),
                    None => meaning(header),
                }
            })
            .collect();
        for place in 0..mapped.len() {
            let (this, sure) = mapped[place].clone();
            if this.column.is_none() {
                continue;
            }
            let is_full = |place: usize| filled.get(place).copied().unwrap_or(false);
            let rivals: Vec<usize> = (0..mapped.len())
                .filter(|other| *other != place && mapped[*other].0.means_as(&this))
                .collect();
            let better = rivals.iter().any(|other| {
                let rank = |place, sure| (sure != Sure::Told, !is_full(place), sure);
                rank(*other, mapped[*other].1) < rank(place, sure)
                    || (*other < place && !is_full(place) && !is_full(*other))
            });
            if better {
                mapped[place].0.column =
                    (headers::normalise(&this.header) == "id").then_some(Column::Id);
                mapped[place].0.metres = None;
                mapped[place].0.currency = None;
            }
        }
        let mapped: Vec<MappedHeader> = mapped.into_iter().map(|(header, _)| header).collect();
        for (place, later) in mapped.iter().enumerate() {
            let earlier = mapped[..place]
                .iter()
                .position(|before| later.column.is_some() && before.means_as(later));
            if let Some(earlier) = earlier {
                return Err(Fault::input(format!(
                    "The columns {} '{}' and {} '{}' mean the same",
                    letters(earlier),
                    mapped[earlier].header,
                    letters(place),
                    later.header
                ))
                .hint(format!(
                    "Remove or rename one of them, or say which isn't used: --column '{}=-'",
                    later.header
                )));
            }
        }
        Ok(Self { headers: mapped })
    }

    /// The place of `column`, from 0.
    #[must_use]
    pub fn place(&self, column: Column) -> Option<usize> {
        self.headers
            .iter()
            .position(|header| header.column == Some(column))
    }

    /// Headers whose columns aren't used.
    #[must_use]
    pub fn unused(&self) -> Vec<&str> {
        let unused = self.headers.iter().filter(|header| header.column.is_none());
        unused
            .map(|header| header.header.as_str())
            .filter(|header| !header.is_empty())
            .collect()
    }
}

impl MappedHeader {
    /// A header that means what `word` does where it is one: `sku`, `price EUR`, `height mm`, or `-`
    /// for a column that isn't used.
    ///
    /// # Errors
    /// An input fault where `word` is no header that is known.
    pub fn told(header: &str, word: &str) -> Result<Self> {
        let mut mapped = meaning(word.trim()).0;
        if mapped.column.is_none() && word.trim() != "-" {
            return Err(Fault::usage(format!("'{word}' is no column that a sheet can have"))
                .hint("Write --column 'HEADER=sku', with title, price, 'height mm' or such; '-' for none"));
        }
        mapped.header = header.trim().to_owned();
        Ok(mapped)
    }

    /// Whether it says the same about a product as `other`.
    fn means_as(&self, other: &Self) -> bool {
        self.column.is_some() && (self.column, &self.attribute) == (other.column, &other.attribute)
    }

    /// What it was taken for, in words: `price in EUR`, `width in cm`.
    #[must_use]
    pub fn words(&self) -> Option<String> {
        let column = self.column?;
        let name = self.attribute.as_deref().unwrap_or(column.name());
        let unit = self
            .metres
            .and_then(|metres| {
                UNITS
                    .iter()
                    .find(|(_, known)| (known - metres).abs() < 1e-9)
            })
            .map(|(unit, _)| *unit);
        Some(match (unit, &self.currency) {
            (Some(unit), _) => format!("{name} in {unit}"),
            (None, Some(currency)) => format!("{name} in {}", currency.code()),
            (None, None) => name.to_owned(),
        })
    }
}

/// A column's letters as spreadsheets have them; `place` is from 0.
#[must_use]
pub fn letters(place: usize) -> String {
    let mut letters = Vec::new();
    let mut left = place + 1;
    while left > 0 {
        letters.push(char::from(b'A' + ((left - 1) % 26) as u8));
        left = (left - 1) / 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    fn columns(headers: &[&str]) -> Vec<Option<Column>> {
        let mapping = Mapping::of(headers, &Mapping::default()).unwrap();
        mapping
            .headers
            .into_iter()
            .map(|header| header.column)
            .collect()
    }

    #[test]
    fn headers_of_shops_are_understood() {
        assert_eq!(
            columns(&[
                "Handle",
                "Title",
                "Body (HTML)",
                "Vendor",
                "Tags",
                "Variant SKU"
            ]),
            [
                Some(Column::Handle),
                Some(Column::Title),
                Some(Column::Description),
                Some(Column::Brand),
                None,
                Some(Column::Sku),
            ]
        );
        let dimensions = Mapping::of(&["width_cm", "Height (mm)", "depth"], &Mapping::default());
        let metres: Vec<_> = dimensions
            .unwrap()
            .headers
            .iter()
            .map(|h| h.metres)
            .collect();
        assert_eq!(metres, [Some(0.01), Some(0.001), Some(0.01)]);
        assert_eq!(columns(&["Camera Orbit"]), [Some(Column::Attribute)]);
    }

    #[test]
    fn a_saved_mapping_decides_and_doubles_are_refused() {
        let known = Mapping {
            headers: vec![MappedHeader {
                column: Some(Column::Sku),
                ..meaning("Artikel").0
            }],
        };
        let mapping = Mapping::of(&["Artikel", "x"], &known).unwrap();
        assert_eq!(mapping.place(Column::Sku), Some(0));
        assert_eq!(mapping.unused(), ["x"]);
        let fault = Mapping::of(&["sku", "Variant SKU"], &Mapping::default()).unwrap_err();
        assert!(fault.message().contains("'Variant SKU'"), "{fault}");
    }
}
