//! What stands in for the ports in tests: fakes in memory, ones that fail where they are told to, and moto.

mod failing;
mod memory;
mod moto;

pub use failing::{Call, FailingCdn, FailingStore, Failures};
pub use memory::{MemoryCdn, MemoryStore, StoredObject};
pub use moto::Moto;
