//! The viewer blurs its rooms before it filters them, so that lamps have soft edges.

use std::f32::consts::PI;

use glam::{Quat, Vec3};

use super::cube::Cube;

/// Width of the blur in radians.
const SIGMA: f32 = 0.04;
/// Taps to one side, the middle one included: three sigmas of a cube of 256.
const TAPS: usize = 20;

/// Blurs in two passes: about the vertical, then towards the poles.
pub(super) fn blur(cube: &mut Cube) {
    *cube = pass(cube, |_| Vec3::Y);
    *cube = pass(cube, |direction| {
        let axis = Vec3::Y.cross(direction);
        if axis == Vec3::ZERO {
            Vec3::new(direction.z, 0.0, -direction.x)
        } else {
            axis
        }
    });
}

fn pass(cube: &Cube, axis: impl Fn(Vec3) -> Vec3) -> Cube {
    let step = PI / (2.0 * cube.size() as f32);
    let weights = weights(SIGMA / step);
    Cube::new(cube.size(), |direction| {
        let axis = axis(direction).normalize_or(Vec3::X);
        let at = |angle: f32| {
            let [value] = cube.sample(Quat::from_axis_angle(axis, angle) * direction);
            value
        };
        let mut sum = weights[0] * at(0.0);
        for (tap, weight) in weights.iter().enumerate().skip(1) {
            let angle = tap as f32 * step;
            sum += weight * (at(-angle) + at(angle));
        }
        sum
    })
}

/// Half of a normalised Gaussian of `sigma` taps.
fn weights(sigma: f32) -> [f32; TAPS] {
    let mut weights = [0.0; TAPS];
    for (tap, weight) in weights.iter_mut().enumerate() {
        let x = tap as f32 / sigma;
        *weight = (-x * x / 2.0).exp();
    }
    let sum = 2.0 * weights.iter().sum::<f32>() - weights[0];
    weights.map(|weight| weight / sum)
}
