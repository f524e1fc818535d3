//! What turns: platter, mat, record, spindle. Modelled on the plinth's top, the spindle's axis on Y.

use glam::{DVec2, DVec3};

use crate::gltf::assembly::{Assembly, Place};
use crate::mesh::Mesh;
use crate::numeric::{TURN, cos, sin};
use crate::shape::lathe;
use crate::shape::profile::{divided, rounded};
use crate::shape::tile::Tile;
use crate::texture::grooves::{INNER, OUTER};

/// Underside and upper side of the platter above the plinth.
const PLATTER: (f64, f64) = (0.0030, 0.0205);

/// Upper side of the mat.
const MAT: f64 = 0.0235;

/// Upper side of the record.
pub(crate) const PLAYED: f64 = MAT + 0.0018;

/// Radius of a twelve inch record in metres.
const RIM: f64 = 0.1505;

/// Materials of the turning parts.
pub(crate) struct Finishes {
    /// Platter.
    pub(crate) machined: usize,
    /// Spindle.
    pub(crate) chrome: usize,
    /// Mat.
    pub(crate) cork: usize,
    /// Record.
    pub(crate) vinyl: usize,
    /// Label.
    pub(crate) paper: usize,
}

/// Adds the turning parts.
pub(crate) fn build(player: &mut Assembly, group: usize, finish: &Finishes) {
    player.part("Platter", group, finish.machined, platter());
    player.part("Strobe dots", group, finish.chrome, dots());
    player.part("Slipmat", group, finish.cork, slipmat());
    player.part("Spindle", group, finish.chrome, spindle());
    let record = player.group("Record", group, Place::HERE);
    player.part("Record side A", record, finish.vinyl, side(true));
    player.part("Record side B", record, finish.vinyl, side(false));
    player.part("Record rim", record, finish.vinyl, rim());
    player.part("Label side A", record, finish.paper, label(true));
    player.part("Label side B", record, finish.paper, label(false));
}

/// The platter: a rim with turned rings and a hollow underside.
fn platter() -> Mesh {
    let (low, high) = PLATTER;
    let mut curve = vec![
        (0.0, low + 0.009, 0.0),
        (0.118, low + 0.009, 0.004),
        (0.124, low, 0.001),
        (0.1518, low, 0.0010),
        (0.1530, low + 0.0016, 0.0006),
    ];
    // Two bright lands with a band between for the dots.
    for (y, step) in [
        (low + 0.0042, -0.0006),
        (low + 0.0049, 0.0),
        (low + 0.0112, -0.0006),
        (low + 0.0119, 0.0),
    ] {
        curve.push((0.1530 + step, y, 0.0002));
    }
    curve.extend([
        (0.1530, high - 0.0016, 0.0005),
        (0.1518, high, 0.0010),
        (0.1500, high, 0.0004),
        (0.1494, high - 0.0012, 0.0004),
        (0.0, high - 0.0012, 0.0),
    ]);
    lathe::turned(&divided(&rounded(&curve), 0.015), 108, Tile::upright(0.05))
}

/// Raised dots round the rim, by which one sees that the speed is right.
fn dots() -> Mesh {
    let shape = rounded(&[
        (0.0, 0.0, 0.0),
        (0.00135, 0.0, 0.0),
        (0.00115, 0.0006, 0.0),
        (0.0, 0.0007, 0.0),
    ]);
    let dot = lathe::turned(&shape, 6, Tile::upright(0.01));
    let count = 96;
    (0..count).fold(Mesh::default(), |mesh, k| {
        let angle = TURN * f64::from(k) / f64::from(count);
        let (c, s) = (cos(angle), sin(angle));
        let radius = 0.1529;
        // The dot's axis points outward.
        mesh.with(dot.clone().reshaped(|p| {
            let out = radius + p.y;
            DVec3::new(
                out * c - p.x * s,
                PLATTER.0 + 0.0078 - p.z,
                -(out * s + p.x * c),
            )
        }))
    })
}

/// A felt mat.
fn slipmat() -> Mesh {
    let low = PLATTER.1 - 0.0012;
    let curve = rounded(&[
        (0.0, low, 0.0),
        (0.1475, low, 0.0),
        (0.1475, MAT, 0.0009),
        (0.0, MAT, 0.0),
    ]);
    lathe::turned(&divided(&curve, 0.03), 112, Tile::upright(0.05))
}

/// The spindle's dome above the label.
fn spindle() -> Mesh {
    let curve = rounded(&[
        (0.0, 0.010, 0.0),
        (0.0036, 0.010, 0.0),
        (0.0036, PLAYED + 0.0105, 0.001),
        (0.0024, PLAYED + 0.0135, 0.0014),
        (0.0, PLAYED + 0.0142, 0.0),
    ]);
    lathe::turned(&divided(&curve, 0.005), 40, Tile::upright(0.03))
}

/// The grooved surface of one side, in polar texture coordinates.
fn side(upper: bool) -> Mesh {
    const ROUND: usize = 112;
    const RINGS: usize = 10;
    let (columns, rows) = (ROUND, RINGS);
    Mesh::grid(columns, rows, |c, r| {
        let turn = c as f64 / columns as f64;
        let angle = TURN * (c % columns) as f64 / columns as f64 * if upper { 1.0 } else { -1.0 };
        let t = r as f64 / rows as f64;
        let radius = OUTER + (INNER - OUTER) * t;
        let y = if upper { PLAYED } else { MAT + 0.0001 };
        (
            DVec3::new(radius * cos(angle), y, -radius * sin(angle)),
            DVec2::new(turn * 8.0, t),
        )
    })
}

/// The rim's bead, from the lower to the upper surface.
fn rim() -> Mesh {
    let curve = rounded(&[
        (OUTER, MAT + 0.0001, 0.0),
        (RIM - 0.0008, MAT - 0.0001, 0.0008),
        (RIM, MAT + 0.0009, 0.0008),
        (RIM - 0.0008, PLAYED + 0.0003, 0.0006),
        (OUTER, PLAYED, 0.0),
    ]);
    let mut mesh = lathe::turned(&curve, 108, Tile::upright(0.05));
    for vertex in &mut mesh.vertices {
        // The smooth first row of the groove pictures.
        vertex.uv.y = 0.004;
    }
    mesh
}

/// The paper, pressed a little into the vinyl.
fn label(upper: bool) -> Mesh {
    let (y, edge) = if upper {
        (PLAYED + 0.0001, PLAYED)
    } else {
        (MAT, MAT + 0.0001)
    };
    const SEGMENTS: usize = 96;
    let rings = [
        (INNER, edge),
        (0.0500, y),
        (0.0380, y),
        (0.0375, y - 0.0001),
        (0.0370, y),
        (0.0200, y),
        (0.0037, y),
    ];
    Mesh::grid(SEGMENTS, rings.len() - 1, |c, r| {
        let angle = TURN * (c % SEGMENTS) as f64 / SEGMENTS as f64 * if upper { 1.0 } else { -1.0 };
        let (radius, y) = rings[r];
        let (x, z) = (radius * cos(angle), -radius * sin(angle));
        (
            DVec3::new(x, y, z),
            DVec2::new(
                0.5 + 0.5 * x / 0.0505,
                0.5 + 0.5 * z / 0.0505 * if upper { 1.0 } else { -1.0 },
            ),
        )
    })
}
