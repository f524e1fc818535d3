//! Where the headers of a sheet are, and what divides its cells.

use super::column::Column;
use super::grid::{self, GridRow, is_empty, trim, trimmed};
use super::headers::Sure;
use super::mapping::Mapping;
use super::meaning::meaning;

/// What may stand between cells.
pub(super) const DELIMITERS: [char; 4] = [',', ';', '\t', '|'];
/// Headers are looked for in so many rows, of so many bytes.
const TITLE_ROWS: usize = 25;
const TITLE_BYTES: usize = 256 << 10;

/// Where a sheet's headers are, and what divides its cells.
pub(super) struct Outline {
    pub(super) delimiter: char,
    pub(super) header_row: u64,
}

impl Outline {
    /// Tries each delimiter, or only the one that the sheet itself has `said`. The one by which the
    /// most headers are understood is right.
    pub(super) fn of(text: &str, said: Option<char>, known: &Mapping) -> Self {
        let start = text.floor_char_boundary(TITLE_BYTES);
        let delimiters = said.map_or(DELIMITERS.to_vec(), |said| vec![said]);
        let mut best: Option<(usize, Self)> = None;
        for delimiter in &delimiters {
            let (rows, _) = grid::divide(&text[..start], *delimiter);
            let Some((understood, header_row)) = headers_of(&rows, known) else {
                continue;
            };
            if best.as_ref().is_none_or(|(most, _)| understood > *most) {
                let delimiter = *delimiter;
                let found = Self {
                    delimiter,
                    header_row,
                };
                best = Some((understood, found));
            }
        }
        best.map_or_else(|| Self::unknown(text, &delimiters), |(_, found)| found)
    }

    /// Where no header is understood: the first row, divided by what there is most of.
    fn unknown(text: &str, delimiters: &[char]) -> Self {
        let first = text.lines().position(|line| !trim(line).is_empty());
        let line = first
            .and_then(|first| text.lines().nth(first))
            .unwrap_or("");
        let count = |delimiter: &&char| line.matches(**delimiter).count();
        Self {
            delimiter: delimiters
                .iter()
                .rev()
                .max_by_key(count)
                .copied()
                .unwrap_or(','),
            header_row: first.unwrap_or(0) as u64 + 1,
        }
    }
}

/// How many headers are understood in the row that has them, and its number. Titles may stand above
/// it; where several rows are headers, as in flat files of marketplaces, the last is for programs.
fn headers_of(rows: &[GridRow], known: &Mapping) -> Option<(usize, u64)> {
    let told = |header: &str| known.headers.iter().find(|known| known.header == header);
    let understood = |row: &GridRow| {
        let columns: Vec<(Column, Sure)> = trimmed(row)
            .iter()
            .filter_map(|header| match told(header) {
                Some(told) => Some((told.column?, Sure::Told)),
                None => {
                    let (mapped, sure) = meaning(header);
                    Some((mapped.column?, sure))
                }
            })
            .collect();
        let surest = columns
            .iter()
            .filter(|(column, _)| matches!(column, Column::Sku | Column::Gtin))
            .map(|(_, sure)| *sure)
            .min();
        surest.map_or((0, Sure::Perhaps), |surest| (columns.len(), surest))
    };
    let mut found: Option<(usize, u64)> = None;
    let full = rows.iter().filter(|row| !is_empty(row)).take(TITLE_ROWS);
    for (place, row) in full.enumerate() {
        let (count, sure) = understood(row);
        match found {
            None if count > 1 || (count == 1 && place == 0) => found = Some((count, row.number)),
            Some((most, _)) if count > 1 && sure <= Sure::Certain => {
                found = Some((count.max(most), row.number));
            }
            Some(_) => break,
            None => {}
        }
    }
    found
}
