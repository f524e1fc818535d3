//! `plinth listing`: what is in the shop, and what was.

mod history;
mod list;
mod open;
mod rollback;
mod show;
mod unpublish;

use base::Result;
use clap::{Args, Subcommand};
use time::OffsetDateTime;
use time::macros::format_description;

use crate::cli::Ending;
use crate::cli::context::Context;

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
    History(history::ShowHistory),
    Rollback(rollback::Rollback),
    Unpublish(unpublish::Unpublish),
}

impl Listings {
    /// Runs the command.
    pub(crate) fn run(&self, context: &Context) -> Result<Ending> {
        match &self.command {
            Command::List(command) => command.run(context),
            Command::Show(command) => command.run(context),
            Command::Open(command) => command.run(context),
            Command::History(command) => command.run(context),
            Command::Rollback(command) => command.run(context),
            Command::Unpublish(command) => command.run(context),
        }
    }
}

/// `release 3`, or that none is live.
fn live(release: Option<u32>) -> String {
    release.map_or_else(|| "not live".into(), |number| format!("release {number}"))
}

/// A time as people read it, in UTC.
pub(super) fn when(time: OffsetDateTime) -> String {
    // A description that the compiler has checked, and a year that fits: it can't fail.
    time.to_offset(time::UtcOffset::UTC)
        .format(format_description!(
            "[year]-[month]-[day] [hour]:[minute] UTC"
        ))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_releases_read_well() {
        let time = time::macros::datetime!(2026-11-23 01:02:59 +02:00);
        assert_eq!(when(time), "2026-11-22 23:02 UTC");
        assert_eq!(live(Some(3)), "release 3");
        assert_eq!(live(None), "not live");
    }
}
