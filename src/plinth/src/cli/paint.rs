//! Colours of the terminal. Written to a stream of [`anstream`], they go away where the reader has
//! no colours or asked for none (`NO_COLOR`).

use std::fmt::Display;

use anstyle::{AnsiColor, Style};

/// Something went well.
pub(crate) const GOOD: Style = AnsiColor::Green.on_default().bold();
/// Something went wrong.
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();
/// Something to know.
pub(crate) const WARNING: Style = AnsiColor::Yellow.on_default().bold();
/// What to do next.
pub(crate) const HINT: Style = AnsiColor::Cyan.on_default().bold();
/// Names, titles.
pub(crate) const STRONG: Style = Style::new().bold();
/// What is said beside.
pub(crate) const QUIET: Style = Style::new().dimmed();
/// Addresses.
pub(crate) const LINK: Style = AnsiColor::Cyan.on_default().underline();

/// `text` in `style`.
pub(crate) fn paint(style: Style, text: impl Display) -> String {
    format!("{style}{text}{style:#}")
}
