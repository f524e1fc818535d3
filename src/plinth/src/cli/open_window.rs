//! The way from a command to the window.

use base::{Fault, Result};

use super::context::Context;
use super::ending::Ending;
use super::options::Window;
use engine::Opened;
#[cfg(feature = "window")]
use engine::platform::has_display;

/// Shows an opened release in the window, until that is closed.
pub(crate) fn show(opened: &Opened, context: &Context) -> Result<Ending> {
    open_window(Window::default(), Some(opened), context)
}

/// Opens the window on what its options say, or on an opened release, until that is closed.
///
/// # Errors
/// A service fault where there is no display; those of the window.
#[cfg(feature = "window")]
pub(crate) fn open_window(
    window: Window,
    listing: Option<&Opened>,
    context: &Context,
) -> Result<Ending> {
    use std::sync::Arc;

    use window::WindowOptions;

    if !has_display() {
        return Err(
            Fault::service("There is no display to open the window on").hint(
                "Use a command such as `plinth inspect FILE` or `plinth render FILE -o OUT.png`",
            ),
        );
    }
    let engine = Arc::new(context.window_engine()?);
    window::run(WindowOptions {
        file: window.file,
        listing: listing.cloned().map(window::fetched).transpose()?,
        quit_after_frames: window.quit_after_frames,
        lose_device_after_frames: window.lose_device_after_frames,
        ..WindowOptions::new(engine)
    })?;
    Ok(Ending::Done)
}

/// This build has no window.
///
/// # Errors
/// That.
#[cfg(not(feature = "window"))]
pub(crate) fn open_window(
    _window: Window,
    _listing: Option<&Opened>,
    _context: &Context,
) -> Result<Ending> {
    Err(Fault::usage("This build of plinth has no window")
        .hint("Use a command (see `plinth --help`), or install the build with the window"))
}
