//! `plinth optimise`: a smaller file that looks the same.

use std::path::PathBuf;

use base::{Fault, Result, units};
use clap::Args;
use optimise::{
    Bound, Geometry, Options, Pass, Report, Target, TextureFormats, optimise, optimise_by_looking,
};

use crate::cli::Ending;
use crate::cli::context::Context;
use crate::cli::evidence::Form;
use crate::cli::paint::{GOOD, QUIET, STRONG, paint};
use crate::cli::table::{Column, Table};

/// Make a product's file smaller
///
/// Candidates are drawn as the customers' viewer shows them and compared with the source; the
/// smallest file whose worst view is near enough wins. Each pass is kept only where the file becomes smaller by it; names, extras, variants, animations
/// and cameras stay. The source is never changed.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  plinth optimise chair.glb -o chair-small.glb\n  \
        plinth optimise chair.glb -o chair-amazon.glb --target amazon --report chair.html\n  \
        plinth optimise chair.glb -o chair-welded.glb --only dedup,weld,prune\n\n\
        Targets: web, mobile, shopify, amazon, google\n\
        Passes:  dedup, weld, degenerate, simplify, quantise, reorder, resize, textures, prune,\n         \
        compress"
)]
pub(crate) struct Optimise {
    /// A .glb or .gltf file
    model: PathBuf,
    /// The GLB file to write
    #[arg(short, long, value_name = "OUT.glb")]
    output: PathBuf,
    /// Where the file goes; it decides on formats and limits
    #[arg(long, value_name = "NAME", default_value = "web", value_parser = Target::find)]
    target: Target,
    /// Least PSNR in dB of the worst view, drawn in the customers' viewer
    #[arg(long, value_name = "DB", default_value_t = Bound::default().psnr,
        conflicts_with = "effort")]
    min_psnr: f64,
    /// Whether to look for the smallest file by drawing candidates, or to go by experience alone
    #[arg(long, value_enum, default_value_t = Effort::Normal)]
    effort: Effort,
    /// Forms of textures, instead of the target's: webp, plain, or ktx2 for
    /// less graphics memory
    #[arg(long, value_name = "FORMATS", value_parser = TextureFormats::find)]
    textures: Option<TextureFormats>,
    /// Compression of geometry, instead of the target's: meshopt, draco, none
    #[arg(long, value_name = "HOW", value_parser = Geometry::find)]
    geometry: Option<Geometry>,
    /// Run these passes alone
    #[arg(long, value_name = "PASSES", value_delimiter = ',', value_parser = Pass::find)]
    only: Option<Vec<Pass>>,
    /// Write the proof: a page with pictures before and after (.html), or the numbers as .json
    #[arg(long, value_name = "OUT.html")]
    report: Option<PathBuf>,
}

/// How much work is put into it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Effort {
    /// No pictures: nothing is simplified, textures keep a high quality.
    Fast,
    /// Every candidate is drawn and compared with the source.
    Normal,
}

impl Optimise {
    /// Optimises and writes the model.
    pub(crate) fn run(&self, context: &Context) -> Result<Ending> {
        let is_glb = self
            .output
            .extension()
            .is_some_and(|end| end.eq_ignore_ascii_case("glb"));
        if !is_glb {
            return Err(Fault::usage(format!(
                "{} doesn't end in .glb, the form models are written in",
                self.output.display()
            ))
            .hint("Name a file such as -o chair-small.glb"));
        }
        let form = self.report.as_deref().map(Form::of).transpose()?;
        let job = context.job()?;
        let engine = context.engine()?;
        let model = engine.load(&self.model, &job)?;
        let options = Options {
            only: self.only.clone(),
            textures: self.textures,
            geometry: self.geometry,
            ..Options::new(self.target)
        };
        let output = match self.effort {
            Effort::Fast => optimise(&model, &options, &job)?,
            Effort::Normal => {
                let stage = engine.stage(&job)?;
                let bound = Bound {
                    psnr: self.min_psnr,
                    ..Bound::default()
                };
                optimise_by_looking(&model, &options, &bound, &stage, &job)?
            }
        };
        job.check()?;
        asset::save(&self.output, &output.bytes)?;
        if let Some((path, form)) = self.report.as_deref().zip(form) {
            let bytes = form.of_output(&engine.stage(&job)?, &model, &output, &job)?;
            asset::save(path, &bytes)?;
        }
        context
            .shell()
            .result(&output.report, || self.text(&output.report))?;
        Ok(Ending::Done)
    }

    fn text(&self, report: &Report) -> String {
        let mut table = Table::new(
            ["Pass", "Bytes", "What it did"],
            [Column::Left, Column::Right, Column::Left],
        );
        for pass in report.passes.iter().filter(|pass| pass.kept) {
            let change = pass.bytes_after as i64 - pass.bytes_before as i64;
            let sign = if change > 0 { "+" } else { "−" };
            for (number, what) in pass.changes.iter().enumerate() {
                let (name, bytes) = match number {
                    0 => (
                        pass.pass.name().to_owned(),
                        format!("{sign}{}", units::bytes(change.unsigned_abs())),
                    ),
                    _ => (String::new(), String::new()),
                };
                table.row([name, bytes, what.clone()]);
            }
        }
        let mut text = if report.unchanged {
            String::new()
        } else {
            table.text()
        };
        for loss in &report.losses {
            text += &format!("{loss}\n");
        }
        let saved = 100.0 * (1.0 - report.output_bytes as f64 / report.source_bytes.max(1) as f64);
        let sentence = if report.unchanged {
            "nothing made it smaller".to_owned()
        } else {
            format!(
                "{} instead of {}, {saved:.0} % smaller; {} triangles instead of {}",
                units::bytes(report.output_bytes),
                units::bytes(report.source_bytes),
                units::count(report.after.triangles),
                units::count(report.before.triangles)
            )
        };
        if let Some(look) = &report.look {
            text += &paint(
                QUIET,
                format!(
                    "Worst of {} views: {:.1} dB, SSIM {:.4} ({})\n",
                    look.views, look.psnr, look.ssim, look.worst
                ),
            );
        }
        text + &format!(
            "{} {}  {}",
            paint(GOOD, "✓"),
            paint(STRONG, self.output.display()),
            paint(QUIET, sentence)
        )
    }
}
