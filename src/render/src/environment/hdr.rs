//! Environments from pictures of real places: equirectangular files in the Radiance HDR format, JPEG
//! files with a map of gains, or plain pictures.

use std::f32::consts::{PI, TAU};
use std::path::Path;

use asset::image::Pixels;
use asset::model::Image;
use base::{Fault, Job, Result};
use glam::Vec3;
use half::f16;
use image::ImageDecoder;
use image::codecs::hdr::HdrDecoder;

use super::gain_map::GainMap;
use super::{Atlas, prefilter};
use crate::scene::mips::decode as to_linear;

/// The longest side that is read. More shows in no reflection, but takes memory and time.
const MAX_SIDE: u32 = 16_384;
/// Texels along a face, at most. The web viewer takes a quarter of the picture's width.
const MAX_FACE: usize = 1024;

/// Reads and prefilters an environment. Takes a second or more.
///
/// # Errors
/// An [`Input`](base::FaultKind::Input) fault if the file is missing, broken or too large;
/// [`Cancelled`](base::FaultKind::Cancelled) when the job is stopped.
pub fn open(path: &Path, job: &Job) -> Result<Atlas<3>> {
    job.stage("Reading the environment");
    let picture = Equirect::open(path).map_err(|(problem, source)| {
        let fault = Fault::input(format!("The environment {} {problem}", path.display())).hint(
            "Use neutral, legacy, or an equirectangular picture: Radiance (.hdr), JPEG, PNG or WebP",
        );
        match source {
            Some(source) => fault.because(source),
            None => fault,
        }
    })?;
    job.check()?;
    let size = (picture.width / 4).clamp(1, MAX_FACE);
    Ok(prefilter::prefilter(size, |direction| {
        picture.sample(direction)
    }))
}

type Problem = (
    &'static str,
    Option<Box<dyn std::error::Error + Send + Sync>>,
);

/// Rows from the top, half floats as the viewer keeps them.
struct Equirect {
    width: usize,
    height: usize,
    texels: Vec<[f32; 3]>,
}

impl Equirect {
    /// The web viewer takes files for Radiance ones by their names.
    fn open(path: &Path) -> Result<Self, Problem> {
        let is_radiance = path
            .extension()
            .is_none_or(|extension| extension.eq_ignore_ascii_case("hdr"));
        if is_radiance {
            Self::radiance(path)
        } else {
            Self::plain(path)
        }
    }

    /// A picture of 8-bit sRGB colours, none brighter than 1 unless a map of gains says so.
    fn plain(path: &Path) -> Result<Self, Problem> {
        let data = std::fs::read(path).map_err(|error| ("can't be opened", Some(error.into())))?;
        let gains = GainMap::find(&data).map_err(|problem| (problem, None))?;
        let whole = encoded(data);
        let Some(gains) = gains else {
            let pixels = pixels(&whole)?;
            let linear = |texel: &[u8]| std::array::from_fn(|channel| to_linear(texel[channel]));
            return Ok(Self {
                width: pixels.width as usize,
                height: pixels.height as usize,
                texels: pixels.rgba.chunks_exact(4).map(linear).collect(),
            });
        };
        let part = |range| Image {
            data: whole.data.slice(range),
            ..whole.clone()
        };
        let base = pixels(&part(gains.base.clone()))?;
        let map = pixels(&part(gains.map.clone()))?;
        Ok(Self {
            width: base.width as usize,
            height: base.height as usize,
            texels: gains.apply(&base, &map),
        })
    }

    fn radiance(path: &Path) -> Result<Self, Problem> {
        let file =
            std::fs::File::open(path).map_err(|error| ("can't be opened", Some(error.into())))?;
        let broken = |error: image::ImageError| -> Problem {
            ("isn't a Radiance picture, or is broken", Some(error.into()))
        };
        let decoder = HdrDecoder::new(std::io::BufReader::new(file)).map_err(broken)?;
        let (width, height) = decoder.dimensions();
        if width.max(height) > MAX_SIDE || width.min(height) == 0 {
            return Err(("is larger than 16384 pixels a side, or empty", None));
        }
        let mut bytes = vec![0; decoder.total_bytes() as usize];
        decoder.read_image(&mut bytes).map_err(broken)?;
        let texels = bytes
            .chunks_exact(12)
            .map(|texel| {
                std::array::from_fn(|channel| {
                    let start = channel * 4;
                    let bits: [u8; 4] = std::array::from_fn(|byte| texel[start + byte]);
                    let value = f32::from_ne_bytes(bits).min(f16::MAX.to_f32());
                    f16::from_f32(value).to_f32()
                })
            })
            .collect();
        Ok(Self {
            width: width as usize,
            height: height as usize,
            texels,
        })
    }

    /// Bilinear radiance from a direction of unit length; +x is in the middle of the picture's
    /// right half, as the web viewer has it.
    fn sample(&self, direction: Vec3) -> [f32; 3] {
        let u = direction.z.atan2(direction.x) / TAU + 0.5;
        let v = direction.y.clamp(-1.0, 1.0).asin() / PI + 0.5;
        let x = u * self.width as f32 - 0.5;
        // v counts from below, rows from above.
        let y = (1.0 - v) * self.height as f32 - 0.5;
        let (left, top) = (x.floor(), y.floor());
        let (fx, fy) = (x - left, y - top);
        let at = |dx: i64, dy: i64| {
            let column = (left as i64 + dx).clamp(0, self.width as i64 - 1) as usize;
            let row = (top as i64 + dy).clamp(0, self.height as i64 - 1) as usize;
            self.texels
                .get(row * self.width + column)
                .copied()
                .unwrap_or_default()
        };
        let [a, b, c, d] = [at(0, 0), at(1, 0), at(0, 1), at(1, 1)];
        std::array::from_fn(|channel| {
            let high = a[channel] + (b[channel] - a[channel]) * fx;
            let low = c[channel] + (d[channel] - c[channel]) * fx;
            high + (low - high) * fy
        })
    }
}

/// A picture that is not decoded yet.
fn encoded(data: Vec<u8>) -> Image {
    let (mime, width, height) = asset::image::probe(&data);
    Image {
        name: None,
        uri: None,
        mime,
        data: data.into(),
        width,
        height,
    }
}

fn pixels(picture: &Image) -> Result<Pixels, Problem> {
    let limits = asset::Limits {
        image_side: MAX_SIDE,
        ..asset::Limits::default()
    };
    asset::image::decode(picture, &limits).map_err(|error| ("can't be read", Some(error.into())))
}
