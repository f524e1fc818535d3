//! A camera that a hand orbits, zooms and pans, as in the web viewer.

use std::f64::consts::{PI, TAU};

use glam::DVec3;

use super::damper::Damper;
use super::{Camera, Limits, Orbit, frame_camera};
use crate::framing::Framing;
use viewer::{Attributes, CameraOrbit, CameraTarget, FieldOfView, Term};

/// Change of the logarithm of the field of view by one zoom step (a key, or 30 wheel pixels).
const ZOOM_STEP: f64 = 0.04;
/// Wheel pixels of one zoom step.
const WHEEL_STEP: f64 = 30.0;
/// Metres a pixel when panning, by distance, field of view in degrees and height of the picture.
const PAN_STEP: f64 = 0.018;
/// Long enough for every damper to come to rest, in seconds.
const SETTLED: f64 = 10.0;

/// The state of the web viewer's camera controls.
///
/// Input moves a goal; [`update`](Self::update) moves the camera towards it. Pixels are the
/// picture's, to the right and down.
#[derive(Debug, Clone)]
pub struct OrbitCamera {
    framing: Framing,
    attributes: Attributes,
    limits: Limits,
    width: f64,
    height: f64,
    orbit: Orbit,
    goal: Orbit,
    /// Logarithm of the vertical field of view in radians.
    log_fov: f64,
    goal_log_fov: f64,
    target: DVec3,
    goal_target: DVec3,
    dampers: [Damper; 7],
    pan: Option<[DVec3; 2]>,
}

impl OrbitCamera {
    /// The camera where `attributes` put it, in a picture of `size` (width, height in pixels).
    #[must_use]
    pub fn new(framing: &Framing, attributes: &Attributes, size: [u32; 2]) -> Self {
        let [width, height] = size.map(|side| f64::from(side.max(1)));
        let aspect = width / height;
        let limits = Limits::of(framing, attributes, aspect);
        let orbit = limits.clamp(Orbit::of(framing, attributes)).safe();
        let fov = limits.clamp_field_of_view(framing.adjusted(framing.field_of_view, aspect));
        Self {
            framing: framing.clone(),
            attributes: attributes.clone(),
            limits,
            width,
            height,
            orbit,
            goal: orbit,
            log_fov: fov.ln(),
            goal_log_fov: fov.ln(),
            target: framing.target,
            goal_target: framing.target,
            dampers: [Damper::default(); 7],
            pan: None,
        }
    }

    /// The camera as it is now.
    #[must_use]
    pub fn camera(&self) -> Camera {
        frame_camera(
            &self.framing,
            &self.limits,
            self.target,
            self.orbit,
            self.log_fov.exp(),
            self.width / self.height,
        )
    }

    /// Where the camera is going; what a manifest would keep.
    #[must_use]
    pub const fn goal(&self) -> Orbit {
        self.goal
    }

    /// The point that the camera will look at.
    #[must_use]
    pub const fn goal_target(&self) -> DVec3 {
        self.goal_target
    }

    /// The vertical field of view that the camera will have, in radians.
    #[must_use]
    pub fn goal_field_of_view(&self) -> f64 {
        self.goal_log_fov.exp()
    }

    /// Moves towards the goal for `seconds`. Returns whether anything moved, that is whether a new
    /// picture is due.
    pub fn update(&mut self, seconds: f64) -> bool {
        let before = (self.orbit, self.log_fov, self.target);
        let turn = self.orbit.theta - self.goal.theta;
        if turn.abs() > PI && self.is_unbounded() {
            self.orbit.theta -= turn.signum() * TAU;
        }
        let target_scale = self.framing.radius / 10.0;
        let [theta, phi, radius, fov, x, y, z] = &mut self.dampers;
        self.orbit.theta = theta.update(self.orbit.theta, self.goal.theta, seconds, PI);
        self.orbit.phi = phi.update(self.orbit.phi, self.goal.phi, seconds, self.limits.max.phi);
        self.orbit.radius = radius.update(
            self.orbit.radius,
            self.goal.radius,
            seconds,
            self.limits.max.radius,
        );
        self.log_fov = fov.update(self.log_fov, self.goal_log_fov, seconds, 1.0);
        for (axis, damper) in [x, y, z].into_iter().enumerate() {
            self.target[axis] = damper.update(
                self.target[axis],
                self.goal_target[axis],
                seconds,
                target_scale,
            );
        }
        before != (self.orbit, self.log_fov, self.target)
    }

    /// Whether the camera is still on its way.
    #[must_use]
    pub fn is_moving(&self) -> bool {
        self.orbit != self.goal
            || self.log_fov != self.goal_log_fov
            || self.target != self.goal_target
    }

    /// Goes to the goal at once.
    pub fn jump_to_goal(&mut self) {
        self.update(SETTLED);
        self.orbit = self.goal;
        self.log_fov = self.goal_log_fov;
        self.target = self.goal_target;
        for damper in &mut self.dampers {
            damper.rest();
        }
    }

    /// Turns by a drag of `dx`, `dy` pixels: the picture's height is a full turn.
    pub fn drag(&mut self, dx: f64, dy: f64) {
        let angle = TAU / self.height;
        self.turn(dx * angle, dy * angle);
    }

    /// Turns by angles in radians: to the right about the vertical, and down.
    pub fn turn(&mut self, theta: f64, phi: f64) {
        // The goal may run at most half a turn ahead, so that the way back isn't the shorter one.
        let ahead = self.orbit.theta - self.goal.theta;
        let most = PI - 0.001;
        let theta = theta.min(most - ahead).max(-most - ahead);
        self.set_goal(Orbit {
            theta: self.goal.theta - theta,
            phi: self.goal.phi - phi,
            ..self.goal
        });
    }

    /// Zooms by wheel pixels; positive is away from the model. A wheel that counts lines gives 18
    /// pixels a line.
    pub fn wheel(&mut self, pixels: f64) {
        self.zoom(pixels / WHEEL_STEP);
    }

    /// Zooms by steps of the keyboard; positive is away from the model. Distance and field of view
    /// reach their limits together.
    pub fn zoom(&mut self, steps: f64) {
        let change = steps * ZOOM_STEP;
        if change == 0.0 {
            return;
        }
        let (radius, fov) = if change > 0.0 {
            (self.limits.max.radius, self.limits.max_field_of_view)
        } else {
            (self.limits.min.radius, self.limits.min_field_of_view)
        };
        let ratio = (radius - self.goal.radius) / (fov.ln() - self.goal_log_fov);
        let ratio = if ratio.is_finite() {
            ratio
        } else {
            (self.limits.max.radius - self.limits.min.radius) * 2.0
        };
        self.set_goal(Orbit {
            radius: self.goal.radius + change * ratio,
            ..self.goal
        });
        self.set_field_of_view((self.goal_log_fov + change).exp());
    }

    /// Shifts the target by a drag of `dx`, `dy` pixels in the plane of the picture. The plane is
    /// kept until [`end_pan`](Self::end_pan).
    pub fn pan(&mut self, dx: f64, dy: f64) {
        let Orbit { theta, phi, radius } = self.orbit;
        let [right, up] = *self.pan.get_or_insert_with(|| {
            [
                DVec3::new(theta.cos(), 0.0, -theta.sin()),
                DVec3::new(
                    -phi.cos() * theta.sin(),
                    phi.sin(),
                    -phi.cos() * theta.cos(),
                ),
            ]
        });
        let metres = radius * self.log_fov.exp().to_degrees() * PAN_STEP / self.height;
        let moved = self.goal_target - right * dx * metres + up * dy * metres;
        let offset = (moved - self.framing.target).clamp_length_max(self.framing.radius);
        self.goal_target = self.framing.target + offset;
    }

    /// Ends a pan. `surface` is the point of the model in the middle of the picture, where there is
    /// one: the camera then turns about it without moving.
    pub fn end_pan(&mut self, surface: Option<DVec3>) {
        self.pan = None;
        if let Some(surface) = surface {
            let Orbit { theta, phi, .. } = self.orbit;
            let back = DVec3::new(phi.sin() * theta.sin(), phi.cos(), phi.sin() * theta.cos());
            let depth = back.dot(surface - self.goal_target);
            self.goal_target += back * depth;
            self.set_goal(Orbit {
                radius: self.goal.radius - depth,
                ..self.goal
            });
        }
    }

    /// A click: on the model the camera looks at that point; beside it (`None`) the target goes
    /// home and the zoom all the way out.
    pub fn recenter(&mut self, surface: Option<DVec3>) {
        match surface {
            Some(point) => self.goal_target = point,
            None => {
                self.goal_target = self.framing.target;
                self.zoom(1.0 / ZOOM_STEP);
            }
        }
    }

    /// Back to where the attributes put it, by an eased way.
    pub fn home(&mut self) {
        let there = Self::new(
            &self.framing,
            &self.attributes,
            [self.width as u32, self.height as u32],
        );
        self.set_goal(there.goal);
        self.goal_log_fov = there.goal_log_fov;
        self.goal_target = there.goal_target;
    }

    /// Follows other attributes and the framing that comes from them. Where they put the camera
    /// elsewhere, it eases to that place; otherwise it stays, within their limits.
    pub fn retune(&mut self, framing: &Framing, attributes: &Attributes) {
        let place = |of: &Attributes| (of.camera_orbit, of.camera_target, of.field_of_view);
        let moved = place(attributes) != place(&self.attributes);
        self.framing = framing.clone();
        self.attributes = attributes.clone();
        self.limits = Limits::of(framing, attributes, self.width / self.height);
        if moved {
            self.home();
        } else {
            self.set_goal(self.goal);
            self.set_field_of_view(self.goal_log_fov.exp());
        }
    }

    /// The attributes that put the camera where it is going: the orbit in degrees and metres, the
    /// target in metres, the field of view in degrees. Target and field of view stay `auto` where
    /// they are the framing's own.
    #[must_use]
    pub fn as_attributes(&self) -> (CameraOrbit, CameraTarget, FieldOfView) {
        let round = |value: f64, digits: f64| (value * digits).round() / digits + 0.0;
        let turn = self.goal.theta.to_degrees();
        let orbit = CameraOrbit {
            theta: Term::degrees(round((turn + 180.0).rem_euclid(360.0) - 180.0, 100.0)),
            phi: Term::degrees(round(self.goal.phi.to_degrees(), 100.0)),
            radius: Term::metres(round(self.goal.radius, 1e4)),
        };
        let point = self.goal_target;
        let home = self.framing.target;
        let target = if point.distance(home) < 1e-4 * self.framing.radius {
            self.attributes.camera_target
        } else {
            let [x, y, z] = point.to_array().map(|axis| Term::metres(round(axis, 1e4)));
            CameraTarget { x, y, z }
        };
        // What the picture's shape widened it by is no part of the attribute.
        let aspect = self.width / self.height;
        let half = (self.goal_log_fov.exp() / 2.0).tan();
        let widening = (self.framing.ideal_aspect / aspect).max(1.0);
        let degrees = 2.0 * (half / widening).atan().to_degrees();
        let own = self.framing.field_of_view.to_degrees();
        let field_of_view = if (degrees - own).abs() < 0.01 {
            self.attributes.field_of_view
        } else {
            FieldOfView(Term::degrees(round(degrees, 100.0)))
        };
        (orbit, target, field_of_view)
    }

    /// The picture has a new size in pixels; the model keeps its share of it.
    pub fn resize(&mut self, size: [u32; 2]) {
        let [width, height] = size.map(|side| f64::from(side.max(1)));
        if (width, height) == (self.width, self.height) {
            return;
        }
        let framed = |aspect| self.framing.adjusted(self.framing.field_of_view, aspect);
        let ratio = framed(width / height) / framed(self.width / self.height);
        let fov = self.goal_log_fov.exp() * ratio;
        (self.width, self.height) = (width, height);
        self.limits = Limits::of(&self.framing, &self.attributes, width / height);
        self.set_field_of_view(fov);
        self.jump_to_goal();
    }

    fn is_unbounded(&self) -> bool {
        self.limits.min.theta.is_infinite() && self.limits.max.theta.is_infinite()
    }

    fn set_goal(&mut self, orbit: Orbit) {
        let next = self.limits.clamp(orbit);
        if self.is_unbounded() {
            let turn = self.orbit.theta - next.theta;
            self.orbit.theta = next.theta + (turn + PI).rem_euclid(TAU) - PI;
        }
        if next.theta.is_finite() && next.phi.is_finite() && next.radius.is_finite() {
            self.goal = next.safe();
        }
    }

    fn set_field_of_view(&mut self, fov: f64) {
        self.goal_log_fov = self.limits.clamp_field_of_view(fov).ln();
    }
}
