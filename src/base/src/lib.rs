//! The words that every crate of Plinth shares: ids, units, faults with hints, and jobs with
//! progress and cancellation.
//!
//! It is not a place for algorithms or anything asynchronous, and of I/O it knows how a file is written
//! that must last ([`files`]): it must stay small enough to be imported by everything. Entry points:
//! [`Fault`], [`Job`], [`ContentHash`], [`units`].
//! May be imported by every crate; imports none.

pub mod env;
mod fault;
pub mod files;
mod id;
mod job;
mod remedy;
pub mod text;
pub mod units;

pub use fault::{Fault, FaultKind, Result};
pub use id::{ContentHash, ContentHasher, IdError, ListingId, Sku, Slug};
pub use job::{Cancel, Job, Pause, Progress, Quiet, Reporter, Unit};
pub use remedy::{Remedy, ReportFolderNeed};
pub use units::{Currency, Money};
