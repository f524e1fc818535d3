//! Which column of a sheet means what: Plinth's own headers, and those of shops' exports.

use base::{Fault, Result};
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
            Self::Attribute => "viewer attribute",
        }
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
}

/// Every header of a sheet, in its order.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Mapping {
    /// The headers.
    pub headers: Vec<MappedHeader>,
}

/// Headers, in lower case with single spaces for all that isn't a letter or digit.
const NAMES: &[(&str, Column)] = &[
    ("sku", Column::Sku),
    ("variant sku", Column::Sku),
    ("article", Column::Sku),
    ("article number", Column::Sku),
    ("item number", Column::Sku),
    ("gtin", Column::Gtin),
    ("ean", Column::Gtin),
    ("upc", Column::Gtin),
    ("barcode", Column::Gtin),
    ("variant barcode", Column::Gtin),
    ("title", Column::Title),
    ("name", Column::Title),
    ("product", Column::Title),
    ("product name", Column::Title),
    ("price", Column::Price),
    ("variant price", Column::Price),
    ("currency", Column::Currency),
    ("price currency", Column::Currency),
    ("description", Column::Description),
    ("body html", Column::Description),
    ("body", Column::Description),
    ("brand", Column::Brand),
    ("vendor", Column::Brand),
    ("maker", Column::Brand),
    ("file", Column::File),
    ("file name", Column::File),
    ("model", Column::File),
    ("model file", Column::File),
    ("3d model", Column::File),
    ("action", Column::Action),
    ("command", Column::Action),
    ("width", Column::Width),
    ("height", Column::Height),
    ("depth", Column::Depth),
    ("variants", Column::Variants),
    ("handle", Column::Handle),
];

/// Attributes of the web viewer that a sheet may set.
const ATTRIBUTES: [&str; 9] = [
    "camera-orbit",
    "camera-target",
    "field-of-view",
    "exposure",
    "environment-image",
    "shadow-intensity",
    "shadow-softness",
    "tone-mapping",
    "variant-name",
];

/// Units that a header of a dimension may end with, in metres.
const UNITS: [(&str, f64); 4] = [("cm", 0.01), ("mm", 0.001), ("m", 1.0), ("in", 0.0254)];

impl Mapping {
    /// What `headers` mean. A header that `known` has (a mapping saved before, perhaps edited) means
    /// what it says there.
    ///
    /// # Errors
    /// An input fault where two columns mean the same.
    pub fn of(headers: &[&str], known: &Self) -> Result<Self> {
        let mapped: Vec<MappedHeader> = headers
            .iter()
            .map(|header| {
                let known = known.headers.iter().find(|known| known.header == *header);
                known.cloned().unwrap_or_else(|| meaning(header))
            })
            .collect();
        for (place, later) in mapped.iter().enumerate() {
            let twin = mapped[..place].iter().find(|earlier| {
                later.column.is_some()
                    && (earlier.column, &earlier.attribute) == (later.column, &later.attribute)
            });
            if let Some(twin) = twin {
                return Err(Fault::input(format!(
                    "The columns '{}' and '{}' mean the same",
                    twin.header, later.header
                ))
                .hint("Remove or rename one of them, or give a mapping with --mapping"));
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
        unused.map(|header| header.header.as_str()).collect()
    }
}

fn meaning(header: &str) -> MappedHeader {
    let words = normalise(header);
    let mut mapped = MappedHeader {
        header: header.into(),
        column: None,
        attribute: None,
        metres: None,
    };
    let dashed = words.replace(' ', "-");
    if ATTRIBUTES.contains(&dashed.as_str()) {
        (mapped.column, mapped.attribute) = (Some(Column::Attribute), Some(dashed));
        return mapped;
    }
    let (name, metres) = UNITS
        .into_iter()
        .find_map(|(unit, metres)| {
            let name = words.strip_suffix(unit)?.strip_suffix(' ')?;
            Some((name, metres))
        })
        .unwrap_or((&words, 0.01));
    let find = |name: &str| {
        let found = NAMES.iter().find(|(known, _)| *known == name);
        found.map(|(_, column)| *column)
    };
    mapped.column = match find(name) {
        Some(column @ (Column::Width | Column::Height | Column::Depth)) => {
            mapped.metres = Some(metres);
            Some(column)
        }
        _ => find(&words),
    };
    mapped
}

fn normalise(header: &str) -> String {
    header
        .to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
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
                ..meaning("Artikel")
            }],
        };
        let mapping = Mapping::of(&["Artikel", "x"], &known).unwrap();
        assert_eq!(mapping.place(Column::Sku), Some(0));
        assert_eq!(mapping.unused(), ["x"]);
        let fault = Mapping::of(&["sku", "Variant SKU"], &Mapping::default()).unwrap_err();
        assert!(fault.message().contains("'Variant SKU'"), "{fault}");
    }
}
