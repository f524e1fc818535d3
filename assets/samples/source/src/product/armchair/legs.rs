//! Turned walnut legs with brass ferrules, splayed a little.

use glam::DVec3;

use crate::gltf::assembly::{Assembly, Place};
use crate::mesh::Mesh;
use crate::numeric::rotation;
use crate::shape::lathe;
use crate::shape::profile::{divided, rounded};
use crate::shape::tile::Tile;

/// How far legs lean outward, in radians.
const SPLAY: f64 = 0.13;

/// Adds the four legs: front ones under the arms, back ones under the curve.
pub(crate) fn stand(chair: &mut Assembly, group: usize, walnut: usize, brass: usize) {
    let feet = [
        ("front left", -0.268, 0.225),
        ("front right", 0.268, 0.225),
        ("back left", -0.215, -0.235),
        ("back right", 0.215, -0.235),
    ];
    let places = |part: &str| -> Vec<(String, usize, Place)> {
        feet.iter()
            .map(|&(name, x, z)| {
                // Leans away from the chair's middle: turned about the axis across that direction.
                let outward = DVec3::new(x, 0.0, z).normalize();
                let axis = DVec3::Y.cross(outward).normalize();
                (
                    format!("{part} {name}"),
                    group,
                    Place::at(x, 0.0, z).turned(rotation(axis, -SPLAY)),
                )
            })
            .collect()
    };
    chair.repeated("Leg", walnut, leg(), places("Leg"));
    chair.repeated("Ferrule", brass, ferrule(), places("Ferrule"));
}

/// The wood, from inside the ferrule into the shell.
fn leg() -> Mesh {
    let curve = rounded(&[
        (0.0, 0.006, 0.0),
        (0.0118, 0.006, 0.001),
        (0.0130, 0.036, 0.0),
        (0.0205, 0.132, 0.02),
        (0.0205, 0.137, 0.001),
        (0.0188, 0.1385, 0.001),
        (0.0188, 0.1415, 0.001),
        (0.0225, 0.144, 0.002),
        (0.0225, 0.149, 0.002),
        (0.0188, 0.1515, 0.001),
        (0.0188, 0.1545, 0.001),
        (0.0215, 0.157, 0.002),
        (0.0235, 0.178, 0.003),
        (0.0235, 0.186, 0.002),
        (0.0, 0.186, 0.0),
    ]);
    lathe::turned(&divided(&curve, 0.015), 40, Tile::upright(0.16))
}

/// The brass shoe.
fn ferrule() -> Mesh {
    let curve = rounded(&[
        (0.0, 0.0, 0.0),
        (0.0122, 0.0, 0.0022),
        (0.0140, 0.0365, 0.0),
        (0.0148, 0.0372, 0.0006),
        (0.0148, 0.0398, 0.0008),
        (0.0132, 0.0402, 0.0004),
        (0.0124, 0.0395, 0.0),
    ]);
    lathe::turned(&divided(&curve, 0.015), 40, Tile::upright(0.05))
}
