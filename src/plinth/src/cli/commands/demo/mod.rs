//! `plinth demo`: a shop with sample products on this computer.

mod customer;
mod product;
mod samples;
mod timings;

use std::path::Path;
use std::process::{Child, Command};
use std::time::Instant;

use base::{Fault, Job, Result, units};
use clap::Args;
use serde::Serialize;

use self::product::{Live, heading};
use crate::cli::context::Context;
use crate::cli::ending::Ending;
use crate::cli::paint::{GOOD, LINK, QUIET, paint};
use engine::platform::{self, DEFAULT_PORT, Embedded, Port};
use engine::{DataDir, Engine, EngineOptions, MissingPlatform, PublishRequest};

/// Run a shop with sample products on this computer
///
/// Starts the platform in a folder of its own, publishes the samples, and prints the shop's address
/// with the seconds that each stage took. Where there is a display, the window opens on the first
/// sample. It stays up until Ctrl-C (exit code 0).
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  plinth demo\n  plinth demo --once --json")]
pub(crate) struct Demo {
    /// Stop after publishing; exit code 0 means that every page answered
    #[arg(long)]
    once: bool,
    #[arg(long, help = port_help())]
    port: Option<u16>,
    /// Don't open the window
    #[arg(long)]
    no_window: bool,
}

fn port_help() -> String {
    format!("The shop's port; 0 takes a free one [default: {DEFAULT_PORT}, or a free one]")
}

/// The JSON document, printed once everything is published.
#[derive(Debug, Serialize)]
struct DemoDocument<'a> {
    /// The shop's address.
    shop: &'a str,
    api: &'a str,
    data: &'a Path,
    /// Seconds until the platform answered.
    start_seconds: f64,
    /// Seconds from the command's start to here.
    seconds: f64,
    products: &'a [Live],
}

impl Demo {
    /// Starts, publishes, and stays.
    pub(crate) fn run(&self, context: &Context) -> Result<Ending> {
        let started = Instant::now();
        let job = context.job()?;
        let data = context.data()?.demo();
        job.stage("Starting the platform");
        let runtime = platform::runtime()?;
        let port = self.port.map_or(Port::Preferred, Port::Fixed);
        let platform = runtime.block_on(Embedded::start(&data, port))?;
        let start_seconds = started.elapsed().as_secs_f64();
        let shown = self.show(context, &platform, &data, start_seconds, started, &job);
        runtime.block_on(platform.stop());
        shown
    }

    /// Everything that happens while the platform runs.
    fn show(
        &self,
        context: &Context,
        platform: &Embedded,
        data: &DataDir,
        start_seconds: f64,
        started: Instant,
        job: &Job,
    ) -> Result<Ending> {
        let shell = context.shell();
        let record = platform.record();
        shell.done(&format!(
            "The platform runs  {}",
            paint(QUIET, units::seconds(start_seconds))
        ));
        let engine = Engine::new(EngineOptions {
            data_dir: Some(data.root().to_owned()),
            endpoint: Some(record.api_url.clone()),
            missing_platform: MissingPlatform::Refuse,
            insecure: false,
        })?;
        let requests = samples::requests(&data.root().join("samples"))?;
        shell.note("");
        shell.note(&heading());
        let mut products = Vec::new();
        for request in &requests {
            let product = Live::publish(&engine, request, &record.shop_url, job)?;
            shell.note(&product.line());
            products.push(product);
        }
        let report = DemoDocument {
            shop: &record.shop_url,
            api: &record.api_url,
            data: data.root(),
            start_seconds,
            seconds: started.elapsed().as_secs_f64(),
            products: &products,
        };
        shell.result(&report, || report.text())?;
        if self.once {
            return answered(&products);
        }
        let _window = self.open_window(context, data, &requests);
        shell.note(&paint(QUIET, "  Ctrl-C stops it"));
        context.wait_for_interrupt();
        shell.done("The shop is closed");
        Ok(Ending::Done)
    }

    /// Opens the window on the first sample, in a process of its own: whatever happens to it, the
    /// shop stays open.
    fn open_window(
        &self,
        context: &Context,
        data: &DataDir,
        requests: &[PublishRequest],
    ) -> Option<Window> {
        let wanted = cfg!(feature = "window")
            && !self.no_window
            && !context.shell().is_json()
            && platform::has_display();
        let first = requests.first().filter(|_| wanted)?;
        let child = std::env::current_exe().and_then(|program| {
            Command::new(program)
                .arg("--data")
                .arg(data.root())
                .arg(&first.path)
                .spawn()
        });
        match child {
            Ok(child) => Some(Window(child)),
            Err(error) => {
                let why = format!("The window can't be opened: {error}");
                context.shell().failed(&why);
                None
            }
        }
    }
}

/// The window's process; it closes with the demo.
struct Window(Child);

impl Drop for Window {
    fn drop(&mut self) {
        // It may have been closed already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Done where every page and manifest answered 200.
fn answered(products: &[Live]) -> Result<Ending> {
    match products.iter().find(|product| !product.answered()) {
        None => Ok(Ending::Done),
        Some(product) => Err(Fault::service(format!(
            "The shop's page of {} doesn't answer as it should",
            product.title()
        ))
        .hint("Run it again; if it stays, run with -vv and look at what is logged")),
    }
}

impl DemoDocument<'_> {
    fn text(&self) -> String {
        format!(
            "\n{} {} products are live  {}\n\n  Shop  {}",
            paint(GOOD, "✓"),
            self.products.len(),
            paint(QUIET, units::seconds(self.seconds)),
            paint(LINK, self.shop)
        )
    }
}
