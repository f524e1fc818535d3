//! The braided cord on the table behind the lamp, its switch and its plug.

use glam::{DVec3, dvec3};

use crate::gltf::assembly::{Assembly, Place};
use crate::mesh::Mesh;
use crate::numeric::{HALF, atan2, rotation};
use crate::shape::lathe;
use crate::shape::profile::{divided, rounded};
use crate::shape::sweep;
use crate::shape::tile::Tile;

/// Radius of the cord in metres.
const RADIUS: f64 = 0.0031;

/// Materials of the cord.
pub(crate) struct Finishes {
    /// Braided cloth.
    pub(crate) cloth: usize,
    /// Switch and plug.
    pub(crate) black: usize,
    /// The switch's wheel and the grommet.
    pub(crate) brass: usize,
    /// The plug's pins.
    pub(crate) nickel: usize,
}

/// Adds cord, grommet, switch and plug.
pub(crate) fn lay(lamp: &mut Assembly, group: usize, finish: &Finishes) {
    let path = path();
    lamp.part(
        "Cord",
        group,
        finish.cloth,
        sweep::bar(&path, 12, Tile::upright(0.019), |_| RADIUS),
    );
    // The grommet's axis points straight back.
    let grommet = Place::at(0.0, 0.0125, -0.0815).turned(rotation(DVec3::X, -HALF * 0.5));
    lamp.placed("Grommet", group, finish.brass, grommet_mesh(), grommet);
    let along = |k: usize| {
        let d = path[k + 1] - path[k - 1];
        // Turned parts stand on Y: lay them down along z, then turn to the cord.
        rotation(DVec3::Y, atan2(d.x, d.z)) * rotation(DVec3::X, HALF * 0.5)
    };
    let middle = path.len() * 62 / 100;
    let switch = lamp.group(
        "Switch",
        group,
        Place {
            position: path[middle] + DVec3::Y * 0.0041,
            rotation: along(middle),
        },
    );
    lamp.part("Switch body", switch, finish.black, switch_mesh());
    lamp.part("Switch wheel", switch, finish.brass, wheel_mesh());
    let end = path.len() - 2;
    let plug = lamp.group(
        "Plug",
        group,
        Place {
            position: path[end + 1] + DVec3::Y * 0.0013,
            rotation: along(end),
        },
    );
    lamp.part("Plug body", plug, finish.black, plug_mesh());
    lamp.part("Plug pins", plug, finish.nickel, pins_mesh());
}

/// The cord's way: out of the foot, down to the table, in an easy loop round the back.
fn path() -> Vec<DVec3> {
    let floor = RADIUS;
    sweep::spline(
        &[
            dvec3(0.0, 0.0125, -0.074),
            dvec3(0.0, 0.0120, -0.090),
            dvec3(0.004, 0.0060, -0.106),
            dvec3(0.016, floor, -0.124),
            dvec3(0.040, floor, -0.146),
            dvec3(0.074, floor, -0.158),
            dvec3(0.108, floor, -0.148),
            dvec3(0.128, floor, -0.118),
            dvec3(0.130, floor, -0.080),
            dvec3(0.122, floor, -0.042),
            dvec3(0.121, floor, -0.004),
            dvec3(0.130, 0.0042, 0.026),
            dvec3(0.134, 0.0065, 0.042),
        ],
        18,
    )
}

/// A ring where the cord leaves the foot.
fn grommet_mesh() -> Mesh {
    let curve = rounded(&[
        (0.0, -0.004, 0.0),
        (0.0068, -0.004, 0.0),
        (0.0068, 0.0022, 0.0012),
        (0.0040, 0.0034, 0.0008),
        (0.0033, 0.0020, 0.0),
    ]);
    lathe::turned(&divided(&curve, 0.005), 40, Tile::upright(0.03))
}

/// The switch's capsule, along Y.
fn switch_mesh() -> Mesh {
    let curve = rounded(&[
        (0.0, -0.029, 0.0),
        (0.0046, -0.029, 0.0012),
        (0.0062, -0.025, 0.004),
        (0.0092, -0.012, 0.01),
        (0.0092, 0.012, 0.01),
        (0.0062, 0.025, 0.004),
        (0.0046, 0.029, 0.0012),
        (0.0, 0.029, 0.0),
    ]);
    lathe::turned(&divided(&curve, 0.0075), 40, Tile::upright(0.05))
        .reshaped(|p| dvec3(p.x * 1.15, p.y, p.z * 0.78))
}

/// The knurled wheel in its side.
fn wheel_mesh() -> Mesh {
    let curve = rounded(&[
        (0.0, -0.0022, 0.0),
        (0.0072, -0.0022, 0.0005),
        (0.0072, 0.0022, 0.0005),
        (0.0, 0.0022, 0.0),
    ]);
    let wheel = lathe::shaped(
        &divided(&curve, 0.0037),
        96,
        Tile::upright(0.03),
        |angle, _| 0.00018 * crate::numeric::cos(24.0 * angle),
    );
    // Its axis is across the capsule, through the flat sides.
    wheel.reshaped(|p| dvec3(p.x + 0.0058, -p.z, p.y))
}

/// A round plug, its cord end at the origin, along +Y.
fn plug_mesh() -> Mesh {
    let curve = rounded(&[
        (0.0, -0.006, 0.0),
        (0.0044, -0.006, 0.0012),
        (0.0062, 0.004, 0.004),
        (0.0125, 0.016, 0.008),
        (0.0125, 0.029, 0.0016),
        (0.0108, 0.032, 0.0012),
        (0.0, 0.032, 0.0),
    ]);
    lathe::turned(&divided(&curve, 0.0075), 48, Tile::upright(0.05))
        .reshaped(|p| dvec3(p.x * 1.12, p.y, p.z * 0.62))
}

/// The plug's two pins.
fn pins_mesh() -> Mesh {
    let curve = rounded(&[
        (0.0, 0.030, 0.0),
        (0.0020, 0.030, 0.0),
        (0.0020, 0.0500, 0.0014),
        (0.0, 0.0510, 0.0),
    ]);
    let pin = lathe::turned(&divided(&curve, 0.0075), 20, Tile::upright(0.05));
    pin.clone()
        .moved(dvec3(0.0088, 0.0, 0.0))
        .with(pin.moved(dvec3(-0.0088, 0.0, 0.0)))
}
