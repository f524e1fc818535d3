//! A picture in memory and its PNG.

use std::collections::BTreeMap;

use crate::Failure;

/// An 8-bit picture, rows from the top.
#[derive(Clone, Debug)]
pub(crate) struct Picture {
    /// Pixels per row.
    pub(crate) width: usize,
    /// Rows.
    pub(crate) height: usize,
    /// Bytes per pixel: 1 grey, 3 red, green, blue.
    pub(crate) channels: usize,
    /// Pixel bytes.
    pub(crate) bytes: Vec<u8>,
}

impl Picture {
    /// A grey picture; `level` gives 0..1 for a pixel.
    pub(crate) fn grey(width: usize, height: usize, level: impl Fn(usize, usize) -> f64) -> Self {
        let bytes = (0..width * height)
            .map(|i| byte(level(i % width, i / width)))
            .collect();
        Self {
            width,
            height,
            channels: 1,
            bytes,
        }
    }

    /// A colour picture; `colour` gives red, green and blue in 0..1 for a pixel.
    pub(crate) fn colour(
        width: usize,
        height: usize,
        colour: impl Fn(usize, usize) -> [f64; 3],
    ) -> Self {
        let bytes = (0..width * height)
            .flat_map(|i| colour(i % width, i / width).map(byte))
            .collect();
        Self {
            width,
            height,
            channels: 3,
            bytes,
        }
    }

    /// A normal map of a height field that repeats at its edges. `field` holds width x height heights in pixels' widths; green points up the picture.
    /// Slopes are rounded to `levels` steps: cloth hides the rounding, and its PNG halves.
    pub(crate) fn normals(width: usize, height: usize, field: &[f64], levels: f64) -> Self {
        let at = |x: usize, y: usize| field[(y % height) * width + x % width];
        Self::colour(width, height, |x, y| {
            let right = (at(x + 1, y) - at(x + width - 1, y)) * 0.5;
            let down = (at(x, y + 1) - at(x, y + height - 1)) * 0.5;
            let scale = 1.0 / (1.0 + right * right + down * down).sqrt();
            let round = |slope: f64| (slope * scale * levels * 0.5).round() / (levels * 0.5);
            let (x, y) = (round(-right), round(down));
            let z = (1.0 - x * x - y * y).max(0.0).sqrt();
            [x, y, (z * levels * 0.25).round() / (levels * 0.25)].map(|c| c * 0.5 + 0.5)
        })
    }

    /// The picture as PNG: with a palette where it has at most 256 colours, which is smaller and loses nothing.
    pub(crate) fn png(&self) -> Result<Vec<u8>, Failure> {
        let mut palette: BTreeMap<&[u8], u8> = BTreeMap::new();
        if self.channels == 3 {
            for pixel in self.bytes.chunks_exact(3) {
                palette.insert(pixel, 0);
                if palette.len() > 256 {
                    break;
                }
            }
        }
        let indexed = self.channels == 3 && palette.len() <= 256;
        let mut out = Vec::new();
        let mut encoder = png::Encoder::new(&mut out, self.width as u32, self.height as u32);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::High);
        if indexed {
            for (index, slot) in palette.values_mut().enumerate() {
                *slot = index as u8;
            }
            let indices: Vec<u8> = self
                .bytes
                .chunks_exact(3)
                .map(|pixel| palette.get(pixel).copied().unwrap_or_default())
                .collect();
            encoder.set_color(png::ColorType::Indexed);
            encoder.set_palette(
                palette
                    .keys()
                    .flat_map(|c| c.iter().copied())
                    .collect::<Vec<u8>>(),
            );
            encoder.set_filter(png::Filter::NoFilter);
            encoder.write_header()?.write_image_data(&indices)?;
        } else {
            encoder.set_color(if self.channels == 3 {
                png::ColorType::Rgb
            } else {
                png::ColorType::Grayscale
            });
            encoder.set_filter(png::Filter::Adaptive);
            encoder.write_header()?.write_image_data(&self.bytes)?;
        }
        Ok(out)
    }
}

/// A colour ramp: `stops` are (place in 0..1, sRGB 0xRRGGBB) in order; mixed in sRGB, as painters' tools do.
pub(crate) fn ramp(stops: &[(f64, u32)], place: f64) -> [f64; 3] {
    let split = |rgb: u32| {
        let [_, r, g, b] = rgb.to_be_bytes();
        [r, g, b].map(|c| f64::from(c) / 255.0)
    };
    let after = stops
        .iter()
        .position(|s| s.0 >= place)
        .unwrap_or(stops.len() - 1);
    let before = after.saturating_sub(1);
    let span = stops[after].0 - stops[before].0;
    let t = if span > 0.0 {
        ((place - stops[before].0) / span).clamp(0.0, 1.0)
    } else {
        0.0
    };
    let (a, b) = (split(stops[before].1), split(stops[after].1));
    [0, 1, 2].map(|k| a[k] + (b[k] - a[k]) * t)
}

/// A level of 0..1 as a byte.
fn byte(level: f64) -> u8 {
    (level.clamp(0.0, 1.0) * 255.0 + 0.5) as u8
}
