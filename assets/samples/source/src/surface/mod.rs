//! Light baked onto surfaces: how much of the sky each point sees, and the atlas that stores it.

pub(crate) mod atlas;
pub(crate) mod light;
pub(crate) mod tree;
