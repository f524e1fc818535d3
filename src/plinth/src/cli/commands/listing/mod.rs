//! `plinth listing`: what is in the shop, and what was.

mod compare;
mod history;
mod list;
pub(super) mod open;
mod rollback;
mod show;
mod sweep;
mod unpublish;

use ::publish::CacheState;
use base::{Result, units};
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

/// `release 3`, or that none is live.
fn live(release: Option<u32>) -> String {
    release.map_or_else(|| "not live".into(), |number| format!("release {number}"))
}

/// Where an answer of the edge comes from: `from its cache, 12.0 s old`.
fn cache_words(from: &CacheState) -> String {
    let words = match from.is_hit() {
        Some(true) => "from the edge's cache",
        Some(false) => "fetched for this",
        None => "the edge doesn't tell from where",
    };
    match from.age_seconds {
        Some(age) => format!("{words}, {} old", units::seconds(age as f64)),
        None => words.into(),
    }
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

    #[test]
    fn where_an_answer_comes_from_is_said_in_words() {
        let hit = CacheState {
            cache: Some("Hit from edge".into()),
            age_seconds: Some(12),
        };
        assert_eq!(
            cache_words(&hit).replace('\u{2009}', " "),
            "from the edge's cache, 12.0 s old"
        );
        assert_eq!(
            cache_words(&CacheState::default()),
            "the edge doesn't tell from where"
        );
    }
}
