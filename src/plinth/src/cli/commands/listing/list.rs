//! `plinth listing list`: all listings.

use base::Result;
use clap::Args;
use listing::api::Listing;
use serde::Serialize;

use super::words::live;
use crate::cli::context::Context;
use crate::cli::ending::Ending;
use crate::cli::options::Platform;
use crate::cli::table::{Column, Table};
use crate::cli::when::when;

/// List the shop's listings, newest change first
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  plinth listing list --json")]
pub(super) struct List {
    #[command(flatten)]
    platform: Platform,
}

/// The JSON document.
#[derive(Debug, Serialize)]
struct ListingsDocument {
    listings: Vec<Listing>,
}

impl List {
    /// Prints the listings.
    pub(super) fn run(&self, context: &Context) -> Result<Ending> {
        let job = context.job()?;
        let listings = context.engine_for(&self.platform)?.listings(&job)?;
        let report = ListingsDocument { listings };
        context.shell().result(&report, || text(&report.listings))?;
        Ok(Ending::Done)
    }
}

fn text(listings: &[Listing]) -> String {
    if listings.is_empty() {
        return "There are no listings yet; `plinth publish` makes one".into();
    }
    let mut table = Table::new(
        ["SKU", "Title", "Live", "Changed", "Page"],
        [Column::Left; 5],
    );
    for listing in listings {
        table.row([
            listing.sku.to_string(),
            listing.title.clone(),
            live(listing.live),
            when(listing.changed),
            listing.url.clone(),
        ]);
    }
    table.text()
}
