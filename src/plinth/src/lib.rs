//! The one tool's command line; the window is opened from here, too.
//!
//! It holds no algorithm of its own: it reads what people ask for, has `engine` do it and says what came
//! of it. Entry point: [`cli::main`]. The top of the house: it may import every crate; only the `tests`
//! crate imports it.

pub mod cli;
