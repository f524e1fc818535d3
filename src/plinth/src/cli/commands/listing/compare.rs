//! `plinth listing compare`: two releases side by side.

use std::path::PathBuf;

use base::{Fault, Result};
use clap::Args;
use optimise::proof::heat_map;
use render::Picture;
use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::ending::Ending;
use crate::cli::options::Platform;
use crate::cli::output;
use crate::cli::paint::{GOOD, QUIET, STRONG, paint};
use crate::cli::size::Size;
use crate::cli::table::{Column, Table};
use engine::{Change, Releases};

/// Put two releases of a listing side by side
///
/// Both are fetched as customers get them and drawn with the listing's own camera and light, and from
/// three more sides. Says what differs, in words and in decibels.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  plinth listing compare CH-1 --releases 3 4\n  \
        plinth listing compare CH-1 --releases 3 4 -o side-by-side.png"
)]
pub(super) struct CompareReleases {
    /// The SKU or listing id
    #[arg(value_name = "SKU")]
    listing: String,
    /// The two releases [default: the live one and the one before it]
    #[arg(long, value_name = "N", num_args = 2)]
    releases: Option<Vec<u32>>,
    /// Write all views as one PNG: the first release, the second, and where they differ
    #[arg(short, long, value_name = "OUT.png")]
    output: Option<PathBuf>,
    /// Width and height of each picture in pixels
    #[arg(long, value_name = "WxH", default_value = "512x512")]
    size: Size,
    #[command(flatten)]
    platform: Platform,
}

/// The JSON document.
#[derive(Debug, Serialize)]
struct ReleaseComparison {
    releases: [u32; 2],
    changes: Vec<Change>,
    views: Vec<View>,
    /// The file with all views; `null` where none was asked for.
    picture: Option<PathBuf>,
}

/// One view.
#[derive(Debug, Serialize)]
struct View {
    /// The orbits, as the web viewer writes them; they differ in the first view alone.
    orbits: [String; 2],
    /// Peak signal-to-noise ratio over the foreground in dB; `null` for equal pictures.
    psnr: Option<f64>,
    /// Structural similarity; 1 for equal pictures.
    ssim: f64,
}

impl CompareReleases {
    /// Compares the releases.
    pub(super) fn run(&self, context: &Context) -> Result<Ending> {
        if let Some(output) = &self.output {
            output::check(output, output::SHEET, "-o sheet.png")?;
        }
        let job = context.job()?;
        let engine = context.engine_for(&self.platform)?;
        let releases = match self.releases.as_deref() {
            Some(&[first, second]) => [first, second],
            _ => engine.last_two(&self.listing, &job)?,
        };
        let size = [self.size.width, self.size.height];
        let compared = engine.compare_releases(&self.listing, releases, size, &job)?;
        if let Some(output) = &self.output {
            sheet(&compared)?.save_png(output)?;
        }
        let report = ReleaseComparison {
            releases,
            views: compared.views.iter().map(View::of).collect(),
            changes: compared.changes,
            picture: self.output.clone(),
        };
        context
            .shell()
            .result(&report, || report.text(&self.listing))?;
        Ok(Ending::Done)
    }
}

impl View {
    fn of(view: &engine::ReleaseView) -> Self {
        let psnr = view.difference.psnr;
        Self {
            orbits: view.orbits.clone(),
            psnr: Some(psnr).filter(|psnr| psnr.is_finite()),
            ssim: view.difference.ssim,
        }
    }
}

/// All views under each other.
fn sheet(compared: &Releases) -> Result<Picture> {
    let mut rows = compared
        .views
        .iter()
        .map(|view| heat_map(&view.pictures[0], &view.pictures[1]));
    let first = rows
        .next()
        .ok_or_else(|| Fault::usage("There are no views to compare"))?;
    Ok(rows.fold(first, |mut all, row| {
        all.height += row.height;
        all.rgba.extend(row.rgba);
        all
    }))
}

impl ReleaseComparison {
    fn text(&self, listing: &str) -> String {
        let [first, second] = self.releases;
        let mut text = format!(
            "{}\n",
            paint(
                STRONG,
                format!("{listing}: release {first} and release {second}")
            )
        );
        if self.changes.is_empty() {
            text += "Their manifests say the same\n";
        } else {
            let mut table = Table::new(["What", "First", "Second"], [Column::Left; 3]);
            for change in &self.changes {
                let cell = |text: &str| {
                    let line = text.lines().next().unwrap_or_default();
                    if line.is_empty() {
                        paint(QUIET, "nothing")
                    } else {
                        shortened(line)
                    }
                };
                table.row([change.what.clone(), cell(&change.from), cell(&change.to)]);
            }
            text += &table.text();
        }
        let mut table = Table::new(
            ["View", "PSNR", "SSIM"],
            [Column::Left, Column::Right, Column::Right],
        );
        for view in &self.views {
            let [from, to] = &view.orbits;
            let orbit = if from == to {
                from.clone()
            } else {
                format!("{from}, {to}")
            };
            table.row([
                orbit,
                view.psnr
                    .map_or_else(|| "equal".into(), |psnr| format!("{psnr:.1}\u{2009}dB")),
                format!("{:.4}", view.ssim),
            ]);
        }
        text += &format!("\n{}", table.text());
        if let Some(picture) = &self.picture {
            text += &format!("{} {}", paint(GOOD, "✓"), picture.display());
        }
        text
    }
}

/// A line that fits into a table.
fn shortened(line: &str) -> String {
    const MOST: usize = 48;
    if line.chars().count() <= MOST {
        return line.to_owned();
    }
    let mut short: String = line.chars().take(MOST - 1).collect();
    short.push('…');
    short
}
