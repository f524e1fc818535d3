//! A texture's texels as customers see them.

use asset::Limits;
use asset::image::{self, Pixels};
use asset::model::{Image, Mime};

use super::halve::halve;
use crate::slots::Slots;
use crate::work::Picture;

/// The source's pixels as customers see them, halved and without channels that have no effect; `None` for forms that
/// can't be decoded.
pub(crate) fn pixels(picture: &Picture, slots: &Slots, halvings: u8) -> Option<Pixels> {
    let image = Image {
        name: None,
        uri: None,
        mime: Mime::Unknown,
        data: picture.source.clone(),
        width: picture.width,
        height: picture.height,
    };
    let mut pixels = image::decode_shown(&image, &Limits::default()).ok()?;
    clear(&mut pixels, slots);
    Some(halve(pixels, slots, halvings))
}

/// Gives channels that have no effect the values that cost least: alpha is opaque, and a colour
/// channel repeats another, which leaves less colour to store.
fn clear(pixels: &mut Pixels, slots: &Slots) {
    let [red, green, blue, alpha] = slots.channels;
    let model = [green, red, blue].iter().position(|used| *used);
    let model = model.and_then(|place| [1, 0, 2].get(place).copied());
    for texel in pixels.rgba.as_chunks_mut::<4>().0 {
        let value = model.map_or(0, |channel: usize| texel[channel]);
        for (channel, used) in [red, green, blue].into_iter().enumerate() {
            if !used {
                texel[channel] = value;
            }
        }
        if !alpha {
            texel[3] = 255;
        }
    }
}

/// Whether any texel isn't opaque.
pub(crate) fn has_alpha(pixels: &Pixels) -> bool {
    pixels
        .rgba
        .as_chunks::<4>()
        .0
        .iter()
        .any(|texel| texel[3] != 255)
}

/// Whether so much of a texture is half transparent that it shows how browsers read alpha of AVIF:
/// Chromium stretches it (see [`image::decode_shown`]), others don't. Cut-outs have such texels along
/// their edges alone.
pub(crate) fn fades(pixels: &Pixels) -> bool {
    /// The share of texels that edges take.
    const EDGES: f64 = 0.03;
    let texels = pixels.rgba.as_chunks::<4>().0;
    let between = texels.iter().filter(|texel| (1..255).contains(&texel[3]));
    between.count() as f64 > EDGES * texels.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fades_is_told_from_cut_outs() {
        let picture = |alpha: fn(u32) -> u8| {
            let texels = (0..64 * 64).flat_map(|at| [9, 9, 9, alpha(at % 64)]);
            Pixels {
                width: 64,
                height: 64,
                rgba: texels.collect(),
            }
        };
        assert!(!fades(&picture(|_| 255)));
        assert!(!fades(&picture(|x| match x {
            0..32 => 0,
            32 => 120,
            _ => 255,
        })));
        assert!(fades(&picture(|x| (x * 4) as u8)));
    }

    #[test]
    fn unused_channels_are_cleared() {
        let mut pixels = Pixels {
            width: 1,
            height: 1,
            rgba: vec![10, 20, 30, 40],
        };
        let slots = Slots {
            color: false,
            normal: false,
            channels: [false, true, true, false],
        };
        clear(&mut pixels, &slots);
        assert_eq!(pixels.rgba, [20, 20, 30, 255]);
    }
}
