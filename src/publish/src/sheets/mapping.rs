//! Which column of a sheet means what: Plinth's own headers, and those of shops' exports.

use base::{Fault, Remedy, Result};
use serde::{Deserialize, Serialize};

use super::column::Column;
use super::headers::{self, Sure};
use super::mapped::MappedHeader;
use super::meaning::meaning;

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
                .hint("Remove or rename one of them, or say which isn't used")
                .remedy(Remedy::LeaveColumnOut {
                    header: later.header.clone(),
                }));
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

    /// The header of `column`, or its own name where the sheet has none.
    pub(super) fn header(&self, column: Column) -> String {
        let place = self.place(column);
        let header = place.and_then(|place| self.headers.get(place));
        header.map_or_else(|| column.name().to_owned(), |header| header.header.clone())
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
