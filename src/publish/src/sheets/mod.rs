//! Many products at once: a sheet (CSV) or a folder of models becomes a plan, and what has been done
//! of a plan is known again after whatever stopped it.
//!
//! Everything here is reading and judging: nothing is written, drawn or sent. A [`Sheet`] is cells;
//! a [`Plan`] is rows with typed cells and, for every cell that is wrong, a [`Problem`] that names
//! its row and column, for every odd one that was understood a [`Remark`] that says how; a [`State`] is what the journal of an earlier run says was done.

mod asked;
#[cfg(test)]
mod board;
mod cells;
mod column;
mod currencies;
mod encoding;
mod files;
mod grid;
mod headers;
mod html;
mod item;
mod line;
mod mapped;
mod mapping;
mod meaning;
mod money;
mod number;
mod outline;
mod plan;
mod products;
mod row;
mod shape;
mod sheet;
mod state;
mod words;
mod wrapping;

pub use column::Column;
pub use files::ModelFiles;
pub use item::{Action, Defaults, Item, Problem, Remark, Stated};
pub use mapped::MappedHeader;
pub use mapping::{Mapping, letters};
pub use plan::Plan;
pub use sheet::{Dialect, Sheet, Told};
pub use state::{Audited, Condition, Entry, OutputFile, Record, State};
