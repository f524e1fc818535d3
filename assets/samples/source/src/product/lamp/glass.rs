//! The blown globe with optic ribs, and the opal bulb in it.

use glam::{DVec2, DVec3};

use crate::mesh::Mesh;
use crate::numeric::{cos, smoothstep};
use crate::shape::lathe;
use crate::shape::profile::{divided, rounded};
use crate::shape::sweep;
use crate::shape::tile::Tile;
use crate::texture::picture::{Picture, ramp};

/// Ribs round the globe.
const RIBS: f64 = 24.0;

/// Heights of the globe's neck and rim in metres.
const GLOBE: (f64, f64) = (0.188, 0.450);

/// Heights of the bulb's neck and top in metres.
const BULB: (f64, f64) = (0.224, 0.3265);

/// Thickness of the wall in metres.
const WALL: f64 = 0.0030;

/// The globe: outer wall with ribs, rounded rim, inner wall; open at the top.
pub(crate) fn globe() -> Mesh {
    let shape = [
        (0.0385, GLOBE.0),
        (0.0390, 0.199),
        (0.0640, 0.2150),
        (0.0985, 0.2440),
        (0.1190, 0.2900),
        (0.1165, 0.3400),
        (0.0985, 0.3880),
        (0.0800, 0.4230),
        (0.0735, 0.4400),
        (0.0765, GLOBE.1),
    ];
    let shape = shape.map(|(radius, y)| DVec3::new(radius, y, 0.0));
    let outer: Vec<DVec2> = sweep::spline(&shape, 4)
        .into_iter()
        .map(|p| DVec2::new(p.x, p.y))
        .collect();
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
    let mut mesh = lathe::shaped(&curve, 144, Tile::upright(0.1), |angle, row| {
        if row >= count {
            return 0.0;
        }
        let y = curve[row].y;
        let depth = smoothstep(0.205, 0.245, y) * smoothstep(0.444, 0.415, y);
        0.0019 * depth * cos(RIBS * angle)
    });
    for vertex in &mut mesh.vertices {
        vertex.uv.y = 1.0 - ((vertex.position.y - GLOBE.0) / (GLOBE.1 - GLOBE.0)).clamp(0.01, 0.99);
    }
    mesh
}

/// The glass's colour from its neck (bottom of the picture) to its rim: cognac that clears to honey.
pub(crate) fn ombre() -> Picture {
    Picture::colour(16, 256, |_, y| {
        let up = 1.0 - (y as f64 + 0.5) / 256.0;
        ramp(
            &[
                (0.0, 0x9A_641F),
                (0.18, 0xB9_8536),
                (0.45, 0xD3_A653),
                (0.75, 0xE2_BF76),
                (1.0, 0xEA_CF94),
            ],
            up,
        )
    })
}

/// An opal globe bulb; its neck goes into the socket.
pub(crate) fn bulb() -> Mesh {
    let mut curve = vec![
        (0.0, 0.224, 0.0),
        (0.0132, 0.224, 0.0),
        (0.0140, 0.236, 0.02),
    ];
    let (centre, radius) = (BULB.1 - 0.0400, 0.0400);
    curve.extend((0..24).map(|k| {
        let a = 0.55 + (crate::numeric::HALF - 0.55) * f64::from(k) / 24.0;
        (
            radius * crate::numeric::sin(a),
            centre - radius * cos(a),
            0.0,
        )
    }));
    curve.push((0.0, centre + radius, 0.0));
    let curve = divided(&rounded(&curve), 0.01);
    let mut mesh = lathe::turned(&curve, 64, Tile::upright(0.1));
    for vertex in &mut mesh.vertices {
        // Height up the picture of the glow.
        vertex.uv.y = 1.0 - ((vertex.position.y - BULB.0) / (BULB.1 - BULB.0)).clamp(0.02, 0.98);
    }
    mesh
}

/// The light inside the opal: hottest round the filament, dim and warm towards neck and crown.
pub(crate) fn glow() -> Picture {
    Picture::colour(16, 128, |_, y| {
        let up = 1.0 - (y as f64 + 0.5) / 128.0;
        ramp(
            &[
                (0.0, 0x64_5030),
                (0.22, 0xB4_9C6C),
                (0.48, 0xF2_FADC),
                (0.62, 0xF8_FFEA),
                (0.78, 0xF4_FADE),
                (1.0, 0xE2_DAB4),
            ],
            up,
        )
    })
}
