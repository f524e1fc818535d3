//! Families of forms that a texture can have: within one, distortion grows with the error of the texels.

use asset::image::Pixels;

use crate::encode::{self, Basis};
use crate::options::{Effort, Options, TextureFormats};
use crate::slots::Slots;
use crate::texels::{fades, has_alpha, ktx2};

/// How a texture is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encode {
    /// AVIF of a quality, with full detail in colour, and alpha of a higher one.
    Avif(u8),
    /// AVIF with alpha of the same quality as the colours.
    EvenAvif(u8),
    /// KTX2 of ETC1S blocks, with all mip levels.
    Etc1s(u8),
    /// The same of UASTC blocks.
    Uastc(u8),
    /// Lossy WebP of a quality.
    WebP(u8),
    /// Lossy WebP with alpha of the same quality as the colours.
    EvenWebP(u8),
    /// JPEG of a quality, with full detail in colour.
    Jpeg(u8),
    /// Lossless WebP of texels that are rounded to multiples of this: normals, or colours that fade.
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
const WEBP: [u8; 20] = [
    97, 94, 91, 88, 85, 82, 78, 74, 70, 66, 62, 57, 52, 47, 42, 37, 32, 27, 22, 18,
];
const JPEG: [u8; 17] = [
    98, 96, 94, 91, 88, 85, 81, 77, 73, 69, 65, 61, 57, 52, 48, 44, 40,
];
const AVIF: [u8; 20] = [
    97, 93, 89, 85, 81, 77, 73, 69, 65, 61, 57, 53, 49, 45, 41, 37, 33, 29, 25, 19,
];
/// KTX2: ETC1S has hardly more to give above 75, and UASTC nothing to save above 80 but all of it.
const ETC1S: [u8; 5] = [75, 60, 45, 30, 15];
const UASTC: [u8; 5] = [100, 80, 60, 40, 20];
/// Those of the most thorough search.
const WEBP_MORE: [u8; 25] = [
    98, 96, 94, 92, 90, 88, 85, 82, 79, 76, 73, 69, 65, 61, 57, 53, 48, 43, 38, 33, 28, 23, 18, 14,
    10,
];
const JPEG_MORE: [u8; 13] = [98, 96, 94, 91, 87, 82, 76, 69, 62, 55, 48, 39, 30];
const AVIF_MORE: [u8; 28] = [
    98, 95, 92, 89, 86, 83, 80, 77, 74, 71, 68, 65, 62, 59, 56, 53, 50, 47, 44, 41, 38, 35, 32, 29,
    26, 23, 20, 16,
];
/// Shorter families are encoded in whole.
const SHORT: usize = 5;
/// Of larger pictures AVIF takes many seconds and a gigabyte: only the most thorough search has the time for them.
const AVIF_MOST: u64 = 12_000_000;
/// The same of what loses nothing: of so many pixels that is hardly ever the smallest that looks well.
const LOSSLESS_MOST: u64 = 4_500_000;
/// Steps of normals, from fine to coarse.
const STEPS: [u8; 4] = [3, 5, 6, 8];
/// The same of colours.
const COLOR_STEPS: [u8; 4] = [3, 4, 6, 8];
/// Qualities of lossy WebP where there's no AVIF for what must look finer.
const WEBP_FINE: [u8; 9] = [98, 95, 91, 86, 79, 70, 58, 44, 28];

/// The families that suit a texture and a target, each from fine to coarse; some are empty. Of a
/// texture that must stay as it is those that lose nothing.
pub(super) fn of(
    pixels: &Pixels,
    slots: &Slots,
    options: &Options,
    locked: bool,
) -> Vec<Vec<Encode>> {
    let formats = options.texture_formats();
    let lossless = match formats {
        TextureFormats::Avif | TextureFormats::Web => Encode::LosslessWebP,
        TextureFormats::Plain => Encode::Png,
        // There is nothing finer.
        TextureFormats::Ktx2 => Encode::Uastc(100),
    };
    if locked {
        return vec![vec![lossless]];
    }
    if formats == TextureFormats::Ktx2 {
        return vec![
            UASTC.map(Encode::Uastc).to_vec(),
            ETC1S.map(Encode::Etc1s).to_vec(),
        ];
    }
    let thorough = options.effort == Effort::Best;
    let area = u64::from(pixels.width) * u64::from(pixels.height);
    let alpha = has_alpha(pixels);
    let plain = formats == TextureFormats::Plain;
    let avif = formats == TextureFormats::Avif && (thorough || area <= AVIF_MOST) && !fades(pixels);
    let few = |wanted: bool, qualities: &[u8], encode: fn(u8) -> Encode| -> Vec<Encode> {
        let qualities = if wanted { qualities } else { &[] };
        qualities.iter().map(|quality| encode(*quality)).collect()
    };
    let many = |wanted, usual: &[u8], more: &[u8], encode| {
        few(wanted, if thorough { more } else { usual }, encode)
    };
    let webp: &[u8] = match alpha && !avif {
        true => &WEBP_FINE,
        false => &WEBP,
    };
    let coarse = match plain {
        true => Encode::CoarsePng,
        false => Encode::CoarseWebP,
    };
    // WebP halves the detail of colour, which in normals and data is as good as any. Where there is
    // AVIF, JPEG never wins, and neither does WebP with coarse alpha. JPEG has no alpha at all.
    let jpeg = !alpha && !avif && (plain || !slots.color);
    let blurred = alpha && !avif;
    // Families keep their places where one is missing: what is hopeless in one size isn't tried in
    // others.
    let exact = thorough || plain || area <= LOSSLESS_MOST;
    vec![
        if exact { vec![lossless] } else { Vec::new() },
        many(!plain, webp, &WEBP_MORE, Encode::WebP),
        many(jpeg, &JPEG, &JPEG_MORE, Encode::Jpeg),
        few(slots.normal && !slots.color, &STEPS, coarse),
        many(blurred && !plain, webp, &WEBP_MORE, Encode::EvenWebP),
        few(blurred && slots.color, &COLOR_STEPS, coarse),
        many(avif, &AVIF, &AVIF_MORE, Encode::Avif),
        many(avif && alpha, &AVIF, &AVIF_MORE, Encode::EvenAvif),
    ]
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
    /// Whether its error is in alpha as well, where it distorts otherwise than in colours.
    pub(super) const fn blurs_alpha(self) -> bool {
        matches!(self, Self::EvenAvif(_) | Self::EvenWebP(_))
    }

    /// Whether it rounds texels, which distorts otherwise than what is lost in blocks.
    pub(super) const fn rounds(self) -> bool {
        matches!(self, Self::CoarseWebP(_) | Self::CoarsePng(_))
    }

    /// Whether it halves the detail of colour, whatever its quality: that distorts likeness out of
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
            | Self::Jpeg(quality)
            | Self::Etc1s(quality)
            | Self::Uastc(quality) => Some(quality),
            Self::CoarseWebP(_) | Self::CoarsePng(_) | Self::LosslessWebP | Self::Png => None,
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
            Self::Etc1s(quality) => ktx2(pixels, slots, Basis::Etc1s(quality)),
            Self::Uastc(quality) => ktx2(pixels, slots, Basis::Uastc(quality)),
            Self::WebP(quality) => encode::webp(pixels, alpha, quality, true),
            Self::EvenWebP(quality) => {
                encode::webp_with(pixels, alpha.then_some(quality), quality, true)
            }
            Self::Jpeg(quality) => encode::jpeg(pixels, quality),
            Self::CoarseWebP(step) => encode::webp_lossless(&coarse(pixels, step, slots), alpha),
            Self::CoarsePng(step) => encode::png(&coarse(pixels, step, slots), alpha),
            Self::LosslessWebP => encode::webp_lossless(pixels, alpha),
            Self::Png => encode::png(pixels, alpha),
        }?;
        Some((self.mime(), bytes))
    }

    /// The same in fewer bytes for several times the time; `None` where nothing is to be had for it.
    pub(super) fn run_thoroughly(
        self,
        pixels: &Pixels,
        slots: &Slots,
    ) -> Option<(&'static str, Vec<u8>)> {
        let (quality, alpha_quality) = match self {
            Self::Avif(quality) => (quality, encode::finer(quality)),
            Self::EvenAvif(quality) => (quality, quality),
            _ => return None,
        };
        let alpha = has_alpha(pixels).then_some(alpha_quality);
        let bytes = encode::avif_thorough(pixels, alpha, quality, slots.color)?;
        Some((self.mime(), bytes))
    }

    pub(super) const fn mime(self) -> &'static str {
        match self {
            Self::Avif(_) | Self::EvenAvif(_) => "image/avif",
            Self::Etc1s(_) | Self::Uastc(_) => "image/ktx2",
            Self::WebP(_) | Self::EvenWebP(_) | Self::CoarseWebP(_) | Self::LosslessWebP => {
                "image/webp"
            }
            Self::Jpeg(_) => "image/jpeg",
            Self::CoarsePng(_) | Self::Png => "image/png",
        }
    }
}

/// Texels that are rounded to multiples of `step`: colours, or else normals. Alpha stays.
fn coarse(pixels: &Pixels, step: u8, slots: &Slots) -> Pixels {
    let texels = pixels.rgba.as_chunks::<4>().0.iter();
    let rgba = match slots.color {
        true => texels
            .flat_map(|texel| coarse_color(*texel, step))
            .collect(),
        false => texels
            .flat_map(|texel| coarse_normal(*texel, step))
            .collect(),
    };
    Pixels {
        width: pixels.width,
        height: pixels.height,
        rgba,
    }
}

/// White and black stay what they are.
fn coarse_color([r, g, b, a]: [u8; 4], step: u8) -> [u8; 4] {
    let round = |value: u8| match value {
        255 => 255,
        value => (f32::from(value) / f32::from(step)).round() as u8 * step,
    };
    [round(r), round(g), round(b), a]
}

/// Steps of z: it changes the direction of a normal least.
const Z_STEP: f32 = 8.0;

/// X and y are rounded to multiples of `step`, and z to coarser ones. What is flat stays exactly flat.
fn coarse_normal([r, g, b, a]: [u8; 4], step: u8) -> [u8; 4] {
    let step = f32::from(step);
    let round = |value: f32, step: f32| (value / step).round() * step;
    let vector = glam::Vec3::from([r, g, b].map(|channel| f32::from(channel) - 128.0));
    let unit = vector.normalize_or(glam::Vec3::Z) * 127.0;
    let x = round(unit.x, step) + 128.0;
    let y = round(unit.y, step) + 128.0;
    let z = 255.0 - round(127.0 - unit.z, Z_STEP);
    let [x, y, z] = [x, y, z].map(|value| value.clamp(0.0, 255.0) as u8);
    [x, y, z, a]
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
        let slots = Slots {
            color: false,
            normal: true,
            channels: [true, true, true, false],
        };
        let rounded = coarse(&pixels, 5, &slots);
        assert_eq!(rounded.rgba[..4], [128, 128, 255, 255]);
        let direction = |rgba: &[u8]| {
            let vector = [rgba[0], rgba[1], rgba[2]].map(|channel| f32::from(channel) - 128.0);
            glam::Vec3::from(vector).normalize()
        };
        let angle = direction(&pixels.rgba[4..]).angle_between(direction(&rounded.rgba[4..]));
        assert!(angle.to_degrees() < 3.0, "{}", angle.to_degrees());
    }

    #[test]
    fn coarse_colors_stay_within_half_a_step() {
        for value in 0..=255 {
            let [r, g, _, a] = coarse_color([value, 255, 0, 77], 6);
            assert!(r.abs_diff(value) <= 3, "{value}: {r}");
            assert_eq!((g, a), (255, 77));
        }
    }

    #[test]
    fn what_fades_gets_no_avif_and_forms_of_full_detail_in_color() {
        let texels = (0..64 * 64_u32).flat_map(|at| [9, 80, 200, (at % 256) as u8]);
        let pixels = Pixels {
            width: 64,
            height: 64,
            rgba: texels.collect(),
        };
        let slots = Slots {
            color: true,
            normal: false,
            channels: [true; 4],
        };
        let options = Options::new(crate::options::Target::Web);
        let all: Vec<Encode> = of(&pixels, &slots, &options, false)
            .into_iter()
            .flatten()
            .collect();
        assert!(all.iter().all(|encode| encode.mime() == "image/webp"));
        assert!(all.contains(&Encode::EvenWebP(98)) && all.contains(&Encode::CoarseWebP(4)));
    }

    #[test]
    fn ktx2_comes_in_both_kinds_of_blocks_each_from_fine_to_coarse() {
        let texels =
            (0..64 * 64_u32).flat_map(|at| [(at % 64 * 3) as u8, (at / 64) as u8, 90, 255]);
        let pixels = Pixels {
            width: 64,
            height: 64,
            rgba: texels.collect(),
        };
        let slots = Slots {
            color: true,
            normal: false,
            channels: [true, true, true, false],
        };
        let mut options = Options::new(crate::options::Target::Web);
        options.textures = Some(TextureFormats::Ktx2);
        let families = of(&pixels, &slots, &options, false);
        assert_eq!(families.len(), 2);
        for family in &families {
            assert!(family.is_sorted_by(|fine, coarse| fine.quality() > coarse.quality()));
        }
        let size = |encode: &Encode| encode.run(&pixels, &slots).map(|(_, bytes)| bytes.len());
        let [uastc, etc1s] = [0, 1].map(|place| families[place].iter().filter_map(size));
        assert!(etc1s.max() < uastc.min());
        let locked = of(&pixels, &slots, &options, true);
        assert_eq!(locked, [[Encode::Uastc(100)]]);
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
