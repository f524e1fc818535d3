//! View: how customers first see the product.

pub mod action;
pub(crate) mod panel;
pub mod state;
