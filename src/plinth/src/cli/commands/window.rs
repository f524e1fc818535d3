//! `plinth [FILE]`: the window.

use std::path::Path;

use base::{Fault, Result};

use crate::cli::Ending;
use crate::cli::args::Window;
use crate::cli::context::Context;

/// Opens the window, on a file where one is given.
pub(crate) fn run(window: Window, context: &Context) -> Result<Ending> {
    if let Some(file) = window.file.as_ref().filter(|file| !file.exists()) {
        return Err(not_there(file));
    }
    open(window, context)
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

#[cfg(feature = "window")]
fn open(window: Window, context: &Context) -> Result<Ending> {
    use std::sync::Arc;

    use crate::window::WindowOptions;

    if !crate::platform::has_display() {
        return Err(
            Fault::service("There is no display to open the window on").hint(
                "Use a command such as `plinth inspect FILE` or `plinth render FILE -o OUT.png`",
            ),
        );
    }
    let engine = Arc::new(context.window_engine()?);
    crate::window::run(WindowOptions {
        file: window.file,
        quit_after_frames: window.quit_after_frames,
        ..WindowOptions::new(engine)
    })?;
    Ok(Ending::Done)
}

#[cfg(not(feature = "window"))]
fn open(_window: Window, _context: &Context) -> Result<Ending> {
    Err(Fault::usage("This build of plinth has no window")
        .hint("Use a command (see `plinth --help`), or install the build with the window"))
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
