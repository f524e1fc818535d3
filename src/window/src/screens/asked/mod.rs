//! The question for a path.

pub mod action;
pub(crate) mod panel;
pub mod state;
