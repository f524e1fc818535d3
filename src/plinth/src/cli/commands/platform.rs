//! `plinth platform`: the embedded platform, until Ctrl-C.

use base::{Result, units};
use clap::Args;
use serde::Serialize;
use std::time::Instant;

use crate::cli::context::Context;
use crate::cli::ending::Ending;
use crate::cli::paint::{GOOD, LINK, QUIET, paint};
use crate::cli::table::Facts;
use engine::platform::{DEFAULT_PORT, Embedded, Port};

/// Run the platform on this computer: shop, API, object store and edge
///
/// It listens on this computer alone, and stops on Ctrl-C (exit code 0). Every other `plinth` of
/// this account finds it by itself. All data is kept in the data folder (--data).
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  plinth platform\n  plinth platform --data ./shop --port 9000")]
pub(crate) struct ServePlatform {
    #[arg(long, help = port_help())]
    port: Option<u16>,
}

fn port_help() -> String {
    format!("The shop's port; 0 takes a free one [default: {DEFAULT_PORT}, or a free one]")
}

/// The JSON document, printed once the platform answers.
#[derive(Debug, Serialize)]
struct PlatformDocument<'a> {
    shop: &'a str,
    api: &'a str,
    data: &'a std::path::Path,
}

impl ServePlatform {
    /// Runs the platform until Ctrl-C.
    pub(crate) fn run(&self, context: &Context) -> Result<Ending> {
        let started = Instant::now();
        let job = context.job()?;
        job.stage("Starting the platform");
        let data = context.data()?;
        let port = self.port.map_or(Port::Preferred, Port::Fixed);
        let runtime = engine::platform::runtime()?;
        let platform = runtime.block_on(Embedded::start(&data, port))?;
        let record = platform.record();
        let report = PlatformDocument {
            shop: &record.shop_url,
            api: &record.api_url,
            data: data.root(),
        };
        context.shell().result(&report, || {
            let mut facts = Facts::about(format!(
                "{} The platform runs  {}",
                paint(GOOD, "✓"),
                paint(QUIET, units::seconds(started.elapsed().as_secs_f64()))
            ));
            facts.row("Shop", paint(LINK, report.shop));
            facts.row("API", paint(LINK, report.api));
            facts.row("Data", report.data.display().to_string());
            format!("{}{}", facts.text(), paint(QUIET, "  Ctrl-C stops it"))
        })?;
        context.wait_for_interrupt();
        runtime.block_on(platform.stop());
        context.shell().done("The platform has stopped");
        Ok(Ending::Done)
    }
}
