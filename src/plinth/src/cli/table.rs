//! Aligned text.

use console::{Alignment, measure_text_width, pad_str};

use super::paint::{QUIET, STRONG, paint};

/// Space between columns.
const GAP: usize = 2;

/// Facts under a title: names on the left, values aligned.
#[derive(Debug)]
pub(crate) struct Facts {
    title: String,
    rows: Vec<(String, String)>,
}

impl Facts {
    /// Facts about `title`.
    pub(crate) fn about(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            rows: Vec::new(),
        }
    }

    /// Adds a fact. Lines of `value` after the first stand under it.
    pub(crate) fn row(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.rows.push((name.into(), value.into()));
    }

    /// Adds a fact where there is one.
    pub(crate) fn maybe(&mut self, name: &str, value: Option<impl Into<String>>) {
        if let Some(value) = value {
            self.row(name, value);
        }
    }

    /// The lines.
    pub(crate) fn text(&self) -> String {
        let width = self
            .rows
            .iter()
            .map(|(name, _)| measure_text_width(name))
            .max()
            .unwrap_or(0);
        let mut text = format!("{}\n", paint(STRONG, &self.title));
        for (name, value) in &self.rows {
            for (place, line) in value.lines().enumerate() {
                let name = if place == 0 { name } else { "" };
                let name = paint(QUIET, pad_str(name, width, Alignment::Left, None));
                text += &format!("  {name}  {line}\n");
            }
        }
        text
    }
}

/// How a column's cells are placed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Column {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

/// Rows under headings.
#[derive(Debug)]
pub(crate) struct Table<const N: usize> {
    columns: [Column; N],
    head: [&'static str; N],
    rows: Vec<[String; N]>,
}

impl<const N: usize> Table<N> {
    /// An empty table.
    pub(crate) const fn new(head: [&'static str; N], columns: [Column; N]) -> Self {
        Self {
            columns,
            head,
            rows: Vec::new(),
        }
    }

    /// Adds a row of plain text.
    pub(crate) fn row(&mut self, cells: [String; N]) {
        self.rows.push(cells);
    }

    /// The lines, the headings first.
    pub(crate) fn text(&self) -> String {
        let mut widths = self.head.map(measure_text_width);
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(measure_text_width(cell));
            }
        }
        let line = |cells: [&str; N]| {
            let mut line = String::new();
            for ((cell, width), column) in cells.into_iter().zip(widths).zip(self.columns) {
                let alignment = match column {
                    Column::Left => Alignment::Left,
                    Column::Right => Alignment::Right,
                };
                line += &pad_str(cell, width, alignment, None);
                line += &" ".repeat(GAP);
            }
            line.trim_end().to_owned()
        };
        let mut text = format!("{}\n", paint(QUIET, line(self.head)));
        for row in &self.rows {
            text += &line(row.each_ref().map(String::as_str));
            text.push('\n');
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `text` without colours.
    fn plain(text: &str) -> String {
        anstream::adapter::strip_str(text).to_string()
    }

    #[test]
    fn facts_are_aligned_and_long_values_stay_in_their_column() {
        let mut facts = Facts::about("chair.glb");
        facts.row("Size", "1 m");
        facts.row("Textures", "two\nthree");
        facts.maybe("Absent", None::<String>);
        assert_eq!(
            plain(&facts.text()),
            "chair.glb\n  Size      1 m\n  Textures  two\n            three\n"
        );
    }

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let mut table = Table::new(["Name", "Size"], [Column::Left, Column::Right]);
        table.row(["Stühle".into(), "7".into()]);
        table.row(["椅子".into(), "12345".into()]);
        assert_eq!(
            plain(&table.text()),
            "Name     Size\nStühle      7\n椅子    12345\n"
        );
    }
}
