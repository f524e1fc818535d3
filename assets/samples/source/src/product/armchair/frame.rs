//! What nobody sees: the beech frame, the springs, the dust cover.

use glam::{DVec3, dvec3};

use crate::gltf::assembly::{Assembly, Place};
use crate::mesh::Mesh;
use crate::numeric::{HALF, cos, sin};
use crate::shape::block::{Grain, block};
use crate::shape::outline::Outline;
use crate::shape::tile::Tile;
use crate::shape::{slab, sweep};

/// Springs under the seat.
const SPRINGS: usize = 7;

/// Adds the hidden parts.
pub(crate) fn build(chair: &mut Assembly, group: usize, beech: usize, steel: usize, lining: usize) {
    chair.part("Beech frame", group, beech, beams());
    let places = (0..SPRINGS)
        .map(|k| {
            (
                format!("Spring {}", k + 1),
                group,
                Place::at(-0.18 + 0.06 * k as f64, 0.285, 0.0),
            )
        })
        .collect();
    chair.repeated("Spring", steel, spring(), places);
    let outline = Outline::superellipse(0.27, 0.255, 3.2, 48);
    chair.part(
        "Dust cover",
        group,
        lining,
        slab::slab(
            &outline,
            0.164,
            0.1665,
            0.0008,
            Tile::upright(0.2),
            Tile::upright(0.2),
        ),
    );
}

/// Rails, posts and corner blocks.
fn beams() -> Mesh {
    let beams: [(DVec3, DVec3, Grain); 11] = [
        (dvec3(0.50, 0.07, 0.028), dvec3(0.0, 0.235, 0.245), Grain::X),
        (
            dvec3(0.44, 0.07, 0.028),
            dvec3(0.0, 0.235, -0.205),
            Grain::X,
        ),
        (
            dvec3(0.028, 0.07, 0.42),
            dvec3(0.236, 0.235, 0.02),
            Grain::Z,
        ),
        (
            dvec3(0.028, 0.07, 0.42),
            dvec3(-0.236, 0.235, 0.02),
            Grain::Z,
        ),
        (dvec3(0.03, 0.36, 0.03), dvec3(0.303, 0.36, 0.20), Grain::Y),
        (dvec3(0.03, 0.36, 0.03), dvec3(-0.303, 0.36, 0.20), Grain::Y),
        (dvec3(0.03, 0.38, 0.03), dvec3(0.303, 0.37, 0.0), Grain::Y),
        (dvec3(0.03, 0.38, 0.03), dvec3(-0.303, 0.37, 0.0), Grain::Y),
        (dvec3(0.03, 0.50, 0.03), dvec3(0.12, 0.43, -0.30), Grain::Y),
        (dvec3(0.03, 0.50, 0.03), dvec3(-0.12, 0.43, -0.30), Grain::Y),
        (dvec3(0.03, 0.03, 0.24), dvec3(0.0, 0.225, 0.02), Grain::Z),
    ];
    beams
        .into_iter()
        .fold(Mesh::default(), |mesh, (size, place, grain)| {
            mesh.with(block(size, 0.003, 1, grain, 0.2).moved(place))
        })
}

/// A zigzag spring from the front to the back rail.
fn spring() -> Mesh {
    let bends = 22;
    let path: Vec<DVec3> = (0..=bends * 6)
        .map(|k| {
            let t = k as f64 / (bends * 6) as f64;
            dvec3(
                0.018 * sin(HALF * bends as f64 * t) * 1.2,
                0.012 * (1.0 - cos(HALF * 2.0 * t)) * 0.5,
                0.235 - 0.43 * t,
            )
        })
        .collect();
    sweep::bar(&path, 8, Tile::upright(0.05), |_| 0.0017)
}
