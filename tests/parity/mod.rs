//! The proof that Plinth draws what the web viewer draws: a board of models, the viewer itself in
//! Chromium, and the measure between their pictures. README.md beside this file documents the
//! commands and holds the measured table.

pub mod board;
pub mod first_picture;
mod goldens;
mod measure;
mod sheet;
mod subjects;
mod ultra;
mod viewer;

pub use self::viewer::{Reference, WebViewer, reference_folder};
pub use goldens::{bless, differences, golden_folder};
pub use measure::{Bench, ORBITS, Shown, least};
pub use sheet::Sheet;
pub use subjects::{
    Subject, board_subjects, file_subjects, pair_subjects, sample_subjects, settings_subjects,
};
pub use ultra::{Gains, ultra_hdr};
