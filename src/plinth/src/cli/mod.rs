//! The command line.
//!
//! Every command prints its result on stdout: lines for people, or with `--json` exactly one JSON
//! document, whether it went well or not: `{"error": {"kind", "message", "hint"}}` is that document
//! where it didn't. Progress, warnings and faults go to stderr as well, for people. Exit codes are
//! those of [`base::FaultKind`].
//!
//! `main` parses, dispatches and ends; each command is a file of `commands`.

mod args;
mod bars;
mod commands;
mod context;
mod ending;
mod evidence;
mod failure;
mod interrupt;
mod leave;
mod logs;
mod open_window;
mod options;
mod output;
mod paint;
mod rate;
mod shell;
mod size;
mod table;
mod viewer_args;
mod when;
mod words;

use std::ffi::OsString;

use base::FaultKind;

use self::context::Context;
use self::ending::Ending;
use self::shell::Shell;

/// Runs the command that `arguments` (the program's name first) ask for, and ends the process with the
/// exit code that says how it went.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ! {
    leave::leave(run(arguments))
}

/// Runs the command, and gives its exit code.
fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let cli = match args::parse(&arguments) {
        Ok(cli) => cli,
        Err(error) => return args::explain(&error, &arguments),
    };
    logs::start(cli.global.verbose);
    let context = Context::new(cli.global);
    let ending = commands::run(cli.command, cli.window, &context);
    end(context.shell(), ending)
}

/// Reports how the command ended, and gives the exit code for it.
fn end(shell: &Shell, ending: base::Result<Ending>) -> u8 {
    shell.clear_progress();
    match ending {
        Ok(Ending::Done) => 0,
        Ok(Ending::Refused(why)) => {
            shell.refuse(&why);
            FaultKind::Refused.exit_code()
        }
        Err(fault) => {
            shell.fail(&fault);
            fault.kind().exit_code()
        }
    }
}
