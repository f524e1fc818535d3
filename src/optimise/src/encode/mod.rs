//! Pictures into bytes.

mod jpeg;
mod png;
mod webp;

pub(crate) use jpeg::jpeg;
pub(crate) use png::png;
pub(crate) use webp::{webp, webp_lossless};
