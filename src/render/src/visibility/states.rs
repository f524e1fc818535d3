//! Poses and variants in which a model shows something else.

use asset::Model;
use asset::model::Animation;

use super::allowed::Allowed;
use crate::scene::MaterialBinding;
use crate::{RenderContext, Scene};

/// At most so many moments of an animation are looked at besides those that are evenly apart: the times of
/// its keys, where what moves turns back.
const KEYS: usize = 12;
/// Up to so many states each pose is looked at in each variant; of more, variants take turns.
const MANY: usize = 40;
/// The end of an animation is its start again, so that its last moment is just before.
const LAST: f32 = 0.999_99;

/// A pose and a variant in which the model shows something else.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct State {
    pub(super) variant: Option<usize>,
    /// Animation and time.
    pub(super) pose: Option<(usize, f32)>,
}

/// The states to look at: at rest and in each pose, with each variant that lets other things be seen.
pub(super) fn states(
    context: &RenderContext,
    scene: &mut Scene,
    model: &Model,
    allowed: &Allowed,
) -> Vec<State> {
    let mut variants = Vec::new();
    let mut known: Vec<Vec<(bool, bool, Option<usize>)>> = Vec::new();
    for variant in std::iter::once(None).chain((0..model.variants.len()).map(Some)) {
        scene.set_variant(context, variant);
        let signature = scene
            .parts()
            .iter()
            .map(|part| {
                let mask = part
                    .binding()
                    .is_some_and(|binding| binding.features.contains("MASK"));
                (
                    part.binding().is_some_and(MaterialBinding::hides),
                    part.binding().is_some_and(|binding| binding.double_sided),
                    mask.then_some(part.material),
                )
            })
            .collect();
        if !known.contains(&signature) {
            known.push(signature);
            variants.push(variant);
        }
    }
    let poses: Vec<(usize, f32)> = (0..)
        .zip(&model.animations)
        .flat_map(|(index, animation)| {
            let moments = moments(animation, allowed.poses.max(2));
            moments.into_iter().map(move |time| (index, time))
        })
        .collect();
    let rest = variants.iter().map(|variant| State {
        variant: *variant,
        pose: None,
    });
    let mut states: Vec<State> = rest.collect();
    let all = poses.len() * variants.len() <= MANY;
    for (turn, pose) in poses.iter().enumerate() {
        for (number, variant) in variants.iter().enumerate() {
            if all || turn % variants.len() == number {
                states.push(State {
                    variant: *variant,
                    pose: Some(*pose),
                });
            }
        }
    }
    states
}

/// The moments of an animation in seconds: so many that are evenly apart, and its keys.
fn moments(animation: &Animation, steps: usize) -> Vec<f32> {
    let last = animation.duration * LAST;
    let even = (0..steps).map(|step| last * step as f32 / (steps - 1).max(1) as f32);
    let mut keys: Vec<f32> = animation
        .channels
        .iter()
        .flat_map(|channel| &channel.curve.times)
        .map(|time| time.clamp(0.0, last))
        .collect();
    keys.sort_by(f32::total_cmp);
    keys.dedup();
    let step = keys.len().div_ceil(KEYS).max(1);
    let mut moments: Vec<f32> = even.chain(keys.into_iter().step_by(step)).collect();
    moments.sort_by(f32::total_cmp);
    moments.dedup_by(|later, earlier| *later - *earlier <= 1e-3 * animation.duration);
    moments
}

#[cfg(test)]
mod tests {
    use asset::model::{Channel, Curve, Interpolation, Property};

    use super::*;

    fn animation(times: Vec<f32>) -> Animation {
        let duration = times.iter().copied().fold(0.0, f32::max);
        Animation {
            name: None,
            channels: vec![Channel {
                node: 0,
                property: Property::Translation,
                curve: Curve {
                    interpolation: Interpolation::Linear,
                    values: vec![0.0; times.len() * 3],
                    times,
                    width: 3,
                },
            }],
            duration,
        }
    }

    #[test]
    fn moments_are_evenly_apart_and_at_keys_and_the_last_is_before_the_end() {
        let moments = moments(&animation(vec![0.0, 0.9, 1.0, 4.0]), 3);
        assert_eq!(moments.len(), 5, "{moments:?}");
        assert!(
            moments.contains(&0.9) && moments.contains(&1.0),
            "{moments:?}"
        );
        assert!(moments[4] > 3.99 && moments[4] < 4.0, "{moments:?}");
    }

    #[test]
    fn of_many_keys_some_are_looked_at_and_an_animation_of_no_length_is_one_moment() {
        let many = moments(&animation((0..1000).map(|key| key as f32).collect()), 6);
        assert!(many.len() <= KEYS + 6, "{many:?}");
        assert_eq!(moments(&animation(vec![0.0]), 6), [0.0]);
    }
}
