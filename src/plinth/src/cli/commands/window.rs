//! `plinth [FILE|URL]`: the window.

use std::path::Path;

use base::{Fault, Result};

use super::listing::open;
use crate::cli::context::Context;
use crate::cli::ending::Ending;
use crate::cli::open_window::{open_window, show};
use crate::cli::options::Window;
use engine::is_address;
use engine::platform::has_display;

/// Opens the window, on a file or a live listing where one is given.
pub(crate) fn run(window: Window, context: &Context) -> Result<Ending> {
    let address = window.file.as_ref().and_then(|file| file.to_str());
    if let Some(address) = address.filter(|address| is_address(address)) {
        return run_at(address, context);
    }
    if let Some(file) = window.file.as_ref().filter(|file| !file.exists()) {
        return Err(not_there(file));
    }
    if context.shell().is_json() {
        return Err(no_document(window.file.as_deref()));
    }
    open_window(window, None, context)
}

/// Opens what the page at `address` shows: the very bytes, each hash compared.
fn run_at(address: &str, context: &Context) -> Result<Ending> {
    let job = context.job()?;
    let engine = context.engine()?;
    let opened = engine.open_release(address, None, None, &job)?;
    let report = open::ReleaseDocument::of(&opened, &engine, &job)?;
    let shows = has_display() && opened.model().is_some();
    context.shell().result(&report, || report.text(shows))?;
    if shows {
        show(&opened, context)?;
    }
    Ok(Ending::Done)
}

/// The window has nothing to print.
fn no_document(file: Option<&Path>) -> Fault {
    let fault = Fault::usage("--json needs a command: the window prints no document");
    match file {
        Some(file) => fault.hint(format!(
            "`plinth inspect {} --json` says what is in it",
            file.display()
        )),
        None => fault.hint("See `plinth --help` for the commands"),
    }
}

/// What was typed is no file. A word without an extension was probably meant as a command.
fn not_there(file: &Path) -> Fault {
    let shown = file.display();
    if file.extension().is_none() && file.components().count() == 1 {
        Fault::usage(format!("There is no command and no file '{shown}'"))
            .hint("See `plinth --help` for the commands")
    } else {
        Fault::input(format!("There is no file {shown}")).hint("Check the spelling and the folder")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use base::FaultKind;

    use super::*;

    #[test]
    fn a_mistyped_command_is_not_taken_for_a_file() {
        assert_eq!(not_there(Path::new("inspct")).kind(), FaultKind::Usage);
        assert_eq!(not_there(Path::new("chair.glb")).kind(), FaultKind::Input);
        assert_eq!(not_there(Path::new("a/chair")).kind(), FaultKind::Input);
    }
}
