//! `plinth convert`: the same model in another form.

use std::path::PathBuf;

use base::{Fault, Result, units};
use clap::Args;
use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::ending::Ending;
use crate::cli::output;
use crate::cli::paint::{GOOD, QUIET, paint};

/// Write a model as one GLB file, or as glTF with its bytes and images beside it
///
/// Everything in the file is kept, also extensions and extras that Plinth doesn't know. With
/// `--unpack`, geometry that is compressed becomes plain numbers.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  plinth convert chair.gltf -o chair.glb
  plinth convert chair.glb -o unpacked/chair.gltf
  plinth convert small.glb -o readable.glb --unpack")]
pub(crate) struct Convert {
    /// A .glb or .gltf file
    model: PathBuf,
    /// The .glb or .gltf file to write
    #[arg(short, long, value_name = "OUT")]
    output: PathBuf,
    /// Write geometry without compression, for tools that read neither meshopt nor Draco
    #[arg(long)]
    unpack: bool,
}

/// The JSON document.
#[derive(Debug, Serialize)]
struct Conversion<'a> {
    /// The file written.
    output: &'a PathBuf,
    /// Its length, and that of the files written beside it.
    bytes: usize,
    /// The files written beside it, by their paths from there.
    files: Vec<PathBuf>,
    /// Bytes of the file read and of every file it names.
    source_bytes: u64,
    /// What couldn't be taken over, in sentences.
    losses: Vec<String>,
}

impl Convert {
    /// Reads and writes the model.
    pub(crate) fn run(&self, context: &Context) -> Result<Ending> {
        let form = self.form()?;
        output::check_place(&self.output)?;
        let job = context.job()?;
        let model = context.engine()?.load(&self.model, &job)?;
        let (document, losses) = if self.unpack {
            job.stage(format!("Unpacking {}", self.model.display()));
            optimise::unpack(&model)?
        } else {
            (model.document.clone(), Vec::new())
        };
        losses.iter().for_each(|loss| job.warn(loss));
        job.stage(format!("Writing {}", self.output.display()));
        let (bytes, files) = match form {
            Form::Glb => {
                let glb = asset::write_glb(&document)?;
                job.check()?;
                asset::save(&self.output, &glb)?;
                (glb.len(), Vec::new())
            }
            Form::Gltf => {
                let stem = self.output.file_stem().unwrap_or_default();
                let gltf = asset::write_gltf(&document, &stem.to_string_lossy())?;
                job.check()?;
                gltf.save(&self.output)?;
                let beside: usize = gltf.files.values().map(|bytes| bytes.len()).sum();
                let names = gltf.files.into_keys().collect();
                (gltf.json.len() + beside, names)
            }
        };
        let report = Conversion {
            output: &self.output,
            bytes,
            files,
            source_bytes: model.source_bytes,
            losses,
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

    /// The form that the name of the output asks for.
    fn form(&self) -> Result<Form> {
        let extension = self.output.extension().unwrap_or_default();
        if extension.eq_ignore_ascii_case("glb") {
            Ok(Form::Glb)
        } else if extension.eq_ignore_ascii_case("gltf") {
            Ok(Form::Gltf)
        } else {
            Err(Fault::usage(format!(
                "{} ends in neither .glb nor .gltf, the forms models are written in",
                self.output.display()
            ))
            .hint("Name a file such as -o chair.glb"))
        }
    }
}

/// The forms of a model.
enum Form {
    /// One file.
    Glb,
    /// A `.gltf` file with others beside it.
    Gltf,
}
