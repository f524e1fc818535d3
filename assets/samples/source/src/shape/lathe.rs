//! Turned parts: a profile revolved about the Y axis.

use glam::{DVec2, DVec3};

use super::profile;
use super::tile::Tile;
use crate::mesh::Mesh;
use crate::numeric::{TURN, cos, sin};

/// Revolves a profile of (radius, height) in metres. The outside is to the right of the profile's way: run it up the outer side. The texture goes round a whole
/// number of times, so that it meets itself.
pub(crate) fn turned(curve: &[DVec2], segments: usize, tile: Tile) -> Mesh {
    shaped(curve, segments, tile, |_, _| 0.0)
}

/// Like [`turned`]; `extra` adds metres to the radius by (angle in radians, index in the profile), for flutes and ribs.
pub(crate) fn shaped(
    curve: &[DVec2],
    segments: usize,
    tile: Tile,
    extra: impl Fn(f64, usize) -> f64,
) -> Mesh {
    let along = profile::lengths(curve);
    let widest = curve.iter().map(|p| p.x).fold(0.0, f64::max);
    let repeats = (TURN * widest / tile.metres).round().max(1.0);
    Mesh::grid(segments, curve.len() - 1, |c, r| {
        let turn = if c == segments {
            0.0
        } else {
            c as f64 / segments as f64
        };
        let angle = TURN * turn;
        let radius = if curve[r].x < 1e-9 {
            0.0
        } else {
            curve[r].x + extra(angle, r)
        };
        let round = tile.metres * repeats * c as f64 / segments as f64;
        (
            DVec3::new(radius * cos(angle), curve[r].y, -radius * sin(angle)),
            tile.at(round, along[r]),
        )
    })
}

/// A flat or gently shaped disc or ring whose texture is laid on from above, unturned: (x, z) in metres over the tile.
pub(crate) fn faced(curve: &[DVec2], segments: usize, tile: Tile) -> Mesh {
    let mut mesh = turned(curve, segments, tile);
    for vertex in &mut mesh.vertices {
        vertex.uv = DVec2::splat(0.5) + tile.at(vertex.position.x, -vertex.position.z);
    }
    mesh
}
