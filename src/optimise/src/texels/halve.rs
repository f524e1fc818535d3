//! Textures of half the size.

use asset::image::{Pixels, srgb};

use crate::slots::Slots;

/// Half the size, `halvings` times; a side never falls below one pixel. Colours are averaged as
/// light, normals as directions.
pub(crate) fn halve(mut pixels: Pixels, slots: &Slots, halvings: u8) -> Pixels {
    for _ in 0..halvings {
        if pixels.width <= 1 && pixels.height <= 1 {
            break;
        }
        pixels = once(&pixels, slots);
    }
    pixels
}

fn once(pixels: &Pixels, slots: &Slots) -> Pixels {
    let (width, height) = ((pixels.width / 2).max(1), (pixels.height / 2).max(1));
    let decode: Vec<f32> = (0..=255_u8).map(|step| to_value(step, slots)).collect();
    let texel = |x: u32, y: u32| -> &[u8] {
        let (x, y) = (x.min(pixels.width - 1), y.min(pixels.height - 1));
        let start = (y as usize * pixels.width as usize + x as usize) * 4;
        pixels.rgba.get(start..start + 4).unwrap_or(&[0; 4])
    };
    let mut rgba = Vec::with_capacity(width as usize * height as usize * 4);
    for y in 0..height {
        for x in 0..width {
            let texels =
                [(0, 0), (1, 0), (0, 1), (1, 1)].map(|(dx, dy)| texel(x * 2 + dx, y * 2 + dy));
            let mean = |channel: usize| {
                texels
                    .iter()
                    .map(|texel| decode[usize::from(texel[channel])])
                    .sum::<f32>()
                    / 4.0
            };
            let mut color = [mean(0), mean(1), mean(2)];
            if slots.normal {
                let vector = glam::Vec3::from(color) * 2.0 - 1.0;
                color = (vector.normalize_or(glam::Vec3::Z) * 0.5 + 0.5).to_array();
            }
            rgba.extend(color.map(|value| to_step(value, slots)));
            let alpha: u32 = texels.iter().map(|texel| u32::from(texel[3])).sum();
            rgba.push(((alpha + 2) / 4) as u8);
        }
    }
    Pixels {
        width,
        height,
        rgba,
    }
}

/// A step of a channel as what is averaged, 0 to 1: light for sRGB colours (IEC 61966-2-1).
fn to_value(step: u8, slots: &Slots) -> f32 {
    let value = f32::from(step) / 255.0;
    if !slots.color {
        value
    } else {
        srgb::to_linear(value)
    }
}

fn to_step(value: f32, slots: &Slots) -> u8 {
    let value = if slots.color {
        srgb::to_srgb(value)
    } else {
        value.clamp(0.0, 1.0)
    };
    (value * 255.0).round() as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    fn color() -> Slots {
        Slots {
            color: true,
            normal: false,
            channels: [true; 4],
        }
    }

    #[test]
    fn black_and_white_average_as_light() {
        let pixels = Pixels {
            width: 2,
            height: 1,
            rgba: vec![0, 0, 0, 255, 255, 255, 255, 255],
        };
        let half = halve(pixels.clone(), &color(), 1);
        assert_eq!((half.width, half.height), (1, 1));
        assert_eq!(half.rgba, [188, 188, 188, 255]);
        let data = Slots {
            color: false,
            ..color()
        };
        assert_eq!(halve(pixels, &data, 1).rgba[0], 128);
    }

    #[test]
    fn a_texture_of_one_pixel_stays() {
        let pixels = Pixels {
            width: 1,
            height: 1,
            rgba: vec![9; 4],
        };
        assert_eq!(halve(pixels.clone(), &color(), 3), pixels);
    }
}
