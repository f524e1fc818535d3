//! A chunky plain weave of wool: yarns over and under, plied, thick and thin, no two quite alike.

use super::picture::Picture;
use crate::noise::{hash, layered, value};
use crate::numeric::{HALF, TURN, cos, exp, sin};

/// Metres that one repeat covers on the product.
pub(crate) const REPEAT: f64 = 0.2;

/// Yarns per repeat in each direction (even, so that over and under meet at the edges).
const YARNS: i64 = 64;

/// Height of the yarns in yarn widths: how strongly the normal map tilts.
const RELIEF: f64 = 0.42;

/// The three pictures of the cloth.
pub(crate) struct Fabric {
    /// Grey: the cloth's shade, to be tinted by a material's colour.
    pub(crate) shade: Picture,
    /// Normal map.
    pub(crate) normal: Picture,
    /// Roughness in green, metalness (none) in blue.
    pub(crate) roughness: Picture,
}

/// Weaves a repeat of `size` x `size` pixels.
pub(crate) fn weave(size: usize) -> Fabric {
    let cell = size as f64 / YARNS as f64;
    let strands: Vec<Strand> = (0..size * size)
        .map(|i| strand((i % size) as f64 / cell, (i / size) as f64 / cell))
        .collect();
    let heights: Vec<f64> = strands.iter().map(|s| s.height * cell * RELIEF).collect();
    let shade = Picture::grey(size, size, |x, y| {
        let s = &strands[y * size + x];
        let (u, v) = (x as f64 / size as f64, y as f64 / size as f64);
        let heather = 0.045 * layered(u, v, (9, 9), 3, 41);
        0.60 + 0.36 * crate::numeric::smoothstep(-0.75, 0.95, s.height) + s.tone + heather
    });
    let half = size / 2;
    let roughness = Picture::colour(half, half, |x, y| {
        let s = &strands[y * 2 * size + x * 2];
        [
            1.0,
            0.98 - 0.14 * crate::numeric::smoothstep(0.2, 1.1, s.height),
            0.0,
        ]
    });
    Fabric {
        shade,
        normal: Picture::normals(size, size, &heights, 32.0),
        roughness,
    }
}

/// What lies on top at a point.
struct Strand {
    /// Height in yarn widths, about -1..1.2.
    height: f64,
    /// Lighter or darker than the rest.
    tone: f64,
}

/// The cloth at (x, y) in yarns.
fn strand(x: f64, y: f64) -> Strand {
    let period = (YARNS, YARNS);
    // Yarns wander a little from their straight way.
    let wx = x
        + 0.16 * value(x * 0.5, y * 0.5, (YARNS / 2, YARNS / 2), 5)
        + 0.05 * value(x * 2.0, y * 2.0, (YARNS * 2, YARNS * 2), 6);
    let wy = y
        + 0.16 * value(x * 0.5, y * 0.5, (YARNS / 2, YARNS / 2), 7)
        + 0.05 * value(x * 2.0, y * 2.0, (YARNS * 2, YARNS * 2), 8);
    let (i, j) = (wx.floor(), wy.floor());
    let warp = yarn(wx - i - 0.5, wy, i as i64, 11, period);
    let weft = yarn(wy - j - 0.5, wx, j as i64, 23, period);
    // Over where column + row is even, under where odd.
    let swing = 0.52;
    let over_warp = swing * cos(HALF * (wy - 0.5 + i));
    let over_weft = -swing * cos(HALF * (wx - 0.5 + j));
    let (a, b) = (warp.0 + over_warp, weft.0 + over_weft);
    let (height, tone) = if a > b { (a, warp.1) } else { (b, weft.1) };
    Strand { height, tone }
}

/// Height above the cloth's middle and tone of a yarn at `across` (-0.5..0.5) and `along` in yarns.
fn yarn(across: f64, along: f64, number: i64, seed: u32, period: (i64, i64)) -> (f64, f64) {
    let number = number.rem_euclid(YARNS);
    let slub = value(along * 0.25, number as f64, (YARNS / 4, YARNS), seed);
    let width = 0.47 + 0.05 * slub;
    let d = across / width;
    let round = if d.abs() < 1.0 {
        (1.0 - d * d).sqrt() * 0.62
    } else {
        -0.4
    };
    // Two plies twisted together.
    let ply = 0.055 * sin(TURN * (along * 1.5 + across * 1.1 + hash(number, 3, seed)));
    let fuzz = 0.03
        * value(
            along * 4.0,
            across * 8.0 + number as f64 * 8.0,
            (YARNS * 4, YARNS * 8),
            seed + 1,
        );
    let tone = 0.05 * (hash(number, 0, seed) - 0.5)
        + 0.04 * value(along * 0.5, number as f64, (YARNS / 2, period.1), seed + 2);
    (
        round + ply + fuzz,
        tone - 0.03 * exp(-4.0 * (1.0 - d.abs()).max(0.0)),
    )
}
