//! `plinth uploads list`: what broke off.

use base::{Result, Sku};
use clap::Args;
use listing::Unfinished;
use serde::Serialize;
use time::OffsetDateTime;

use crate::cli::Ending;
use crate::cli::commands::listing::when;
use crate::cli::context::Context;
use crate::cli::table::{Column, Table};
use crate::engine::file_name;

/// List publications that have not come to their end, oldest first
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  plinth uploads list --json")]
pub(super) struct List {}

/// The JSON document.
#[derive(Debug, Serialize)]
struct Report<'a> {
    uploads: Vec<Row<'a>>,
}

/// A publication that has not come to its end.
#[derive(Debug, Serialize)]
struct Row<'a> {
    id: &'a str,
    sku: &'a Sku,
    title: &'a str,
    /// The platform.
    platform: &'a str,
    /// `under-way`, `held` or `broken-off`.
    state: &'static str,
    /// The step that is next: `hash`, `grant`, `upload`, `verify`, `record`, `publish`,
    /// `invalidate`, `check-edge`.
    step: &'static str,
    /// Whether customers may see the new release already.
    may_be_live: bool,
    files: Vec<String>,
    #[serde(with = "time::serde::rfc3339")]
    begun: OffsetDateTime,
}

impl<'a> Row<'a> {
    fn of(left: &'a Unfinished) -> Self {
        Self {
            id: &left.id,
            sku: &left.sku,
            title: &left.title,
            platform: &left.place,
            state: if left.held {
                "held"
            } else if left.under_way {
                "under-way"
            } else {
                "broken-off"
            },
            step: left.step.word(),
            may_be_live: left.may_be_live,
            files: left
                .files
                .iter()
                .map(|file| file.display().to_string())
                .collect(),
            begun: left.begun,
        }
    }
}

impl List {
    /// Prints them.
    pub(super) fn run(&self, context: &Context) -> Result<Ending> {
        let left = context.engine()?.unfinished()?;
        let report = Report {
            uploads: left.iter().map(Row::of).collect(),
        };
        context.shell().result(&report, || text(&left))?;
        Ok(Ending::Done)
    }
}

fn text(left: &[Unfinished]) -> String {
    if left.is_empty() {
        return "Every publication has come to its end".into();
    }
    let mut table = Table::new(
        ["SKU", "Title", "File", "State", "Begun", "Platform"],
        [Column::Left; 6],
    );
    for left in left {
        let state = if left.held {
            format!("held: {}", left.step.words().to_lowercase())
        } else if left.under_way {
            format!("under way: {}", left.step.words().to_lowercase())
        } else {
            format!("broke off: {}", left.step.words().to_lowercase())
        };
        table.row([
            left.sku.to_string(),
            left.title.clone(),
            left.files
                .first()
                .map_or_else(|| "an earlier release".into(), |file| file_name(file)),
            state,
            when(left.begun),
            left.place.clone(),
        ]);
    }
    table.text()
}
