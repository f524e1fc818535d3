//! The end of the process.

use std::io::Write as _;

/// Ends the process with `code`, at once. What the C library and the graphics driver do at a usual end
/// is left out: a step that was left behind may still draw, and Mesa's software driver (seen with
/// 22.3.6) brings down a process that ends under it. What must be written has been written by then.
pub(crate) fn leave(code: u8) -> ! {
    // A closed pipe is no fault of ours.
    let _ = std::io::stdout().flush();
    let _ = std::io::stderr().flush();
    #[cfg(unix)]
    signal_hook::low_level::exit(i32::from(code));
    #[cfg(not(unix))]
    std::process::exit(i32::from(code));
}
