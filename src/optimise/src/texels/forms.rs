//! Texels in forms that need more than an encoder.

use asset::image::Pixels;

use super::halve::halve;
use super::shown::{fades, has_alpha};
use crate::encode;
use crate::slots::Slots;

/// KTX2 with every mip level down to one texel.
pub(crate) fn ktx2(pixels: &Pixels, slots: &Slots) -> Option<Vec<u8>> {
    let mut levels = vec![pixels.clone()];
    while let Some(last) = levels.last().filter(|last| last.width.max(last.height) > 1) {
        levels.push(halve(last.clone(), slots, 1));
    }
    encode::ktx2(&levels, has_alpha(pixels), slots.color)
}

/// The same form as `mime`, for a texture that only changes its size: its media type and bytes. What
/// fades becomes WebP instead of AVIF, whose alpha would be stretched once more.
pub(crate) fn alike(
    pixels: &Pixels,
    slots: &Slots,
    mime: &str,
    quality: u8,
) -> Option<(&'static str, Vec<u8>)> {
    let alpha = has_alpha(pixels);
    Some(match mime {
        "image/jpeg" => ("image/jpeg", encode::jpeg(pixels, quality)?),
        "image/avif" if !fades(pixels) => {
            let bytes = encode::avif(pixels, alpha, quality, slots.color)?;
            ("image/avif", bytes)
        }
        "image/webp" | "image/avif" => {
            let bytes = encode::webp(pixels, alpha, quality, !slots.color)?;
            ("image/webp", bytes)
        }
        "image/ktx2" => ("image/ktx2", ktx2(pixels, slots)?),
        "image/png" => ("image/png", encode::png(pixels, alpha)?),
        _ => return None,
    })
}
