//! Solids over an outline: a rounded wall and two covers. Plinths, plates and cushions.

use glam::{DVec2, DVec3};

use super::outline::Outline;
use super::profile;
use super::tile::Tile;
use crate::mesh::Mesh;

/// A slab over `outline` from height `low` to `high`, edges rounded by `radius`. On the wall the texture's first direction runs round, on the covers along x.
pub(crate) fn slab(
    outline: &Outline,
    low: f64,
    high: f64,
    radius: f64,
    wall: Tile,
    cover: Tile,
) -> Mesh {
    let curve = profile::rounded(&[
        (radius * 1.5, low, 0.0),
        (0.0, low, radius),
        (0.0, high, radius),
        (radius * 1.5, high, 0.0),
    ]);
    let curve = profile::divided(&curve, (high - low) * 0.2);
    let around = band(outline, &curve, wall);
    let inset = radius * 1.5;
    around
        .with(lid(outline, inset, 8, cover, |_, _| high))
        .with(flipped(lid(outline, inset, 8, cover, |_, _| low)))
}

/// The wall that follows `outline`; the profile gives (inset, height) from bottom to top.
pub(crate) fn band(outline: &Outline, curve: &[DVec2], tile: Tile) -> Mesh {
    let along = profile::lengths(curve);
    let total = outline.lengths[outline.sides()];
    let stretch = (total / tile.metres).round().max(1.0) * tile.metres / total;
    Mesh::grid(outline.sides(), curve.len() - 1, |c, r| {
        (
            outline.at(c, curve[r].x, curve[r].y),
            tile.at(outline.lengths[c] * stretch, along[r]),
        )
    })
}

/// The cover inside `outline`, from its edge moved inward by `inset` to the middle in `rings` steps that are closer at the edge. `height` is given the
/// fraction of the way to the edge (1 there, 0 in the middle) and the place (x, z).
pub(crate) fn lid(
    outline: &Outline,
    inset: f64,
    rings: usize,
    tile: Tile,
    height: impl Fn(f64, DVec2) -> f64,
) -> Mesh {
    let centre = outline.centre();
    Mesh::grid(outline.sides(), rings, |c, r| {
        let inward = r as f64 / rings as f64;
        let reach = 1.0 - inward * inward * (1.7 - 0.7 * inward);
        let edge = outline.at(c, inset, 0.0);
        let place = if r == rings {
            centre
        } else {
            centre + (DVec2::new(edge.x, edge.z) - centre) * reach
        };
        let reach = if r == rings { 0.0 } else { reach };
        (
            DVec3::new(place.x, height(reach, place), place.y),
            tile.at(place.x, -place.y),
        )
    })
}

/// The same surface seen from the other side; its texture is mirrored with it.
pub(crate) fn flipped(mut mesh: Mesh) -> Mesh {
    for triangle in &mut mesh.triangles {
        triangle.swap(1, 2);
    }
    mesh
}
