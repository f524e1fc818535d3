//! Encoded pictures: what they are, how large, and their pixels.
//!
//! Entry points: [`probe`] reads a header, [`damage`] says whether a picture is whole, [`decode`] makes pixels, [`decode_levels`] those of
//! every mip level that the file holds, [`decode_blocks`] the blocks that adapters read, [`srgb`] is the
//! curve of colours.

mod apng;
mod avif;
mod damage;
mod decode;
mod encode;
mod ktx2;
mod parts;
mod probe;
pub mod srgb;

pub use damage::damage;
pub use decode::{decode, decode_blocks, decode_levels, decode_shown};
pub use encode::png;
pub use parts::Damage;
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

/// A mip level as BC7 blocks, 16 bytes for 4 x 4 pixels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blocks {
    /// Width in pixels; the last block of a row may reach beyond.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Rows of blocks from the top.
    pub bytes: Vec<u8>,
}

/// Why a form's decoder gave up.
enum Refusal {
    /// The data is damaged; what is wrong with it.
    Broken(String),
    /// The data is of a kind that isn't read, in the plural.
    Unsupported(String),
}
