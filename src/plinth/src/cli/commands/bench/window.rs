//! `plinth bench window`: how the window behaves with a heavy product.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use base::{Fault, Result, units};
use clap::Args;

use super::product;
use crate::cli::context::Context;
use crate::cli::ending::Ending;
use window::{WindowBench, WindowMeasures, WindowOptions};

/// Open a heavy product in the window and measure: frames while it loads, frames while it turns, and
/// what the window costs at rest
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  xvfb-run -a -s \"-screen 0 1280x800x24\" plinth bench window --triangles 2000000"
)]
pub(super) struct BenchWindow {
    /// A model instead of the one that is made up
    file: Option<PathBuf>,
    /// Triangles of the product that is made up
    #[arg(long, value_name = "N", default_value_t = 2_000_000,
        value_parser = clap::value_parser!(u32).range(1000..=20_000_000))]
    triangles: u32,
    /// Seconds at rest
    #[arg(long, value_name = "N", default_value_t = 10)]
    rest: u32,
}

impl BenchWindow {
    /// Opens the window, lets it run through its bench and says how it went.
    pub(super) fn run(&self, context: &Context) -> Result<Ending> {
        if !engine::platform::has_display() {
            return Err(Fault::service("There is no display to open the window on")
                .hint("Run it under xvfb-run, or in a session with a display"));
        }
        let made = Made::of(self)?;
        let sink = Arc::new(Mutex::default());
        let engine = Arc::new(context.window_engine()?);
        window::run(WindowOptions {
            file: Some(made.path.clone()),
            bench: Some(WindowBench {
                rest_seconds: self.rest,
                report: Arc::clone(&sink),
            }),
            ..WindowOptions::new(engine)
        })?;
        let report = sink.lock().unwrap_or_else(PoisonError::into_inner).take();
        let report = report.ok_or_else(|| {
            Fault::service("The window was closed before its bench was over")
                .hint("Leave it alone until it closes by itself")
        })?;
        context.shell().result(&report, || text(&report))?;
        Ok(Ending::Done)
    }
}

/// The product's file; one that was made up is removed in the end.
struct Made {
    path: PathBuf,
    folder: Option<PathBuf>,
}

impl Made {
    fn of(bench: &BenchWindow) -> Result<Self> {
        if let Some(path) = &bench.file {
            return Ok(Self {
                path: path.clone(),
                folder: None,
            });
        }
        let folder = std::env::temp_dir().join(format!("plinth-bench-{}", std::process::id()));
        std::fs::create_dir_all(&folder).map_err(|error| {
            Fault::service(format!("{} can't be written", folder.display())).because(error)
        })?;
        let made = Self {
            path: folder.join("product.glb"),
            folder: Some(folder),
        };
        product::write(&made.path, bench.triangles)?;
        Ok(made)
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        if let Some(folder) = &self.folder {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

fn text(report: &WindowMeasures) -> String {
    let frames = |name: &str, frames: &window::FrameTimes| {
        format!(
            "{name:<28}{} frames, median {:.1} ms, 99 % {:.1} ms, longest {:.1} ms; the window's own \
             work: median {:.1} ms, longest {:.1} ms",
            frames.count,
            frames.median_ms,
            frames.p99_ms,
            frames.longest_ms,
            frames.own_median_ms,
            frames.own_longest_ms,
        )
    };
    let cpu = report.rest_cpu_percent.map_or_else(
        || "unknown".to_owned(),
        |percent| format!("{percent:.2} % of one processor"),
    );
    [
        format!("{:<28}{}", "Adapter", report.adapter),
        format!("{:<28}{:.1} ms", "First frame", report.first_frame_ms),
        frames("Reading and sending", &report.loading),
        format!(
            "{:<28}{:.1} ms; the window's own work: {:.1} ms",
            "First picture", report.first_picture_ms, report.first_picture_own_ms
        ),
        frames("Textures on their way", &report.dressing),
        format!(
            "{:<28}{:.1} ms",
            "Picture with textures", report.dressed_picture_ms
        ),
        format!(
            "{:<28}shape after {}, all after {}",
            "Loading",
            units::seconds(report.shape_seconds),
            units::seconds(report.loaded_seconds)
        ),
        frames("Turning", &report.turning),
        format!(
            "{:<28}{} × {} of {} × {} pixels while turning",
            "Detail",
            report.turning_size[0],
            report.turning_size[1],
            report.size[0],
            report.size[1]
        ),
        format!(
            "{:<28}{cpu}, {} frames in {} s",
            "At rest", report.rest_frames, report.rest_seconds
        ),
        format!(
            "{:<28}{}",
            "Graphics memory",
            units::bytes(report.gpu_bytes)
        ),
    ]
    .join("\n")
}
