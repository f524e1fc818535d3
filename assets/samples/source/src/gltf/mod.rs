//! From parts to a GLB file.

pub(crate) mod animation;
pub(crate) mod assembly;
pub(crate) mod container;
pub(crate) mod material;
