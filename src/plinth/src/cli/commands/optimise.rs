//! `plinth optimise`: a smaller file that looks the same.

use std::path::PathBuf;
use std::str::FromStr;

use asset::Model;
use base::{Fault, Job, Result, units};
use clap::Args;
use optimise::{
    Bound, Effort, Geometry, Options, Output, PartQuality, Pass, Quality, Report, Target,
    TextureFormats,
};
use render::{Distance, RenderContext};

use crate::cli::context::Context;
use crate::cli::ending::Ending;
use crate::cli::evidence::Form;
use crate::cli::output;
use crate::cli::paint::{GOOD, QUIET, STRONG, paint};
use crate::cli::rate::Amount;
use crate::cli::table::{Column, Table};
use crate::cli::words::wrapped;
use engine::detached;

/// What `--help` says at its end; the names of targets and passes are those that there are.
fn after_help() -> String {
    /// What stands before names.
    const INDENT: &str = "         ";
    let passes: Vec<&str> = Pass::all().map(Pass::name).collect();
    format!(
        "Examples:\n  plinth optimise chair.glb -o chair-small.glb\n  \
        plinth optimise chair.glb -o chair-tiny.glb --max-difference 35\n  \
        plinth optimise chair.glb -o chair-500.glb --max-bytes 500kB\n  \
        plinth optimise chair.glb -o chair-amazon.glb --target amazon --report chair.html\n  \
        plinth optimise chair.glb -o chair-logo.glb --lock Logo --quality Fabric=2\n  \
        plinth optimise chair.glb -o chair-welded.glb --only dedup,weld,prune\n\n\
        Targets: {}\n\
        Passes:  {}\n\n\
        A difference is in points of SSIMULACRA2 below 100, of the worst view: 0 is the same picture, at 20\n\
        people don't notice it with both side by side, at 30 hardly (the default), at 50 it is visible.",
        wrapped(INDENT.len(), INDENT, &Target::ALL.map(Target::name)),
        wrapped(INDENT.len(), INDENT, &passes)
    )
}

/// Make a product's file smaller
///
/// Candidates are finished, decoded, drawn as the customers' viewer shows them and compared with the
/// source: from four usual orbits, from 24 sides all around, in every variant, and in six close-ups as near as
/// customers can come. By default the smallest file that can't be told apart from the source wins.
/// Names, extras, variants, animations and cameras stay. The source is never changed.
#[derive(Debug, Args)]
#[command(after_help = after_help())]
pub(crate) struct Optimise {
    /// A .glb or .gltf file
    model: PathBuf,
    /// The GLB file to write
    #[arg(short, long, value_name = "OUT.glb")]
    output: PathBuf,
    /// Where the file goes; it decides on formats and limits
    #[arg(long, value_name = "NAME", default_value = "web", value_parser = Target::find)]
    target: Target,
    /// The greatest difference that any view may have; without any bound, one that can't be seen
    #[arg(long, value_name = "POINTS", value_parser = difference)]
    max_difference: Option<f64>,
    /// Least PSNR in dB of the four usual orbits; alone, nothing else is held to
    #[arg(long, value_name = "DB", value_parser = decibels)]
    min_psnr: Option<f64>,
    /// The most bytes, such as 500kB; alone, the file that differs least within them wins
    #[arg(long, value_name = "BYTES")]
    max_bytes: Option<Amount>,
    /// How much work is put into it: fast (by experience, looked at in four orbits), normal (by
    /// pictures of candidates), best (by more of them)
    #[arg(long, value_name = "EFFORT", default_value = "normal", value_parser = Effort::find)]
    effort: Effort,
    /// Leave this part as it is: a node with all below it, a mesh or a material, by name
    #[arg(long, value_name = "PART")]
    lock: Vec<String>,
    /// Hold this part so many times nearer to the source than the rest (under 1: farther)
    #[arg(long, value_name = "PART=TIMES")]
    quality: Vec<Part>,
    /// Forms of textures, instead of the target's: avif, webp, plain, or ktx2 for
    /// less graphics memory
    #[arg(long, value_name = "FORMATS", value_parser = TextureFormats::find)]
    textures: Option<TextureFormats>,
    /// Compression of geometry, instead of the target's: meshopt, khr-meshopt, draco, none
    #[arg(long, value_name = "HOW", value_parser = Geometry::find)]
    geometry: Option<Geometry>,
    /// Draw what stands in five places or more at once (EXT_mesh_gpu_instancing): fewer calls for the
    /// web viewer to draw; many other tools and phones' own viewers don't know it. Unasked, and for
    /// the web alone, from fifty places on
    #[arg(long, conflicts_with = "only")]
    instances: bool,
    /// Keep the tree of nodes and everything that has a name of its own: without this, nodes that
    /// nothing moves are lifted out of it and joined, and equal materials become one
    #[arg(long)]
    keep_nodes: bool,
    /// Run these passes alone
    #[arg(long, value_name = "PASSES", value_delimiter = ',', value_parser = Pass::find)]
    only: Option<Vec<Pass>>,
    /// Write the proof: a page with pictures before and after (.html), or the numbers as .json
    #[arg(long, value_name = "OUT.html")]
    report: Option<PathBuf>,
}

/// A part and how many times nearer it is held.
#[derive(Debug, Clone, PartialEq)]
struct Part(PartQuality);

impl FromStr for Part {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let refuse =
            || "write a part's name, = and a number from 0.1 to 16, such as Seat=2".to_owned();
        let (part, times) = text.rsplit_once('=').ok_or_else(refuse)?;
        let times = times.parse().map_err(|_| refuse())?;
        if part.is_empty() || !(0.1..=16.0).contains(&times) {
            return Err(refuse());
        }
        Ok(Self(PartQuality {
            part: part.to_owned(),
            times,
        }))
    }
}

fn difference(text: &str) -> Result<f64, String> {
    let points = text
        .parse()
        .ok()
        .filter(|points| (0.5..=150.0).contains(points));
    points.ok_or_else(|| "a difference is a number of points from 0.5 to 150".to_owned())
}

fn decibels(text: &str) -> Result<f64, String> {
    let least = text
        .parse()
        .ok()
        .filter(|least| (5.0..=80.0).contains(least));
    least.ok_or_else(|| "PSNR is a number of dB from 5 to 80".to_owned())
}

impl Optimise {
    /// Optimises and writes the model.
    pub(crate) fn run(&self, context: &Context) -> Result<Ending> {
        output::check(&self.output, output::MODEL, "-o chair-small.glb")?;
        let bound = self.bound()?;
        let options = self.options();
        let form = self.report.as_deref().map(Form::of).transpose()?;
        let job = context.job()?;
        let engine = context.engine()?;
        let model = engine.load(&self.model, &job)?;
        let source = model.clone();
        let render_context = match engine.render_context(&job) {
            Ok(render_context) => Some(render_context),
            // Quick work can do without pictures, unless a bound is to be held.
            Err(fault) if options.effort == Effort::Fast && self.min_psnr.is_none() => {
                job.check()?;
                job.warn(format!("The result isn't looked at: {fault}"));
                None
            }
            Err(fault) => return Err(fault),
        };
        let output = detached(&job, move |job| {
            optimise(&source, &options, &bound, render_context.as_ref(), job)
        })?;
        job.check()?;
        let report = &output.report;
        if let Some(why) = self.refusal(report) {
            if context.shell().is_json() {
                context.shell().result(report, String::new)?;
            }
            return Ok(Ending::Refused(why));
        }
        asset::save(&self.output, &output.bytes)?;
        if let Some((path, form)) = self.report.as_deref().zip(form) {
            let bytes = form.of_output(&engine.render_context(&job)?, &model, &output, &job)?;
            asset::save(path, &bytes)?;
        }
        if let Some(most) = self
            .target
            .most_bytes()
            .filter(|most| report.output_bytes > *most)
        {
            job.warn(format!(
                "{} takes at most {}; ask for it with --max-bytes",
                self.target.name(),
                units::bytes(most)
            ));
        }
        context.shell().result(report, || self.text(report))?;
        Ok(Ending::Done)
    }

    /// What is asked for; without any bound, what can't be told apart.
    fn bound(&self) -> Result<Bound> {
        let asked = self.max_difference.is_some() || self.max_bytes.is_some();
        if self.effort == Effort::Fast && asked {
            return Err(Fault::usage(
                "With --effort fast the four usual orbits are looked at and nothing is searched for, so \
                 --min-psnr is the only bound that can be held",
            )
            .hint("Leave out --effort, or ask for --min-psnr"));
        }
        let mut bound = match (self.max_difference, self.min_psnr, self.max_bytes) {
            (Some(most), _, _) => Bound::difference(most),
            (None, Some(least), _) => Bound::psnr(least),
            (None, None, Some(most)) => Bound::bytes(most.0),
            (None, None, None) => Bound::default(),
        };
        bound.psnr = self.min_psnr.or(bound.psnr);
        bound.bytes = self.max_bytes.map(|most| most.0);
        Ok(bound)
    }

    fn options(&self) -> Options {
        let locked = self.lock.iter().map(PartQuality::lock);
        let nearer = self.quality.iter().map(|part| part.0.clone());
        Options {
            only: self.only.clone(),
            instances: self.instances,
            keep_nodes: self.keep_nodes,
            textures: self.textures,
            geometry: self.geometry,
            parts: nearer.chain(locked).collect(),
            effort: self.effort,
            ..Options::new(self.target)
        }
    }

    /// Why nothing is written; `None` where what was asked for is met.
    fn refusal(&self, report: &Report) -> Option<String> {
        let size = units::bytes(report.output_bytes);
        let most = self.max_bytes.filter(|most| report.output_bytes > most.0);
        match (report.met, most) {
            (true, _) => None,
            (false, Some(Amount(most)))
                if self.max_difference.is_none() && self.min_psnr.is_none() =>
            {
                Some(format!(
                    "The smallest file found is {size}, more than {}; nothing was written",
                    units::bytes(most)
                ))
            }
            (false, Some(Amount(most))) => Some(format!(
                "Within the difference asked for, the smallest file found is {size}, more than {}; \
                 nothing was written",
                units::bytes(most)
            )),
            (false, None) => Some(
                "No file was found within the difference asked for; nothing was written".to_owned(),
            ),
        }
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
        for line in report.losses.iter().chain(&report.undone) {
            text += &format!("{line}\n");
        }
        let sentence = if report.unchanged {
            "nothing made it smaller".to_owned()
        } else {
            let (before, after) = (&report.before, &report.after);
            let mut told = format!(
                "{} instead of {}, {}; {} triangles instead of {}",
                units::bytes(report.output_bytes),
                units::bytes(report.source_bytes),
                units::change(report.source_bytes, report.output_bytes),
                units::count(after.triangles),
                units::count(before.triangles)
            );
            if after.draw_calls != before.draw_calls {
                told += &format!(
                    ", {} draw calls instead of {}",
                    units::count(after.draw_calls),
                    units::count(before.draw_calls)
                );
            }
            told
        };
        if let Some(quality) = &report.quality {
            text += &paint(QUIET, looks(quality));
        }
        text + &format!(
            "{} {}  {}",
            paint(GOOD, "✓"),
            paint(STRONG, self.output.display()),
            paint(QUIET, sentence)
        )
    }
}

/// Optimises by pictures where there is a render context to draw them on.
fn optimise(
    model: &Model,
    options: &Options,
    bound: &Bound,
    context: Option<&RenderContext>,
    job: &Job,
) -> Result<Output> {
    match context {
        Some(context) => optimise::optimise_by_looking(model, options, bound, context, job),
        None => optimise::optimise(model, options, job),
    }
}

/// How the output looks, in words.
fn looks(quality: &Quality) -> String {
    // Where no close-up was looked at, nothing is said of any.
    let near = quality
        .views
        .iter()
        .any(|view| view.distance == Distance::CloseUp);
    let close = match near {
        true => format!(", in close-ups {:.1}", quality.close_up),
        false => String::new(),
    };
    let decided = match quality.decided_by {
        "psnr" => "PSNR decided",
        "ssim" => "structural similarity decided",
        "difference" => "the difference decided",
        _ => "no view decided",
    };
    format!(
        "Worst of {} views: difference {:.1}{close}; usual orbits {:.1} dB, SSIM {:.4}\n\
         In the view {} {decided}, with {:.0} % of what was asked for\n",
        quality.views.len(),
        quality.difference,
        quality.psnr,
        quality.ssim,
        quality.worst,
        quality.used * 100.0
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    #[test]
    fn a_part_is_a_name_and_a_number() {
        let Part(quality) = "Seat=left=2".parse().unwrap();
        assert_eq!((quality.part.as_str(), quality.times), ("Seat=left", 2.0));
        for wrong in ["Seat", "=2", "Seat=0", "Seat=nan", "Seat=inf"] {
            assert!(wrong.parse::<Part>().is_err(), "{wrong}");
        }
    }
}
