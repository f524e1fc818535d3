//! The blown globe with optic ribs, and the opal bulb in it.

use glam::DVec2;

use crate::mesh::Mesh;
use crate::numeric::{cos, smoothstep};
use crate::shape::lathe;
use crate::shape::profile::{divided, rounded};
use crate::shape::tile::Tile;

/// Ribs round the globe.
const RIBS: f64 = 28.0;

/// Thickness of the wall in metres.
const WALL: f64 = 0.0030;

/// The globe: outer wall with ribs, rounded rim, inner wall; open at the top.
pub(crate) fn globe() -> Mesh {
    let outer = rounded(&[
        (0.0385, 0.1880, 0.0),
        (0.0395, 0.2030, 0.02),
        (0.0760, 0.2230, 0.05),
        (0.1180, 0.2750, 0.09),
        (0.1180, 0.3480, 0.10),
        (0.0900, 0.4130, 0.08),
        (0.0640, 0.4430, 0.0),
    ]);
    let outer = divided(&outer, 0.0105);
    let count = outer.len();
    let normal = |k: usize| {
        let t = (outer[(k + 1).min(count - 1)] - outer[k.saturating_sub(1)]).normalize_or(DVec2::Y);
        DVec2::new(t.y, -t.x)
    };
    let inner: Vec<DVec2> = (0..count)
        .rev()
        .map(|k| outer[k] - normal(k) * WALL)
        .collect();
    // Both ends are melted round.
    let (last, first) = (
        outer[count - 1] - normal(count - 1) * WALL * 0.5,
        outer[0] - normal(0) * WALL * 0.5,
    );
    let turn = |centre: DVec2, from: DVec2| -> Vec<DVec2> {
        let side = DVec2::new(-from.y, from.x);
        (1..8)
            .map(|k| f64::from(k) / 8.0 * crate::numeric::HALF)
            .map(|a| centre + from * cos(a) + side * crate::numeric::sin(a))
            .collect()
    };
    let mut curve = outer.clone();
    curve.extend(turn(last, normal(count - 1) * WALL * 0.5));
    curve.extend(inner);
    curve.extend(turn(first, -normal(0) * WALL * 0.5));
    curve.push(outer[0]);
    lathe::shaped(&curve, 168, Tile::upright(0.1), |angle, row| {
        if row >= count {
            return 0.0;
        }
        let y = curve[row].y;
        let depth = smoothstep(0.205, 0.245, y) * smoothstep(0.440, 0.405, y);
        0.0011 * depth * cos(RIBS * angle)
    })
}

/// An opal globe bulb; its neck goes into the socket.
pub(crate) fn bulb() -> Mesh {
    let mut curve = vec![
        (0.0, 0.224, 0.0),
        (0.0132, 0.224, 0.0),
        (0.0140, 0.236, 0.02),
    ];
    let (centre, radius) = (0.2865, 0.0400);
    curve.extend((0..24).map(|k| {
        let a = 0.55 + (crate::numeric::HALF - 0.55) * f64::from(k) / 24.0;
        (
            radius * crate::numeric::sin(a),
            centre - radius * cos(a),
            0.0,
        )
    }));
    curve.push((0.0, centre + radius, 0.0));
    lathe::turned(&divided(&rounded(&curve), 0.01), 64, Tile::upright(0.1))
}
