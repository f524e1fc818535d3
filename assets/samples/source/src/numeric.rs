//! Scalar helpers that give the same bits on every machine.
//!
//! The standard library's `sin` and `powf` come from the platform's C library and differ in the last bit between versions and processors. The samples are
//! compared byte for byte, so transcendental functions come from the pure Rust `libm`, and rotations are built here rather than by `glam`.

use glam::{DQuat, DVec3};

/// A full turn in radians.
pub(crate) const TURN: f64 = std::f64::consts::TAU;

/// Half a turn in radians.
pub(crate) const HALF: f64 = std::f64::consts::PI;

/// Sine of an angle in radians.
pub(crate) fn sin(angle: f64) -> f64 {
    libm::sin(angle)
}

/// Cosine of an angle in radians.
pub(crate) fn cos(angle: f64) -> f64 {
    libm::cos(angle)
}

/// Angle of the point (`x`, `y`) in radians, in (-pi, pi].
pub(crate) fn atan2(y: f64, x: f64) -> f64 {
    libm::atan2(y, x)
}

/// Angle in [0, pi] whose cosine is `value`, which is clamped to [-1, 1].
pub(crate) fn acos(value: f64) -> f64 {
    libm::acos(value.clamp(-1.0, 1.0))
}

/// `base` to the power `exponent`; negative bases count as zero.
pub(crate) fn pow(base: f64, exponent: f64) -> f64 {
    libm::pow(base.max(0.0), exponent)
}

/// `e` to the power `value`.
pub(crate) fn exp(value: f64) -> f64 {
    libm::exp(value)
}

/// `a` at 0, `b` at 1, straight in between and beyond.
pub(crate) fn lerp(a: f64, b: f64, t: f64) -> f64 {
    a + (b - a) * t
}

/// 0 up to `from`, 1 beyond `to`, a smooth cubic in between. `from` may be the larger one: then the curve falls.
pub(crate) fn smoothstep(from: f64, to: f64, value: f64) -> f64 {
    let t = ((value - from) / (to - from)).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

/// Bell of height 1 and standard deviation `width` around zero.
pub(crate) fn bell(distance: f64, width: f64) -> f64 {
    exp(-0.5 * (distance / width) * (distance / width))
}

/// Rotation of `angle` radians about the unit vector `axis`, counter-clockwise seen from its tip.
pub(crate) fn rotation(axis: DVec3, angle: f64) -> DQuat {
    let s = sin(angle * 0.5);
    DQuat::from_xyzw(axis.x * s, axis.y * s, axis.z * s, cos(angle * 0.5))
}

/// Linear light, 0 to 1, of an sRGB byte.
pub(crate) fn linear(byte: u8) -> f64 {
    let c = f64::from(byte) / 255.0;
    if c <= 0.040_45 {
        c / 12.92
    } else {
        pow((c + 0.055) / 1.055, 2.4)
    }
}

/// Linear red, green and blue of an sRGB colour written as `0xRRGGBB`, rounded to four digits as an author's file would carry.
pub(crate) fn colour(rgb: u32) -> [f64; 3] {
    let [_, r, g, b] = rgb.to_be_bytes();
    [r, g, b].map(|byte| (linear(byte) * 1e4).round() / 1e4)
}
