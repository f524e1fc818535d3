//! From pixels to PNG.

use ::image::codecs::png::PngEncoder;
use ::image::{ExtendedColorType, ImageEncoder};

use super::Pixels;

/// `pixels` as PNG; `None` where there are none.
#[must_use]
pub fn png(pixels: &Pixels) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    PngEncoder::new(&mut bytes)
        .write_image(
            &pixels.rgba,
            pixels.width,
            pixels.height,
            ExtendedColorType::Rgba8,
        )
        .ok()?;
    Some(bytes)
}
