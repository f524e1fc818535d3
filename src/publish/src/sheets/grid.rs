//! A sheet's text as a grid: where cells and rows end, and where quotes are out of order.
//!
//! It is written here rather than with the `csv` crate. That reads on without a word where a quote is
//! never closed, or where text follows a closing quote, and there whole products get lost.

/// A row of the grid, numbered as spreadsheets show it: empty rows count, a cell of several lines
/// doesn't.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct GridRow {
    /// From 1.
    pub(super) number: u64,
    /// From the left.
    pub(super) cells: Vec<GridCell>,
}

/// A cell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct GridCell {
    /// Its text without the quotes around it.
    pub(super) text: String,
    /// Whether text follows the quote that closes it.
    pub(super) stray_quote: bool,
}

/// A quote that is opened and never closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unclosed {
    /// The row that it is in.
    pub(super) row: u64,
    /// The column, from 0.
    pub(super) place: usize,
    /// All that it swallows.
    pub(super) text: String,
}

/// A row's cells as headers, without empty ones at its end.
pub(super) fn trimmed(row: &GridRow) -> Vec<String> {
    let mut headers: Vec<String> = row
        .cells
        .iter()
        .map(|cell| trim(&cell.text).to_owned())
        .collect();
    while headers.last().is_some_and(String::is_empty) {
        headers.pop();
    }
    headers
}

/// Whether there is nothing to see in a row.
pub(super) fn is_empty(row: &GridRow) -> bool {
    row.cells.iter().all(|cell| trim(&cell.text).is_empty())
}

/// `text` without what can't be seen around it.
pub(super) fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '\u{feff}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}'
            )
    })
}

/// The grid of `text`, and the quote that swallows its end, if one does.
pub(super) fn divide(text: &str, delimiter: char) -> (Vec<GridRow>, Option<Unclosed>) {
    let mut rows = Vec::new();
    let mut rest = text;
    let mut number = 0;
    while !rest.is_empty() {
        number += 1;
        let mut cells = Vec::new();
        loop {
            let taken = match cell(rest, delimiter) {
                Ok(taken) => taken,
                Err(swallowed) => {
                    let unclosed = Unclosed {
                        row: number,
                        place: cells.len(),
                        text: swallowed,
                    };
                    return (rows, Some(unclosed));
                }
            };
            cells.push(taken.cell);
            rest = taken.rest;
            if let Some(next) = rest.strip_prefix(delimiter) {
                rest = next;
            } else {
                break;
            }
        }
        rest = without_line_end(rest);
        rows.push(GridRow { number, cells });
    }
    (rows, None)
}

/// A cell and what follows it: a delimiter, the end of the line, or nothing.
struct Taken<'a> {
    cell: GridCell,
    rest: &'a str,
}

/// The cell that `text` begins with.
///
/// # Errors
/// All that is left, where a quote is never closed.
fn cell(text: &str, delimiter: char) -> Result<Taken<'_>, String> {
    if let Some(inner) = text.strip_prefix('"') {
        return quoted(inner, delimiter);
    }
    // Files written by hand have spaces before the quote; it counts where all is well after it.
    if let Some(inner) = text.trim_start_matches(' ').strip_prefix('"')
        && let Ok(taken) = quoted(inner, delimiter)
        && !taken.cell.stray_quote
        && !taken.cell.text.contains('\n')
    {
        return Ok(taken);
    }
    let (text, rest) = text.split_at(plain_end(text, delimiter));
    Ok(Taken {
        cell: GridCell {
            text: text.to_owned(),
            stray_quote: false,
        },
        rest,
    })
}

/// The cell whose opening quote `text` follows.
fn quoted(text: &str, delimiter: char) -> Result<Taken<'_>, String> {
    let mut content = String::new();
    let mut rest = text;
    loop {
        let Some(place) = rest.find('"') else {
            return Err(content + rest);
        };
        content += &rest[..place];
        rest = &rest[place + 1..];
        if let Some(next) = rest.strip_prefix('"') {
            content.push('"');
            rest = next;
            continue;
        }
        let after = rest.trim_start_matches(' ');
        let ends = after.is_empty() || after.starts_with([delimiter, '\n', '\r']);
        let mut stray_quote = false;
        if ends {
            rest = after;
        } else {
            stray_quote = true;
            let (more, next) = rest.split_at(plain_end(rest, delimiter));
            content.push('"');
            content += more;
            rest = next;
        }
        let cell = GridCell {
            text: content.replace("\r\n", "\n").replace('\r', "\n"),
            stray_quote,
        };
        return Ok(Taken { cell, rest });
    }
}

/// Where a cell without quotes ends.
fn plain_end(text: &str, delimiter: char) -> usize {
    text.find([delimiter, '\n', '\r']).unwrap_or(text.len())
}

fn without_line_end(text: &str) -> &str {
    text.strip_prefix("\r\n")
        .or_else(|| text.strip_prefix(['\n', '\r']))
        .unwrap_or(text)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    fn texts(text: &str) -> Vec<Vec<String>> {
        let (rows, unclosed) = divide(text, ',');
        assert_eq!(unclosed, None);
        rows.into_iter()
            .map(|row| row.cells.into_iter().map(|cell| cell.text).collect())
            .collect()
    }

    #[test]
    fn cells_end_as_in_spreadsheets() {
        for (text, grid) in [
            ("a,b\nc,d", vec![vec!["a", "b"], vec!["c", "d"]]),
            (
                "a,b\r\n\r\nc,\r\n",
                vec![vec!["a", "b"], vec![""], vec!["c", ""]],
            ),
            ("a\rb\r", vec![vec!["a"], vec!["b"]]),
            ("\"a,\"\"b\"\"\r\nc\",d\n", vec![vec!["a,\"b\"\nc", "d"]]),
            ("24\" frame,5\"\n", vec![vec!["24\" frame", "5\""]]),
            ("a, \"b, c\" ,d\n", vec![vec!["a", "b, c", "d"]]),
            ("a, \"b\" c,d\n", vec![vec!["a", " \"b\" c", "d"]]),
            ("\"\",x\n", vec![vec!["", "x"]]),
            ("", vec![]),
        ] {
            assert_eq!(texts(text), grid, "{text:?}");
        }
    }

    #[test]
    fn quotes_out_of_order_are_told() {
        let (rows, unclosed) = divide("a,b\nc,\"24 inch\nd,e\n", ',');
        assert_eq!(rows.len(), 1);
        let unclosed = unclosed.unwrap();
        assert_eq!((unclosed.row, unclosed.place), (2, 1));
        assert_eq!(unclosed.text, "24 inch\nd,e\n");
        let (rows, unclosed) = divide("\"24\" frame,b\nc,d\n", ',');
        assert_eq!(unclosed, None);
        assert!(rows[0].cells[0].stray_quote && !rows[0].cells[1].stray_quote);
        assert_eq!(rows[0].cells[0].text, "24\" frame");
        assert_eq!(rows.len(), 2);
    }

    proptest::proptest! {
        /// What the `csv` crate writes is read as it was.
        #[test]
        fn what_programs_write_is_read_back(
            rows in proptest::collection::vec(
                proptest::collection::vec("[a\",;\n \u{e4}]{0,6}", 2..5), 1..6,
            ),
        ) {
            let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
            for row in &rows {
                writer.write_record(row).unwrap();
            }
            let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
            proptest::prop_assert_eq!(texts(&text), rows);
        }
    }
}
