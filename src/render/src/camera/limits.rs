//! The orbit that attributes ask for, and the limits it is held to.

use std::f64::consts::PI;

use crate::framing::{DEFAULT_FIELD_OF_VIEW, Framing};
use viewer::Attributes;

/// The nearest that the camera comes, in framed radii.
const MINIMUM_RADIUS_RATIO: f64 = 2.2;
/// The default distance, as a multiple of the one at which the model just fits.
const DEFAULT_DISTANCE_RATIO: f64 = 1.05;
/// The narrowest field of view by default: 12 degrees.
const MINIMUM_FIELD_OF_VIEW: f64 = 12.0 * PI / 180.0;
/// How near the pole the camera may come, so that "up" keeps a meaning.
const POLE: f64 = 1e-6;

/// A place on spheres about the target. Angles in radians, radius in metres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Orbit {
    /// Angle about the vertical; 0 looks at the model's front.
    pub theta: f64,
    /// Angle from straight above.
    pub phi: f64,
    /// Distance from the target.
    pub radius: f64,
}

impl Orbit {
    /// What `attributes` ask for, before limits.
    #[must_use]
    pub fn of(framing: &Framing, attributes: &Attributes) -> Self {
        let distance = framing.distance();
        let orbit = attributes.camera_orbit;
        let degrees75 = 75.0 * PI / 180.0;
        Self {
            theta: orbit.theta.resolve(0.0, 0.0),
            phi: orbit.phi.resolve(degrees75, degrees75),
            radius: orbit
                .radius
                .resolve(distance, DEFAULT_DISTANCE_RATIO * distance),
        }
    }

    /// This orbit, not quite at a pole.
    pub(crate) fn safe(self) -> Self {
        Self {
            phi: self.phi.clamp(POLE, PI - POLE),
            ..self
        }
    }
}

/// What orbit and field of view are held to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// The least of each value.
    pub min: Orbit,
    /// The greatest of each value.
    pub max: Orbit,
    /// The narrowest vertical field of view in radians.
    pub min_field_of_view: f64,
    /// The widest vertical field of view in radians, for the picture's aspect.
    pub max_field_of_view: f64,
}

impl Limits {
    /// The limits for a picture of `aspect` (width over height).
    #[must_use]
    pub fn of(framing: &Framing, attributes: &Attributes, aspect: f64) -> Self {
        let nearest = MINIMUM_RADIUS_RATIO * framing.radius;
        let farthest = DEFAULT_DISTANCE_RATIO * framing.distance();
        let (min, max) = (attributes.min_camera_orbit, attributes.max_camera_orbit);
        let widest = attributes
            .max_field_of_view
            .0
            .resolve(DEFAULT_FIELD_OF_VIEW, DEFAULT_FIELD_OF_VIEW);
        Self {
            min: Orbit {
                theta: min.theta.resolve(f64::NEG_INFINITY, f64::NEG_INFINITY),
                phi: min.phi.resolve(0.0, 0.0),
                radius: min.radius.resolve(nearest, nearest),
            },
            max: Orbit {
                theta: max.theta.resolve(f64::INFINITY, f64::INFINITY),
                phi: max.phi.resolve(PI, PI),
                radius: max.radius.resolve(farthest, farthest),
            },
            min_field_of_view: attributes
                .min_field_of_view
                .0
                .resolve(MINIMUM_FIELD_OF_VIEW, MINIMUM_FIELD_OF_VIEW),
            max_field_of_view: framing.adjusted(widest, aspect),
        }
    }

    /// `orbit` within the limits; where they contradict each other the lower one wins.
    #[must_use]
    pub fn clamp(&self, orbit: Orbit) -> Orbit {
        Orbit {
            theta: orbit.theta.min(self.max.theta).max(self.min.theta),
            phi: orbit.phi.min(self.max.phi).max(self.min.phi),
            radius: orbit.radius.min(self.max.radius).max(self.min.radius),
        }
    }

    /// A vertical field of view within the limits.
    #[must_use]
    pub fn clamp_field_of_view(&self, field_of_view: f64) -> f64 {
        field_of_view
            .min(self.max_field_of_view)
            .max(self.min_field_of_view)
    }
}
