//! One row under its sheet's headers, as text.

use super::cells;
use super::column::Column;
use super::sheet::{Row, Sheet};

/// A row of a sheet.
#[derive(Clone, Copy)]
pub(super) struct Line<'a> {
    pub(super) sheet: &'a Sheet,
    pub(super) row: &'a Row,
}

impl<'a> Line<'a> {
    /// A cell as it stands in the file; empty where the sheet has no such column.
    pub(super) fn cell(self, column: Column) -> &'a str {
        let place = self.sheet.mapping.place(column);
        place.map_or("", |place| self.row.text(place))
    }

    /// A cell's text as it was meant; whether it says anything that was meant isn't judged.
    pub(super) fn meant(self, column: Column) -> String {
        let cell = self.cell(column);
        cells::plain(cell).map_or_else(|_| cell.to_owned(), |(text, _)| text.into_owned())
    }
}
