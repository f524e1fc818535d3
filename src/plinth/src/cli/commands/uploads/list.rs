//! `plinth uploads list`: what broke off.

use ::publish::{Intent, Unfinished};
use base::{Result, Sku};
use clap::Args;
use serde::Serialize;
use time::OffsetDateTime;

use crate::cli::context::Context;
use crate::cli::ending::Ending;
use crate::cli::table::{Column, Table};
use crate::cli::when::when;
use engine::file_name;

/// List publications that have not come to their end, oldest first
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  plinth uploads list --json")]
pub(super) struct List {}

/// The JSON document.
#[derive(Debug, Serialize)]
struct UploadsDocument<'a> {
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
    /// What it is to come to: `publish`, `rollback` or `unpublish`.
    aim: &'static str,
    /// The release that a rollback goes to; `null` otherwise.
    release: Option<u32>,
    /// The step that is next: `hash`, `grant`, `upload`, `verify`, `record`, `publish`, `unpublish`,
    /// `invalidate`, `check-edge`.
    step: &'static str,
    /// Whether the listing may have moved already, so that customers may see what is new.
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
            aim: left.intent.word(),
            release: match &left.intent {
                Intent::Rollback(release) => Some(*release),
                Intent::Publish(_) | Intent::Unpublish => None,
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
        let report = UploadsDocument {
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
        ["SKU", "Title", "What", "State", "Begun", "Platform"],
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
            what(left),
            state,
            when(left.begun),
            left.place.clone(),
        ]);
    }
    table.text()
}

/// What is on its way.
fn what(left: &Unfinished) -> String {
    match &left.intent {
        Intent::Publish(_) => left
            .files
            .first()
            .map_or_else(String::new, |file| file_name(file)),
        Intent::Rollback(release) => format!("release {release} again"),
        Intent::Unpublish => "off the shop".into(),
    }
}
