//! `plinth listing unpublish`: off the shop.

use base::Result;
use clap::Args;

use crate::cli::context::Context;
use crate::cli::ending::Ending;
use crate::cli::options::Platform;
use crate::cli::paint::{GOOD, QUIET, paint};

/// Take a listing off the shop; it keeps its releases
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  plinth listing unpublish CH-1")]
pub(super) struct Unpublish {
    /// The SKU or listing id
    #[arg(value_name = "SKU")]
    listing: String,
    #[command(flatten)]
    platform: Platform,
}

impl Unpublish {
    /// Takes it off. The JSON document is the listing as it is then.
    pub(super) fn run(&self, context: &Context) -> Result<Ending> {
        let job = context.job()?;
        let engine = context.engine_for(&self.platform)?;
        let listing = engine.unpublish(&self.listing, &job)?;
        context.shell().result(&listing, || {
            format!(
                "{} {} is off the shop  {}",
                paint(GOOD, "✓"),
                listing.title,
                paint(
                    QUIET,
                    format!("`plinth listing rollback {}` brings it back", listing.sku)
                )
            )
        })?;
        Ok(Ending::Done)
    }
}
