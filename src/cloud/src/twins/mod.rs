//! Twins of the ports for tests: in memory, failing where they are told to, and moto.

mod failing;
mod memory;
mod moto;

pub use failing::{Call, FailingCdn, FailingStore, Failures};
pub use memory::{MemoryCdn, MemoryStore, StoredObject};
pub use moto::Moto;
