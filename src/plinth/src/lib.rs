//! The one tool: a window, a command line, and the embedded platform behind both.
//!
//! It holds no algorithm of its own: it wires the crates together and talks to people. Entry point:
//! [`cli::main`]. The top of the house: it may import every crate; only the `tests` crate imports it.

pub mod cli;
pub mod engine;
pub mod platform;
#[cfg(feature = "window")]
pub mod window;
