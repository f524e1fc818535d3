//! The web viewer's words: its attributes, their defaults and the texts they are written as.
//!
//! A listing's manifest, the command line and the window all hold an [`Attributes`]; what it says
//! is what the shop page's `<model-viewer>` is told. Texts that the web viewer would silently
//! replace by a default are refused here with a sentence that says what is expected.

mod attributes;
mod background;
mod calc;
mod environment;
mod placement;
mod position;
mod term;
mod tone;

pub use attributes::Attributes;
pub use background::Background;
pub use environment::Environment;
pub use placement::{Orientation, Scale};
pub use position::{CameraOrbit, CameraTarget, FieldOfView};
pub use term::{Term, Unit};
pub use tone::ToneMapping;
