//! The offer to go on with publications that broke off.

pub mod action;
pub(crate) mod panel;
pub mod state;
