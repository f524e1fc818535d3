//! A sheet: headers and cells as text, out of the CSV that spreadsheets and shops save.

use std::path::Path;

use base::{Fault, Remedy, Result};
use serde::Serialize;

use super::column::Column;
use super::encoding::{self, SAVE_AGAIN};
use super::grid::{self, GridCell, is_empty, trim, trimmed};
use super::mapping::{Mapping, letters};
use super::outline::Outline;
use super::wrapping::{other_format, unpacked, without_sep};

/// A longer file is no sheet of products.
const MOST_BYTES: u64 = 64 << 20;
/// More rows than a shop has products.
const MOST_ROWS: usize = 200_000;

/// What somebody says about a sheet.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Told {
    /// What headers mean: of a mapping saved before, for headers of a shop's own.
    pub mapping: Mapping,
    /// Its encoding, by a name of the web such as `windows-1250`.
    pub encoding: Option<String>,
}

/// How a sheet is written.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Dialect {
    /// Such as `UTF-8`.
    pub encoding: String,
    /// Whether nothing in the file names the encoding.
    pub encoding_guessed: bool,
    /// What stands between cells.
    pub delimiter: char,
    /// The row of the headers; those above it aren't read.
    pub header_row: u64,
}

/// A sheet of products.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// Which column means what.
    pub mapping: Mapping,
    /// How it is written.
    pub dialect: Dialect,
    pub(super) rows: Vec<Row>,
}

/// A row that isn't empty.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    /// Its number as spreadsheets show it.
    pub(super) number: u64,
    cells: Vec<GridCell>,
}

impl Sheet {
    /// Reads the sheet at `path`; `told` is what somebody says about it.
    ///
    /// # Errors
    /// An input fault where the file can't be read, isn't a sheet, or is broken so that no row of it
    /// can be trusted.
    pub fn read(path: &Path, told: &Told) -> Result<Self> {
        let refuse = |error: std::io::Error| {
            Fault::input(format!("{} can't be read: {error}", path.display()))
                .hint("Check the spelling and the folder")
                .because(error)
        };
        if std::fs::metadata(path).map_err(refuse)?.len() > MOST_BYTES {
            return Err(
                Fault::input(format!("{} is too large for a sheet", path.display()))
                    .hint(format!("{SAVE_AGAIN}, or divide it")),
            );
        }
        let bytes = std::fs::read(path).map_err(refuse)?;
        Self::parse(&bytes, told).map_err(|fault| fault.context(path.display()))
    }

    /// The same for a file's content.
    ///
    /// # Errors
    /// As [`Sheet::read`].
    pub fn parse(bytes: &[u8], told: &Told) -> Result<Self> {
        if let Some(other) = other_format(bytes) {
            return Err(Fault::input(format!("This is {other}, not a CSV sheet")).hint(SAVE_AGAIN));
        }
        let decoded = encoding::decode(bytes, told.encoding.as_deref())?;
        let (said, text) = without_sep(&decoded.text);
        let unpacked = unpacked(text);
        let text = unpacked.as_deref().unwrap_or(text);
        let outline = Outline::of(text, said, &told.mapping);
        let (mut rows, unclosed) = grid::divide(text, outline.delimiter);
        let headers = match rows.iter().position(|row| row.number == outline.header_row) {
            Some(place) => trimmed(&rows[place]),
            None => Vec::new(),
        };
        if let Some(unclosed) = unclosed {
            return Err(never_closed(&unclosed, &headers));
        }
        rows.retain(|row| row.number > outline.header_row && !is_empty(row));
        let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
        let filled: Vec<bool> = (0..headers.len())
            .map(|place| {
                let cells = rows.iter().filter_map(|row| row.cells.get(place));
                cells.into_iter().any(|cell| !trim(&cell.text).is_empty())
            })
            .collect();
        let mapping = Mapping::of_filled(&headers, &filled, &told.mapping)?;
        if mapping.place(Column::Sku).is_none() && mapping.place(Column::Gtin).is_none() {
            return Err(Fault::input(format!(
                "The sheet has neither a column 'sku' nor a column 'gtin'; its headers are {}",
                headers.join(", ")
            ))
            .hint("Name one of its columns 'sku'")
            .remedy(Remedy::SayColumn));
        }
        if rows.len() > MOST_ROWS {
            return Err(
                Fault::input(format!("The sheet has over {MOST_ROWS} rows")).hint("Divide it")
            );
        }
        if rows.is_empty() {
            return Err(
                Fault::input("The sheet has headers, but no rows").hint("Write one row a product")
            );
        }
        Ok(Self {
            mapping,
            dialect: Dialect {
                encoding: decoded.name.into(),
                encoding_guessed: decoded.guessed,
                delimiter: outline.delimiter,
                header_row: outline.header_row,
            },
            rows: rows
                .into_iter()
                .map(|row| Row {
                    number: row.number,
                    cells: row.cells,
                })
                .collect(),
        })
    }

    /// The place of a cell of `row` that holds what look like rows of their own.
    pub(super) fn swallowing(&self, row: &Row) -> Option<usize> {
        let columns = self.mapping.headers.len();
        let price = self.mapping.place(Column::Price);
        let is_row = |line: &str| {
            let (rows, unclosed) = grid::divide(line, self.dialect.delimiter);
            let bare = unclosed.map(|_| line.replace('"', ""));
            let (rows, _) = bare.map_or((rows, None), |bare| {
                grid::divide(&bare, self.dialect.delimiter)
            });
            let Some(cells) = rows.first().map(|row| &row.cells) else {
                return false;
            };
            let has_price = price.and_then(|place| cells.get(place)).map(|cell| {
                let text = trim(&cell.text);
                text.chars().any(|c| c.is_ascii_digit()) && text.len() < 20
            });
            // Prose has commas, too: a price in its place tells a row, or many cells do.
            cells.len() == columns && has_price.unwrap_or(columns > 3)
        };
        row.cells
            .iter()
            .position(|cell| cell.text.lines().skip(1).any(is_row))
    }
}

impl Row {
    /// The text in the column at `place`; empty where the row is shorter.
    pub(super) fn text(&self, place: usize) -> &str {
        self.cells.get(place).map_or("", |cell| trim(&cell.text))
    }

    /// What stands in columns that have no header in `mapping`, and where.
    pub(super) fn beyond(&self, mapping: &Mapping) -> Option<(usize, &str)> {
        let named = |place: &usize| {
            let header = mapping.headers.get(*place);
            header.is_some_and(|header| !header.header.is_empty() || header.column.is_some())
        };
        (0..self.cells.len())
            .filter(|place| !named(place))
            .map(|place| (place, self.text(place)))
            .find(|(_, text)| !text.is_empty())
    }

    /// The place of a cell with text after the quote that closes it.
    pub(super) fn stray_quote(&self) -> Option<usize> {
        self.cells.iter().position(|cell| cell.stray_quote)
    }
}

/// The fault of a sheet whose end a quote swallows.
fn never_closed(unclosed: &grid::Unclosed, headers: &[String]) -> Fault {
    let column = match headers.get(unclosed.place) {
        Some(header) if !header.is_empty() => header.clone(),
        _ => letters(unclosed.place),
    };
    let start: String = trim(&unclosed.text)
        .lines()
        .next()
        .unwrap_or("")
        .chars()
        .take(24)
        .collect();
    let lines = unclosed.text.lines().count().saturating_sub(1);
    let lost = match lines {
        0 => String::new(),
        1 => ", and takes the line below in".into(),
        _ => format!(", and takes the {lines} lines below in"),
    };
    Fault::input(format!(
        "Row {}, column '{column}': the quote before '{start}' is never closed{lost}",
        unclosed.row
    ))
    .hint("Put a quote at the cell's end; a quote of the text itself is written twice: \"24\"\" frame\"")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    fn parse(text: &str) -> Result<Sheet> {
        Sheet::parse(text.as_bytes(), &Told::default())
    }

    #[test]
    fn rows_are_counted_as_spreadsheets_show_them() {
        let sheet =
            parse("\u{feff}sku,title\r\nA,\"Two\nlines\"\r\n,\r\n\r\nB,\"With, comma\"\r\n")
                .unwrap();
        let rows: Vec<_> = sheet
            .rows
            .iter()
            .map(|row| (row.number, row.text(1)))
            .collect();
        assert_eq!(rows, [(2, "Two\nlines"), (5, "With, comma")]);
        let sheet = parse("\n\nsku,title\nA,a\n").unwrap();
        assert_eq!((sheet.dialect.header_row, sheet.rows[0].number), (3, 4));
    }

    #[test]
    fn the_delimiter_is_the_one_by_which_headers_are_understood() {
        for (sheet, delimiter) in [
            ("sku;\"title\";a,b,c,d,e\nA;1\n", ';'),
            ("sku\tprice\nA\t1\n", '\t'),
            ("sku|price\nA|1\n", '|'),
            ("sep=^\nsku^price\nA^1\n", '^'),
            ("\"sep=;\"\r\nsku;price\r\nA;1\r\n", ';'),
        ] {
            let sheet = parse(sheet).unwrap();
            assert_eq!(sheet.dialect.delimiter, delimiter);
            assert_eq!(sheet.rows[0].text(1), "1");
            assert_eq!(sheet.dialect.header_row, 1);
        }
    }

    #[test]
    fn headers_may_stand_below_titles() {
        let sheet = parse("Price list spring\n\nsku,title\nA,a\n").unwrap();
        assert_eq!((sheet.dialect.header_row, sheet.rows[0].number), (3, 4));
        let amazon = "TemplateType=fptcustom\tVersion=2026\n\
            Seller SKU\tProduct Name\titem\nitem_sku\titem_name\tx\nA\ta\t\n";
        assert_eq!(parse(amazon).unwrap().dialect.header_row, 3);
    }

    #[test]
    fn what_is_no_sheet_is_refused() {
        for (bytes, word) in [
            (b"PK\x03\x04rest".as_slice(), "workbook"),
            (b"<?xml version=\"1.0\"?><rss/>", "XML"),
            (b"<!DOCTYPE html><table>", "web page"),
            (b"name,price\nA,1\n", "neither"),
            (b"sku,price\n", "no rows"),
            (b"", "neither"),
            (b"sku,title\nA,\"open\nB,b\n", "Row 2, column 'title'"),
        ] {
            let fault = Sheet::parse(bytes, &Told::default()).unwrap_err();
            assert!(fault.message().contains(word), "{fault}");
        }
    }
}
