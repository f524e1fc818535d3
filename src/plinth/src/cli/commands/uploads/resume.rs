//! `plinth uploads resume`: finish what broke off.

use std::time::Instant;

use base::{Fault, Job, Result, Sku};
use clap::Args;
use serde::Serialize;

use crate::cli::commands::publish;
use crate::cli::context::Context;
use crate::cli::ending::Ending;
use crate::cli::options::Platform;
use crate::cli::paint::{GOOD, paint};
use crate::cli::rate::Rate;
use engine::Engine;

/// Finish publications that broke off, and let those go on that are held
///
/// Each goes on with the files and words that it began with; nothing that the store has is sent
/// again. A file that has changed meanwhile is refused.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  plinth uploads resume\n  plinth uploads resume CH-1 --limit 5MB/s"
)]
pub(super) struct Resume {
    /// Which; all of this platform where none is named
    #[arg(value_name = "SKU")]
    skus: Vec<Sku>,
    /// The most to send a second, such as 5MB/s
    #[arg(long, value_name = "RATE")]
    limit: Option<Rate>,
    #[command(flatten)]
    platform: Platform,
}

/// The JSON document.
#[derive(Debug, Serialize)]
struct ResumedUploads {
    uploads: Vec<Finished>,
}

/// What came of one.
#[derive(Debug, Serialize)]
struct Finished {
    sku: Sku,
    /// As `plinth publish` says it; `null` where it failed or goes on elsewhere.
    published: Option<serde_json::Value>,
    /// Whether it was held and goes on in the Plinth that has it.
    goes_on: bool,
    /// Why it failed.
    error: Option<String>,
    #[serde(skip)]
    text: String,
}

impl Resume {
    /// Finishes them one after the other; one that can't be doesn't stop the rest.
    pub(super) fn run(&self, context: &Context) -> Result<Ending> {
        let job = context.job()?;
        let engine = context
            .engine_for(&self.platform)?
            .with_upload_limit(self.limit.map(Rate::bytes_per_second));
        let skus = self.skus(&engine)?;
        let (mut uploads, mut faults) = (Vec::new(), Vec::new());
        for sku in skus {
            job.check()?;
            match finish(&engine, &sku, &job) {
                Ok(finished) => uploads.push(finished),
                Err(fault) => {
                    uploads.push(Finished {
                        sku,
                        published: None,
                        goes_on: false,
                        error: Some(fault.message().to_owned()),
                        text: String::new(),
                    });
                    faults.push(fault);
                }
            }
        }
        let all = uploads.len();
        if all == 1
            && let Some(fault) = faults.pop()
        {
            return Err(fault);
        }
        let report = ResumedUploads { uploads };
        context.shell().result(&report, || text(&report.uploads))?;
        Ok(match faults.first() {
            None => Ending::Done,
            Some(first) => Ending::Refused(format!(
                "{} of {all} could not be finished; the first: {first}",
                faults.len()
            )),
        })
    }

    /// Those to finish.
    fn skus(&self, engine: &Engine) -> Result<Vec<Sku>> {
        if !self.skus.is_empty() {
            return Ok(self.skus.clone());
        }
        let left = engine.unfinished()?;
        if left.is_empty() {
            return Ok(Vec::new());
        }
        let place = engine.endpoint()?.place();
        let skus: Vec<Sku> = left
            .iter()
            .filter(|left| left.place == place && (left.held || !left.under_way))
            .map(|left| left.sku.clone())
            .collect();
        match left.first() {
            Some(other) if skus.is_empty() && !other.under_way => Err(Fault::refused(format!(
                "Nothing is unfinished on this platform; {} is on {}",
                other.sku, other.place
            ))
            .hint("Name that platform with --to")),
            _ => Ok(skus),
        }
    }
}

fn finish(engine: &Engine, sku: &Sku, job: &Job) -> Result<Finished> {
    let started = Instant::now();
    let mut left = engine.unfinished()?.into_iter();
    if left.any(|left| left.sku == *sku && left.held) {
        engine.hold_upload(sku, false)?;
        return Ok(Finished {
            sku: sku.clone(),
            published: None,
            goes_on: true,
            error: None,
            text: format!("{} {sku} goes on", paint(GOOD, "✓")),
        });
    }
    let outcome = engine.resume(sku, job)?;
    let report = publish::PublicationDocument::new(&outcome, started.elapsed().as_secs_f64());
    Ok(Finished {
        sku: sku.clone(),
        published: serde_json::to_value(&report).ok(),
        goes_on: false,
        error: None,
        text: report.text(&outcome.listing.title),
    })
}

fn text(uploads: &[Finished]) -> String {
    if uploads.is_empty() {
        return "Every publication has come to its end".into();
    }
    uploads
        .iter()
        .map(|finished| match &finished.error {
            None => finished.text.clone(),
            Some(error) => format!("{}: {error}", finished.sku),
        })
        .collect::<Vec<_>>()
        .join("\n")
}
