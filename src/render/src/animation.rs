//! The value of an animation at a time.

use asset::model::{Animation, Curve, Interpolation, Property};
use glam::{DQuat, DVec3};

use crate::pose::Locals;

/// Sets `locals` to what `animation` has after `seconds`. It repeats.
pub(crate) fn apply(animation: &Animation, seconds: f32, locals: &mut Locals) {
    let time = if animation.duration > 0.0 {
        seconds.rem_euclid(animation.duration)
    } else {
        0.0
    };
    for channel in &animation.channels {
        if channel.property == Property::Weights {
            if let Some(weights) = locals.weights.get_mut(channel.node) {
                *weights = sample(&channel.curve, time, false);
            }
            continue;
        }
        let Some(local) = locals.transforms.get_mut(channel.node) else {
            continue;
        };
        let turns = channel.property == Property::Rotation;
        let value = sample(&channel.curve, time, turns);
        let vector = || match value[..] {
            [x, y, z, ..] => DVec3::new(x.into(), y.into(), z.into()),
            _ => DVec3::ZERO,
        };
        match channel.property {
            Property::Translation => local.translation = vector(),
            Property::Scale => local.scale = vector(),
            Property::Rotation | Property::Weights => {
                if let [x, y, z, w] = value[..] {
                    local.rotation = DQuat::from_xyzw(x.into(), y.into(), z.into(), w.into());
                }
            }
        }
    }
}

/// The curve's value: `width` numbers.
fn sample(curve: &Curve, time: f32, turns: bool) -> Vec<f32> {
    let cubic = curve.interpolation == Interpolation::CubicSpline;
    let stride = curve.width * if cubic { 3 } else { 1 };
    // Part 0 is the tangent before the key, 1 the value, 2 the tangent after it, for splines.
    let part = |key: usize, part: usize| {
        let start = key * stride + if cubic { part * curve.width } else { 0 };
        curve
            .values
            .get(start..start + curve.width)
            .unwrap_or_default()
    };
    let after = curve.times.partition_point(|key| *key <= time);
    if after == 0 || after == curve.times.len() {
        return part(after.saturating_sub(1), 1).to_vec();
    }
    let before = after - 1;
    let span = curve.times[after] - curve.times[before];
    let t = (time - curve.times[before]) / span;
    let (a, b) = (part(before, 1), part(after, 1));
    match curve.interpolation {
        Interpolation::Step => a.to_vec(),
        Interpolation::Linear if turns => slerp(a, b, t),
        Interpolation::Linear => a.iter().zip(b).map(|(a, b)| a + (b - a) * t).collect(),
        Interpolation::CubicSpline => {
            let (t2, t3) = (t * t, t * t * t);
            let value = |index: usize| {
                (2.0 * t3 - 3.0 * t2 + 1.0) * a[index]
                    + (t3 - 2.0 * t2 + t) * span * part(before, 2)[index]
                    + (3.0 * t2 - 2.0 * t3) * b[index]
                    + (t3 - t2) * span * part(after, 0)[index]
            };
            let length = a.len().min(b.len());
            let mut result: Vec<f32> = (0..length).map(value).collect();
            if turns {
                let norm = result.iter().map(|x| x * x).sum::<f32>().sqrt();
                if norm > 0.0 {
                    result.iter_mut().for_each(|x| *x /= norm);
                }
            }
            result
        }
    }
}

/// Between two turns as the web viewer goes, whatever their lengths.
fn slerp(a: &[f32], b: &[f32], t: f32) -> Vec<f32> {
    let (Ok(a), Ok(mut b)) = (<[f32; 4]>::try_from(a), <[f32; 4]>::try_from(b)) else {
        return a.to_vec();
    };
    if a == b {
        return a.to_vec();
    }
    let dot = |a: [f64; 4], b: [f64; 4]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let double = |turn: [f32; 4]| turn.map(f64::from);
    let mut near = dot(double(a), double(b));
    if near < 0.0 {
        b = b.map(|part| -part);
        near = -near;
    }
    let t = f64::from(t);
    let mix = |s: f64, t: f64| {
        let (a, b) = (double(a), double(b));
        [0, 1, 2, 3].map(|part| a[part] * s + b[part] * t)
    };
    let turn = if near < 0.9995 {
        let angle = near.acos();
        let sin = angle.sin();
        mix(((1.0 - t) * angle).sin() / sin, (t * angle).sin() / sin)
    } else {
        let turn = mix(1.0 - t, t);
        let length = dot(turn, turn).sqrt();
        turn.map(|part| part / length)
    };
    turn.map(|part| part as f32).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn curve(interpolation: Interpolation, times: &[f32], values: &[f32]) -> Curve {
        Curve {
            interpolation,
            times: times.to_vec(),
            values: values.to_vec(),
            width: 1,
        }
    }

    #[test]
    fn curves_hold_at_their_ends_and_move_between() {
        let linear = curve(Interpolation::Linear, &[1.0, 3.0], &[10.0, 20.0]);
        let at = |time| sample(&linear, time, false);
        assert_eq!(at(0.0), [10.0]);
        assert_eq!(at(2.0), [15.0]);
        assert_eq!(at(9.0), [20.0]);
        let step = curve(Interpolation::Step, &[0.0, 1.0], &[1.0, 2.0]);
        assert_eq!(sample(&step, 0.99, false), [1.0]);
        assert_eq!(sample(&step, 1.0, false), [2.0]);
    }

    #[test]
    fn splines_meet_their_values_and_tangents() {
        let spline = curve(
            Interpolation::CubicSpline,
            &[0.0, 2.0],
            &[0.0, 0.0, 1.0, 1.0, 2.0, 0.0],
        );
        assert_eq!(sample(&spline, 0.0, false), [0.0]);
        // With the line's slope for both tangents the spline is a straight line.
        let [middle] = sample(&spline, 1.0, false)[..] else {
            panic!("one number was expected")
        };
        assert!((middle - 1.0).abs() < 1e-6);
    }
}
