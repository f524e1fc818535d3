//! `plinth listing`: what is in the shop, and what was.

mod compare;
mod history;
mod list;
pub(super) mod open;
mod rollback;
mod show;
mod sweep;
mod unpublish;
mod words;

use base::Result;
use clap::{Args, Subcommand};

use crate::cli::context::Context;
use crate::cli::ending::Ending;

/// See and change the shop's listings
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  plinth listing list\n  plinth listing rollback CH-1",
    disable_help_subcommand = true
)]
pub(crate) struct Listings {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    List(list::List),
    Show(show::Show),
    Open(open::Open),
    Compare(compare::CompareReleases),
    History(history::ShowHistory),
    Rollback(rollback::Rollback),
    Unpublish(unpublish::Unpublish),
    Sweep(sweep::Sweep),
}

impl Listings {
    /// Runs the command.
    pub(crate) fn run(&self, context: &Context) -> Result<Ending> {
        match &self.command {
            Command::List(command) => command.run(context),
            Command::Show(command) => command.run(context),
            Command::Open(command) => command.run(context),
            Command::Compare(command) => command.run(context),
            Command::History(command) => command.run(context),
            Command::Rollback(command) => command.run(context),
            Command::Unpublish(command) => command.run(context),
            Command::Sweep(command) => command.run(context),
        }
    }
}
