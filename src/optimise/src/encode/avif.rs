//! AVIF, by libaom.
//!
//! Colours are stored as eight bits of full range: in BT.601 where they are looked at, as green, blue
//! and red where they are data, because there no channel follows from the others. Grey pictures have
//! no colour planes at all. One thread and one tile a picture: the bytes are the same everywhere.

mod aom;

use asset::image::Pixels;
use avif_serialize::{Aviffy, constants};

use aom::{Haste, Planes};

/// The longest side that an AV1 picture of the usual levels has.
const MOST: u32 = 16_384;

/// The quality of alpha beside colours of this one: edges of cut-outs are sharper than anything in the colours.
pub(crate) fn finer(quality: u8) -> u8 {
    quality.saturating_add(100) / 2
}

/// Lossy AVIF of `quality` 1 to 100, with as much detail in colour as in brightness; `color` says
/// whether the picture is looked at as colours. `None` where the picture is larger than the format
/// takes or the encoder refuses it.
pub(crate) fn avif(pixels: &Pixels, alpha: bool, quality: u8, color: bool) -> Option<Vec<u8>> {
    avif_with(pixels, alpha.then_some(finer(quality)), quality, color)
}

/// The same, with alpha of a quality of its own, or without.
pub(crate) fn avif_with(
    pixels: &Pixels,
    alpha: Option<u8>,
    quality: u8,
    color: bool,
) -> Option<Vec<u8>> {
    file(pixels, alpha, quality, color, Haste::Usual)
}

/// The same as few bytes as can be had in several times the time.
pub(crate) fn avif_thorough(
    pixels: &Pixels,
    alpha: Option<u8>,
    quality: u8,
    color: bool,
) -> Option<Vec<u8>> {
    file(pixels, alpha, quality, color, Haste::None)
}

fn file(
    pixels: &Pixels,
    alpha: Option<u8>,
    quality: u8,
    color: bool,
    haste: Haste,
) -> Option<Vec<u8>> {
    let (width, height) = (pixels.width, pixels.height);
    if width == 0 || height == 0 || width.max(height) > MOST {
        return None;
    }
    let form = Form::of(pixels, color);
    let quantizer = quantizer(quality);
    let stream = encode(pixels, form, quantizer, haste)?;
    let alpha = match alpha {
        Some(quality) => Some(encode(
            pixels,
            Form::Alpha,
            self::quantizer(quality),
            haste,
        )?),
        None => None,
    };
    let mut boxes = Aviffy::new();
    boxes
        .set_width(width)
        .set_height(height)
        .set_bit_depth(8)
        .set_monochrome(form == Form::Grey);
    match form {
        Form::Grey => {
            boxes
                .set_seq_profile(0)
                .set_chroma_subsampling((true, true));
        }
        Form::Data => {
            boxes.set_matrix_coefficients(constants::MatrixCoefficients::Rgb);
        }
        Form::Color | Form::Alpha => {}
    }
    let mut bytes = Vec::new();
    boxes
        .write_slice(&mut bytes, &stream, alpha.as_deref())
        .ok()?;
    Some(bytes)
}

/// How channels become planes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Brightness and two differences.
    Color,
    /// Green, blue, red.
    Data,
    /// One plane: all channels are equal.
    Grey,
    /// One plane: alpha.
    Alpha,
}

impl Form {
    fn of(pixels: &Pixels, color: bool) -> Self {
        let mut texels = pixels.rgba.as_chunks::<4>().0.iter();
        if texels.all(|[r, g, b, _]| r == g && g == b) {
            Self::Grey
        } else if color {
            Self::Color
        } else {
            Self::Data
        }
    }

    /// The planes, row by row.
    fn planes(self, pixels: &Pixels) -> Planes {
        let texels = pixels.rgba.as_chunks::<4>().0.iter();
        match self {
            Self::Color | Self::Data => {
                let mut planes = [(); 3].map(|()| Vec::with_capacity(texels.len()));
                for texel in texels {
                    for (plane, sample) in planes.iter_mut().zip(self.samples(*texel)) {
                        plane.push(sample);
                    }
                }
                match self {
                    Self::Data => Planes::Data(planes),
                    _ => Planes::Color(planes),
                }
            }
            Self::Grey => Planes::Grey(texels.map(|texel| self.samples(*texel)[0]).collect()),
            Self::Alpha => Planes::Alpha(texels.map(|texel| self.samples(*texel)[0]).collect()),
        }
    }

    /// The samples of a texel; a form with one plane has only the first.
    fn samples(self, [r, g, b, a]: [u8; 4]) -> [u8; 3] {
        match self {
            Self::Color => bt601([r, g, b]),
            Self::Data => [g, b, r],
            Self::Grey => [g; 3],
            Self::Alpha => [a; 3],
        }
    }
}

/// BT.601 of full range (ITU-R BT.601-7, 2.5.1 and 2.5.2).
fn bt601([r, g, b]: [u8; 3]) -> [u8; 3] {
    let [r, g, b] = [r, g, b].map(f32::from);
    let y = 0.299 * r + 0.587 * g + 0.114 * b;
    let difference = |channel: f32, weight: f32| (channel - y) / (2.0 * (1.0 - weight)) + 128.0;
    [y, difference(b, 0.114), difference(r, 0.299)]
        .map(|value| value.round().clamp(0.0, 255.0) as u8)
}

/// libaom's quantiser, 0 to 63, for a quality of 100 to 1.
fn quantizer(quality: u8) -> u8 {
    let coarse = 100 - u32::from(quality.clamp(1, 100));
    ((coarse * 63 + 50) / 100) as u8
}

fn encode(pixels: &Pixels, form: Form, quantizer: u8, haste: Haste) -> Option<Vec<u8>> {
    let planes = form.planes(pixels);
    aom::still(pixels.width, pixels.height, &planes, quantizer, haste)
}
