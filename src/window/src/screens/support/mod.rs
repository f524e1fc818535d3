//! Support: what customers get of a live listing.

pub mod action;
pub(crate) mod panel;
pub mod state;
