//! What programs put around a sheet, and what files are that are none.

use super::grid::{self, trim};
use super::outline::DELIMITERS;

/// The delimiter that a first line `sep=;` names, as Excel reads it, and what follows. Excel doesn't
/// count the line.
pub(super) fn without_sep(text: &str) -> (Option<char>, &str) {
    let end = text.find(['\r', '\n']).unwrap_or(text.len());
    let (line, rest) = text.split_at(end);
    let line = line
        .strip_prefix('"')
        .map_or(line, |line| line.strip_suffix('"').unwrap_or(line));
    let said = line
        .get(..4)
        .filter(|start| start.eq_ignore_ascii_case("sep="))
        .and_then(|_| line.get(4..));
    let said = match said {
        Some("\\t" | "") => Some('\t'),
        Some(said) => said.chars().next().filter(|_| said.chars().count() == 1),
        None => None,
    };
    match said {
        None => (None, text),
        Some(said) => {
            let rest = rest
                .strip_prefix("\r\n")
                .or_else(|| rest.strip_prefix(['\r', '\n']));
            (Some(said), rest.unwrap_or(""))
        }
    }
}

/// The text of a sheet in which each row is one cell in quotes. Excel saves such sheets after it has
/// opened one with another delimiter than its own.
pub(super) fn unpacked(text: &str) -> Option<String> {
    let line = text.lines().next()?.trim();
    let packed = line.strip_prefix('"')?.strip_suffix('"')?;
    if packed.contains('"') || !packed.contains(DELIMITERS) {
        return None;
    }
    // No sheet has this sign: what is quoted is all that divides cells.
    let (rows, unclosed) = grid::divide(text, '\u{1f}');
    let mut cells = rows.iter().flat_map(|row| &row.cells);
    let whole = unclosed.is_none() && !cells.any(|cell| cell.stray_quote);
    whole.then(|| {
        let lines = rows.iter().filter_map(|row| row.cells.first());
        lines.map(|cell| format!("{}\n", cell.text)).collect()
    })
}

/// What a file is that is no CSV, by how it begins.
pub(super) fn other_format(bytes: &[u8]) -> Option<&'static str> {
    let start = &bytes[..bytes.len().min(64)];
    let text = String::from_utf8_lossy(start).to_lowercase();
    let text = trim(&text);
    if bytes.starts_with(b"PK\x03\x04") {
        Some("a workbook")
    } else if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        Some("a workbook of old Excel")
    } else if bytes.starts_with(b"%PDF") {
        Some("a PDF")
    } else if ["<html", "<!doctype", "<table"]
        .iter()
        .any(|tag| text.starts_with(tag))
    {
        Some("a web page")
    } else if text.starts_with("<?xml") || text.starts_with("<rss") {
        Some("XML")
    } else if text.starts_with(['{', '[']) {
        Some("JSON")
    } else {
        None
    }
}
