//! Flat slabs with round corners whose upper side is an even grid, so that baked light on it is fine everywhere.

use glam::{DVec2, DVec3};

use super::profile;
use super::tile::Tile;
use crate::mesh::Mesh;
use crate::numeric::HALF;

/// Pieces round each corner's quarter.
const CORNER: usize = 10;

/// The measures of a plate.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plate {
    /// Width (x) and depth (z) in metres.
    pub(crate) size: DVec2,
    /// Radius of the corners in plan.
    pub(crate) corner: f64,
    /// Lower and upper side.
    pub(crate) heights: (f64, f64),
    /// Radius of the edges.
    pub(crate) edge: f64,
    /// Pieces along width and depth between the corners.
    pub(crate) pieces: (usize, usize),
}

impl Plate {
    /// The plate with its texture laid on the sides and round the wall.
    pub(crate) fn mesh(self, tile: Tile) -> Mesh {
        let (low, high) = self.heights;
        let inset = self.edge * 1.5;
        let curve = profile::rounded(&[
            (inset, low, 0.0),
            (0.0, low, self.edge),
            (0.0, high, self.edge),
            (inset, high, 0.0),
        ]);
        let curve = profile::divided(&curve, (high - low) * 0.2);
        let rises = profile::lengths(&curve);
        let ring = self.ring();
        let mut along = vec![0.0];
        for pair in ring.windows(2) {
            let (a, b) = (self.point(pair[0], 0.0), self.point(pair[1], 0.0));
            along.push(along[along.len() - 1] + a.distance(b));
        }
        let total = along[along.len() - 1];
        let stretch = (total / tile.metres).round().max(1.0) * tile.metres / total;
        let wall = Mesh::grid(ring.len() - 1, curve.len() - 1, |c, r| {
            let p = self.point(ring[c], curve[r].x);
            (
                DVec3::new(p.x, curve[r].y, p.y),
                tile.at(along[c] * stretch, rises[r]),
            )
        });
        let (columns, rows) = (self.pieces.0 + 2 * CORNER, self.pieces.1 + 2 * CORNER);
        let cover = Mesh::grid(columns, rows, |c, r| {
            // Rows run from front to back, so that the cover faces up.
            let p = self.point((c, rows - r), inset);
            (DVec3::new(p.x, high, p.y), tile.at(p.x, -p.y))
        });
        let underside = Mesh::grid(ring.len() - 1, 1, |c, r| {
            let p = if r == 0 {
                DVec2::ZERO
            } else {
                self.point(ring[c], inset)
            };
            (DVec3::new(p.x, low, p.y), tile.at(p.x, -p.y))
        });
        wall.with(cover).with(underside)
    }

    /// Grid places round the rim: seen from above against the clock, so that the wall faces outward.
    fn ring(self) -> Vec<(usize, usize)> {
        let (columns, rows) = (self.pieces.0 + 2 * CORNER, self.pieces.1 + 2 * CORNER);
        let mut ring: Vec<(usize, usize)> = (0..columns).map(|c| (c, rows)).collect();
        ring.extend((1..=rows).rev().map(|r| (columns, r)));
        ring.extend((1..=columns).rev().map(|c| (c, 0)));
        ring.extend((0..=rows).map(|r| (0, r)));
        ring
    }

    /// The place (x, z) of a grid corner, with the rim moved inward by `inset`.
    fn point(self, (c, r): (usize, usize), inset: f64) -> DVec2 {
        let flat = self.size * 0.5 - DVec2::splat(self.corner);
        let radius = self.corner - inset;
        let station = |k: usize, pieces: usize, flat: f64| {
            // The square's side that becomes an even arc: tan of even angles up to 45 degrees.
            let arc = |n: usize| radius * tangent(HALF * 0.25 * n as f64 / CORNER as f64);
            if k < CORNER {
                -flat - arc(CORNER - k)
            } else if k > CORNER + pieces {
                flat + arc(k - CORNER - pieces)
            } else {
                flat * (2.0 * (k - CORNER) as f64 / pieces as f64 - 1.0)
            }
        };
        let p = DVec2::new(
            station(c, self.pieces.0, flat.x),
            station(r, self.pieces.1, flat.y),
        );
        let inner = p.clamp(-flat, flat);
        let beyond = p - inner;
        if beyond.x == 0.0 || beyond.y == 0.0 {
            return p;
        }
        // A corner's square becomes a quarter disc.
        inner + beyond * (beyond.abs().max_element() / beyond.length())
    }
}

/// Tangent of an angle in radians.
fn tangent(angle: f64) -> f64 {
    crate::numeric::sin(angle) / crate::numeric::cos(angle)
}
