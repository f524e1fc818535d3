//! The commands, one a file. [`run`] only dispatches.

mod compare;
mod convert;
mod demo;
mod inspect;
mod listing;
mod login;
mod logout;
mod platform;
mod publish;
mod render;
mod whoami;
mod window;

use std::path::PathBuf;

use base::Result;
use clap::Subcommand;

use super::Ending;
use super::context::Context;

/// A command.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Demo(demo::Demo),
    Inspect(inspect::Inspect),
    Render(render::Render),
    Compare(compare::Compare),
    Convert(convert::Convert),
    Publish(publish::Publish),
    Listing(listing::Listings),
    Login(login::Login),
    Logout(logout::Logout),
    Whoami(whoami::Whoami),
    Platform(platform::ServePlatform),
}

/// Runs `command`, or the window on `file` where there is none.
pub(crate) fn run(
    command: Option<Command>,
    file: Option<PathBuf>,
    context: &Context,
) -> Result<Ending> {
    match command {
        None => window::run(file, context),
        Some(Command::Demo(command)) => command.run(context),
        Some(Command::Inspect(command)) => command.run(context),
        Some(Command::Render(command)) => command.run(context),
        Some(Command::Compare(command)) => command.run(context),
        Some(Command::Convert(command)) => command.run(context),
        Some(Command::Publish(command)) => command.run(context),
        Some(Command::Listing(command)) => command.run(context),
        Some(Command::Login(command)) => command.run(context),
        Some(Command::Logout(command)) => command.run(context),
        Some(Command::Whoami(command)) => command.run(context),
        Some(Command::Platform(command)) => command.run(context),
    }
}
