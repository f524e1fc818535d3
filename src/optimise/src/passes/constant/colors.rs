//! What the texels of textures have in common.

use std::collections::HashMap;

use asset::image::srgb;
use base::{Job, Result};
use serde_json::json;

use crate::slots::{self, Slots};
use crate::texels;
use crate::work::Work;
use crate::work::links;

/// What is known of a texture's channels, 0 to 255 each.
#[derive(Debug, Clone, Copy)]
pub(super) struct Color {
    pub(super) least: [u8; 4],
    pub(super) greatest: [u8; 4],
}

impl Color {
    /// The value of a channel that doesn't vary, 0 to 1.
    pub(super) fn value(&self, channel: usize) -> Option<f64> {
        let (least, greatest) = (self.least[channel], self.greatest[channel]);
        let mean = (f64::from(least) + f64::from(greatest)) / 2.0;
        (greatest - least <= 1).then_some(mean / 255.0)
    }

    /// Red, green and blue as light.
    pub(super) fn light(&self) -> Option<[f64; 3]> {
        let channels = [self.value(0)?, self.value(1)?, self.value(2)?];
        Some(channels.map(|value| f64::from(srgb::to_linear(value as f32))))
    }
}

/// The range of each texture's channels, by the texture's number. Textures whose image can't be read
/// aren't there.
pub(super) fn colors(work: &Work, job: &Job) -> Result<HashMap<u64, Color>> {
    let all = Slots {
        color: true,
        normal: false,
        channels: [true; 4],
    };
    let used = slots::of(work);
    let mut images = Vec::new();
    for (picture, slots) in work.images.iter().zip(&used) {
        job.check()?;
        let readable =
            slots.is_used() && !picture.bytes.is_empty() && !picture.part_quality.is_locked();
        let pixels = readable.then(|| texels::pixels(picture, &all, 0)).flatten();
        images.push(pixels.map(|pixels| {
            let texels = pixels.rgba.as_chunks::<4>().0;
            let mut color = Color {
                least: [255; 4],
                greatest: [0; 4],
            };
            for texel in texels {
                for (channel, value) in texel.iter().enumerate() {
                    color.least[channel] = color.least[channel].min(*value);
                    color.greatest[channel] = color.greatest[channel].max(*value);
                }
            }
            color
        }));
    }
    let mut colors = HashMap::new();
    for (index, texture) in (0_u64..).zip(work.json["textures"].as_array().into_iter().flatten()) {
        // A texture with a second image for other viewers must say the same with each.
        let mut ranges = Vec::new();
        let mut one = json!({"textures": [texture.clone()]});
        links::visit(&mut one, links::List::Images, &mut |number| {
            let image = number.as_u64().and_then(|image| images.get(image as usize));
            ranges.push(image.copied().flatten());
        });
        let whole: Option<Vec<Color>> = ranges.into_iter().collect();
        let joined = whole.and_then(|ranges| {
            ranges.into_iter().reduce(|a, b| Color {
                least: std::array::from_fn(|channel| a.least[channel].min(b.least[channel])),
                greatest: std::array::from_fn(|channel| {
                    a.greatest[channel].max(b.greatest[channel])
                }),
            })
        });
        colors.extend(joined.map(|color| (index, color)));
    }
    Ok(colors)
}
