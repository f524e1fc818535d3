//! `plinth uploads`: publications that broke off.

mod abort;
mod list;
mod pause;
mod resume;

use base::Result;
use clap::{Args, Subcommand};

use crate::cli::context::Context;
use crate::cli::ending::Ending;

/// See, hold, finish or give up publications that are under way or broke off
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  plinth uploads list\n  plinth uploads pause CH-1\n  plinth uploads resume\n  plinth uploads abort CH-1",
    disable_help_subcommand = true
)]
pub(crate) struct Uploads {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    List(list::List),
    Pause(pause::Pause),
    Resume(resume::Resume),
    Abort(abort::Abort),
}

impl Uploads {
    /// Runs the command.
    pub(crate) fn run(&self, context: &Context) -> Result<Ending> {
        match &self.command {
            Command::List(command) => command.run(context),
            Command::Pause(command) => command.run(context),
            Command::Resume(command) => command.run(context),
            Command::Abort(command) => command.run(context),
        }
    }
}
