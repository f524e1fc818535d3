//! JPEG.

use asset::image::Pixels;
use image::ExtendedColorType;
use image::codecs::jpeg::JpegEncoder;

/// JPEG of `quality` 1 to 100, without alpha. `None` for no pixels.
pub(crate) fn jpeg(pixels: &Pixels, quality: u8) -> Option<Vec<u8>> {
    if pixels.width == 0 || pixels.height == 0 {
        return None;
    }
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality)
        .encode(
            &without_alpha(pixels),
            pixels.width,
            pixels.height,
            ExtendedColorType::Rgb8,
        )
        .ok()?;
    Some(bytes)
}

/// Red, green and blue.
pub(super) fn without_alpha(pixels: &Pixels) -> Vec<u8> {
    pixels
        .rgba
        .as_chunks::<4>()
        .0
        .iter()
        .flat_map(|[r, g, b, _]| [*r, *g, *b])
        .collect()
}
