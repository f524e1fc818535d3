//! The tonearm: a pillar, a gimbal, a tube with counterweight and headshell, and the rest it lies on.
//!
//! The arm points along +Z while at rest. Its groups: the swing turns about Y at the pivot, the lift below it turns about X.

use glam::{DVec3, dvec3};

use super::{PIVOT, TOP};
use crate::gltf::assembly::{Assembly, Place};
use crate::mesh::Mesh;
use crate::numeric::{HALF, cos, rotation};
use crate::shape::block::{Grain, block};
use crate::shape::lathe;
use crate::shape::profile::{divided, rounded};
use crate::shape::sweep;
use crate::shape::tile::Tile;

/// Height of the arm's axis above the plinth.
const AXIS: f64 = 0.0455;

/// Metres from the pivot to the headshell along the tube.
const LENGTH: f64 = 0.2000;

/// The diamond's tip in the headshell.
const STYLUS: DVec3 = dvec3(0.0, -0.0140, 0.0440);

/// Angle between headshell and tube in radians.
const OFFSET: f64 = 0.36;

/// Where the tube lies on its rest, metres in front of the pivot.
const REST: f64 = 0.118;

/// Materials of the arm.
pub(crate) struct Finishes {
    /// Pillar and rings.
    pub(crate) satin: usize,
    /// Tube and pins.
    pub(crate) chrome: usize,
    /// Headshell, counterweight.
    pub(crate) black: usize,
    /// Cartridge.
    pub(crate) accent: usize,
    /// Cradle.
    pub(crate) rubber: usize,
}

/// The arm's moving groups.
pub(crate) struct Arm {
    /// Turns about Y.
    pub(crate) swing: usize,
    /// Turns about X.
    pub(crate) lift: usize,
}

/// Adds the arm and its rest.
pub(crate) fn build(player: &mut Assembly, base: usize, finish: &Finishes) -> Arm {
    let foot = player.group("Tonearm base", base, Place::at(PIVOT.0, TOP, PIVOT.1));
    player.part("Pillar", foot, finish.satin, pillar());
    player.part("Pillar ring", foot, finish.black, ring());
    player.part("Rest post", foot, finish.satin, post());
    player.part("Rest cradle", foot, finish.rubber, cradle());
    player.part("Lift lever", foot, finish.chrome, lever());

    let swing = player.group("Tonearm swing", foot, Place::at(0.0, AXIS, 0.0));
    player.part("Yoke", swing, finish.satin, yoke());
    let lift = player.group("Tonearm lift", swing, Place::HERE);
    let upright = rotation(DVec3::X, HALF * 0.5);
    player.part("Tube", lift, finish.chrome, tube());
    player.placed(
        "Hub",
        lift,
        finish.satin,
        hub(),
        Place::HERE.turned(upright),
    );
    player.placed(
        "Counterweight",
        lift,
        finish.black,
        counterweight(),
        Place::HERE.turned(upright),
    );
    player.placed(
        "Weight scale",
        lift,
        finish.satin,
        scale(),
        Place::HERE.turned(upright),
    );
    let tip = bend();
    let head = player.group(
        "Headshell",
        lift,
        Place {
            position: tip,
            rotation: rotation(DVec3::Y, -OFFSET),
        },
    );
    player.placed(
        "Collar",
        head,
        finish.satin,
        collar(),
        Place::HERE.turned(upright),
    );
    player.part("Shell", head, finish.black, shell());
    player.part("Finger lift", head, finish.chrome, finger());
    player.part("Cartridge", head, finish.accent, cartridge());
    player.part("Stylus", head, finish.chrome, stylus());
    player.part("Headshell screws", head, finish.chrome, screws());
    Arm { swing, lift }
}

/// End of the bent tube, where the headshell begins, relative to the pivot on the axis.
fn bend() -> DVec3 {
    dvec3(0.0, -0.0060, LENGTH)
}

/// The diamond's tip relative to the pivot on the axis, the arm at rest.
pub(crate) fn tip() -> DVec3 {
    bend() + rotation(DVec3::Y, -OFFSET) * STYLUS
}

/// The tapered pillar under the gimbal.
fn pillar() -> Mesh {
    let curve = rounded(&[
        (0.0, -0.001, 0.0),
        (0.0285, -0.001, 0.0),
        (0.0285, 0.0040, 0.0010),
        (0.0262, 0.0052, 0.0006),
        (0.0185, 0.0056, 0.0020),
        (0.0165, 0.0080, 0.0030),
        (0.0150, 0.0265, 0.0010),
        (0.0128, 0.0280, 0.0006),
        (0.0128, 0.0312, 0.0008),
        (0.0, 0.0312, 0.0),
    ]);
    lathe::turned(&divided(&curve, 0.0075), 72, Tile::upright(0.05))
}

/// A dark ring round the pillar's foot.
fn ring() -> Mesh {
    let curve = rounded(&[
        (0.0240, -0.001, 0.0),
        (0.0325, -0.001, 0.0),
        (0.0325, 0.0018, 0.0007),
        (0.0240, 0.0018, 0.0),
    ]);
    lathe::turned(&divided(&curve, 0.0075), 72, Tile::upright(0.05))
}

/// The U that carries the arm.
fn yoke() -> Mesh {
    let floor = block(dvec3(0.031, 0.0050, 0.014), 0.0016, 2, Grain::X, 0.05)
        .moved(dvec3(0.0, -0.0120, 0.0));
    let cheek = |x: f64| {
        block(dvec3(0.0042, 0.0215, 0.014), 0.0016, 2, Grain::Y, 0.05).moved(dvec3(x, -0.0040, 0.0))
    };
    let screw = |sign: f64| {
        let curve = rounded(&[
            (0.0, 0.0, 0.0),
            (0.0030, 0.0, 0.0),
            (0.0030, 0.0026, 0.0007),
            (0.0012, 0.0026, 0.0003),
            (0.0, 0.0020, 0.0),
        ]);
        let mesh = lathe::turned(&divided(&curve, 0.0025), 28, Tile::upright(0.02));
        mesh.reshaped(move |p| dvec3(sign * (0.0148 + p.y), p.z * sign, p.x))
    };
    floor
        .with(cheek(0.0134))
        .with(cheek(-0.0134))
        .with(screw(1.0))
        .with(screw(-1.0))
}

/// The arm's tube: straight, with a gentle bend down to the headshell.
fn tube() -> Mesh {
    let tip = bend();
    let path = sweep::spline(
        &[
            dvec3(0.0, 0.0, -0.040),
            dvec3(0.0, 0.0, 0.0),
            dvec3(0.0, 0.0, 0.060),
            dvec3(0.0, -0.0002, 0.120),
            dvec3(0.0, -0.0016, 0.160),
            dvec3(0.0, -0.0042, 0.185),
            tip,
        ],
        12,
    );
    sweep::bar(&path, 20, Tile::upright(0.03), |t| {
        if t < 0.2 { 0.0042 } else { 0.0048 - 0.0011 * t }
    })
}

/// The bearing's housing, along Y before it is laid down.
fn hub() -> Mesh {
    let curve = rounded(&[
        (0.0, -0.0150, 0.0),
        (0.0070, -0.0150, 0.0008),
        (0.0092, -0.0125, 0.0010),
        (0.0092, 0.0125, 0.0010),
        (0.0070, 0.0165, 0.0010),
        (0.0058, 0.0240, 0.0008),
        (0.0, 0.0240, 0.0),
    ]);
    lathe::turned(&divided(&curve, 0.005), 64, Tile::upright(0.03))
}

/// The knurled counterweight behind the pivot.
fn counterweight() -> Mesh {
    let (from, to) = (-0.0630, -0.0350);
    let curve = rounded(&[
        (0.0, from, 0.0),
        (0.0060, from, 0.0006),
        (0.0068, from + 0.0012, 0.0006),
        (0.0135, from + 0.0012, 0.0012),
        (0.0145, from + 0.0030, 0.0008),
        (0.0145, to - 0.0022, 0.0006),
        (0.0132, to, 0.0010),
        (0.0, to, 0.0),
    ]);
    let curve = divided(&curve, 0.005);
    let walls: Vec<bool> = curve
        .iter()
        .map(|p| p.x > 0.0143 && p.y > from + 0.005 && p.y < to - 0.005)
        .collect();
    lathe::shaped(&curve, 108, Tile::upright(0.03), |angle, row| {
        if walls[row] {
            0.00022 * cos(36.0 * angle)
        } else {
            0.0
        }
    })
}

/// The pale ring with the weight's scale.
fn scale() -> Mesh {
    let curve = rounded(&[
        (0.0, -0.0345, 0.0),
        (0.0118, -0.0345, 0.0005),
        (0.0118, -0.0292, 0.0008),
        (0.0060, -0.0285, 0.0),
        (0.0, -0.0285, 0.0),
    ]);
    lathe::turned(&divided(&curve, 0.005), 72, Tile::upright(0.03))
}

/// The ring that holds the headshell.
fn collar() -> Mesh {
    let curve = rounded(&[
        (0.0, -0.0065, 0.0),
        (0.0040, -0.0065, 0.0004),
        (0.0054, -0.0050, 0.0006),
        (0.0054, 0.0050, 0.0006),
        (0.0042, 0.0060, 0.0004),
        (0.0, 0.0060, 0.0),
    ]);
    lathe::turned(&divided(&curve, 0.0037), 48, Tile::upright(0.03))
}

/// The flat shell that carries the cartridge, narrower at its collar.
fn shell() -> Mesh {
    block(dvec3(0.0175, 0.0028, 0.046), 0.0012, 6, Grain::Z, 0.05)
        .reshaped(|p| {
            let narrow = 1.0 - 0.38 * crate::numeric::smoothstep(-0.006, -0.023, p.z);
            dvec3(p.x * narrow, p.y, p.z)
        })
        .moved(dvec3(0.0, 0.0006, 0.0275))
}

/// The bent wire by which one lifts the arm.
fn finger() -> Mesh {
    let path = sweep::spline(
        &[
            dvec3(0.006, 0.0018, 0.038),
            dvec3(0.010, 0.0018, 0.038),
            dvec3(0.016, 0.0028, 0.0385),
            dvec3(0.021, 0.0055, 0.040),
            dvec3(0.0245, 0.0100, 0.043),
        ],
        8,
    );
    sweep::bar(&path, 14, Tile::upright(0.02), |_| 0.0009)
}

/// The cartridge's body.
fn cartridge() -> Mesh {
    let body = block(dvec3(0.0155, 0.0085, 0.0215), 0.0012, 3, Grain::Z, 0.05)
        .moved(dvec3(0.0, -0.0052, 0.0320));
    let nose = block(dvec3(0.0085, 0.0040, 0.0110), 0.0012, 3, Grain::Z, 0.05)
        .moved(dvec3(0.0, -0.0092, 0.0400));
    body.with(nose)
}

/// The cantilever with the diamond at its tip.
fn stylus() -> Mesh {
    let path = [dvec3(0.0, -0.0098, 0.0405), STYLUS];
    sweep::bar(&path, 10, Tile::upright(0.01), |_| 0.0003)
}

/// Two screws through the shell.
fn screws() -> Mesh {
    let curve = rounded(&[
        (0.0, 0.0010, 0.0),
        (0.0017, 0.0010, 0.0),
        (0.0017, 0.0031, 0.0006),
        (0.0, 0.0034, 0.0),
    ]);
    let screw = lathe::turned(&divided(&curve, 0.0025), 20, Tile::upright(0.02));
    screw
        .clone()
        .moved(dvec3(0.0046, 0.0, 0.034))
        .with(screw.moved(dvec3(-0.0046, 0.0, 0.034)))
}

/// The post of the arm's rest.
fn post() -> Mesh {
    let curve = rounded(&[
        (0.0, -0.001, 0.0),
        (0.0065, -0.001, 0.0),
        (0.0065, 0.0022, 0.0007),
        (0.0036, 0.0034, 0.0016),
        (0.0032, AXIS - 0.0100, 0.0006),
        (0.0, AXIS - 0.0100, 0.0),
    ]);
    lathe::turned(&divided(&curve, 0.0075), 48, Tile::upright(0.03)).moved(dvec3(0.0, 0.0, REST))
}

/// The soft fork in which the tube lies.
fn cradle() -> Mesh {
    let path: Vec<DVec3> = (0..=24)
        .map(|k| {
            let angle = HALF * (1.0 + f64::from(k) / 24.0);
            dvec3(
                0.0066 * cos(angle),
                AXIS - 0.0002 + 0.0066 * crate::numeric::sin(angle),
                REST,
            )
        })
        .collect();
    sweep::bar(&path, 16, Tile::upright(0.02), |_| 0.0019)
}

/// The lever that lifts the arm, beside the pillar.
fn lever() -> Mesh {
    let path = sweep::spline(
        &[
            dvec3(0.021, 0.0045, 0.010),
            dvec3(0.022, 0.0110, 0.014),
            dvec3(0.0235, 0.0150, 0.026),
            dvec3(0.0245, 0.0165, 0.044),
        ],
        10,
    );
    sweep::bar(&path, 16, Tile::upright(0.02), |t| {
        0.0014 + 0.0009 * crate::numeric::smoothstep(0.72, 0.92, t)
    })
}
