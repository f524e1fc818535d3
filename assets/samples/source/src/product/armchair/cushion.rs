//! The seat: a plump boxed cushion with piping along both seams, on an upholstered deck.

use glam::{DVec2, DVec3};

use super::CLOTH;
use crate::mesh::Mesh;
use crate::noise::{layered, value};
use crate::numeric::{HALF, TURN, bell, cos, pow, sin};
use crate::shape::outline::Outline;
use crate::shape::{slab, sweep};

/// Heights of the cushion's lower and upper seam above the floor, in metres.
const LOWER: f64 = 0.3175;
const UPPER: f64 = 0.424;

/// How far the middle swells above the upper seam.
const CROWN: f64 = 0.046;

/// How far the wall swells outward between its seams.
const SWELL: f64 = 0.010;

/// How far the seams are drawn in.
const DRAWN: f64 = 0.004;

/// A boxed cushion.
pub(crate) struct Cushion {
    outline: Outline,
}

impl Cushion {
    /// The seat cushion, shaped to the inside of the shell.
    pub(crate) fn seat() -> Self {
        Self {
            outline: Outline::new(&seat_plan(0.2435, 0.322, 0.232, 0.05), 156),
        }
    }

    /// Cover: upper side, wall, lower side.
    pub(crate) fn mesh(&self) -> Mesh {
        const RINGS: usize = 28;
        const WALL: usize = 12;
        let curve: Vec<DVec2> = (0..=WALL)
            .map(|k| {
                let t = 0.5 - 0.5 * cos(HALF * k as f64 / WALL as f64);
                let swell = if k == 0 || k == WALL {
                    0.0
                } else {
                    pow(sin(HALF * t), 0.8)
                };
                DVec2::new(DRAWN - SWELL * swell, LOWER + (UPPER - LOWER) * t)
            })
            .collect();
        let mut wall = slab::band(&self.outline, &curve, CLOTH);
        for vertex in &mut wall.vertices {
            // The boxing wavers between its seams.
            let p = vertex.position;
            let middle = bell(p.y - (LOWER + UPPER) * 0.5, 0.03);
            let push = 0.0022 * middle * layered(p.x * 2.0 + 3.0, p.z * 2.0 + 3.0, (24, 24), 2, 13);
            vertex.position += DVec3::new(p.x, 0.0, p.z).normalize_or_zero() * push;
        }
        let top = slab::lid(&self.outline, DRAWN, RINGS, CLOTH, |reach, p| {
            let dome = pow(1.0 - pow(reach, 2.6), 0.66);
            // Softer where one sits, fuller in front, never symmetric; small puckers along the seam.
            let dent = 0.007 * bell(p.x - 0.02, 0.12) * bell(p.y + 0.03, 0.11);
            let waves = 0.0035 * layered(p.x + 2.0, p.y + 2.0, (7, 7), 2, 31) * dome;
            let pucker = 0.0016
                * bell(1.0 - reach - 0.05, 0.035)
                * value(p.x * 34.0 + 40.0, p.y * 34.0 + 40.0, (128, 128), 37);
            UPPER + (CROWN + 0.05 * p.y.clamp(-0.1, 0.1)) * dome - dent + waves + pucker
        });
        let bottom = slab::lid(&self.outline, DRAWN, 4, CLOTH, |reach, _| {
            LOWER - 0.006 * (1.0 - reach * reach)
        });
        wall.with(top).with(slab::flipped(bottom))
    }

    /// Piping along the upper and the lower seam.
    pub(crate) fn piping(&self, radius: f64) -> Mesh {
        let along = |y: f64| -> Vec<DVec3> {
            (0..self.outline.sides())
                .map(|k| self.outline.at(k, DRAWN - radius * 0.45, y))
                .collect()
        };
        sweep::ring(&along(UPPER + radius * 0.25), 8, CLOTH, radius).with(sweep::ring(
            &along(LOWER - radius * 0.25),
            9,
            CLOTH,
            radius,
        ))
    }
}

/// The upholstered base under the cushion; only its front shows.
pub(crate) fn deck() -> Mesh {
    let outline = Outline::new(&seat_plan(0.272, 0.288, 0.25, 0.012), 72);
    slab::slab(
        &outline,
        super::shell::LOW + 0.004,
        LOWER - 0.006,
        0.016,
        CLOTH,
        CLOTH,
    )
}

/// A seat's plan: `half` the width at the arms, a gently bowed front edge at z = `front`, front corners of `corner`, a round back that reaches z = -`back`.
fn seat_plan(half: f64, front: f64, back: f64, corner: f64) -> Vec<DVec2> {
    const BOW: f64 = 0.016;
    let mut plan = Vec::new();
    // Front edge from left to right, then the right corner.
    for k in 0..=40 {
        let x = (half - corner) * (f64::from(k) / 20.0 - 1.0);
        plan.push(DVec2::new(x, front - BOW * (x / half) * (x / half)));
    }
    let edge = front - BOW * ((half - corner) / half) * ((half - corner) / half);
    for k in 1..=14 {
        let a = TURN * 0.25 * (1.0 - f64::from(k) / 14.0);
        plan.push(DVec2::new(
            half - corner + corner * cos(a),
            edge - corner + corner * sin(a),
        ));
    }
    let power = 2.0 / 2.4;
    for k in 0..=160 {
        let a = HALF * f64::from(k) / 160.0;
        let (c, s) = (cos(a), sin(a));
        plan.push(DVec2::new(
            half * c.signum() * pow(c.abs(), power),
            -back * pow(s, power),
        ));
    }
    for k in 0..14 {
        let a = TURN * 0.25 * f64::from(k) / 14.0;
        plan.push(DVec2::new(
            -half + corner - corner * cos(a),
            edge - corner + corner * sin(a),
        ));
    }
    plan
}
