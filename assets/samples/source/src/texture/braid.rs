//! A braided cord in two colours.

use super::picture::Picture;
use crate::numeric::{TURN, cos};

/// Pixels per side of one repeat.
const SIZE: usize = 128;

/// Strands per repeat.
const STRANDS: f64 = 4.0;

/// Colour and normal map of one repeat of the braid.
pub(crate) fn braid() -> (Picture, Picture) {
    let at = |x: usize, y: usize| {
        let (u, v) = (x as f64 / SIZE as f64, y as f64 / SIZE as f64);
        let (a, b) = (STRANDS * (u + v), STRANDS * (u - v));
        // Two families of strands cross; the one on top alternates.
        let over = (a.floor() as i64 + b.floor() as i64).rem_euclid(2) == 0;
        let along = if over { a } else { b };
        let place = along.rem_euclid(1.0);
        let round = (1.0 - (2.0 * place - 1.0) * (2.0 * place - 1.0))
            .max(0.0)
            .sqrt();
        (over, along.floor() as i64, round)
    };
    let colour = Picture::colour(SIZE, SIZE, |x, y| {
        let (over, number, round) = at(x, y);
        let dark = over && number.rem_euclid(2) == 0;
        let base = if dark {
            [0.33, 0.22, 0.14]
        } else {
            [0.80, 0.72, 0.60]
        };
        base.map(|c| c * (0.62 + 0.38 * round))
    });
    let heights: Vec<f64> = (0..SIZE * SIZE)
        .map(|i| {
            let (_, _, round) = at(i % SIZE, i / SIZE);
            round * 6.0 + 0.4 * cos(TURN * (i % SIZE) as f64 / 8.0)
        })
        .collect();
    (colour, Picture::normals(SIZE, SIZE, &heights, 64.0))
}
