//! `plinth bench`: pieces of Plinth alone, to be measured.

#[cfg(feature = "window")]
mod product;
mod upload;
#[cfg(feature = "window")]
mod window;

use base::Result;
use clap::{Args, Subcommand};

use crate::cli::context::Context;
use crate::cli::ending::Ending;

/// Run pieces of Plinth alone, to be measured
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  plinth bench upload --help\n  plinth bench window --json",
    disable_help_subcommand = true
)]
pub(crate) struct Bench {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Upload(upload::Upload),
    #[cfg(feature = "window")]
    Window(window::BenchWindow),
}

impl Bench {
    /// Runs the command.
    pub(crate) fn run(&self, context: &Context) -> Result<Ending> {
        match &self.command {
            Command::Upload(command) => command.run(context),
            #[cfg(feature = "window")]
            Command::Window(command) => command.run(context),
        }
    }
}
