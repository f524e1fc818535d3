//! Pieces that several panels are made of. They know what the window knows, and of no panel.

pub(crate) mod defects;
pub(crate) mod failure;
pub(crate) mod job;
pub(crate) mod page;
