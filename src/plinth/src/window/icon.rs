//! The icons in use, by their place in Phosphor's font; `assets/fonts/subset.py` names the same ones.

/// One icon: a character of the icon font.
pub type Icon = char;

/// A folder that opens.
pub const FOLDER: Icon = '\u{e256}';
/// What is in the file.
pub const INSPECT: Icon = '\u{eadc}';
/// The shop.
pub const SHOP: Icon = '\u{e470}';
/// A product.
pub const CUBE: Icon = '\u{e1da}';
/// Done.
pub const DONE: Icon = '\u{e184}';
/// Chosen.
pub const CHECK: Icon = '\u{e182}';
/// Take care.
pub const WARNING: Icon = '\u{e4e0}';
/// Failed.
pub const FAILED: Icon = '\u{e4e2}';
/// Close.
pub const CLOSE: Icon = '\u{e4f6}';
/// Copy.
pub const COPY: Icon = '\u{e1ca}';
/// Leads out of the window.
pub const OUT: Icon = '\u{e5de}';
/// Opens a menu.
pub const DOWN: Icon = '\u{e136}';
/// Starts.
pub const PLAY: Icon = '\u{e3d0}';
/// Halts.
pub const PAUSE: Icon = '\u{e39e}';
/// Back to how it was.
pub const RESET: Icon = '\u{e038}';
/// Colours and fabrics.
pub const PALETTE: Icon = '\u{e6c8}';
/// Day.
pub const SUN: Icon = '\u{e472}';
/// Night.
pub const MOON: Icon = '\u{e330}';
/// As the system has it.
pub const SYSTEM: Icon = '\u{e18c}';
/// Not yet.
pub const PENDING: Icon = '\u{e18a}';
/// Drop here.
pub const DROP: Icon = '\u{e20c}';
/// Stopped.
pub const STOPPED: Icon = '\u{e3de}';
/// Work under way.
pub const WORKING: Icon = '\u{e602}';
/// Movement.
pub const FILM: Icon = '\u{e792}';
