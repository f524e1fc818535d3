//! Whether a window can be opened here.

use base::env;

/// Whether this session has a display. On Linux and the BSDs a display is announced by
/// `DISPLAY` (X11) or `WAYLAND_DISPLAY`; other systems always have one.
#[must_use]
pub fn has_display() -> bool {
    cfg!(not(all(unix, not(target_os = "macos"))))
        || env::DISPLAY.get().is_some()
        || env::WAYLAND_DISPLAY.get().is_some()
}
