//! Walnut: growth rings, figure, pores; the grain runs up the picture.

use super::picture::{Picture, ramp};
use crate::noise::{layered, value};
use crate::numeric::{TURN, pow, sin, smoothstep};

/// How a piece of wood was cut and finished.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cut {
    /// Pixels per side.
    pub(crate) size: usize,
    /// Growth rings across one repeat.
    pub(crate) rings: i64,
    /// How far the rings wander, in repeats.
    pub(crate) figure: f64,
    /// Another tree.
    pub(crate) seed: u32,
}

/// Tones of oiled walnut from pores to sapwood, sRGB.
const WALNUT: [(f64, u32); 5] = [
    (0.0, 0x1F_0F07),
    (0.25, 0x40_2211),
    (0.5, 0x63_381D),
    (0.75, 0x82_4F2B),
    (1.0, 0xA3_6E40),
];

/// One repeat of walnut veneer.
pub(crate) fn walnut(cut: Cut) -> Picture {
    let n = cut.size;
    let across = n as i64;
    Picture::colour(n, n, |x, y| {
        let (u, v) = (x as f64 / n as f64, y as f64 / n as f64);
        let wander =
            layered(u, v, (2, 1), 3, cut.seed) + 0.25 * layered(u, v, (6, 2), 2, cut.seed + 9);
        let ring = (cut.rings as f64 * (u + cut.figure * wander)).rem_euclid(1.0);
        // Early wood is light; it darkens towards the end of the season and stops short.
        let season = smoothstep(0.0, 0.12, ring) * (1.0 - pow(ring, 2.2));
        let fibre = value(
            u * (across / 3) as f64,
            v * 10.0,
            (across / 3, 10),
            cut.seed + 1,
        );
        let streak = layered(u, v, (24, 2), 3, cut.seed + 2);
        let broad = layered(u, v, (3, 1), 2, cut.seed + 3);
        let pore_noise = value(
            u * (across / 2) as f64,
            v * 36.0,
            (across / 2, 36),
            cut.seed + 4,
        );
        let pore = smoothstep(0.62, 0.86, pore_noise + 0.22 * (0.5 - ring));
        // Light that plays on curled fibres.
        let curl = sin(TURN * (v * 9.0 + 1.5 * layered(u, v, (4, 3), 2, cut.seed + 5)))
            * layered(u, v, (5, 3), 2, cut.seed + 6);
        let tone = 0.43
            + 0.26 * (season - 0.5)
            + 0.075 * fibre
            + 0.15 * streak
            + 0.13 * broad
            + 0.04 * curl
            - 0.24 * pore;
        // 64 tones: enough to look continuous, few enough for a palette.
        ramp(&WALNUT, (tone.clamp(0.0, 1.0) * 63.0).round() / 63.0)
    })
}
