//! Geometry: curves and the surfaces made from them, every edge rounded.

pub(crate) mod block;
pub(crate) mod lathe;
pub(crate) mod outline;
pub(crate) mod plate;
pub(crate) mod profile;
pub(crate) mod slab;
pub(crate) mod sweep;
pub(crate) mod tile;
