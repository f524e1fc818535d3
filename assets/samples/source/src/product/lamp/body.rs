//! The lamp's stand: marble foot, brass rings, a reeded walnut column, a brass cup that holds the glass.

use crate::gltf::assembly::Assembly;
use crate::mesh::Mesh;
use crate::numeric::{cos, pow, smoothstep};
use crate::shape::lathe;
use crate::shape::profile::{divided, rounded};
use crate::shape::tile::Tile;

/// Materials of the stand.
pub(crate) struct Finishes {
    /// The foot.
    pub(crate) verde: usize,
    /// The column.
    pub(crate) walnut: usize,
    /// Rings and cup.
    pub(crate) brass: usize,
}

/// Reeds round the column.
const REEDS: f64 = 22.0;

/// Adds the stand's parts.
pub(crate) fn build(lamp: &mut Assembly, group: usize, finish: &Finishes) {
    lamp.part("Foot", group, finish.verde, foot());
    lamp.part("Lower ring", group, finish.brass, lower_ring());
    lamp.part("Column", group, finish.walnut, column());
    lamp.part("Cup", group, finish.brass, cup());
    lamp.part("Socket", group, finish.brass, socket());
}

/// A thick disc of marble with softly rounded edges: its face veined from above, its side round about.
fn foot() -> Mesh {
    const SEGMENTS: usize = 96;
    let stone = Tile::upright(0.26);
    let side = rounded(&[
        (0.0, 0.002, 0.0),
        (0.078, 0.002, 0.002),
        (0.083, 0.006, 0.004),
        (0.083, 0.0312, 0.007),
        (0.0795, 0.0346, 0.0),
    ]);
    let face = rounded(&[
        (0.0795, 0.0346, 0.0),
        (0.0770, 0.0360, 0.004),
        (0.024, 0.0375, 0.0),
        (0.0, 0.0375, 0.0),
    ]);
    lathe::turned(&divided(&side, 0.01), SEGMENTS, stone).with(lathe::faced(
        &divided(&face, 0.01),
        SEGMENTS,
        stone,
    ))
}

/// Brass between stone and wood.
fn lower_ring() -> Mesh {
    let curve = rounded(&[
        (0.0, 0.0372, 0.0),
        (0.0315, 0.0372, 0.0),
        (0.0315, 0.0412, 0.0018),
        (0.0268, 0.0425, 0.001),
        (0.0268, 0.0462, 0.0016),
        (0.0215, 0.0475, 0.0),
        (0.0, 0.0475, 0.0),
    ]);
    lathe::turned(&divided(&curve, 0.0075), 64, Tile::upright(0.03))
}

/// The reeded column, slimmer in the middle of its height.
fn column() -> Mesh {
    let (low, high) = (0.0465, 0.158);
    let mut curve = vec![
        (0.0, low, 0.0),
        (0.0195, low, 0.0012),
        (0.0215, low + 0.003, 0.0015),
    ];
    curve.extend((1..12).map(|k| {
        let t = f64::from(k) / 12.0;
        let waist = 0.0030 * (1.0 - (2.0 * t - 1.0) * (2.0 * t - 1.0));
        (0.0215 - waist, low + 0.003 + (high - low - 0.006) * t, 0.0)
    }));
    curve.extend([
        (0.0215, high - 0.003, 0.0015),
        (0.0195, high, 0.0012),
        (0.0, high, 0.0),
    ]);
    let curve = divided(&rounded(&curve), 0.0075);
    lathe::shaped(&curve, 132, Tile::upright(0.13), |angle, row| {
        let y = curve[row].y;
        let depth =
            smoothstep(low + 0.004, low + 0.013, y) * smoothstep(high - 0.004, high - 0.013, y);
        // Half rounds with sharp valleys.
        -0.0022 * depth * pow(1.0 - cos(REEDS * 0.5 * angle).abs(), 1.6)
    })
}

/// The cup: a ring on the column, a flared gallery with a lip round the globe's neck.
fn cup() -> Mesh {
    let curve = rounded(&[
        (0.0, 0.1572, 0.0),
        (0.0255, 0.1572, 0.001),
        (0.0255, 0.1622, 0.0018),
        (0.0165, 0.1642, 0.002),
        (0.0150, 0.1700, 0.004),
        (0.0300, 0.1775, 0.012),
        (0.0425, 0.1835, 0.004),
        (0.0440, 0.1975, 0.0),
        (0.0452, 0.1985, 0.0006),
        (0.0452, 0.2005, 0.0009),
        (0.0424, 0.2005, 0.0006),
        (0.0412, 0.1865, 0.002),
        (0.0200, 0.1815, 0.0),
        (0.0, 0.1815, 0.0),
    ]);
    lathe::turned(&divided(&curve, 0.0075), 64, Tile::upright(0.03))
}

/// The bulb's socket inside the globe.
fn socket() -> Mesh {
    let curve = rounded(&[
        (0.0, 0.181, 0.0),
        (0.0200, 0.181, 0.0),
        (0.0200, 0.1845, 0.001),
        (0.0172, 0.1865, 0.001),
        (0.0172, 0.2215, 0.001),
        (0.0186, 0.2230, 0.0008),
        (0.0186, 0.2275, 0.0012),
        (0.0150, 0.2285, 0.0),
        (0.0, 0.2285, 0.0),
    ]);
    lathe::turned(&divided(&curve, 0.0075), 64, Tile::upright(0.03))
}
