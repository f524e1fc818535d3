//! From where a model is looked at.

use std::f64::consts::{PI, TAU};

use glam::{DMat4, DVec3, DVec4};

use super::allowed::Allowed;
use super::pass::Look;
use crate::{Framing, Limits};

/// The golden angle: by it each camera is rolled against the one before, so that edges fall otherwise
/// on the pixels.
const GOLDEN: f64 = 2.399_963_229_728_653;
/// By these shares of both angles each round is shifted against the one before: powers of the plastic
/// number, which fill a square evenly.
const PLASTIC: [f64; 2] = [0.754_877_666_246_693, 0.569_840_290_998_053];
/// By how much an animated model is assumed to outgrow its frame at rest.
const GROWTH: f64 = 1.6;
/// By how much an animated model's shadow has more room, as in the web viewer.
const ROOM_TO_MOVE: f64 = 2.0;
/// A camera nearer than this many framed radii may be within the model.
const OUTSIDE: f64 = 1.2;
/// The fewest views of a pose.
const LEAST: usize = 16;

/// Straight from the front, the back and so on.
const STRAIGHT: [DVec3; 6] = [
    DVec3::Z,
    DVec3::NEG_Z,
    DVec3::X,
    DVec3::NEG_X,
    DVec3::Y,
    DVec3::NEG_Y,
];

/// The cameras.
#[derive(Debug, Clone)]
pub(super) struct Sides {
    target: DVec3,
    /// Distances from the target.
    radii: Vec<f64>,
    /// Angles about the vertical and from straight above: least and greatest.
    theta: [f64; 2],
    phi: [f64; 2],
    /// Radius of what must fit the picture.
    extent: f64,
    /// How many for the model at rest.
    count: usize,
    /// The box and the radius of the frame at rest, and whether the model moves.
    bounds: [DVec3; 2],
    radius: f64,
    animated: bool,
}

impl Sides {
    /// The cameras that are `allowed`; `None` where they may enter the model.
    pub(super) fn of(framing: &Framing, allowed: &Allowed, animated: bool) -> Option<Self> {
        let limits = Limits::of(framing, &allowed.attributes, 1.0);
        let near = limits.min.radius;
        let far = limits.max.radius.max(near);
        let sound = framing.radius > 0.0 && framing.radius.is_finite() && near.is_finite();
        if !sound || near < OUTSIDE * framing.radius {
            return None;
        }
        let turns = limits.max.theta - limits.min.theta >= TAU;
        let free = turns && limits.min.phi <= 0.0 && limits.max.phi >= PI;
        Some(Self {
            target: framing.target,
            // Where angles are limited, a camera further away sees round other corners.
            radii: if free || !far.is_finite() {
                vec![near]
            } else {
                vec![near, far]
            },
            theta: if turns {
                [0.0, TAU]
            } else {
                [limits.min.theta, limits.max.theta.max(limits.min.theta)]
            },
            phi: [
                limits.min.phi.clamp(0.0, PI),
                limits.max.phi.clamp(limits.min.phi.clamp(0.0, PI), PI),
            ],
            extent: framing.radius * if animated { GROWTH } else { 1.001 },
            count: allowed.sides.max(LEAST),
            bounds: [framing.min, framing.max],
            radius: framing.radius,
            animated,
        })
    }

    /// How many views state number `state` of `states` gets. The first, the model at rest, gets all; the
    /// others share twice as many among them.
    pub(super) fn share(&self, state: usize, states: usize) -> usize {
        if state == 0 {
            self.count
        } else {
            (2 * self.count / states).clamp(LEAST, self.count)
        }
    }

    /// View number `side` of `count` of a state. Each round looks from between the sides of earlier ones.
    pub(super) fn look(&self, state: usize, round: usize, side: usize, count: usize) -> Look {
        let (direction, radius) = self.place(state, round, side, count);
        let sin = (self.extent / radius).min(0.85);
        let fov = 2.0 * sin.asin();
        let near = (radius - self.extent).max(0.02 * radius) * 0.95;
        let far = radius + 1.05 * self.extent;
        let height = 1.0 / (fov / 2.0).tan();
        let projection = DMat4::from_cols(
            DVec4::X * height,
            DVec4::Y * height,
            DVec4::new(0.0, 0.0, far / (near - far), -1.0),
            DVec4::new(0.0, 0.0, near * far / (near - far), 0.0),
        );
        let roll = GOLDEN * (side + state + round) as f64;
        let place = turned(direction, roll, self.target + direction * radius);
        Look {
            to_clip: projection * place.inverse(),
            depth: near * far / (far - near) * self.radius,
            casts: false,
        }
    }

    /// What is seen along one direction, everywhere at once, from as far as can be; `None` where no camera
    /// may look so.
    pub(super) fn along(&self, number: usize, direction: DVec3) -> Option<Look> {
        self.is_allowed(direction).then(|| {
            let size = self.extent;
            let place = turned(direction, GOLDEN * number as f64, self.target);
            let depth = 2.1 * size;
            let projection = DMat4::from_cols(
                DVec4::X / size,
                DVec4::Y / size,
                -DVec4::Z / depth,
                DVec4::new(0.0, 0.0, 0.5, 1.0),
            );
            Look {
                to_clip: projection * place.inverse(),
                depth: self.radius / depth,
                casts: false,
            }
        })
    }

    /// Whether cameras may be in that direction from the target.
    fn is_allowed(&self, direction: DVec3) -> bool {
        let [phi_0, phi_1] = self.phi;
        let [theta_0, theta_1] = self.theta;
        let phi = direction.y.clamp(-1.0, 1.0).acos();
        (theta_1 - theta_0 >= TAU) && (phi_0..=phi_1).contains(&phi)
    }

    /// What the floor sees: what casts a shadow on it, wherever poses move it.
    pub(super) fn below(&self) -> Look {
        let ([least, most], radius) = (self.bounds, self.radius);
        let room = if self.animated { ROOM_TO_MOVE } else { 1.0 };
        let half = ((most - least) / 2.0 * room).max(DVec3::splat(1e-3 * radius));
        let middle = (least + most) / 2.0;
        let floor = least.y - 1e-3 * radius;
        let height = 2.0 * half.y + 2e-3 * radius;
        let to_clip = DMat4::from_cols(
            DVec4::X / half.x,
            DVec4::Z / height,
            DVec4::Y / half.z,
            DVec4::new(-middle.x / half.x, -middle.z / half.z, -floor / height, 1.0),
        );
        Look {
            to_clip,
            depth: radius / height,
            casts: true,
        }
    }

    /// A direction from the target and a distance: straight from six sides, then on a spiral that
    /// covers the sphere evenly, turned for each state.
    fn place(&self, state: usize, round: usize, side: usize, count: usize) -> (DVec3, f64) {
        let radius = self.radii[(side + round) % self.radii.len()];
        let [phi_0, phi_1] = self.phi;
        let [theta_0, theta_1] = self.theta;
        let straight = STRAIGHT.get(side).filter(|_| round == 0);
        if let Some(direction) = straight.filter(|direction| self.is_allowed(**direction)) {
            return (*direction, radius);
        }
        // Rounds fill the gaps of those before as evenly as can be told beforehand.
        let offset = (0.5 + PLASTIC[0] * round as f64).fract();
        let share = (side as f64 + offset) / count as f64;
        // Evenly in the cosine is evenly on the sphere.
        let cos = phi_0.cos() + (phi_1.cos() - phi_0.cos()) * share;
        let sin = (1.0 - cos * cos).max(0.0).sqrt();
        let shift = 0.37 * state as f64 + PLASTIC[1] * round as f64;
        let turn = (GOLDEN / TAU * side as f64 + shift).fract();
        let theta = theta_0 + (theta_1 - theta_0) * turn;
        (
            DVec3::new(sin * theta.sin(), cos, sin * theta.cos()),
            radius,
        )
    }
}

/// A camera's place that looks against `direction`, rolled about it.
fn turned(direction: DVec3, roll: f64, place: DVec3) -> DMat4 {
    let start = direction.any_orthonormal_vector();
    let up = start * roll.cos() + direction.cross(start) * roll.sin();
    DMat4::from_cols(
        up.cross(direction).extend(0.0),
        up.extend(0.0),
        direction.extend(0.0),
        place.extend(1.0),
    )
}
