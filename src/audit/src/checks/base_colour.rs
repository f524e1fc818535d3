//! Brightness of the base colour: neither pure white nor pure black reacts to light as real stuff
//! does.
//!
//! Brightness is HSV's value, the greatest of the three channels, in sRGB steps from 0 to 255, of
//! texture times factor. Up to one texel of a hundred may lie outside: those are the gaps between
//! UV islands and the noise of JPEG rather than the product.

use asset::Limits;
use asset::image::srgb;
use asset::model::{Material, Model};

use super::{Outcome, Subject, plural};
use crate::finding::Unit;
use crate::profile::Rule;

/// The share of texels that may lie outside on either end.
const TOLERATED: f64 = 0.01;

pub(super) fn run(subject: &Subject<'_>, rule: &Rule) -> Outcome {
    let model = subject.model;
    let mut broken = Vec::new();
    let mut range = (255.0_f64, 0.0_f64);
    for (index, material) in model.materials.iter().enumerate() {
        let Some((low, high)) = brightness(model, material) else {
            continue;
        };
        range = (range.0.min(low), range.1.max(high));
        if rule.min.is_some_and(|min| low < min) || rule.max.is_some_and(|max| high > max) {
            let name = material
                .name
                .clone()
                .unwrap_or_else(|| format!("material {}", index + 1));
            broken.push(format!("{name} ({low:.0} to {high:.0})"));
        }
    }
    if range.0 > range.1 {
        return Outcome::not_applicable("No base colour to judge");
    }
    let (low, high) = range;
    let too_bright = rule.max.is_some_and(|max| high > max);
    let sentence = if broken.is_empty() {
        format!("Base colours are from {low:.0} to {high:.0} of 255")
    } else {
        format!(
            "{} {} too dark or too bright: base colours are from {low:.0} to {high:.0} of 255",
            broken.len(),
            plural(broken.len(), "material is", "materials are")
        )
    };
    Outcome::new(broken.is_empty(), sentence)
        .measured(if too_bright { high } else { low }, Unit::Steps)
        .places(broken)
        .hint(
            "Keep blacks above and whites below the limits in the base colour: light and shadow \
             make the extremes",
        )
}

/// The range of brightness of a material's base colour without the tolerated outliers; `None` when
/// its texture can't be decoded.
fn brightness(model: &Model, material: &Material) -> Option<(f64, f64)> {
    let factor = [
        material.base_color[0],
        material.base_color[1],
        material.base_color[2],
    ];
    let Some(used) = material.base_color_texture else {
        let value = factor.map(srgb::to_srgb).into_iter().fold(0.0, f32::max);
        let value = f64::from((value * 255.0).round());
        return Some((value, value));
    };
    let image = model.images.get(model.textures.get(used.texture)?.image?)?;
    let pixels = asset::image::decode(image, &Limits::default()).ok()?;
    // A table for each channel: 8-bit sRGB times the linear factor, as 8-bit sRGB again.
    let tables = factor.map(|factor| -> Vec<u8> {
        (0..=255_u8)
            .map(|step| {
                let linear = srgb::to_linear(f32::from(step) / 255.0) * factor;
                (srgb::to_srgb(linear) * 255.0).round() as u8
            })
            .collect()
    });
    let mut histogram = [0_u64; 256];
    for texel in pixels.rgba.chunks_exact(4) {
        let value = tables
            .iter()
            .zip(texel)
            .filter_map(|(table, step)| table.get(usize::from(*step)));
        if let Some(count) = value
            .max()
            .and_then(|value| histogram.get_mut(usize::from(*value)))
        {
            *count += 1;
        }
    }
    let total: u64 = histogram.iter().sum();
    let tolerated = (total as f64 * TOLERATED) as u64;
    let first_over = |mut steps: Box<dyn Iterator<Item = (usize, &u64)> + '_>| {
        let mut seen = 0;
        steps.find_map(|(step, count)| {
            seen += count;
            (seen > tolerated).then_some(step as f64)
        })
    };
    let low = first_over(Box::new(histogram.iter().enumerate()))?;
    let high = first_over(Box::new(histogram.iter().enumerate().rev()))?;
    Some((low, high))
}

#[cfg(test)]
mod tests {
    use super::super::samples::{chair, picture, rule, run};
    use crate::check::Check;

    #[test]
    fn grey_passes_and_pure_white_and_black_fail() {
        let mut model = chair();
        let rule = rule(Check::BaseColour, Some(30.0), Some(243.0));
        assert_eq!(run(&model, &rule).kept, Some(true));
        model.images[0] = picture(8, 8, [255, 10, 10, 255]);
        let outcome = run(&model, &rule);
        assert_eq!(outcome.kept, Some(false));
        assert_eq!(outcome.measured.map(|measured| measured.value), Some(255.0));
        model.images[0] = picture(8, 8, [10, 10, 10, 255]);
        assert_eq!(run(&model, &rule).kept, Some(false));
    }

    #[test]
    fn the_factor_counts_with_and_without_a_texture() {
        let mut model = chair();
        let rule = rule(Check::BaseColour, Some(30.0), Some(243.0));
        model.materials[0].base_color = [0.01, 0.01, 0.01, 1.0];
        assert_eq!(run(&model, &rule).kept, Some(false));
        model.materials[0].base_color = [1.0; 4];
        model.materials[0].base_color_texture = None;
        assert_eq!(
            run(&model, &rule).measured.map(|measured| measured.value),
            Some(255.0)
        );
    }
}
