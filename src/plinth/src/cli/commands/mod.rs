//! The commands, one a file. [`run`] only dispatches.

mod audit;
mod batch;
mod bench;
mod compare;
mod convert;
mod defects;
mod demo;
mod inspect;
mod listing;
mod login;
mod logout;
mod optimise;
mod platform;
mod publish;
mod render;
mod uploads;
mod whoami;
mod window;

use base::Result;
use clap::Subcommand;

use super::context::Context;
use super::ending::Ending;
use super::options::Window;

/// A command.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Demo(demo::Demo),
    Inspect(inspect::Inspect),
    Audit(audit::Audit),
    Render(render::Render),
    Compare(compare::Compare),
    #[command(alias = "optimize")]
    Optimise(optimise::Optimise),
    Convert(convert::Convert),
    Publish(publish::Publish),
    Batch(batch::Batch),
    Listing(listing::Listings),
    Uploads(uploads::Uploads),
    Login(login::Login),
    Logout(logout::Logout),
    Whoami(whoami::Whoami),
    Platform(platform::ServePlatform),
    #[command(hide = true)]
    Bench(bench::Bench),
}

/// Runs `command`, or opens the window where there is none.
pub(crate) fn run(command: Option<Command>, window: Window, context: &Context) -> Result<Ending> {
    match command {
        None => window::run(window, context),
        Some(Command::Demo(command)) => command.run(context),
        Some(Command::Inspect(command)) => command.run(context),
        Some(Command::Audit(command)) => command.run(context),
        Some(Command::Render(command)) => command.run(context),
        Some(Command::Compare(command)) => command.run(context),
        Some(Command::Optimise(command)) => command.run(context),
        Some(Command::Convert(command)) => command.run(context),
        Some(Command::Publish(command)) => command.run(context),
        Some(Command::Batch(command)) => command.run(context),
        Some(Command::Listing(command)) => command.run(context),
        Some(Command::Uploads(command)) => command.run(context),
        Some(Command::Login(command)) => command.run(context),
        Some(Command::Logout(command)) => command.run(context),
        Some(Command::Whoami(command)) => command.run(context),
        Some(Command::Platform(command)) => command.run(context),
        Some(Command::Bench(command)) => command.run(context),
    }
}
