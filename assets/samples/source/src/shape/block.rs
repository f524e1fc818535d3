//! Boxes with rounded edges.

use glam::{DVec2, DVec3};

use super::tile::Tile;
use crate::mesh::Mesh;
use crate::numeric::{HALF, cos, sin};

/// The direction in which a block's texture runs (the grain of wood).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Grain {
    /// Along x.
    X,
    /// Along y.
    Y,
    /// Along z.
    Z,
}

/// A box of `size` metres around the origin with edges of `radius`; `flats` is how many pieces each flat side is cut into per direction.
pub(crate) fn block(size: DVec3, radius: f64, flats: usize, grain: Grain, tile: f64) -> Mesh {
    let half = size * 0.5;
    let radius = radius.min(half.min_element() * 0.98);
    let mut mesh = Mesh::default();
    for (axis, sign) in [
        (0, 1.0),
        (0, -1.0),
        (1, 1.0),
        (1, -1.0),
        (2, 1.0),
        (2, -1.0),
    ] {
        // Two directions that, crossed, give the side's outward axis.
        let (first, second) = match sign > 0.0 {
            true => ((axis + 1) % 3, (axis + 2) % 3),
            false => ((axis + 2) % 3, (axis + 1) % 3),
        };
        let columns = stations(half[first], radius, flats);
        let rows = stations(half[second], radius, flats);
        let along_first = grain as usize == first;
        let lay = if along_first {
            Tile::turned(tile)
        } else {
            Tile::upright(tile)
        };
        mesh.append(Mesh::grid(columns.len() - 1, rows.len() - 1, |c, r| {
            let mut p = DVec3::ZERO;
            p[axis] = sign * half[axis];
            p[first] = columns[c];
            p[second] = rows[r];
            let inner = p.clamp(DVec3::splat(radius) - half, half - DVec3::splat(radius));
            let offset = DVec2::splat(0.31 * axis as f64 + 0.17 * sign);
            (
                inner + (p - inner).normalize_or_zero() * radius,
                lay.at(columns[c], rows[r]) + offset,
            )
        }));
    }
    mesh
}

/// Where a side is cut: along each rounded edge at even angles, between them evenly.
fn stations(half: f64, radius: f64, flats: usize) -> Vec<f64> {
    // Edges of a few millimetres need no more to look round.
    let pieces = if radius < 0.0035 { 2 } else { 4 };
    let flat = half - radius;
    // On the cube's side, the point that lands at angle a of the rounding lies at tan(a).
    let arc: Vec<f64> = (1..=pieces)
        .map(|k| HALF * 0.25 * f64::from(k) / f64::from(pieces))
        .map(|a| radius * sin(a) / cos(a))
        .collect();
    let mut out: Vec<f64> = arc.iter().rev().map(|t| -flat - t).collect();
    out.extend((0..=flats).map(|k| -flat + 2.0 * flat * k as f64 / flats as f64));
    out.extend(arc.iter().map(|t| flat + t));
    out
}
