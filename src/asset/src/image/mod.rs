//! Encoded pictures: what they are, how large, and their pixels.
//!
//! Entry points: [`probe`] reads a header, [`decode`] makes pixels, [`decode_levels`] those of
//! every mip level that the file holds.

mod avif;
mod decode;
mod ktx2;
mod probe;

pub use decode::{decode, decode_levels};
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

/// Why a form's decoder gave up.
enum Refusal {
    /// The data is damaged; what is wrong with it.
    Broken(String),
    /// The data is of a kind that isn't read, in the plural.
    Unsupported(String),
}
