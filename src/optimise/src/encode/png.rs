//! PNG.

use asset::image::Pixels;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};

/// PNG with as few channels as the picture needs: grey where all three are equal, alpha only if
/// asked for.
pub(crate) fn png(pixels: &Pixels, alpha: bool) -> Option<Vec<u8>> {
    let texels = pixels.rgba.as_chunks::<4>().0;
    let grey = texels.iter().all(|[r, g, b, _]| r == g && g == b);
    let (data, color): (Vec<u8>, _) = match (grey, alpha) {
        (true, false) => (
            texels.iter().map(|texel| texel[0]).collect(),
            ExtendedColorType::L8,
        ),
        (true, true) => (
            texels
                .iter()
                .flat_map(|[grey, _, _, a]| [*grey, *a])
                .collect(),
            ExtendedColorType::La8,
        ),
        (false, false) => (super::jpeg::without_alpha(pixels), ExtendedColorType::Rgb8),
        (false, true) => (pixels.rgba.clone(), ExtendedColorType::Rgba8),
    };
    let mut bytes = Vec::new();
    PngEncoder::new_with_quality(&mut bytes, CompressionType::Best, FilterType::Adaptive)
        .write_image(&data, pixels.width, pixels.height, color)
        .ok()?;
    Some(bytes)
}
