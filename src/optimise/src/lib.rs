//! Makes products smaller without a visible difference.
//!
//! A model becomes a working form that loses nothing of the file; passes change it, each alone in
//! its file, and each only where the result is smaller. Where an adapter is at hand the model is first
//! looked at from everywhere (`render::visibility`): what no customer can see goes, and so do texels
//! that are never looked at. The search chooses how far the passes may go by drawing every candidate
//! and comparing it with the original. Output is deterministic: the same model and options give the
//! same bytes on the same adapter.
//!
//! It doesn't read or write files, and it never touches the source.
//!
//! Entry points: [`optimise_by_looking`] with [`Options`] and a [`Bound`], or [`optimise`] where no
//! graphics adapter is at hand; the [`Output`] carries the bytes and a [`Report`]. [`proof`] shows two
//! files beside each other, [`unpack`] takes compression off, [`alone`] shows what one pass does and
//! [`looked_at`] what is looked at for it.
//! May be imported by `plinth`; imports `base`, `asset`, `viewer` and `render`. Never tokio or egui.

mod alone;
mod bound;
mod cores;
mod driver;
mod encode;
mod options;
mod order;
mod part_quality;
mod parts;
mod pass;
mod passes;
mod plain;
pub mod proof;
mod quality;
mod report;
mod request;
mod run;
#[cfg(test)]
mod samples;
mod search;
mod slots;
mod texels;
mod words;
mod work;

pub use alone::alone;
pub use bound::Bound;
pub use driver::{Output, looked_at, optimise, optimise_by_looking};
pub use options::{Effort, Geometry, Options, Precision, Target, TextureFormats};
pub use part_quality::PartQuality;
pub use pass::Pass;
pub use plain::unpack;
pub use quality::{Quality, ViewQuality};
pub use report::{Counts, PassReport, Report};
pub use request::{Held, Request};
pub use search::evaluate;
