//! `plinth listing rollback`: an earlier release live again.

use std::time::Instant;

use base::Result;
use clap::Args;

use crate::cli::commands::publish::PublicationDocument;
use crate::cli::context::Context;
use crate::cli::ending::Ending;
use crate::cli::options::Platform;

/// Put an earlier release live again
///
/// Its objects are checked first, as customers would get them; then the listing moves, at once.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  plinth listing rollback CH-1\n  plinth listing rollback CH-1 --release 2"
)]
pub(super) struct Rollback {
    /// The SKU or listing id
    #[arg(value_name = "SKU")]
    listing: String,
    /// The release to put live [default: the one that was live before]
    #[arg(long, value_name = "N")]
    release: Option<u32>,
    #[command(flatten)]
    platform: Platform,
}

impl Rollback {
    /// Moves the listing.
    pub(super) fn run(&self, context: &Context) -> Result<Ending> {
        let started = Instant::now();
        let job = context.job()?;
        let engine = context.engine_for(&self.platform)?;
        let outcome = engine.rollback(&self.listing, self.release, &job)?;
        let report = PublicationDocument::new(&outcome, started.elapsed().as_secs_f64());
        context
            .shell()
            .result(&report, || report.text(&outcome.listing.title))?;
        Ok(Ending::Done)
    }
}
