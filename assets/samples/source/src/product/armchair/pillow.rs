//! A small pillow with knife edges: two sides sewn together round the rim. Modelled around the origin, facing +Z.

use glam::{DVec2, DVec3};

use super::CLOTH;
use crate::mesh::Mesh;
use crate::noise::layered;
use crate::numeric::{HALF, bell, pow, sin};
use crate::shape::slab;
use crate::shape::sweep;

/// Half the width, half the height and half the thickness in metres.
const HALF_WIDTH: f64 = 0.205;
const HALF_HEIGHT: f64 = 0.128;
const HALF_THICK: f64 = 0.084;

/// Quads across and up each side.
const COLUMNS: usize = 52;
const ROWS: usize = 34;

/// Both sides of the cover.
pub(crate) fn cover() -> Mesh {
    let side = |sign: f64, seed: u32| {
        Mesh::grid(COLUMNS, ROWS, |c, r| {
            let p = surface(c, r, sign, seed);
            (p, CLOTH.at(p.x * sign, p.y))
        })
    };
    side(1.0, 3).with(slab::flipped(side(-1.0, 4)))
}

/// Piping round the rim.
pub(crate) fn piping(radius: f64) -> Mesh {
    let mut path: Vec<DVec3> = Vec::new();
    path.extend((0..COLUMNS).map(|c| surface(c, 0, 1.0, 3)));
    path.extend((0..ROWS).map(|r| surface(COLUMNS, r, 1.0, 3)));
    path.extend((1..=COLUMNS).rev().map(|c| surface(c, ROWS, 1.0, 3)));
    path.extend((1..=ROWS).rev().map(|r| surface(0, r, 1.0, 3)));
    // Crowded at the corners, where the cord bends more gently than the cloth.
    path.dedup_by(|a, b| a.distance(*b) < 0.004);
    let count = path.len();
    let soft: Vec<DVec3> = (0..count)
        .map(|k| (path[(k + count - 1) % count] + path[k] * 2.0 + path[(k + 1) % count]) * 0.25)
        .collect();
    sweep::ring(&soft, 10, CLOTH, radius)
}

/// A point of the cover; both sides meet at the rim.
fn surface(c: usize, r: usize, sign: f64, seed: u32) -> DVec3 {
    // Denser towards the rim.
    let spread = |k: usize, count: usize| {
        if k == count {
            1.0
        } else {
            sin(HALF * 0.5 * (2.0 * k as f64 / count as f64 - 1.0))
        }
    };
    let (a, b) = (spread(c, COLUMNS), spread(r, ROWS));
    let (open_a, open_b) = ((1.0 - a * a).max(0.0), (1.0 - b * b).max(0.0));
    // Edges are drawn in between the corners; corners stand out.
    let place = DVec2::new(
        HALF_WIDTH * a * (1.0 - 0.055 * open_b * a * a),
        HALF_HEIGHT * b * (1.0 - 0.075 * open_a * b * b),
    );
    let fill = pow(open_a * open_b, 0.44);
    // The filling has settled; folds run in from the corners.
    let settled = 1.0 + 0.10 * (-b * 0.8 + 0.3 * a);
    let folds = 0.10 * layered(a * 0.5 + 0.5, b * 0.5 + 0.5, (5, 4), 3, seed)
        + 0.05 * bell((a.abs() - b.abs()).abs(), 0.12) * (a * a + b * b) * 0.5;
    let thick = HALF_THICK * fill * (settled + folds);
    DVec3::new(
        place.x,
        place.y,
        if fill < 1e-6 { 0.0 } else { sign * thick },
    )
}
