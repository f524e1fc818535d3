//! Plinth's optimiser beside its peers: how small each makes a model, and what the web viewer then
//! shows. README.md beside this file documents the command and holds the measured table.

mod assembly;
mod judge;
mod peers;
mod products;
mod scan;
mod seen;
mod table;

pub use assembly::assemblies;
pub use judge::{Judge, Looks};
pub use peers::{Tool, install, tools};
pub use products::{PRODUCTS, Product, product, products};
pub use scan::scan;
pub use seen::{Seen, seen, seen_table};
pub use table::{Row, table};
