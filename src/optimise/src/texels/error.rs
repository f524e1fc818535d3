//! How far encoded texels are from those that they were made of.

use asset::Limits;
use asset::image::{self, Pixels};
use asset::model::{Image, Mime};

use crate::slots::Slots;

/// PSNR in dB of encoded `bytes` against `pixels`, over the channels that count.
pub(crate) fn psnr(pixels: &Pixels, mime: &str, bytes: &[u8], slots: &Slots) -> Option<f64> {
    let mean = square_error(pixels, mime, bytes, slots)?;
    Some(if mean == 0.0 {
        f64::INFINITY
    } else {
        10.0 * (255.0 * 255.0 / mean).log10()
    })
}

/// The pixels of encoded `bytes` as customers see them; `None` where they can't be read.
pub(crate) fn decoded(mime: &str, bytes: &[u8]) -> Option<Pixels> {
    let image = Image {
        name: None,
        uri: None,
        mime: match mime {
            "image/jpeg" => Mime::Jpeg,
            "image/png" => Mime::Png,
            "image/avif" => Mime::Avif,
            "image/ktx2" => Mime::Ktx2,
            _ => Mime::WebP,
        },
        data: bytes.to_vec().into(),
        width: 0,
        height: 0,
    };
    image::decode_shown(&image, &Limits::default()).ok()
}

/// Mean square error of encoded `bytes` against `pixels`, over the channels that count.
pub(crate) fn square_error(
    pixels: &Pixels,
    mime: &str,
    bytes: &[u8],
    slots: &Slots,
) -> Option<f64> {
    let decoded = decoded(mime, bytes)?;
    let mut sum = 0.0;
    let mut count = 0_u64;
    // Of a normal only the direction shows.
    let direction = |texel: &[u8; 4]| {
        let vector = [texel[0], texel[1], texel[2]].map(|channel| f32::from(channel) / 127.5 - 1.0);
        glam::Vec3::from(vector).normalize_or(glam::Vec3::Z) * 127.5
    };
    let pairs = pixels
        .rgba
        .as_chunks::<4>()
        .0
        .iter()
        .zip(decoded.rgba.as_chunks::<4>().0);
    for (a, b) in pairs {
        if slots.normal && !slots.color {
            sum += f64::from(direction(a).distance_squared(direction(b)));
            count += 3;
            continue;
        }
        for channel in (0..4).filter(|channel| slots.channels[*channel]) {
            sum += f64::from(a[channel].abs_diff(b[channel])).powi(2);
            count += 1;
        }
    }
    Some(sum / count.max(1) as f64)
}
