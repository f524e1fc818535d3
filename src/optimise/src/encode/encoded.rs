//! A picture that is encoded, with what is known of it.

use asset::image::Pixels;
use bytes::Bytes;

/// A stored form of a texture.
#[derive(Debug, Clone)]
pub(crate) struct Encoded {
    /// Media type.
    pub(crate) mime: &'static str,
    /// The file.
    pub(crate) bytes: Bytes,
    /// Width in pixels.
    pub(crate) width: u32,
    /// Height in pixels.
    pub(crate) height: u32,
    /// How often the source's sides are halved in it.
    pub(crate) halvings: u8,
}

impl Encoded {
    /// The form of `pixels`, which are the source's halved so often.
    pub(crate) fn new(mime: &'static str, bytes: Vec<u8>, pixels: &Pixels, halvings: u8) -> Self {
        Self {
            mime,
            bytes: bytes.into(),
            width: pixels.width,
            height: pixels.height,
            halvings,
        }
    }

    /// Whether it has fewer pixels than the source.
    pub(crate) const fn is_halved(&self) -> bool {
        self.halvings > 0
    }
}
