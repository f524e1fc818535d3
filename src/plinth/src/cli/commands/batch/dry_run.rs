//! What a dry run says: how the sheet was understood, cell by odd cell, and what is wrong with it.

use std::collections::HashMap;

use ::publish::sheets::{Action, Dialect, Mapping, Plan, Problem, Remark, letters};
use base::{Result, units};
use serde::Serialize;

use super::{products, unused};
use crate::cli::ending::Ending;
use crate::cli::paint::{GOOD, QUIET, STRONG, paint};
use crate::cli::shell::Shell;
use crate::cli::table::{Column, Table};
use engine::advice;

/// Cells of one kind that are shown; programs get all.
const SHOWN: usize = 3;

/// The JSON document of a dry run.
#[derive(Debug, Serialize)]
struct DryRun<'a> {
    /// How many products there are.
    rows: usize,
    /// Cells that are wrong.
    problems: &'a [Problem],
    /// Cells that were read otherwise than letter by letter, and rows skipped for what they say.
    remarks: &'a [Remark],
    /// How the sheet is written; `None` for a folder.
    sheet: Option<&'a Dialect>,
    /// Which column means what.
    mapping: &'a Mapping,
}

/// Prints how the sheet was understood, and every wrong cell.
pub(super) fn print(shell: &Shell, plan: &Plan, problems: &[Problem]) -> Result<Ending> {
    let document = DryRun {
        rows: plan.rows,
        problems,
        remarks: &plan.remarks,
        sheet: plan.dialect.as_ref(),
        mapping: &plan.mapping,
    };
    shell.result(&document, || {
        let parts = [
            plan.dialect.as_ref().map(dialect).unwrap_or_default(),
            columns(plan),
            remarks(&plan.remarks),
            wrong(problems),
            ending(plan, problems),
        ];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.join("\n")
    })?;
    Ok(if problems.is_empty() {
        Ending::Done
    } else {
        let cells = match problems.len() {
            1 => "1 cell is wrong".to_owned(),
            count => format!("{} cells are wrong", units::count(count as u64)),
        };
        Ending::Refused(format!("{cells}; nothing was changed"))
    })
}

/// How the sheet is written, in a line.
fn dialect(dialect: &Dialect) -> String {
    let guess = if dialect.encoding_guessed {
        " (a guess; --encoding says otherwise)"
    } else {
        ""
    };
    let delimiter = match dialect.delimiter {
        ',' => "commas".into(),
        ';' => "semicolons".into(),
        '\t' => "tabs".into(),
        '|' => "bars".into(),
        other => format!("'{other}'"),
    };
    format!(
        "{}{guess}, {delimiter} between cells, headers in row {}\n",
        paint(STRONG, &dialect.encoding),
        dialect.header_row
    )
}

/// What each column was taken for.
fn columns(plan: &Plan) -> String {
    let mut table = Table::new(
        ["Column", "Header", "Read as"],
        [Column::Left, Column::Left, Column::Left],
    );
    let mut used = 0;
    for (place, header) in plan.mapping.headers.iter().enumerate() {
        if let Some(words) = header.words() {
            table.row([letters(place), short(&header.header), words]);
            used += 1;
        }
    }
    if used == 0 {
        return String::new();
    }
    table.text() + &unused(plan)
}

/// Odd cells and how they were read, a few of each kind.
fn remarks(remarks: &[Remark]) -> String {
    if remarks.is_empty() {
        return String::new();
    }
    let mut table = Table::new(
        ["Row", "Column", "Cell", "Read as", "Why"],
        [
            Column::Right,
            Column::Left,
            Column::Left,
            Column::Left,
            Column::Left,
        ],
    );
    let mut seen: HashMap<(&str, &str), usize> = HashMap::new();
    for remark in remarks {
        let count = seen.entry((&remark.column, &remark.why)).or_default();
        *count += 1;
        if *count <= SHOWN {
            table.row([
                remark.row.to_string(),
                short(&remark.column),
                short(&remark.value),
                short(&remark.read),
                remark.why.clone(),
            ]);
        }
    }
    let hidden: usize = seen.values().map(|count| count.saturating_sub(SHOWN)).sum();
    let mut text = table.text();
    if hidden > 0 {
        let more = format!(
            "{} more like these; --json lists all",
            units::count(hidden as u64)
        );
        text += &format!("{}\n", paint(QUIET, more));
    }
    text
}

/// Every wrong cell.
fn wrong(problems: &[Problem]) -> String {
    if problems.is_empty() {
        return String::new();
    }
    let mut table = Table::new(
        ["Row", "Column", "Cell", "What is wrong"],
        [Column::Right, Column::Left, Column::Left, Column::Left],
    );
    for problem in problems {
        table.row([
            problem.row.to_string(),
            short(&problem.column),
            short(&problem.value),
            advice::cell(problem),
        ]);
    }
    table.text()
}

/// What would be done.
fn ending(plan: &Plan, problems: &[Problem]) -> String {
    let count = |action: Action| {
        let items = plan.items.iter().filter(|item| item.action == action);
        items.count()
    };
    let mut text = String::new();
    if problems.is_empty() {
        let mark = paint(GOOD, "✓");
        let are = if plan.rows == 1 { "is" } else { "are" };
        text += &format!(
            "{mark} {} {are} in order; nothing was changed\n",
            products(plan.rows)
        );
    }
    for (action, would) in [
        (Action::Skip, "would be skipped"),
        (Action::Delete, "would be taken off the shop"),
    ] {
        match count(action) {
            0 => {}
            count => text += &format!("{} {would}\n", products(count)),
        }
    }
    text
}

/// A cell as it fits into a table: one line, not too long.
fn short(text: &str) -> String {
    const MOST: usize = 32;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.is_empty() {
        "(empty)".into()
    } else if line.chars().count() > MOST {
        line.chars().take(MOST - 1).chain(['…']).collect()
    } else {
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_cells_are_cut() {
        assert_eq!(short(""), "(empty)");
        assert_eq!(short("two\nlines"), "two lines");
        assert_eq!(short(&"x".repeat(40)).chars().count(), 32);
    }

    #[test]
    fn few_cells_of_a_kind_are_shown() {
        let remark = |row| Remark {
            row,
            column: "Price".into(),
            value: "1,5".into(),
            sku: None,
            read: "1.50 EUR".into(),
            why: "the comma divides the decimals".into(),
        };
        let text = remarks(&(2..12).map(remark).collect::<Vec<_>>());
        assert_eq!(text.matches("1.50 EUR").count(), SHOWN);
        assert!(text.contains("7 more"), "{text}");
    }
}
