//! `plinth uploads abort`: give up what broke off.

use base::{Fault, Result, Sku};
use clap::Args;
use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::ending::Ending;
use crate::cli::options::Platform;
use crate::cli::paint::{GOOD, paint};
use crate::cli::words::number;

/// Give up publications that broke off or are under way, and drop what arrived of them
///
/// One that is under way is stopped first, in whichever Plinth. What is live stays as it is.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  plinth uploads abort CH-1\n  plinth uploads abort --orphans")]
pub(super) struct Abort {
    /// Which
    #[arg(value_name = "SKU", required_unless_present = "orphans")]
    skus: Vec<Sku>,
    /// Drop uploads older than a day that no publication owns
    #[arg(long)]
    orphans: bool,
    #[command(flatten)]
    platform: Platform,
}

/// The JSON document.
#[derive(Debug, Serialize)]
struct AbortedUploads {
    /// Publications that were given up.
    aborted: Vec<Sku>,
    /// Uploads that nobody owned and that were dropped; `null` where they weren't looked for.
    orphans: Option<u64>,
}

impl Abort {
    /// Gives them up one after the other; one that can't be doesn't stop the rest.
    pub(super) fn run(&self, context: &Context) -> Result<Ending> {
        let job = context.job()?;
        let engine = context.engine_for(&self.platform)?;
        let (mut aborted, mut faults) = (Vec::new(), Vec::<Fault>::new());
        for sku in &self.skus {
            job.check()?;
            match engine.give_up(sku, &job) {
                Ok(()) => aborted.push(sku.clone()),
                Err(fault) => faults.push(fault),
            }
        }
        if aborted.is_empty()
            && !self.orphans
            && let Some(fault) = faults.pop()
        {
            return Err(fault);
        }
        let orphans = if self.orphans {
            Some(engine.sweep_orphans(&job)?.uploads)
        } else {
            None
        };
        let report = AbortedUploads { aborted, orphans };
        context.shell().result(&report, || report.text())?;
        Ok(match faults.first() {
            None => Ending::Done,
            Some(first) => Ending::Refused(first.message().to_owned()),
        })
    }
}

impl AbortedUploads {
    fn text(&self) -> String {
        let given_up = self
            .aborted
            .iter()
            .map(|sku| format!("{} {sku} is given up", paint(GOOD, "✓")));
        let swept = self.orphans.map(|orphans| match orphans {
            0 => "No upload is left that nobody owns".to_owned(),
            _ => format!(
                "{} {} that nobody owned dropped",
                paint(GOOD, "✓"),
                number(orphans, "upload")
            ),
        });
        given_up.chain(swept).collect::<Vec<_>>().join("\n")
    }
}
