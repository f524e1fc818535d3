//! PNG, by oxipng.

use asset::image::Pixels;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};
use oxipng::{BitDepth, ColorType, Options, RawImage};

/// oxipng's effort, 0 to 6.
const LEVEL: u8 = 2;

/// PNG in the smallest of its forms: grey, a palette, few bits. Alpha only if asked for; colours
/// under transparent texels stay, because filters draw them into edges. `None` for no pixels.
pub(crate) fn png(pixels: &Pixels, alpha: bool) -> Option<Vec<u8>> {
    if pixels.width == 0 || pixels.height == 0 {
        return None;
    }
    let (color, data) = if alpha {
        (ColorType::RGBA, pixels.rgba.clone())
    } else {
        let color = ColorType::RGB {
            transparent_color: None,
        };
        (color, super::jpeg::without_alpha(pixels))
    };
    let image = RawImage::new(pixels.width, pixels.height, color, BitDepth::Eight, data).ok()?;
    image
        .create_optimized_png(&Options::from_preset(LEVEL))
        .ok()
}

/// PNG that is quick to write and read, for pictures that aren't stored in the end.
pub(crate) fn png_fast(pixels: &Pixels) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    PngEncoder::new_with_quality(&mut bytes, CompressionType::Fast, FilterType::Sub)
        .write_image(
            &pixels.rgba,
            pixels.width,
            pixels.height,
            ExtendedColorType::Rgba8,
        )
        .ok()?;
    Some(bytes)
}
