//! From luma and chroma to red, green and blue.

use re_rav1d::pixel::{MatrixCoefficients, YUVRange};
use re_rav1d::{Picture, PixelLayout};

use super::super::Refusal;
use super::rows::Samples;

/// What a file tells about its colours, by the numbers of ITU-T H.273.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Signal {
    /// MatrixCoefficients.
    pub(super) matrix: u16,
    /// Whether samples use all numbers, from 0 to the largest.
    pub(super) full_range: bool,
}

impl Signal {
    /// Grey between 16 and 235.
    pub(super) const LIMITED_GREY: Self = Self {
        matrix: 2,
        full_range: false,
    };

    /// What the stream tells.
    fn of(picture: &Picture) -> Self {
        let matrix = match picture.matrix_coefficients() {
            MatrixCoefficients::Identity => 0,
            MatrixCoefficients::BT709 => 1,
            MatrixCoefficients::BT470M => 4,
            MatrixCoefficients::BT470BG => 5,
            MatrixCoefficients::ST170M => 6,
            MatrixCoefficients::ST240M => 7,
            MatrixCoefficients::YCgCo => 8,
            MatrixCoefficients::BT2020NonConstantLuminance => 9,
            MatrixCoefficients::BT2020ConstantLuminance => 10,
            MatrixCoefficients::ST2085 => 11,
            MatrixCoefficients::ChromaticityDerivedNonConstantLuminance => 12,
            MatrixCoefficients::ChromaticityDerivedConstantLuminance => 13,
            MatrixCoefficients::ICtCp => 14,
            _ => 2,
        };
        Self {
            matrix,
            full_range: picture.color_range() == YUVRange::Full,
        }
    }
}

/// How the three samples of a pixel make a colour.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Matrix {
    /// They are green, blue and red.
    Identity,
    /// Luma, green and orange.
    YCgCo,
    /// The weights of red and blue in luma.
    Weights(f32, f32),
}

impl Matrix {
    /// The matrix of a number; the weights are those of H.273, table 4.
    fn of(number: u16) -> Result<Self, Refusal> {
        Ok(match number {
            0 => Self::Identity,
            1 => Self::Weights(0.2126, 0.0722),
            // Where nothing is told, browsers take BT.601.
            2 | 5 | 6 => Self::Weights(0.299, 0.114),
            4 => Self::Weights(0.30, 0.11),
            7 => Self::Weights(0.212, 0.087),
            8 => Self::YCgCo,
            9 => Self::Weights(0.2627, 0.0593),
            other => {
                let problem = format!("AVIF images with matrix coefficients {other}");
                return Err(Refusal::Unsupported(problem));
            }
        })
    }
}

/// Makes pixels out of samples.
pub(super) struct Conversion {
    matrix: Matrix,
    /// Samples for one of 8 bits.
    step: f32,
    /// The sample of black, and how many there are from there to white.
    luma: [f32; 2],
    /// The sample of no colour, and how many there are for the range of 1.
    chroma: [f32; 2],
}

impl Conversion {
    /// For the samples of `picture`; `signal` has precedence over the stream's own.
    pub(super) fn new(picture: &Picture, signal: Option<Signal>) -> Result<Self, Refusal> {
        let signal = signal.unwrap_or_else(|| Signal::of(picture));
        let layout = picture.pixel_layout();
        let matrix = match layout {
            // Grey needs no matrix.
            PixelLayout::I400 => Matrix::of(2)?,
            _ => Matrix::of(signal.matrix)?,
        };
        if matrix == Matrix::Identity && layout != PixelLayout::I444 {
            let problem = "its samples are colours, but not all pixels have all of them";
            return Err(Refusal::Broken(problem.to_owned()));
        }
        let bits = picture.bit_depth();
        // 1 at 8 bits, 4 at 10, 16 at 12.
        let step = (1_u32 << (bits.clamp(8, 16) - 8)) as f32;
        let all = 256.0 * step - 1.0;
        let mut conversion = Self {
            matrix,
            step,
            luma: [0.0, all],
            chroma: [128.0 * step, all],
        };
        if !signal.full_range {
            conversion.limit();
        }
        Ok(conversion)
    }

    /// Takes samples as in limited range.
    pub(super) fn limit(&mut self) {
        self.luma = [16.0 * self.step, 219.0 * self.step];
        self.chroma = [128.0 * self.step, 224.0 * self.step];
    }

    /// The pixel at `x` of a row, opaque.
    pub(super) fn pixel(&self, row: &Samples<'_>, x: usize) -> [u8; 4] {
        let scale = |sample: f32, [zero, range]: [f32; 2]| (sample - zero) / range;
        let luma = scale(row.luma[x], self.luma);
        let [r, g, b] = match row.chroma.map(|planes| planes.map(|plane| plane[x])) {
            None => [luma; 3],
            Some([u, v]) => match self.matrix {
                Matrix::Identity => [scale(v, self.luma), luma, scale(u, self.luma)],
                Matrix::YCgCo => {
                    let [green, orange] = [u, v].map(|sample| scale(sample, self.chroma));
                    let base = luma - green;
                    [base + orange, luma + green, base - orange]
                }
                Matrix::Weights(red, blue) => {
                    let [u, v] = [u, v].map(|sample| scale(sample, self.chroma));
                    let r = luma + 2.0 * (1.0 - red) * v;
                    let b = luma + 2.0 * (1.0 - blue) * u;
                    [r, (luma - red * r - blue * b) / (1.0 - red - blue), b]
                }
            },
        };
        [byte(r), byte(g), byte(b), u8::MAX]
    }

    /// The luma at `x` of a row.
    pub(super) fn level(&self, row: &Samples<'_>, x: usize) -> u8 {
        byte((row.luma[x] - self.luma[0]) / self.luma[1])
    }
}

/// A number from 0 to 1 as a byte; `as` keeps what lies outside within.
fn byte(value: f32) -> u8 {
    (value * 255.0 + 0.5) as u8
}

/// Takes the alpha of a pixel out of its colours.
pub(super) fn divide(pixel: &mut [u8]) {
    if let [colors @ .., alpha] = pixel {
        for color in colors {
            *color = match *alpha {
                0 => 0,
                alpha => byte(f32::from(*color) / f32::from(alpha)),
            };
        }
    }
}
