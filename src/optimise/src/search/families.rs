//! Families of forms that a texture can have: within one, harm grows with the error of the texels.

use asset::image::Pixels;

use crate::encode;
use crate::options::{Effort, Options, TextureFormats};
use crate::passes::textures::{fades, has_alpha, ktx2};
use crate::slots::Slots;

/// How a texture is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encode {
    /// AVIF of a quality, with full detail in colour, and alpha of a higher one.
    Avif(u8),
    /// AVIF with alpha of the same quality as the colours.
    EvenAvif(u8),
    /// KTX2 with all mip levels.
    Ktx2,
    /// Lossy WebP of a quality.
    WebP(u8),
    /// Lossy WebP with alpha of the same quality as the colours.
    EvenWebP(u8),
    /// JPEG of a quality, with full detail in colour.
    Jpeg(u8),
    /// Lossless WebP of normals whose x and y are rounded to so many steps.
    CoarseWebP(u8),
    /// The same as PNG.
    CoarsePng(u8),
    /// Lossless WebP.
    LosslessWebP,
    /// PNG.
    Png,
}

/// Qualities of lossy families, from fine to coarse. What bytes and error those between come to
/// follows from three that are encoded: see [`anchors`].
const WEBP: [u8; 9] = [92, 87, 80, 72, 63, 53, 42, 30, 18];
const JPEG: [u8; 9] = [97, 94, 90, 84, 76, 67, 58, 49, 40];
const AVIF: [u8; 9] = [80, 73, 66, 59, 51, 43, 35, 27, 19];
/// Those of the most thorough search.
const WEBP_MORE: [u8; 13] = [95, 92, 88, 83, 77, 70, 63, 55, 47, 38, 29, 20, 10];
const JPEG_MORE: [u8; 13] = [98, 96, 94, 91, 87, 82, 76, 69, 62, 55, 48, 39, 30];
const AVIF_MORE: [u8; 13] = [88, 82, 76, 70, 64, 58, 52, 46, 40, 34, 28, 22, 16];
/// Shorter families are encoded in whole.
const SHORT: usize = 5;
/// AVIF takes some two seconds of a processor for a million pixels: only the most thorough search
/// has the time for larger pictures.
const AVIF_MOST: u64 = 1_200_000;
/// Steps of normals, from fine to coarse.
const STEPS: [u8; 4] = [3, 5, 6, 8];

/// The families that suit a texture and a target, each from fine to coarse. Of a texture that must
/// stay as it is those that lose nothing.
pub(super) fn of(
    pixels: &Pixels,
    slots: &Slots,
    options: &Options,
    locked: bool,
) -> Vec<Vec<Encode>> {
    let formats = options.texture_formats();
    let mut families = vec![match formats {
        TextureFormats::Avif | TextureFormats::Web => vec![Encode::LosslessWebP],
        TextureFormats::Plain => vec![Encode::Png],
        TextureFormats::Ktx2 => vec![Encode::Ktx2],
    }];
    if locked || formats == TextureFormats::Ktx2 {
        return families;
    }
    let thorough = options.effort == Effort::Best;
    let qualities = |usual: &[u8], more: &[u8], encode: fn(u8) -> Encode| -> Vec<Encode> {
        let qualities = if thorough { more } else { usual };
        qualities.iter().map(|quality| encode(*quality)).collect()
    };
    if matches!(formats, TextureFormats::Avif | TextureFormats::Web) {
        families.push(qualities(&WEBP, &WEBP_MORE, Encode::WebP));
    }
    let area = u64::from(pixels.width) * u64::from(pixels.height);
    let avif = formats == TextureFormats::Avif && (thorough || area <= AVIF_MOST) && !fades(pixels);
    // WebP halves the detail of colour, which in normals and data is as good as any.
    if !has_alpha(pixels) && (formats == TextureFormats::Plain || !slots.color) {
        // Where there is AVIF, JPEG never wins. Families keep their places where one is missing.
        families.push(match avif {
            true => Vec::new(),
            false => qualities(&JPEG, &JPEG_MORE, Encode::Jpeg),
        });
    }
    if slots.normal && !slots.color {
        families.push(match formats {
            TextureFormats::Avif | TextureFormats::Web => STEPS.map(Encode::CoarseWebP).to_vec(),
            TextureFormats::Plain | TextureFormats::Ktx2 => STEPS.map(Encode::CoarsePng).to_vec(),
        });
    }
    // Beside AVIF it never wins.
    let webp = formats == TextureFormats::Web || formats == TextureFormats::Avif && !avif;
    if webp && has_alpha(pixels) {
        families.push(qualities(&WEBP, &WEBP_MORE, Encode::EvenWebP));
    }
    if avif {
        families.push(qualities(&AVIF, &AVIF_MORE, Encode::Avif));
        if has_alpha(pixels) {
            families.push(qualities(&AVIF, &AVIF_MORE, Encode::EvenAvif));
        }
    }
    families
}

/// The places in a family of `length` of what is encoded to learn what the rest would come to.
pub(super) fn anchors(length: usize) -> Vec<usize> {
    if length < SHORT {
        (0..length).collect()
    } else {
        vec![0, length / 2, length - 1]
    }
}

impl Encode {
    /// Whether its error is in alpha as well, where it harms otherwise than in colours.
    pub(super) const fn blurs_alpha(self) -> bool {
        matches!(self, Self::EvenAvif(_) | Self::EvenWebP(_))
    }

    /// Whether it halves the detail of colour, whatever its quality: that harms likeness out of
    /// proportion to its error.
    pub(super) const fn halves_color(self) -> bool {
        matches!(self, Self::WebP(_) | Self::EvenWebP(_))
    }

    /// The quality of a lossy form.
    pub(super) const fn quality(self) -> Option<u8> {
        match self {
            Self::Avif(quality)
            | Self::EvenAvif(quality)
            | Self::WebP(quality)
            | Self::EvenWebP(quality)
            | Self::Jpeg(quality) => Some(quality),
            Self::Ktx2
            | Self::CoarseWebP(_)
            | Self::CoarsePng(_)
            | Self::LosslessWebP
            | Self::Png => None,
        }
    }

    /// The media type and bytes; `None` where the form can't hold the picture.
    pub(super) fn run(self, pixels: &Pixels, slots: &Slots) -> Option<(&'static str, Vec<u8>)> {
        let alpha = has_alpha(pixels);
        let bytes = match self {
            Self::Avif(quality) => encode::avif(pixels, alpha, quality, slots.color),
            Self::EvenAvif(quality) => {
                encode::avif_with(pixels, alpha.then_some(quality), quality, slots.color)
            }
            Self::Ktx2 => ktx2(pixels, slots),
            Self::WebP(quality) => encode::webp(pixels, alpha, quality, true),
            Self::EvenWebP(quality) => {
                encode::webp_with(pixels, alpha.then_some(quality), quality, true)
            }
            Self::Jpeg(quality) => encode::jpeg(pixels, quality),
            Self::CoarseWebP(step) => encode::webp_lossless(&coarse(pixels, step), alpha),
            Self::CoarsePng(step) => encode::png(&coarse(pixels, step), alpha),
            Self::LosslessWebP => encode::webp_lossless(pixels, alpha),
            Self::Png => encode::png(pixels, alpha),
        }?;
        Some((self.mime(), bytes))
    }

    pub(super) const fn mime(self) -> &'static str {
        match self {
            Self::Avif(_) | Self::EvenAvif(_) => "image/avif",
            Self::Ktx2 => "image/ktx2",
            Self::WebP(_) | Self::EvenWebP(_) | Self::CoarseWebP(_) | Self::LosslessWebP => {
                "image/webp"
            }
            Self::Jpeg(_) => "image/jpeg",
            Self::CoarsePng(_) | Self::Png => "image/png",
        }
    }
}

/// Steps of z: it changes the direction of a normal least.
const Z_STEP: f32 = 8.0;

/// Normals with x and y rounded to multiples of `step`, and z to coarser ones. What is flat stays
/// exactly flat.
fn coarse(pixels: &Pixels, step: u8) -> Pixels {
    let step = f32::from(step);
    let round = |value: f32, step: f32| (value / step).round() * step;
    let rgba = pixels
        .rgba
        .as_chunks::<4>()
        .0
        .iter()
        .flat_map(|[r, g, b, a]| {
            let vector = glam::Vec3::from([r, g, b].map(|channel| f32::from(*channel) - 128.0));
            let unit = vector.normalize_or(glam::Vec3::Z) * 127.0;
            let x = round(unit.x, step) + 128.0;
            let y = round(unit.y, step) + 128.0;
            let z = 255.0 - round(127.0 - unit.z, Z_STEP);
            [x, y, z]
                .map(|value| value.clamp(0.0, 255.0) as u8)
                .into_iter()
                .chain([*a])
        });
    Pixels {
        width: pixels.width,
        height: pixels.height,
        rgba: rgba.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coarse_normals_stay_near_and_flat_ones_flat() {
        let pixels = Pixels {
            width: 2,
            height: 1,
            rgba: vec![128, 128, 255, 255, 190, 70, 220, 255],
        };
        let rounded = coarse(&pixels, 5);
        assert_eq!(rounded.rgba[..4], [128, 128, 255, 255]);
        let direction = |rgba: &[u8]| {
            let vector = [rgba[0], rgba[1], rgba[2]].map(|channel| f32::from(channel) - 128.0);
            glam::Vec3::from(vector).normalize()
        };
        let angle = direction(&pixels.rgba[4..]).angle_between(direction(&rounded.rgba[4..]));
        assert!(angle.to_degrees() < 3.0, "{}", angle.to_degrees());
    }

    #[test]
    fn plain_targets_get_plain_forms() {
        let pixels = Pixels {
            width: 1,
            height: 1,
            rgba: vec![128, 128, 255, 255],
        };
        let slots = Slots {
            color: false,
            normal: true,
            channels: [true, true, true, false],
        };
        let options = Options::new(crate::options::Target::Amazon);
        for encode in of(&pixels, &slots, &options, false).into_iter().flatten() {
            assert!(
                matches!(encode.mime(), "image/png" | "image/jpeg"),
                "{encode:?}"
            );
            assert!(encode.run(&pixels, &slots).is_some());
        }
    }
}
