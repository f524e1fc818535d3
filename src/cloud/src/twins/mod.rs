//! Twins of the ports for tests: in memory, and failing where they are told to.

mod failing;
mod memory;

pub use failing::{Call, FailingCdn, FailingStore, Failures};
pub use memory::{MemoryCdn, MemoryStore, StoredObject};
