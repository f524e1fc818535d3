//! `plinth convert`: the same model in another form.

use std::path::PathBuf;

use base::{Fault, Result, units};
use clap::Args;
use serde::Serialize;

use crate::cli::Ending;
use crate::cli::context::Context;
use crate::cli::paint::{GOOD, QUIET, paint};

/// Write a model as one GLB file
///
/// Everything in the file is kept, also extensions and extras that Plinth doesn't know.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  plinth convert chair.gltf -o chair.glb")]
pub(crate) struct Convert {
    /// A .glb or .gltf file
    model: PathBuf,
    /// The GLB file to write
    #[arg(short, long, value_name = "OUT.glb")]
    output: PathBuf,
}

/// The JSON document.
#[derive(Debug, Serialize)]
struct Report<'a> {
    /// The file written.
    output: &'a PathBuf,
    /// Its length.
    bytes: usize,
    /// Bytes of the file read and of every file it names.
    source_bytes: u64,
}

impl Convert {
    /// Reads and writes the model.
    pub(crate) fn run(&self, context: &Context) -> Result<Ending> {
        let is_glb = self
            .output
            .extension()
            .is_some_and(|extension| extension.eq_ignore_ascii_case("glb"));
        if !is_glb {
            return Err(Fault::usage(format!(
                "{} doesn't end in .glb, the form models are written in",
                self.output.display()
            ))
            .hint("Name a file such as -o chair.glb"));
        }
        let job = context.job()?;
        let model = context.engine()?.load(&self.model, &job)?;
        job.stage(format!("Writing {}", self.output.display()));
        let glb = asset::write_glb(&model.document)?;
        job.check()?;
        asset::save(&self.output, &glb)?;
        let report = Report {
            output: &self.output,
            bytes: glb.len(),
            source_bytes: model.source_bytes,
        };
        context.shell().result(&report, || {
            format!(
                "{} {}  {}",
                paint(GOOD, "✓"),
                self.output.display(),
                paint(
                    QUIET,
                    format!(
                        "{}, from {}",
                        units::bytes(report.bytes as u64),
                        units::bytes(report.source_bytes)
                    )
                )
            )
        })?;
        Ok(Ending::Done)
    }
}
