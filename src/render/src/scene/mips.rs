//! Mip levels as OpenGL makes them: each texel is the mean of the four under it. Colours are averaged as
//! linear light, all else as it is.

use std::sync::OnceLock;

use asset::image::{Pixels, srgb};

/// All levels of a texture, the largest first.
#[derive(Debug, Clone)]
pub(crate) struct Mips {
    pub(crate) levels: Vec<Pixels>,
}

impl Mips {
    /// The levels of `pixels`, down to one texel. Levels longer than `max_side` are left out.
    pub(crate) fn of(pixels: Pixels, color: bool, max_side: u32) -> Self {
        let mut levels = vec![pixels];
        while let Some(last) = levels.last()
            && last.width.max(last.height) > 1
        {
            let next = halve(last, color);
            // A level that is left out in the end needn't take memory until then.
            if last.width.max(last.height) > max_side {
                levels.pop();
            }
            levels.push(next);
        }
        Self::given(levels, max_side)
    }

    /// Levels as they are. Those longer than `max_side` are left out.
    pub(crate) fn given(mut levels: Vec<Pixels>, max_side: u32) -> Self {
        levels.retain(|level| level.width.max(level.height) <= max_side);
        Self { levels }
    }
}

/// The next smaller level.
fn halve(from: &Pixels, color: bool) -> Pixels {
    if from.width.is_multiple_of(2) && from.height.is_multiple_of(2) {
        return halve_even(from, color);
    }
    let (width, height) = ((from.width / 2).max(1), (from.height / 2).max(1));
    let mut rgba = Vec::with_capacity(width as usize * height as usize * 4);
    // Sides of odd length are sampled between texels, as a linear filter does.
    let columns: Vec<Taps> = (0..width).map(|x| Taps::of(x, width, from.width)).collect();
    for y in 0..height {
        let row = Taps::of(y, height, from.height);
        for column in &columns {
            rgba.extend(texel(from, column, &row, color));
        }
    }
    Pixels {
        width,
        height,
        rgba,
    }
}

/// The next smaller level where both sides are even, as nearly all are: whole numbers suffice.
fn halve_even(from: &Pixels, color: bool) -> Pixels {
    let row = from.width as usize * 4;
    let mut rgba = Vec::with_capacity(from.rgba.len() / 4);
    let light = light_table();
    let colors = color_table();
    for rows in from.rgba.chunks_exact(2 * row) {
        let (upper, lower) = rows.split_at(row);
        for (a, b) in upper.chunks_exact(8).zip(lower.chunks_exact(8)) {
            for channel in 0..4 {
                let four = [a[channel], a[channel + 4], b[channel], b[channel + 4]];
                rgba.push(if color && channel < 3 {
                    let sum: u32 = four.iter().map(|x| u32::from(light[usize::from(*x)])).sum();
                    colors[(sum as usize + 2) / 4]
                } else {
                    let sum: u32 = four.iter().map(|x| u32::from(*x)).sum();
                    ((sum + 2) / 4) as u8
                });
            }
        }
    }
    Pixels {
        width: from.width / 2,
        height: from.height / 2,
        rgba,
    }
}

/// The linear light of each sRGB value, as a share of 65535.
fn light_table() -> &'static [u16; 256] {
    static TABLE: OnceLock<[u16; 256]> = OnceLock::new();
    TABLE
        .get_or_init(|| std::array::from_fn(|value| (decode(value as u8) * 65535.0).round() as u16))
}

/// The sRGB value of each linear light, given as a share of 65535.
fn color_table() -> &'static [u8] {
    static TABLE: OnceLock<Vec<u8>> = OnceLock::new();
    TABLE.get_or_init(|| {
        (0..=u16::MAX)
            .map(|light| encode(f32::from(light) / 65535.0))
            .collect()
    })
}

/// Two neighbouring texels and the second one's weight.
#[derive(Debug, Clone, Copy)]
struct Taps {
    first: usize,
    second: usize,
    weight: f32,
}

impl Taps {
    fn of(at: u32, of: u32, from: u32) -> Self {
        let center = (f64::from(at) + 0.5) * f64::from(from) / f64::from(of) - 0.5;
        let first = center.max(0.0) as u32;
        Self {
            first: first as usize,
            second: (first + 1).min(from - 1) as usize,
            weight: (center - f64::from(first)).clamp(0.0, 1.0) as f32,
        }
    }
}

fn texel(from: &Pixels, column: &Taps, row: &Taps, color: bool) -> [u8; 4] {
    let width = from.width as usize;
    let at = |x: usize, y: usize| {
        let start = (y * width + x) * 4;
        &from.rgba[start..start + 4]
    };
    let corners = [
        at(column.first, row.first),
        at(column.second, row.first),
        at(column.first, row.second),
        at(column.second, row.second),
    ];
    let (fx, fy) = (column.weight, row.weight);
    let weights = [
        (1.0 - fx) * (1.0 - fy),
        fx * (1.0 - fy),
        (1.0 - fx) * fy,
        fx * fy,
    ];
    std::array::from_fn(|channel| {
        let linear = color && channel < 3;
        let sum: f32 = corners
            .iter()
            .zip(weights)
            .map(|(corner, weight)| {
                let value = corner[channel];
                weight
                    * if linear {
                        decode(value)
                    } else {
                        f32::from(value)
                    }
            })
            .sum();
        if linear {
            encode(sum)
        } else {
            (sum + 0.5) as u8
        }
    })
}

/// Linear light of an sRGB value.
pub(crate) fn decode(value: u8) -> f32 {
    static TABLE: OnceLock<[f32; 256]> = OnceLock::new();
    TABLE.get_or_init(|| std::array::from_fn(|value| srgb::to_linear(value as f32 / 255.0)))
        [usize::from(value)]
}

/// The sRGB value nearest to a linear light.
fn encode(linear: f32) -> u8 {
    (srgb::to_srgb(linear) * 255.0 + 0.5) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_averaged_as_light_and_numbers_as_numbers() {
        let checker = |_: ()| Pixels {
            width: 2,
            height: 2,
            rgba: [[0, 0, 0, 255], [255; 4], [255; 4], [0, 0, 0, 255]].concat(),
        };
        let colours = Mips::of(checker(()), true, 4096).levels;
        assert_eq!(colours[1].rgba, [188, 188, 188, 255]);
        let numbers = Mips::of(checker(()), false, 4096).levels;
        assert_eq!(numbers[1].rgba, [128, 128, 128, 255]);
    }

    #[test]
    fn every_srgb_value_survives_the_way_to_light_and_back() {
        for value in 0..=255 {
            assert_eq!(encode(decode(value)), value);
            let light = light_table()[usize::from(value)];
            assert_eq!(color_table()[usize::from(light)], value);
        }
    }

    #[test]
    fn odd_sides_end_at_one_texel_and_large_ones_are_left_out() {
        let image = Pixels {
            width: 5,
            height: 3,
            rgba: vec![7; 60],
        };
        let sizes = |mips: Mips| -> Vec<(u32, u32)> {
            mips.levels
                .iter()
                .map(|level| (level.width, level.height))
                .collect()
        };
        assert_eq!(
            sizes(Mips::of(image.clone(), false, 4096)),
            [(5, 3), (2, 1), (1, 1)]
        );
        assert_eq!(sizes(Mips::of(image, false, 4)), [(2, 1), (1, 1)]);
    }
}
