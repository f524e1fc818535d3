//! `plinth listing history`: releases and events of a listing.

use base::{Result, units};
use clap::Args;
use listing::Role;
use listing::api::{History, Listing};
use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::ending::Ending;
use crate::cli::options::Platform;
use crate::cli::paint::{STRONG, paint};
use crate::cli::table::{Column, Table};
use crate::cli::when::when;

/// Show a listing's releases and what happened to it, newest first
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  plinth listing history CH-1")]
pub(super) struct ShowHistory {
    /// The SKU or listing id
    #[arg(value_name = "SKU")]
    listing: String,
    #[command(flatten)]
    platform: Platform,
}

/// The JSON document.
#[derive(Debug, Serialize)]
struct HistoryDocument {
    listing: Listing,
    #[serde(flatten)]
    history: History,
}

impl ShowHistory {
    /// Prints the history.
    pub(super) fn run(&self, context: &Context) -> Result<Ending> {
        let job = context.job()?;
        let engine = context.engine_for(&self.platform)?;
        let (listing, history) = engine.history(&self.listing, &job)?;
        let report = HistoryDocument { listing, history };
        context.shell().result(&report, || report.text())?;
        Ok(Ending::Done)
    }
}

impl HistoryDocument {
    fn text(&self) -> String {
        let title = format!("{} ({})", self.listing.title, self.listing.sku);
        format!(
            "{}\n{}\n{}",
            paint(STRONG, title),
            self.releases().text(),
            self.events().text()
        )
    }

    fn releases(&self) -> Table<6> {
        let mut table = Table::new(
            ["Release", "", "Recorded", "By", "Price", "Model"],
            [
                Column::Right,
                Column::Left,
                Column::Left,
                Column::Left,
                Column::Right,
                Column::Right,
            ],
        );
        for release in &self.history.releases {
            let is_live = Some(release.number) == self.listing.live;
            let model = release.manifest.object(Role::Model);
            table.row([
                release.number.to_string(),
                if is_live {
                    "live".into()
                } else {
                    String::new()
                },
                when(release.created),
                release.by.clone(),
                release.manifest.price.to_string(),
                model.map_or_else(String::new, |model| units::bytes(model.bytes)),
            ]);
        }
        table
    }

    fn events(&self) -> Table<4> {
        let mut table = Table::new(
            ["When", "By", "What", "Release"],
            [Column::Left, Column::Left, Column::Left, Column::Right],
        );
        for event in &self.history.events {
            table.row([
                when(event.at),
                event.by.clone(),
                event.what.clone(),
                event
                    .release
                    .map_or_else(String::new, |number| number.to_string()),
            ]);
        }
        table
    }
}
