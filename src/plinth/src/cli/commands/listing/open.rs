//! `plinth listing open`: the page in the browser.

use base::{Fault, Result};
use clap::Args;
use serde::Serialize;

use crate::cli::Ending;
use crate::cli::args::Platform;
use crate::cli::context::Context;
use crate::cli::paint::{LINK, paint};
use crate::platform::has_display;

/// Print a listing's address, and open it in the browser where there is a display
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  plinth listing open CH-1\n  plinth listing open CH-1 --print")]
pub(super) struct Open {
    /// The SKU or listing id
    #[arg(value_name = "SKU")]
    listing: String,
    /// Print the address alone
    #[arg(long)]
    print: bool,
    #[command(flatten)]
    platform: Platform,
}

/// The JSON document.
#[derive(Debug, Serialize)]
struct Report {
    url: String,
    /// Whether a browser was asked to open it.
    opened: bool,
}

impl Open {
    /// Prints and opens the address.
    pub(super) fn run(&self, context: &Context) -> Result<Ending> {
        let job = context.job()?;
        let engine = context.engine_for(&self.platform)?;
        let listing = engine.listing(&self.listing, &job)?;
        if listing.live.is_none() {
            return Err(
                Fault::refused(format!("{} is not live", listing.sku)).hint(format!(
                    "Put a release live with `plinth publish` or `plinth listing rollback {}`",
                    listing.sku
                )),
            );
        }
        let opens = !self.print && has_display();
        if opens {
            open::that_detached(&listing.url).map_err(|error| {
                Fault::service(format!("No browser could be opened for {}", listing.url))
                    .hint("Open the address by hand, or print it with --print")
                    .because(error)
            })?;
        }
        let report = Report {
            url: listing.url,
            opened: opens,
        };
        context
            .shell()
            .result(&report, || paint(LINK, &report.url))?;
        Ok(Ending::Done)
    }
}
