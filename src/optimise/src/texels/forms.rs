//! Texels in forms that need more than an encoder.

use asset::image::Pixels;

use super::error::psnr;
use super::halve::halve;
use super::shown::{fades, has_alpha};
use crate::encode::{self, Basis};
use crate::slots::Slots;

/// Blocks of textures that nothing is known of but their slots.
const USUAL_ETC1S: Basis = Basis::Etc1s(75);
const USUAL_UASTC: Basis = Basis::Uastc(80);
/// The least PSNR in dB of ETC1S for a texture that only changes its size.
const KTX2_FLOOR: f64 = 36.0;

/// KTX2 with every mip level down to one texel.
pub(crate) fn ktx2(pixels: &Pixels, slots: &Slots, basis: Basis) -> Option<Vec<u8>> {
    let mut levels = vec![pixels.clone()];
    while let Some(last) = levels.last().filter(|last| last.width.max(last.height) > 1) {
        levels.push(halve(last.clone(), slots, 1));
    }
    encode::ktx2(&levels, slots.color, basis)
}

/// KTX2 by a rule of thumb, where no pictures are looked at: colours as ETC1S, unless its texels are
/// farther off than `floor`, a PSNR in dB; all else as UASTC.
pub(crate) fn plain_ktx2(pixels: &Pixels, slots: &Slots, floor: f64) -> Option<Vec<u8>> {
    let small = slots.color.then(|| ktx2(pixels, slots, USUAL_ETC1S));
    let near = |bytes: &Vec<u8>| {
        psnr(pixels, "image/ktx2", bytes, slots).is_some_and(|psnr| psnr >= floor)
    };
    small
        .flatten()
        .filter(near)
        .or_else(|| ktx2(pixels, slots, USUAL_UASTC))
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
        "image/ktx2" => ("image/ktx2", plain_ktx2(pixels, slots, KTX2_FLOOR)?),
        "image/png" => ("image/png", encode::png(pixels, alpha)?),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    /// Soft waves in which no channel follows from the others.
    fn waves(side: u32) -> Pixels {
        let level = |x: u32, y: u32, pace: f32| {
            let wave = (x as f32 * pace).sin() * (y as f32 * 0.07).cos();
            (128.0 + wave * 60.0) as u8
        };
        let places = (0..side).flat_map(|y| (0..side).map(move |x| (x, y)));
        let texel = |(x, y)| [level(x, y, 0.02), level(x, y, 0.05), 128, 255];
        Pixels {
            width: side,
            height: side,
            rgba: places.flat_map(texel).collect(),
        }
    }

    /// The model of colour in the descriptor of a KTX2 file.
    fn model(file: &[u8]) -> u8 {
        file[u32::from_le_bytes(*file[48..].first_chunk().unwrap()) as usize + 12]
    }

    #[test]
    fn without_pictures_ktx2_is_etc1s_for_colors_where_that_is_near_and_uastc_for_all_else() {
        const ETC1S: u8 = 163;
        const UASTC: u8 = 166;
        let pixels = waves(128);
        let slots = |color| Slots {
            color,
            normal: !color,
            channels: [true, true, true, false],
        };
        let color = plain_ktx2(&pixels, &slots(true), 30.0).unwrap();
        let exact = plain_ktx2(&pixels, &slots(true), 99.0).unwrap();
        let normals = plain_ktx2(&pixels, &slots(false), 30.0).unwrap();
        let kinds = [&color, &exact, &normals].map(|file| model(file));
        assert_eq!(kinds, [ETC1S, UASTC, UASTC]);
        assert!(
            color.len() < exact.len(),
            "{}, {}",
            color.len(),
            exact.len()
        );
        // All levels are there.
        assert_eq!(color[40], 8);
    }
}
