//! Encoded pictures: what they are, how large, and their pixels.
//!
//! Entry points: [`probe`] reads a header, [`decode`] makes pixels.

mod decode;
mod probe;

pub use decode::decode;
pub use probe::probe;

/// Decoded pixels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pixels {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Rows from the top, four bytes a pixel: red, green, blue, alpha (not multiplied in).
    pub rgba: Vec<u8>,
}
