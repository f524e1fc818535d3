//! `plinth compare`: how different two models look.

use std::path::PathBuf;

use asset::Model;
use base::{Fault, Job, Result};
use clap::Args;
use render::viewer::Attributes;
use render::{Comparison, Picture, compare};
use serde::Serialize;

use crate::cli::Ending;
use crate::cli::context::Context;
use crate::cli::heat_map::heat_map;
use crate::cli::paint::{BAD, GOOD, QUIET, paint};
use crate::cli::size::Size;
use crate::cli::table::{Column, Table};
use crate::engine::Engine;

/// The orbits that products are compared from when nothing else is asked for: front, side from
/// above, back, and from high above.
const ORBITS: [[u32; 2]; 4] = [[0, 75], [45, 60], [180, 80], [300, 30]];
/// The most views.
const MOST_VIEWS: u32 = 360;
/// What is behind the models.
const WHITE: [u8; 3] = [255; 3];

/// Say how different two models look in the customers' viewer
///
/// Draws both from the same orbits on white and compares the pictures where there is something to
/// see. The worst view counts. From 40 dB on, hardly anybody sees a difference.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  plinth compare chair.glb chair-small.glb\n  \
        plinth compare chair.glb chair-small.glb --views 24 --min-psnr 35 -o difference.png"
)]
pub(crate) struct Compare {
    /// A .glb or .gltf file
    a: PathBuf,
    /// Another
    b: PathBuf,
    /// How many views all around
    #[arg(long, value_name = "N", default_value_t = 4,
        value_parser = clap::value_parser!(u32).range(1..=i64::from(MOST_VIEWS)))]
    views: u32,
    /// Width and height of each picture in pixels
    #[arg(long, value_name = "WxH", default_value = "768x768")]
    size: Size,
    /// Exit with code 1 when a view has less than this many decibels
    #[arg(long, value_name = "DB")]
    min_psnr: Option<f64>,
    /// Write the worst view as a PNG: A, B, and where they differ
    #[arg(short, long, value_name = "OUT.png")]
    output: Option<PathBuf>,
}

/// The JSON document.
#[derive(Debug, Serialize)]
struct Report {
    a: PathBuf,
    b: PathBuf,
    views: Vec<ViewReport>,
    /// The view with the lowest PSNR.
    worst: ViewReport,
    /// Whether every view reaches `--min-psnr`; `true` where none was given.
    passes: bool,
    /// The file with the worst view; `null` where none was asked for.
    heat_map: Option<PathBuf>,
}

/// One view.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct ViewReport {
    /// The orbit, as the web viewer writes it.
    camera_orbit: String,
    /// Peak signal-to-noise ratio over the foreground in dB; `null` for equal pictures.
    psnr: Option<f64>,
    /// Structural similarity over the foreground's box; 1 for equal pictures.
    ssim: f64,
    /// The greatest difference of one channel of one pixel, 0 to 255.
    greatest: u8,
}

/// The worst view so far, with its pictures.
struct Worst {
    view: ViewReport,
    a: Picture,
    b: Picture,
}

impl Compare {
    /// Compares the models.
    pub(crate) fn run(&self, context: &Context) -> Result<Ending> {
        let job = context.job()?;
        let engine = context.engine()?;
        let a = engine.load(&self.a, &job)?;
        let b = engine.load(&self.b, &job)?;
        let (views, worst) = self.compare(&engine, [&a, &b], &job)?;
        if let Some(output) = &self.output {
            heat_map(&worst.a, &worst.b).save_png(output)?;
        }
        let report = Report {
            a: self.a.clone(),
            b: self.b.clone(),
            passes: self.passes(&worst.view),
            views,
            worst: worst.view,
            heat_map: self.output.clone(),
        };
        context.shell().result(&report, || report.text())?;
        Ok(if report.passes {
            Ending::Done
        } else {
            Ending::Refused(format!(
                "The view {} has {}, less than {} dB",
                report.worst.camera_orbit,
                decibels(report.worst.psnr),
                self.min_psnr.unwrap_or_default()
            ))
        })
    }

    fn compare(
        &self,
        engine: &Engine,
        [a, b]: [&Model; 2],
        job: &Job,
    ) -> Result<(Vec<ViewReport>, Worst)> {
        let mut sittings = [engine.sit(a, job)?, engine.sit(b, job)?];
        let size = [self.size.width, self.size.height];
        let mut views = Vec::new();
        let mut worst: Option<Worst> = None;
        for orbit in orbits(self.views) {
            let attributes = Attributes {
                camera_orbit: orbit.parse()?,
                ..Attributes::default()
            };
            let [first, second] = &mut sittings;
            let a = first.draw(&attributes, size, job)?;
            let b = second.draw(&attributes, size, job)?;
            let view = ViewReport::new(orbit, compare(&a, &b, WHITE)?);
            if worst
                .as_ref()
                .is_none_or(|worst| view.is_worse(&worst.view))
            {
                worst = Some(Worst {
                    view: view.clone(),
                    a,
                    b,
                });
            }
            views.push(view);
            job.items(views.len() as u64, u64::from(self.views));
        }
        let worst = worst.ok_or_else(|| Fault::usage("There are no views to compare"))?;
        Ok((views, worst))
    }

    fn passes(&self, worst: &ViewReport) -> bool {
        match (self.min_psnr, worst.psnr) {
            (Some(least), Some(psnr)) => psnr >= least,
            // Equal pictures pass whatever is asked for.
            _ => true,
        }
    }
}

/// The four usual orbits; for any other number, orbits evenly spread around at the same heights.
fn orbits(count: u32) -> Vec<String> {
    let orbit = |theta: f64, phi: u32| format!("{theta}deg {phi}deg 105%");
    if count as usize == ORBITS.len() {
        return ORBITS
            .iter()
            .map(|&[theta, phi]| orbit(f64::from(theta), phi))
            .collect();
    }
    (0..count)
        .zip(ORBITS.iter().cycle())
        .map(|(view, &[_, phi])| orbit(f64::from(view) * 360.0 / f64::from(count), phi))
        .collect()
}

impl ViewReport {
    fn new(camera_orbit: String, comparison: Comparison) -> Self {
        Self {
            camera_orbit,
            psnr: Some(comparison.psnr).filter(|psnr| psnr.is_finite()),
            ssim: comparison.ssim,
            greatest: comparison.greatest,
        }
    }

    fn is_worse(&self, other: &Self) -> bool {
        self.psnr.unwrap_or(f64::INFINITY) < other.psnr.unwrap_or(f64::INFINITY)
    }
}

/// `35.2 dB`, or `equal`.
fn decibels(psnr: Option<f64>) -> String {
    psnr.map_or_else(|| "equal".into(), |psnr| format!("{psnr:.1}\u{2009}dB"))
}

impl Report {
    fn text(&self) -> String {
        let mut table = Table::new(
            ["View", "PSNR", "SSIM", "Greatest difference"],
            [Column::Left, Column::Right, Column::Right, Column::Right],
        );
        for view in &self.views {
            table.row([
                view.camera_orbit.clone(),
                decibels(view.psnr),
                format!("{:.4}", view.ssim),
                format!("{} of 255", view.greatest),
            ]);
        }
        let worst = format!(
            "{} Worst view  {}, SSIM {:.4}  {}",
            if self.passes {
                paint(GOOD, "✓")
            } else {
                paint(BAD, "✗")
            },
            decibels(self.worst.psnr),
            self.worst.ssim,
            paint(QUIET, &self.worst.camera_orbit)
        );
        let written = self
            .heat_map
            .as_ref()
            .map(|path| format!("\n{} {}", paint(GOOD, "✓"), path.display()));
        format!("{}{worst}{}", table.text(), written.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(psnr: Option<f64>) -> ViewReport {
        ViewReport {
            camera_orbit: "0deg 75deg 105%".into(),
            psnr,
            ssim: 1.0,
            greatest: 0,
        }
    }

    #[test]
    fn four_views_are_the_usual_ones_and_others_go_around() {
        assert_eq!(
            orbits(4),
            [
                "0deg 75deg 105%",
                "45deg 60deg 105%",
                "180deg 80deg 105%",
                "300deg 30deg 105%"
            ]
        );
        let many = orbits(24);
        assert_eq!(many.len(), 24);
        assert_eq!(many.last().map(String::as_str), Some("345deg 30deg 105%"));
    }

    #[test]
    fn equal_pictures_are_the_best_view() {
        assert!(view(Some(30.0)).is_worse(&view(Some(40.0))));
        assert!(view(Some(90.0)).is_worse(&view(None)));
        assert!(!view(None).is_worse(&view(Some(90.0))));
        assert_eq!(decibels(Some(35.25)).replace('\u{2009}', " "), "35.2 dB");
        assert_eq!(decibels(None), "equal");
    }
}
