//! `plinth compare`: how different two models look.

use std::path::PathBuf;

use asset::Model;
use base::{Fault, Job, Result, units};
use clap::Args;
use optimise::proof::{self, Proof, Verdict, ViewReport, Views};
use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::ending::Ending;
use crate::cli::evidence::{self, Form};
use crate::cli::output;
use crate::cli::paint::{BAD, GOOD, QUIET, paint};
use crate::cli::size::Size;
use crate::cli::table::{Column, Table};
use engine::Engine;

/// The most views.
const MOST_VIEWS: u32 = 360;

/// Say how different two models look in the customers' viewer
///
/// Draws both on white from four orbits, 24 views all around, six close-ups, and in every variant and
/// some poses, and compares the pictures where there is something to see. The worst view counts. The
/// difference is in points of SSIMULACRA2: up to 30, and 60 in close-ups, nobody tells two pictures
/// apart.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  plinth compare chair.glb chair-small.glb\n  \
        plinth compare chair.glb chair-small.glb --min-psnr 35 -o difference.png\n  \
        plinth compare chair.glb chair-small.glb --report proof.html"
)]
pub(crate) struct Compare {
    /// A .glb or .gltf file
    a: PathBuf,
    /// Another
    b: PathBuf,
    /// Only so many views all around, instead of everything that optimisations are judged from
    #[arg(long, value_name = "N",
        value_parser = clap::value_parser!(u32).range(1..=i64::from(MOST_VIEWS)))]
    views: Option<u32>,
    /// Width and height of each picture in pixels, instead of 768 and 512
    #[arg(long, value_name = "WxH")]
    size: Option<Size>,
    /// Exit with code 1 when a view has less than this many decibels
    #[arg(long, value_name = "DB")]
    min_psnr: Option<f64>,
    /// Write the worst view as a PNG: A, B, and where they differ
    #[arg(short, long, value_name = "OUT.png")]
    output: Option<PathBuf>,
    /// Write pictures and numbers as a page (.html), or the numbers as .json
    #[arg(long, value_name = "OUT.html")]
    report: Option<PathBuf>,
}

/// The JSON document.
#[derive(Debug, Serialize)]
struct Comparison {
    a: PathBuf,
    b: PathBuf,
    /// How near they look, over all views.
    verdict: Verdict,
    views: Vec<ViewReport>,
    /// The view that uses up most of what can't be told apart.
    worst: ViewReport,
    /// Whether every view reaches `--min-psnr`; `true` where none was given.
    passes: bool,
    /// The file with the worst view; `null` where none was asked for.
    heat_map: Option<PathBuf>,
    /// The file with the report; `null` where none was asked for.
    report: Option<PathBuf>,
}

impl Compare {
    /// Compares the models.
    pub(crate) fn run(&self, context: &Context) -> Result<Ending> {
        let form = self.report.as_deref().map(Form::of).transpose()?;
        if let Some(output) = &self.output {
            output::check(output, output::SHEET, "-o difference.png")?;
        }
        let job = context.job()?;
        let engine = context.engine()?;
        let a = engine.load(&self.a, &job)?;
        let b = engine.load(&self.b, &job)?;
        let views = self.compare_views(&engine, [&a, &b], &job)?;
        let worst = views.worst().zip(views.worst_pair());
        let (worst, pair) = worst.ok_or_else(|| Fault::usage("There are no views to compare"))?;
        if let Some(output) = &self.output {
            proof::heat_map(&pair.before, &pair.after).save_png(output)?;
        }
        if let Some((path, form)) = self.report.as_deref().zip(form) {
            job.stage("Weighing both");
            let proof = Proof::of([&a, &b], &views)?;
            asset::save(path, &form.write(&proof, &views, None)?)?;
        }
        let report = Comparison {
            a: self.a.clone(),
            b: self.b.clone(),
            verdict: Verdict::of(&views.all),
            passes: views.all.iter().all(|view| self.passes(view)),
            worst: worst.clone(),
            views: views.all.clone(),
            heat_map: self.output.clone(),
            report: self.report.clone(),
        };
        context.shell().result(&report, || report.text())?;
        let psnr = |view: &&ViewReport| view.psnr.unwrap_or(f64::INFINITY);
        let least = report
            .views
            .iter()
            .min_by(|a, b| psnr(a).total_cmp(&psnr(b)));
        let least = least.unwrap_or(&report.worst);
        Ok(if report.passes {
            Ending::Done
        } else {
            Ending::Refused(format!(
                "The view {} has {}, less than {} dB",
                least.camera_orbit,
                decibels(least.psnr),
                self.min_psnr.unwrap_or_default()
            ))
        })
    }

    fn compare_views(&self, engine: &Engine, models: [&Model; 2], job: &Job) -> Result<Views> {
        let render_context = engine.render_context(job)?;
        let mut viewpoints = match self.views {
            Some(count) => proof::around(count)?,
            None => proof::everywhere(&render_context, models, job)?,
        };
        if let Some(Size { width, height }) = self.size {
            let largest = render_context.gpu().max_side();
            if width.max(height) > largest {
                return Err(Fault::usage(format!(
                    "A picture of {width} x {height} pixels can't be drawn on this graphics adapter"
                ))
                .hint(format!("Choose sides up to {largest} pixels")));
            }
            for viewpoint in &mut viewpoints {
                viewpoint.size = [width, height];
            }
        }
        evidence::compare_views(&render_context, models, &viewpoints, job)
    }

    fn passes(&self, view: &ViewReport) -> bool {
        match (self.min_psnr, view.psnr) {
            (Some(least), Some(psnr)) => psnr >= least,
            // Equal pictures pass whatever is asked for.
            _ => true,
        }
    }
}

/// `35.2 dB`, or `equal`.
fn decibels(psnr: Option<f64>) -> String {
    psnr.map_or_else(|| "equal".into(), |psnr| format!("{psnr:.1}\u{2009}dB"))
}

impl Comparison {
    fn text(&self) -> String {
        let mut table = Table::new(
            ["View", "PSNR", "SSIM", "Difference", "Greatest step"],
            [
                Column::Left,
                Column::Right,
                Column::Right,
                Column::Right,
                Column::Right,
            ],
        );
        for view in &self.views {
            table.row([
                view.camera_orbit.clone(),
                decibels(view.psnr),
                format!("{:.4}", view.ssim),
                format!("{:.1}", view.difference),
                format!("{} of 255", view.greatest),
            ]);
        }
        let worst = format!(
            "{} Worst of {} views  {}, SSIM {:.4}: {}  {}",
            if self.passes {
                paint(GOOD, "✓")
            } else {
                paint(BAD, "✗")
            },
            units::count(self.views.len() as u64),
            decibels(self.worst.psnr),
            self.worst.ssim,
            self.verdict.words(),
            paint(QUIET, &self.worst.camera_orbit)
        );
        let written = [&self.heat_map, &self.report];
        let written = written.into_iter().flatten();
        let written: String = written
            .map(|path| format!("\n{} {}", paint(GOOD, "✓"), path.display()))
            .collect();
        format!("{}{worst}{written}", table.text())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_pictures_are_called_so() {
        assert_eq!(decibels(Some(35.25)).replace('\u{2009}', " "), "35.2 dB");
        assert_eq!(decibels(None), "equal");
    }
}
