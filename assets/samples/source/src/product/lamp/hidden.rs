//! What nobody sees: the iron weight, felt, threaded rod, nuts and the socket's contact.

use glam::dvec3;

use crate::gltf::assembly::{Assembly, Place};
use crate::mesh::Mesh;
use crate::numeric::{HALF, TURN, cos, sin};
use crate::shape::lathe;
use crate::shape::profile::{divided, rounded};
use crate::shape::sweep;
use crate::shape::tile::Tile;

/// Materials inside.
pub(crate) struct Finishes {
    /// The weight.
    pub(crate) iron: usize,
    /// The foot's underside.
    pub(crate) felt: usize,
    /// Rod, nuts, screws.
    pub(crate) nickel: usize,
    /// Insulation.
    pub(crate) black: usize,
}

/// Adds the hidden parts.
pub(crate) fn build(lamp: &mut Assembly, group: usize, finish: &Finishes) {
    let disc = |radius: f64, low: f64, high: f64| {
        let curve = rounded(&[
            (0.0, low, 0.0),
            (radius, low, 0.0006),
            (radius, high, 0.0006),
            (0.0, high, 0.0),
        ]);
        lathe::turned(&divided(&curve, 0.015), 48, Tile::upright(0.05))
    };
    lamp.part("Felt", group, finish.felt, disc(0.076, 0.0, 0.0026));
    lamp.part("Weight", group, finish.iron, disc(0.062, 0.006, 0.026));
    lamp.part("Rod", group, finish.nickel, rod());
    lamp.part("Insulator", group, finish.black, disc(0.0145, 0.190, 0.216));
    let screws = (0..3)
        .map(|k| {
            let a = TURN * f64::from(k) / 3.0;
            (
                format!("Screw {}", k + 1),
                group,
                Place::at(0.045 * cos(a), 0.004, 0.045 * sin(a)),
            )
        })
        .collect();
    lamp.repeated("Screw", finish.nickel, disc(0.0035, 0.0, 0.012), screws);
    let wire: Vec<glam::DVec3> = (0..=160)
        .map(|k| {
            let t = f64::from(k) / 160.0;
            dvec3(
                0.0045 * cos(HALF * 14.0 * t),
                0.03 + 0.15 * t,
                0.0045 * sin(HALF * 14.0 * t),
            )
        })
        .collect();
    lamp.part(
        "Wire",
        group,
        finish.black,
        sweep::bar(&wire, 8, Tile::upright(0.05), |_| 0.0011),
    );
}

/// The threaded rod through column and foot.
fn rod() -> Mesh {
    let mut curve = vec![glam::DVec2::new(0.0, 0.008)];
    curve.extend((0..120).map(|k| {
        glam::DVec2::new(
            if k % 2 == 0 { 0.0034 } else { 0.0029 },
            0.008 + 0.0014 * f64::from(k),
        )
    }));
    curve.push(glam::DVec2::new(0.0, 0.1755));
    lathe::turned(&curve, 14, Tile::upright(0.05))
}
