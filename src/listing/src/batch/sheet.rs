//! A sheet: headers and cells as text, out of the CSV that spreadsheets save.

use std::path::Path;

use base::{Fault, Result};

use super::mapping::{Column, Mapping};

/// A longer file is no sheet of products.
const MOST_BYTES: u64 = 64 << 20;
/// More rows than a shop has products.
const MOST_ROWS: usize = 200_000;
/// What may stand between cells.
const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];

/// A sheet of products.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// Which column means what.
    pub mapping: Mapping,
    pub(super) rows: Vec<Row>,
    /// Whether prices may be written with a comma: where cells aren't divided by commas.
    pub(super) decimal_comma: bool,
}

/// A row that isn't empty.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    /// Its number as spreadsheets count: the headers are row 1.
    pub(super) number: u64,
    cells: Vec<Cell>,
}

/// A cell's text without spaces around it, or its bytes where they are no UTF-8.
type Cell = std::result::Result<String, Vec<u8>>;

impl Sheet {
    /// Reads the sheet at `path`; `known` is a mapping saved before, for headers of a shop's own.
    ///
    /// # Errors
    /// An input fault where the file can't be read or is no sheet.
    pub fn read(path: &Path, known: &Mapping) -> Result<Self> {
        let refuse = |error: std::io::Error| {
            Fault::input(format!("{} can't be read: {error}", path.display()))
                .hint("Check the spelling and the folder")
                .because(error)
        };
        if std::fs::metadata(path).map_err(refuse)?.len() > MOST_BYTES {
            return Err(
                Fault::input(format!("{} is too large for a sheet", path.display()))
                    .hint("Save the spreadsheet as CSV (UTF-8), or divide it"),
            );
        }
        let bytes = std::fs::read(path).map_err(refuse)?;
        Self::parse(&bytes, known).map_err(|fault| fault.context(path.display()))
    }

    /// The same for a file's content.
    ///
    /// # Errors
    /// As [`Sheet::read`].
    pub fn parse(bytes: &[u8], known: &Mapping) -> Result<Self> {
        const SAVE_AGAIN: &str = "Save the spreadsheet as CSV (UTF-8)";
        if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
            return Err(Fault::input("The sheet is UTF-16").hint(SAVE_AGAIN));
        }
        if bytes.starts_with(b"PK\x03\x04") {
            return Err(Fault::input("This is a workbook, not a CSV sheet").hint(SAVE_AGAIN));
        }
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let delimiter = delimiter(bytes);
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .flexible(true)
            .from_reader(bytes);
        let broken = |error: csv::Error| {
            Fault::input(format!("The sheet can't be read: {error}"))
                .hint(SAVE_AGAIN)
                .because(error)
        };
        let headers = reader.headers().map_err(broken)?.clone();
        let headers: Vec<&str> = headers.iter().map(str::trim).collect();
        let mapping = Mapping::of(&headers, known)?;
        if mapping.place(Column::Sku).is_none() && mapping.place(Column::Gtin).is_none() {
            return Err(Fault::input(format!(
                "The sheet has neither a column 'sku' nor a column 'gtin'; its headers are {}",
                headers.join(", ")
            ))
            .hint("Name one of its columns 'sku', or give a mapping with --mapping"));
        }
        let mut rows = Vec::new();
        for (record, number) in reader.byte_records().zip(2..) {
            let record = record.map_err(broken)?;
            let cells: Vec<Cell> = record.iter().map(cell).collect();
            if cells
                .iter()
                .all(|cell| cell.as_ref().is_ok_and(String::is_empty))
            {
                continue;
            }
            if rows.len() == MOST_ROWS {
                return Err(
                    Fault::input(format!("The sheet has over {MOST_ROWS} rows")).hint("Divide it")
                );
            }
            rows.push(Row { number, cells });
        }
        if rows.is_empty() {
            return Err(
                Fault::input("The sheet has headers, but no rows").hint("Write one row a product")
            );
        }
        Ok(Self {
            mapping,
            rows,
            decimal_comma: delimiter != b',',
        })
    }
}

impl Row {
    /// The text in the column at `place`; empty where the row is shorter.
    ///
    /// # Errors
    /// The text as far as it can be read, where the cell isn't UTF-8.
    pub(super) fn text(&self, place: usize) -> std::result::Result<&str, String> {
        match self.cells.get(place) {
            None => Ok(""),
            Some(Ok(text)) => Ok(text),
            Some(Err(bytes)) => Err(String::from_utf8_lossy(bytes).into_owned()),
        }
    }

    /// What stands to the right of the last of `columns` headers.
    pub(super) fn beyond(&self, columns: usize) -> Option<&str> {
        self.cells
            .iter()
            .skip(columns)
            .filter_map(|cell| cell.as_deref().ok())
            .find(|text| !text.is_empty())
    }
}

fn cell(bytes: &[u8]) -> Cell {
    std::str::from_utf8(bytes)
        .map(|text| text.trim().to_owned())
        .map_err(|_| bytes.to_vec())
}

/// What divides the headers: whichever of the three there is most of outside of quotes.
fn delimiter(bytes: &[u8]) -> u8 {
    let mut quoted = false;
    let mut counts = [0_usize; DELIMITERS.len()];
    for byte in bytes {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            _ if quoted => {}
            _ => {
                if let Some(place) = DELIMITERS.iter().position(|known| known == byte) {
                    counts[place] += 1;
                }
            }
        }
    }
    let most = counts.iter().max().copied().unwrap_or(0);
    let place = counts.iter().position(|count| *count == most).unwrap_or(0);
    DELIMITERS[place]
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    fn parse(text: &str) -> Result<Sheet> {
        Sheet::parse(text.as_bytes(), &Mapping::default())
    }

    #[test]
    fn rows_are_counted_as_spreadsheets_do() {
        let sheet =
            parse("\u{feff}sku,title\r\nA,\"Two\nlines\"\r\n,\r\nB,\"With, comma\"\r\n").unwrap();
        let rows: Vec<_> = sheet
            .rows
            .iter()
            .map(|row| (row.number, row.text(1).unwrap()))
            .collect();
        assert_eq!(rows, [(2, "Two\nlines"), (4, "With, comma")]);
        assert!(!sheet.decimal_comma);
    }

    #[test]
    fn semicolons_and_tabs_divide_too() {
        for sheet in ["sku;\"a,b,c\"\nA;1\n", "sku\tprice\nA\t1\n"] {
            let sheet = parse(sheet).unwrap();
            assert!(sheet.decimal_comma);
            assert_eq!(sheet.rows[0].text(1), Ok("1"));
        }
    }

    #[test]
    fn what_is_no_sheet_is_refused() {
        for (bytes, word) in [
            (b"\xff\xfes\0".as_slice(), "UTF-16"),
            (b"PK\x03\x04rest", "workbook"),
            (b"name,price\nA,1\n", "neither"),
            (b"sku,price\n", "no rows"),
            (b"", "neither"),
        ] {
            let fault = Sheet::parse(bytes, &Mapping::default()).unwrap_err();
            assert!(fault.message().contains(word), "{fault}");
        }
        let sheet = Sheet::parse(b"sku,title\nA,Stuhl gr\xfcn\n", &Mapping::default()).unwrap();
        assert!(sheet.rows[0].text(1).unwrap_err().starts_with("Stuhl gr"));
    }
}
