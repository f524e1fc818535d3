//! Many products at once: a sheet (CSV) or a folder of models becomes a plan, and what has been done
//! of a plan is known again after whatever stopped it.
//!
//! Everything here is reading and judging: nothing is written, drawn or sent. A [`Sheet`] is cells;
//! a [`Plan`] is rows with typed cells and, for every cell that is wrong, a [`Problem`] that names
//! its row and column; a [`State`] is what the journal of an earlier run says was done.

mod cells;
mod files;
mod gtin;
mod html;
mod mapping;
mod plan;
mod row;
mod sheet;
mod state;

pub use files::ModelFiles;
pub use gtin::{Gtin, GtinError};
pub use mapping::{Column, MappedHeader, Mapping};
pub use plan::{Action, Defaults, Item, Plan, Problem, Stated};
pub use sheet::Sheet;
pub use state::{Audited, Condition, Entry, OutputFile, Record, State};
