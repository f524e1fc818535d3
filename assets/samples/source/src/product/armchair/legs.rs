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
        (0.01345, 0.006, 0.001),
        (0.01482, 0.036, 0.0),
        (0.02337, 0.132, 0.02),
        (0.02337, 0.137, 0.001),
        (0.02143, 0.1385, 0.001),
        (0.02143, 0.1415, 0.001),
        (0.02565, 0.144, 0.002),
        (0.02565, 0.149, 0.002),
        (0.02143, 0.1515, 0.001),
        (0.02143, 0.1545, 0.001),
        (0.02451, 0.157, 0.002),
        (0.02679, 0.178, 0.003),
        (0.02679, 0.186, 0.002),
        (0.0, 0.186, 0.0),
    ]);
    lathe::turned(&divided(&curve, 0.015), 40, Tile::upright(0.16))
}

/// The brass shoe.
fn ferrule() -> Mesh {
    let curve = rounded(&[
        (0.0, 0.0, 0.0),
        (0.01391, 0.0, 0.0022),
        (0.01596, 0.0365, 0.0),
        (0.01687, 0.0372, 0.0006),
        (0.01687, 0.0398, 0.0008),
        (0.01505, 0.0402, 0.0004),
        (0.01414, 0.0395, 0.0),
    ]);
    lathe::turned(&divided(&curve, 0.015), 40, Tile::upright(0.05))
}
