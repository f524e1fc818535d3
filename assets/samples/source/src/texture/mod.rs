//! Pictures made from formulas: cloth, wood, stone, metal, the record's grooves and its printed label.

pub(crate) mod braid;
pub(crate) mod brushed;
pub(crate) mod fabric;
pub(crate) mod grooves;
pub(crate) mod label;
pub(crate) mod letters;
pub(crate) mod picture;
pub(crate) mod stone;
pub(crate) mod wood;
