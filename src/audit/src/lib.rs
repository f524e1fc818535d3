//! Holds a product against the requirements of the places where it will be listed, and says in
//! plain sentences what is in order, what isn't, and what to do.
//!
//! Requirements are data: dated profile files with the source of every value, shipped in
//! `assets/profiles` and built in; a shop may bring its own. A check is one file that measures one
//! thing and compares it with one rule of a profile. The crate doesn't draw and doesn't optimise;
//! it changes a model only through [`fix`], and only where the change can't be seen.
//!
//! Entry points: [`audit`] for one model and one profile, [`Profile::find`] for the built-in
//! profiles, [`fix`] for what can be put right, [`Gate`] for what stops a file on its way to customers.
//! May be imported by `service` and `plinth`; imports `base` and `asset`. Never wgpu, tokio or egui.

mod allow;
mod check;
mod checks;
mod finding;
mod fix;
mod profile;
mod stated;

pub use allow::{Allowance, Allowances, Gate, codes};
pub use check::Check;
pub use checks::audit;
pub use finding::{AuditReport, Finding, Measured, Unit, Verdict};
pub use fix::{FixId, fix, fix_for, fixes_for};
pub use profile::{Level, Limit, Profile, Rule, Source};
pub use stated::Stated;
