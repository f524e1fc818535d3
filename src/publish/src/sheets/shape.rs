//! Rows that quotes or delimiters out of order have made.

use super::letters;
use super::row::Reader;

impl Reader<'_> {
    /// Cells that quotes or delimiters out of order have made.
    pub(super) fn check_shape(&mut self) {
        let mapping = &self.line.sheet.mapping;
        let name = |place: usize| match mapping.headers.get(place) {
            Some(header) if !header.header.is_empty() => header.header.clone(),
            _ => letters(place),
        };
        if let Some((place, more)) = self.line.row.beyond(mapping) {
            let value = more.to_owned();
            let message = "this cell has no header: put quotes around text with commas";
            self.push(name(place), value, message.into());
        }
        if let Some(place) = self.line.row.stray_quote() {
            let value = self.line.row.text(place).to_owned();
            let message = "text follows the quote that ends this cell: a quote of the text itself is \
                           written twice";
            self.push(name(place), value, message.into());
        }
        if let Some(place) = self.line.sheet.swallowing(self.line.row) {
            let value = self.line.row.text(place).to_owned();
            let message = format!(
                "this cell runs over {} lines, some of them rows of their own: is a quote missing at its end?",
                value.lines().count()
            );
            self.push(name(place), value, message);
        }
    }
}
