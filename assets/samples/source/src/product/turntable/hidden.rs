//! What nobody sees: motor, pulley, belt, sub-platter, bearing, circuit board, transformer, wires, screws.

use glam::{DVec3, dvec3};

use super::deck::{DEPTH, LOW, WIDTH};
use super::{SPINDLE, TOP};
use crate::gltf::assembly::{Assembly, Place};
use crate::mesh::Mesh;
use crate::numeric::{TURN, cos, sin};
use crate::shape::block::{Grain, block};
use crate::shape::lathe;
use crate::shape::profile::{divided, rounded};
use crate::shape::sweep;
use crate::shape::tile::Tile;

/// Materials inside.
pub(crate) struct Finishes {
    /// Motor, chips.
    pub(crate) black: usize,
    /// Sub-platter, pulley, screws.
    pub(crate) satin: usize,
    /// Belt, wires.
    pub(crate) rubber: usize,
    /// The board.
    pub(crate) board: usize,
    /// Windings.
    pub(crate) copper: usize,
}

/// The motor's place, (x, z).
const MOTOR: (f64, f64) = (-0.150, -0.105);

/// Radii of the sub-platter and the pulley.
const WHEELS: (f64, f64) = (0.074, 0.009);

/// Adds the hidden parts.
pub(crate) fn build(player: &mut Assembly, group: usize, finish: &Finishes) {
    let belt_height = TOP - 0.012;
    player.placed(
        "Sub-platter",
        group,
        finish.satin,
        disc(WHEELS.0, 0.008),
        Place::at(SPINDLE.0, belt_height - 0.004, SPINDLE.1),
    );
    player.placed(
        "Bearing",
        group,
        finish.satin,
        disc(0.011, 0.040),
        Place::at(SPINDLE.0, LOW + 0.006, SPINDLE.1),
    );
    player.placed(
        "Motor",
        group,
        finish.black,
        disc(0.024, 0.034),
        Place::at(MOTOR.0, LOW + 0.006, MOTOR.1),
    );
    player.placed(
        "Pulley",
        group,
        finish.satin,
        disc(WHEELS.1, 0.010),
        Place::at(MOTOR.0, belt_height - 0.005, MOTOR.1),
    );
    player.part(
        "Belt",
        group,
        finish.rubber,
        sweep::ring(&belt(belt_height), 8, Tile::upright(0.05), 0.0014),
    );
    player.placed(
        "Circuit board",
        group,
        finish.board,
        block(dvec3(0.085, 0.0016, 0.055), 0.0003, 2, Grain::X, 0.1),
        Place::at(0.13, LOW + 0.012, 0.09),
    );
    player.part("Chips", group, finish.black, chips());
    player.placed(
        "Transformer",
        group,
        finish.copper,
        block(dvec3(0.040, 0.034, 0.034), 0.003, 3, Grain::X, 0.05),
        Place::at(0.15, LOW + 0.024, -0.06),
    );
    player.part("Wires", group, finish.rubber, wires());
    let screws = (0..10)
        .map(|k| {
            let (x, z) = (
                (f64::from(k % 5) - 2.0) * 0.22 * WIDTH,
                (f64::from(k / 5) - 0.5) * 0.88 * DEPTH,
            );
            (
                format!("Plate screw {}", k + 1),
                group,
                Place::at(x, LOW - 0.0062, z),
            )
        })
        .collect();
    player.repeated("Plate screw", finish.satin, disc(0.003, 0.004), screws);
}

/// A disc standing on y = 0.
fn disc(radius: f64, height: f64) -> Mesh {
    let curve = rounded(&[
        (0.0, 0.0, 0.0),
        (radius, 0.0, 0.0006),
        (radius, height, 0.0006),
        (0.0, height, 0.0),
    ]);
    lathe::turned(&divided(&curve, 0.02), 64, Tile::upright(0.05))
}

/// The belt's line round sub-platter and pulley.
fn belt(height: f64) -> Vec<DVec3> {
    let (dx, dz) = (MOTOR.0 - SPINDLE.0, MOTOR.1 - SPINDLE.1);
    let apart = (dx * dx + dz * dz).sqrt();
    let towards = crate::numeric::atan2(dz, dx);
    // The straight runs leave both wheels at the same angle.
    let leave = crate::numeric::acos((WHEELS.0 - WHEELS.1) / apart);
    let arc = |centre: (f64, f64), radius: f64, from: f64, to: f64, steps: usize| -> Vec<DVec3> {
        (0..=steps)
            .map(|k| {
                let a = from + (to - from) * k as f64 / steps as f64;
                dvec3(
                    centre.0 + radius * cos(a),
                    height,
                    centre.1 + radius * sin(a),
                )
            })
            .collect()
    };
    let mut path = arc(
        SPINDLE,
        WHEELS.0 + 0.001,
        towards + leave,
        towards + TURN - leave,
        72,
    );
    path.extend(arc(
        MOTOR,
        WHEELS.1 + 0.001,
        towards - leave,
        towards + leave,
        12,
    ));
    path
}

/// Parts on the board.
fn chips() -> Mesh {
    let places = [
        (0.10, 0.075, 0.012, 0.009),
        (0.125, 0.10, 0.016, 0.012),
        (0.15, 0.08, 0.009, 0.009),
        (0.155, 0.105, 0.012, 0.007),
        (0.105, 0.108, 0.006, 0.006),
    ];
    places
        .into_iter()
        .fold(Mesh::default(), |mesh, (x, z, width, depth)| {
            mesh.with(
                block(dvec3(width, 0.004, depth), 0.0006, 1, Grain::X, 0.05).moved(dvec3(
                    x,
                    LOW + 0.0148,
                    z,
                )),
            )
        })
}

/// Wires between motor, transformer and board.
fn wires() -> Mesh {
    let low = LOW + 0.008;
    let runs = [
        [
            dvec3(0.10, low + 0.006, 0.085),
            dvec3(0.03, low, 0.10),
            dvec3(-0.08, low, 0.03),
            dvec3(-0.13, low + 0.01, -0.09),
        ],
        [
            dvec3(0.14, low + 0.006, 0.07),
            dvec3(0.17, low, 0.03),
            dvec3(0.13, low, -0.01),
            dvec3(0.15, low + 0.012, -0.045),
        ],
        [
            dvec3(0.15, low + 0.03, -0.09),
            dvec3(0.13, low, -0.12),
            dvec3(0.06, low, -0.14),
            dvec3(0.0, low + 0.004, -0.168),
        ],
    ];
    runs.into_iter().fold(Mesh::default(), |mesh, run| {
        mesh.with(sweep::bar(
            &sweep::spline(&run, 16),
            6,
            Tile::upright(0.05),
            |_| 0.0014,
        ))
    })
}
