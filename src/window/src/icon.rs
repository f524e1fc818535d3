//! The icons in use, by their place in Phosphor's font; `assets/fonts/subset.py` names the same ones.

/// One icon: a character of the icon font.
pub(crate) type Icon = char;

/// A folder that opens.
pub(crate) const FOLDER: Icon = '\u{e256}';
/// What is in the file.
pub(crate) const INSPECT: Icon = '\u{eadc}';
/// The shop.
pub(crate) const SHOP: Icon = '\u{e470}';
/// A product.
pub(crate) const CUBE: Icon = '\u{e1da}';
/// Done.
pub(crate) const DONE: Icon = '\u{e184}';
/// Chosen.
pub(crate) const CHECK: Icon = '\u{e182}';
/// Take care.
pub(crate) const WARNING: Icon = '\u{e4e0}';
/// Failed.
pub(crate) const FAILED: Icon = '\u{e4e2}';
/// Close.
pub(crate) const CLOSE: Icon = '\u{e4f6}';
/// Copy.
pub(crate) const COPY: Icon = '\u{e1ca}';
/// Leads out of the window.
pub(crate) const OUT: Icon = '\u{e5de}';
/// Opens a menu.
pub(crate) const DOWN: Icon = '\u{e136}';
/// Starts.
pub(crate) const PLAY: Icon = '\u{e3d0}';
/// Halts.
pub(crate) const PAUSE: Icon = '\u{e39e}';
/// Back to how it was.
pub(crate) const RESET: Icon = '\u{e038}';
/// Colours and fabrics.
pub(crate) const PALETTE: Icon = '\u{e6c8}';
/// Day.
pub(crate) const SUN: Icon = '\u{e472}';
/// Night.
pub(crate) const MOON: Icon = '\u{e330}';
/// As the system has it.
pub(crate) const SYSTEM: Icon = '\u{e18c}';
/// Drop here.
pub(crate) const DROP: Icon = '\u{e20c}';
/// Stopped.
pub(crate) const STOPPED: Icon = '\u{e3de}';
/// Work under way.
pub(crate) const WORKING: Icon = '\u{e602}';
/// Movement.
pub(crate) const FILM: Icon = '\u{e792}';
/// How it looks.
pub(crate) const VIEW: Icon = '\u{e434}';
/// Keep this.
pub(crate) const KEEP: Icon = '\u{e0ea}';
/// A picture to save.
pub(crate) const CAMERA: Icon = '\u{e10e}';
/// Turns by itself.
pub(crate) const TURN: Icon = '\u{e094}';
/// On its way to the shop.
pub(crate) const UPLOAD: Icon = '\u{e1ae}';
/// Seen.
pub(crate) const EYE: Icon = '\u{e220}';
/// Hidden.
pub(crate) const HIDDEN: Icon = '\u{e224}';
/// Lengths.
pub(crate) const RULER: Icon = '\u{e6b8}';
/// Ways to look.
pub(crate) const LOOKS: Icon = '\u{e466}';
/// That alone.
pub(crate) const ALONE: Icon = '\u{e1d6}';
/// Help for customers.
pub(crate) const SUPPORT: Icon = '\u{e63a}';
/// Side by side.
pub(crate) const COLUMNS: Icon = '\u{e546}';
/// Look for.
pub(crate) const SEARCH: Icon = '\u{e30c}';
