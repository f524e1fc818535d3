//! Seeded, tileable noise: the only irregularity in the samples, the same on every run.

use crate::numeric::lerp;

/// A well mixed hash of two lattice coordinates and a seed, uniform in [0, 1).
pub(crate) fn hash(x: i64, y: i64, seed: u32) -> f64 {
    let mut h = (x as u32).wrapping_mul(0x9E37_79B1)
        ^ (y as u32).wrapping_mul(0x85EB_CA77)
        ^ seed.wrapping_mul(0xC2B2_AE3D);
    // The finaliser of MurmurHash3, which leaves no visible lattice.
    h ^= h >> 16;
    h = h.wrapping_mul(0x85EB_CA6B);
    h ^= h >> 13;
    h = h.wrapping_mul(0xC2B2_AE35);
    h ^= h >> 16;
    f64::from(h) / 4_294_967_296.0
}

/// Smooth value noise in [-1, 1] at lattice coordinates, repeating after `period` cells along each axis.
pub(crate) fn value(x: f64, y: f64, period: (i64, i64), seed: u32) -> f64 {
    let (fx, fy) = (x.floor(), y.floor());
    let (tx, ty) = (fade(x - fx), fade(y - fy));
    let at = |dx: i64, dy: i64| {
        hash(
            (fx as i64 + dx).rem_euclid(period.0),
            (fy as i64 + dy).rem_euclid(period.1),
            seed,
        )
    };
    let low = lerp(at(0, 0), at(1, 0), tx);
    let high = lerp(at(0, 1), at(1, 1), tx);
    lerp(low, high, ty) * 2.0 - 1.0
}

/// Sum of `octaves` of [`value`], each at twice the frequency and half the weight, in about [-1, 1]. `u` and `v` in 0..1 cover one tile of `cells` lattice cells.
pub(crate) fn layered(u: f64, v: f64, cells: (i64, i64), octaves: u32, seed: u32) -> f64 {
    let (mut sum, mut weight, mut total) = (0.0, 1.0, 0.0);
    for octave in 0..octaves {
        let scale = 1_i64 << octave;
        let period = (cells.0 * scale, cells.1 * scale);
        sum += weight
            * value(
                u * period.0 as f64,
                v * period.1 as f64,
                period,
                seed.wrapping_add(octave * 101),
            );
        total += weight;
        weight *= 0.5;
    }
    sum / total
}

/// Quintic fade: no visible creases at lattice lines, in value or in slope.
fn fade(t: f64) -> f64 {
    t * t * t * (t * (t * 6.0 - 15.0) + 10.0)
}
