//! Publish: the open model becomes a page in the shop.

pub mod action;
mod live;
pub(crate) mod panel;
pub mod state;
