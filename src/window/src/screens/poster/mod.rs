//! A picture of the product to save; it stands at the end of the view.

pub mod action;
pub(crate) mod panel;
pub mod state;
