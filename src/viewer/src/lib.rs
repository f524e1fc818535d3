//! The customers' viewer's words: its attributes, their defaults, the texts they are written as, and
//! what a page may set.
//!
//! A listing's manifest, the command line and the window all hold an [`Attributes`]; what it says
//! is what the shop page's `<model-viewer>` is told. Texts that the web viewer would silently
//! replace by a default are refused here with a sentence that says what is expected. What the words
//! look like in a picture is `render`'s to know.
//!
//! Entry points: [`Attributes`]; [`check`], [`parse`] and [`of_page`] for the texts of a manifest.
//! May be imported by `render`, `optimise`, `listing`, `service` and `plinth`; imports `base`. Never wgpu,
//! tokio or egui.

mod attributes;
mod background;
mod calc;
mod environment;
mod page;
mod placement;
mod position;
mod term;
mod tone;
mod unit;
mod words;

pub use attributes::Attributes;
pub use background::Background;
pub use environment::Environment;
pub use page::{check, is_settable, of_page, parse};
pub use placement::{Orientation, Scale};
pub use position::{CameraOrbit, CameraTarget, FieldOfView};
pub use term::Term;
pub use tone::ToneMapping;
pub use unit::Unit;
