//! The three products.

pub(crate) mod armchair;
pub(crate) mod lamp;
pub(crate) mod turntable;
