//! Compressed geometry.

pub(crate) mod draco;
pub(crate) mod meshopt;
