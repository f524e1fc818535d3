//! The plinth with its feet, controls and badge.

use glam::{DVec2, dvec3};

use super::TOP;
use crate::gltf::assembly::{Assembly, Place};
use crate::mesh::Mesh;
use crate::numeric::cos;
use crate::shape::block::{Grain, block};
use crate::shape::lathe;
use crate::shape::plate::Plate;
use crate::shape::profile::{divided, rounded};
use crate::shape::sweep;
use crate::shape::tile::Tile;
use crate::texture::letters;

/// Width and depth of the plinth in metres.
pub(crate) const WIDTH: f64 = 0.43;
pub(crate) const DEPTH: f64 = 0.35;

/// The plinth's underside above the floor.
pub(crate) const LOW: f64 = 0.024;

/// Metres that a repeat of veneer covers: more than the plinth's width, so that no figure repeats.
const VENEER: f64 = 0.5;

/// Materials of the base.
pub(crate) struct Finishes {
    /// Plinth.
    pub(crate) walnut: usize,
    /// Knobs, feet, badge.
    pub(crate) satin: usize,
    /// Rings and buttons.
    pub(crate) black: usize,
    /// Soles.
    pub(crate) rubber: usize,
    /// Pilot light.
    pub(crate) lamp: usize,
    /// Trim.
    pub(crate) chrome: usize,
}

/// Adds plinth, feet and controls.
pub(crate) fn build(player: &mut Assembly, group: usize, finish: &Finishes) {
    let plinth = Plate {
        size: DVec2::new(WIDTH, DEPTH),
        corner: 0.022,
        heights: (LOW, TOP),
        edge: 0.0028,
        pieces: (56, 44),
    };
    let plinth = plinth.mesh(Tile::turned(VENEER));
    player.part("Plinth", group, finish.walnut, plinth);
    // A shadow gap between plinth and base plate.
    let plate = Plate {
        size: DVec2::new(WIDTH - 0.016, DEPTH - 0.016),
        corner: 0.016,
        heights: (LOW - 0.005, LOW + 0.001),
        edge: 0.0008,
        pieces: (10, 8),
    };
    player.part(
        "Base plate",
        group,
        finish.black,
        plate.mesh(Tile::upright(0.1)),
    );
    let well = rounded(&[
        (0.118, -0.001, 0.0),
        (0.1575, -0.001, 0.0),
        (0.1575, 0.0014, 0.0006),
        (0.1545, 0.0014, 0.0004),
        (0.1535, 0.0004, 0.0),
        (0.118, 0.0004, 0.0),
    ]);
    let well = lathe::turned(&divided(&well, 0.015), 112, Tile::upright(0.1));
    player.placed(
        "Platter ring",
        group,
        finish.black,
        well,
        Place::at(super::SPINDLE.0, TOP, super::SPINDLE.1),
    );

    let corners = [
        ("front left", -1.0, 1.0),
        ("front right", 1.0, 1.0),
        ("back left", -1.0, -1.0),
        ("back right", 1.0, -1.0),
    ];
    let at_corners = |part: &str| -> Vec<(String, usize, Place)> {
        corners
            .iter()
            .map(|&(name, x, z)| {
                (
                    format!("{part} {name}"),
                    group,
                    Place::at(x * (WIDTH * 0.5 - 0.045), 0.0, z * (DEPTH * 0.5 - 0.045)),
                )
            })
            .collect()
    };
    player.repeated("Foot", finish.satin, foot(), at_corners("Foot"));
    player.repeated("Sole", finish.rubber, sole(), at_corners("Sole"));

    // Speed knob and start button in the front right and left corners, clear of the record.
    player.placed(
        "Speed knob",
        group,
        finish.satin,
        knob(0.0135, 0.013),
        Place::at(0.118, TOP, 0.145),
    );
    player.placed(
        "Speed mark",
        group,
        finish.black,
        block(dvec3(0.0014, 0.0008, 0.0085), 0.0003, 1, Grain::Z, 0.1),
        Place::at(0.118, TOP + 0.0133, 0.1405),
    );
    player.placed(
        "Start button",
        group,
        finish.satin,
        button(0.0105),
        Place::at(-0.188, TOP, 0.148),
    );
    player.placed(
        "Start ring",
        group,
        finish.black,
        ring(0.0128, 0.0108),
        Place::at(-0.188, TOP, 0.148),
    );
    player.placed(
        "Pilot light",
        group,
        finish.lamp,
        button(0.0021),
        Place::at(-0.166, TOP, 0.157),
    );
    player.placed(
        "Badge",
        group,
        finish.chrome,
        badge(),
        Place::at(0.0, (LOW + TOP) * 0.5 - 0.004, DEPTH * 0.5),
    );
}

/// A turned aluminium foot.
fn foot() -> Mesh {
    let curve = rounded(&[
        (0.0, 0.004, 0.0),
        (0.0205, 0.004, 0.001),
        (0.0225, 0.007, 0.0012),
        (0.0225, 0.0145, 0.001),
        (0.0212, 0.0152, 0.0004),
        (0.0212, 0.0162, 0.0004),
        (0.0225, 0.0170, 0.001),
        (0.0225, 0.0205, 0.001),
        (0.0, 0.0205, 0.0),
    ]);
    lathe::turned(&divided(&curve, 0.01), 64, Tile::upright(0.05))
}

/// The foot's rubber sole.
fn sole() -> Mesh {
    let curve = rounded(&[
        (0.0, 0.0, 0.0),
        (0.0175, 0.0, 0.0012),
        (0.0185, 0.0045, 0.0),
        (0.0, 0.0045, 0.0),
    ]);
    lathe::turned(&divided(&curve, 0.0125), 48, Tile::upright(0.05))
}

/// A knurled knob with a dished top, standing on y = 0.
fn knob(radius: f64, height: f64) -> Mesh {
    let curve = rounded(&[
        (0.0, 0.0, 0.0),
        (radius * 1.08, 0.0, 0.0003),
        (radius * 1.08, 0.0015, 0.0005),
        (radius * 0.97, 0.0022, 0.0004),
        (radius, 0.0032, 0.0005),
        (radius, height - 0.0014, 0.0004),
        (radius - 0.0012, height, 0.0006),
        (radius * 0.72, height, 0.0004),
        (radius * 0.66, height - 0.0003, 0.001),
        (0.0, height - 0.0001, 0.0),
    ]);
    let curve = divided(&curve, 0.004);
    let walls: Vec<bool> = curve
        .iter()
        .map(|p| p.x > radius - 0.0006 && p.y > 0.0036 && p.y < height - 0.002)
        .collect();
    lathe::shaped(&curve, 96, Tile::upright(0.03), |angle, row| {
        if walls[row] {
            0.00022 * cos(32.0 * angle)
        } else {
            0.0
        }
    })
}

/// A low domed button.
fn button(radius: f64) -> Mesh {
    let curve = rounded(&[
        (0.0, -0.001, 0.0),
        (radius, -0.001, 0.0),
        (radius, 0.0026, 0.0006),
        (radius * 0.8, 0.0034, 0.003),
        (0.0, 0.0028, 0.0),
    ]);
    lathe::turned(&divided(&curve, 0.0025), 64, Tile::upright(0.03))
}

/// A flat trim ring.
fn ring(outer: f64, inner: f64) -> Mesh {
    let curve = rounded(&[
        (inner, -0.001, 0.0),
        (outer, -0.001, 0.0),
        (outer, 0.0012, 0.0005),
        (inner, 0.0012, 0.0005),
        (inner, -0.001, 0.0),
    ]);
    lathe::turned(&divided(&curve, 0.0025), 64, Tile::upright(0.03))
}

/// The name in raised letters on the front, feet on y = 0.
fn badge() -> Mesh {
    let scale = 0.0076 / letters::CAPITAL;
    letters::line("PLINTH")
        .1
        .into_iter()
        .fold(Mesh::default(), |mesh, stroke| {
            // Straight strokes of two points bend nowhere; round ones are fine enough as they are.
            let path: Vec<_> = stroke
                .into_iter()
                .map(|p| dvec3(p.x * scale * 1.25, p.y * scale, 0.0))
                .collect();
            mesh.with(sweep::bar(&path, 8, Tile::upright(0.02), |_| 0.00062))
        })
}
