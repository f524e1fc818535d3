//! Inspect: what is in the file.

pub mod action;
pub(crate) mod panel;
pub mod state;
