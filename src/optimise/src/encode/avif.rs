//! AVIF, by rav1e.
//!
//! Colours are stored as eight bits of full range: in BT.601 where they are looked at, as green, blue
//! and red where they are data, because there no channel follows from the others. Grey pictures have
//! no colour planes at all. One thread and one tile a picture: the bytes are the same everywhere.

use asset::image::Pixels;
use avif_serialize::{Aviffy, constants};
use rav1e::prelude::{
    ChromaSampling, ColorDescription, ColorPrimaries, Config, Context, EncoderConfig,
    EncoderStatus, MatrixCoefficients, PixelRange, SceneDetectionSpeed, SpeedSettings,
    TransferCharacteristics, Tune,
};

/// The longest side that an AV1 picture of the usual levels has.
const MOST: u32 = 16_384;

/// Lossy AVIF of `quality` 1 to 100, with as much detail in colour as in brightness; `color` says
/// whether the picture is looked at as colours. `None` where the picture is larger than the format
/// takes or the encoder refuses it.
pub(crate) fn avif(pixels: &Pixels, alpha: bool, quality: u8, color: bool) -> Option<Vec<u8>> {
    // Edges of cut-outs are sharper than anything in the colours.
    let finer = quality.saturating_add(100) / 2;
    avif_with(pixels, alpha.then_some(finer), quality, color)
}

/// The same, with alpha of a quality of its own, or without.
pub(crate) fn avif_with(
    pixels: &Pixels,
    alpha: Option<u8>,
    quality: u8,
    color: bool,
) -> Option<Vec<u8>> {
    let (width, height) = (pixels.width, pixels.height);
    if width == 0 || height == 0 || width.max(height) > MOST {
        return None;
    }
    let form = Form::of(pixels, color);
    let quantizer = quantizer(quality);
    let stream = encode(pixels, form, quantizer)?;
    let alpha = match alpha {
        Some(quality) => Some(encode(pixels, Form::Alpha, self::quantizer(quality))?),
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

    const fn sampling(self) -> ChromaSampling {
        match self {
            Self::Color | Self::Data => ChromaSampling::Cs444,
            Self::Grey | Self::Alpha => ChromaSampling::Cs400,
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

/// AV1's base quantiser, 0 to 255, for a quality of 100 to 1.
fn quantizer(quality: u8) -> usize {
    (100 - usize::from(quality.clamp(1, 100))) * 255 / 100
}

fn encode(pixels: &Pixels, form: Form, quantizer: usize) -> Option<Vec<u8>> {
    let (width, height) = (pixels.width as usize, pixels.height as usize);
    let config = Config::new()
        .with_encoder_config(settings(width, height, form, quantizer))
        .with_threads(1);
    let mut context: Context<u8> = config.new_context().ok()?;
    let mut frame = context.new_frame();
    for (number, plane) in frame.planes.iter_mut().enumerate() {
        let mut slice = plane.mut_slice(Default::default());
        let rows = pixels.rgba.chunks_exact(width * 4);
        for (row, texels) in slice.rows_iter_mut().zip(rows) {
            for (sample, texel) in row.iter_mut().zip(texels.as_chunks::<4>().0) {
                *sample = form.samples(*texel)[number];
            }
        }
    }
    context.send_frame(frame).ok()?;
    context.flush();
    let mut stream = Vec::new();
    loop {
        match context.receive_packet() {
            Ok(packet) => stream.extend_from_slice(&packet.data),
            Err(EncoderStatus::Encoded) => {}
            Err(EncoderStatus::LimitReached) => break,
            Err(_) => return None,
        }
    }
    (!stream.is_empty()).then_some(stream)
}

/// rav1e's effort, 0 to 10.
const SPEED: u8 = 8;

fn settings(width: usize, height: usize, form: Form, quantizer: usize) -> EncoderConfig {
    let mut speed = SpeedSettings::from_preset(SPEED);
    // What only films need.
    speed.multiref = false;
    speed.rdo_lookahead_frames = 1;
    speed.scene_detection_mode = SceneDetectionSpeed::None;
    EncoderConfig {
        width,
        height,
        bit_depth: 8,
        chroma_sampling: form.sampling(),
        pixel_range: PixelRange::Full,
        color_description: (form != Form::Alpha).then_some(ColorDescription {
            color_primaries: ColorPrimaries::BT709,
            transfer_characteristics: TransferCharacteristics::SRGB,
            matrix_coefficients: if form == Form::Data {
                MatrixCoefficients::Identity
            } else {
                MatrixCoefficients::BT601
            },
        }),
        still_picture: true,
        quantizer,
        min_quantizer: quantizer as u8,
        // Texels are looked at through lighting: what counts is their error, not how they please.
        tune: Tune::Psnr,
        tiles: 1,
        speed_settings: speed,
        ..EncoderConfig::default()
    }
}
