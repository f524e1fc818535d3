//! `plinth uploads pause`: hold what is under way.

use base::{Result, Sku};
use clap::Args;
use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::ending::Ending;
use crate::cli::options::Platform;
use crate::cli::paint::{GOOD, QUIET, paint};

/// Hold publications that are under way, in whichever Plinth, until they are resumed
///
/// What is on the line arrives; nothing more is sent until `plinth uploads resume`.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  plinth uploads pause CH-1")]
pub(super) struct Pause {
    /// Which
    #[arg(value_name = "SKU", required = true)]
    skus: Vec<Sku>,
    #[command(flatten)]
    platform: Platform,
}

/// The JSON document.
#[derive(Debug, Serialize)]
struct HeldUploads<'a> {
    held: &'a [Sku],
}

impl Pause {
    /// Holds them.
    pub(super) fn run(&self, context: &Context) -> Result<Ending> {
        let engine = context.engine_for(&self.platform)?;
        for sku in &self.skus {
            engine.hold_upload(sku, true)?;
        }
        let report = HeldUploads { held: &self.skus };
        context.shell().result(&report, || {
            let lines = self.skus.iter().map(|sku| {
                let hint = format!("`plinth uploads resume {sku}` lets it go on");
                format!("{} {sku} is held  {}", paint(GOOD, "✓"), paint(QUIET, hint))
            });
            lines.collect::<Vec<_>>().join("\n")
        })?;
        Ok(Ending::Done)
    }
}
