//! A header and what it was taken for.

use base::Currency;
use serde::{Deserialize, Serialize};

use super::column::Column;

/// Units that a header of a dimension may end with, in metres.
pub(super) const UNITS: [(&str, f64); 14] = [
    ("cm", 0.01),
    ("mm", 0.001),
    ("m", 1.0),
    ("in", 0.0254),
    ("inch", 0.0254),
    ("inches", 0.0254),
    ("zoll", 0.0254),
    ("pouces", 0.0254),
    ("ft", 0.3048),
    ("feet", 0.3048),
    ("centimeter", 0.01),
    ("centimeters", 0.01),
    ("millimeter", 0.001),
    ("meter", 1.0),
];

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

impl MappedHeader {
    /// Whether it says the same about a product as `other`.
    pub(super) fn means_as(&self, other: &Self) -> bool {
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
