//! What came of a batch, as JSON for programs and as CSV for spreadsheets.

use std::time::Duration;

use ::publish::sheets::{Condition, Mapping, Plan, Problem, Record, Remark};
use base::{Fault, Result};
use listing::Target;
use serde::Serialize;

use crate::advice;

/// What came of a batch. As JSON it is `results.json` and the command's document.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Results {
    /// How many rows were done by this run.
    pub done: usize,
    /// How many an earlier run had done.
    pub earlier: usize,
    /// How many asked for nothing or were left out.
    pub skipped: usize,
    /// How many could not be done, those with wrong cells among them.
    pub failed: usize,
    /// How many have not come to their end because the batch was stopped.
    pub left: usize,
    /// Bytes sent by this run.
    pub uploaded_bytes: u64,
    /// How long it took.
    pub seconds: f64,
    /// Cells that are wrong; their rows were left alone.
    pub problems: Vec<Problem>,
    /// Cells that were read otherwise than letter by letter, and rows skipped for what they say.
    pub remarks: Vec<Remark>,
    /// What came of the other rows, in the sheet's order.
    pub rows: Vec<Record>,
    #[serde(skip)]
    pub(super) mapping: Mapping,
}

/// The columns of `results.csv`.
const COLUMNS: [&str; 21] = [
    "row",
    "sku",
    "gtin",
    "title",
    "action",
    "condition",
    "earlier",
    "url",
    "release",
    "source_bytes",
    "bytes",
    "source_triangles",
    "triangles",
    "targets",
    "audit",
    "psnr_db",
    "ssim",
    "uploaded_bytes",
    "seconds",
    "error",
    "hint",
];

impl Results {
    /// The results of `plan` after `took`.
    pub(super) fn new(plan: &Plan, rows: Vec<Record>, took: Duration) -> Self {
        let count = |fits: &dyn Fn(&Record) -> bool| rows.iter().filter(|row| fits(row)).count();
        let mut wrong: Vec<u64> = plan.problems.iter().map(|problem| problem.row).collect();
        wrong.dedup();
        Self {
            done: count(&|row| row.condition == Condition::Done && !row.earlier),
            earlier: count(&|row| row.earlier),
            skipped: count(&|row| row.condition == Condition::Skipped),
            failed: count(&|row| row.condition == Condition::Failed) + wrong.len(),
            left: plan.items.len().saturating_sub(rows.len()),
            uploaded_bytes: rows
                .iter()
                .filter(|row| !row.earlier)
                .map(|row| row.uploaded_bytes)
                .sum(),
            seconds: took.as_secs_f64(),
            problems: plan.problems.clone(),
            remarks: plan.remarks.clone(),
            mapping: plan.mapping.clone(),
            rows,
        }
    }

    /// As a table for spreadsheets: every row, and every wrong cell as a row of its own.
    pub(super) fn csv(&self) -> Result<Vec<u8>> {
        let fail = |error: csv::Error| {
            Fault::service("The results can't be written as CSV").because(error)
        };
        let mut rows: Vec<(u64, [String; COLUMNS.len()])> = self
            .rows
            .iter()
            .map(|record| (record.row, cells(record)))
            .collect();
        rows.extend(
            self.problems
                .iter()
                .map(|problem| (problem.row, wrong(problem))),
        );
        rows.sort_by_key(|(row, _)| *row);
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(COLUMNS).map_err(fail)?;
        for (_, cells) in rows {
            writer
                .write_record(cells.iter().map(|cell| harmless(cell)))
                .map_err(fail)?;
        }
        writer.into_inner().map_err(|error| {
            Fault::service("The results can't be written as CSV").because(error.into_error())
        })
    }
}

/// A cell that spreadsheets don't run as a formula: an apostrophe in front keeps it text.
fn harmless(cell: &str) -> String {
    let starts = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    if cell.starts_with(starts) && cell.parse::<f64>().is_err() {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

fn cells(record: &Record) -> [String; COLUMNS.len()] {
    fn text<T: ToString>(value: Option<T>) -> String {
        value.map_or_else(String::new, |value| value.to_string())
    }
    let shown = record.outputs.first();
    let targets: Vec<&str> = record
        .outputs
        .iter()
        .map(|output| target(output.target))
        .collect();
    let audits = record.audits.iter();
    let audits: Vec<String> = audits
        .map(|audit| format!("{} {}", audit.profile, audit.verdict))
        .collect();
    [
        record.row.to_string(),
        record.sku.to_string(),
        text(record.gtin.as_ref()),
        record.title.clone(),
        record.action.word().into(),
        record.condition.word().into(),
        record.earlier.to_string(),
        text(record.url.as_ref()),
        text(record.release),
        text(record.source_bytes),
        text(shown.map(|output| output.bytes)),
        text(record.source_triangles),
        text(shown.map(|output| output.triangles)),
        targets.join(" "),
        audits.join("; "),
        text(record.psnr.map(|psnr| format!("{psnr:.2}"))),
        text(record.ssim.map(|ssim| format!("{ssim:.5}"))),
        record.uploaded_bytes.to_string(),
        format!("{:.3}", record.seconds),
        text(record.error.as_ref()),
        text(record.hint.as_ref()),
    ]
}

/// A wrong cell as a row of its own.
fn wrong(problem: &Problem) -> [String; COLUMNS.len()] {
    let mut cells = [const { String::new() }; COLUMNS.len()];
    let set = [
        ("row", problem.row.to_string()),
        (
            "sku",
            problem
                .sku
                .as_ref()
                .map_or_else(String::new, ToString::to_string),
        ),
        ("condition", Condition::Failed.word().into()),
        ("earlier", "false".into()),
        (
            "error",
            format!(
                "{} '{}': {}",
                problem.column,
                problem.value,
                advice::cell(problem)
            ),
        ),
    ];
    for (name, value) in set {
        if let Some(place) = COLUMNS.iter().position(|column| *column == name) {
            cells[place] = value;
        }
    }
    cells
}

/// A target's name for people and programs.
pub(super) const fn target(target: Target) -> &'static str {
    match target {
        Target::Web => "web",
        Target::Mobile => "mobile",
        Target::Shopify => "shopify",
        Target::Amazon => "amazon",
        Target::Google => "google",
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use ::publish::sheets::Action;

    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for cell in ["=1+1", "+1 555", "-x", "@SUM(1)", "\t=1", "\r=1", "＝1"] {
            assert_eq!(harmless(cell), format!("'{cell}"));
        }
        for cell in ["-12.5", "+5", "1", "Chair = 5", "", "'=1"] {
            assert_eq!(harmless(cell), cell);
        }
        let record = Record {
            title: "=HYPERLINK(\"http://a.test\")".into(),
            ..Record::new(2, "A".parse().unwrap(), Action::Publish)
        };
        let results = Results::new(&Plan::default(), vec![record], Duration::ZERO);
        let csv = String::from_utf8(results.csv().unwrap()).unwrap();
        assert!(csv.contains("\"'=HYPERLINK("), "{csv}");
    }

    #[test]
    fn results_are_counted_and_have_a_row_for_every_row() {
        let sku = |text: &str| text.parse::<base::Sku>().unwrap();
        let record = |row, condition, earlier| Record {
            condition,
            earlier,
            uploaded_bytes: 10,
            ..Record::new(row, sku(&format!("S-{row}")), Action::Publish)
        };
        let plan = Plan {
            problems: vec![
                Problem {
                    row: 3,
                    column: "price".into(),
                    value: "1,5".into(),
                    sku: None,
                    message: "is no price".into(),
                    remedy: None,
                };
                2
            ],
            ..Plan::default()
        };
        let rows = vec![
            record(2, Condition::Done, false),
            record(4, Condition::Done, true),
            record(5, Condition::Failed, false),
            record(6, Condition::Skipped, false),
        ];
        let results = Results::new(&plan, rows, Duration::ZERO);
        let counts = (
            results.done,
            results.earlier,
            results.skipped,
            results.failed,
        );
        assert_eq!(counts, (1, 1, 1, 2));
        assert_eq!(results.uploaded_bytes, 30);
        let csv = results.csv().unwrap();
        let mut reader = csv::Reader::from_reader(csv.as_slice());
        let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
        let numbers: Vec<&str> = rows.iter().map(|row| &row[0]).collect();
        assert_eq!(numbers, ["2", "3", "3", "4", "5", "6"]);
        assert!(rows[1][19].starts_with("price '1,5': is no price"));
    }
}
