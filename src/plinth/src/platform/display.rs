//! Whether a window can be opened here.

/// Whether this session has a display. On Linux and the BSDs a display is announced by
/// `DISPLAY` (X11) or `WAYLAND_DISPLAY`; other systems always have one.
#[must_use]
pub fn has_display() -> bool {
    let announced = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(not(all(unix, not(target_os = "macos"))))
        || announced("DISPLAY")
        || announced("WAYLAND_DISPLAY")
}
