//! How large and how turned the model stands.

use std::fmt;
use std::str::FromStr;

use base::{Fault, Result};
use glam::{DMat4, DQuat, DVec3, EulerRot};
use serde::{Deserialize, Serialize};

/// `scale`: factors along x, y and z.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Scale(pub [f64; 3]);

/// `orientation`: angles about z (roll), x (pitch) and y (yaw) in radians. The model rolls first and
/// yaws last.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Orientation(pub [f64; 3]);

impl Default for Scale {
    fn default() -> Self {
        Self([1.0; 3])
    }
}

/// Where a model of that size and orientation stands: about the origin, as the file has it.
pub(crate) fn placement(scale: Scale, orientation: Orientation) -> DMat4 {
    let Orientation([roll, pitch, yaw]) = orientation;
    let turn = DQuat::from_euler(EulerRot::YXZ, yaw, pitch, roll);
    DMat4::from_scale_rotation_translation(DVec3::from(scale.0), turn, DVec3::ZERO)
}

impl FromStr for Scale {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self> {
        three(text, |word| {
            word.parse().ok().filter(|factor: &f64| *factor != 0.0)
        })
        .map(Self)
        .ok_or_else(|| {
            Fault::usage(format!("'{text}' is no scale"))
                .hint("Write three factors that aren't 0, such as '1 1 1'")
        })
    }
}

impl FromStr for Orientation {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self> {
        three(text, angle).map(Self).ok_or_else(|| {
            Fault::usage(format!("'{text}' is no orientation"))
                .hint("Write three angles, roll, pitch and yaw, such as '0deg 0deg 90deg'")
        })
    }
}

/// An angle in radians; without a unit, it is in radians.
fn angle(word: &str) -> Option<f64> {
    match (word.strip_suffix("deg"), word.strip_suffix("rad")) {
        (Some(degrees), _) => degrees.parse().ok().map(f64::to_radians),
        (None, Some(radians)) => radians.parse().ok(),
        (None, None) => word.parse().ok(),
    }
}

/// Three finite numbers between spaces.
fn three(text: &str, read: impl Fn(&str) -> Option<f64>) -> Option<[f64; 3]> {
    let numbers = text.split_whitespace().map(read);
    let numbers: Vec<f64> = numbers.collect::<Option<_>>()?;
    let numbers: [f64; 3] = numbers.try_into().ok()?;
    numbers
        .iter()
        .all(|number| number.is_finite())
        .then_some(numbers)
}

impl fmt::Display for Scale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [x, y, z] = self.0;
        write!(f, "{x} {y} {z}")
    }
}

impl fmt::Display for Orientation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [roll, pitch, yaw] = self.0;
        write!(f, "{roll}rad {pitch}rad {yaw}rad")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    #[test]
    fn a_model_rolls_pitches_and_yaws_in_this_order() {
        let orientation: Orientation = "90deg 0 0".parse().unwrap();
        let place = |text: &str, point| {
            let orientation: Orientation = text.parse().unwrap();
            placement(Scale([1.0, 2.0, 3.0]), orientation).transform_point3(point)
        };
        assert!((orientation.0[0] - std::f64::consts::FRAC_PI_2).abs() < 1e-12);
        let near = |a: DVec3, b: [f64; 3]| (a - DVec3::from(b)).length() < 1e-9;
        // About z: x becomes y.
        assert!(near(place("90deg 0deg 0deg", DVec3::X), [0.0, 1.0, 0.0]));
        // About x: y becomes z.
        assert!(near(place("0deg 90deg 0deg", DVec3::Y), [0.0, 0.0, 2.0]));
        // About y: z becomes x.
        assert!(near(
            place("0 0 1.5707963267948966", DVec3::Z),
            [3.0, 0.0, 0.0]
        ));
        // Rolled to y, pitched to z, yawed to x.
        assert!(near(place("90deg 90deg 90deg", DVec3::X), [1.0, 0.0, 0.0]));
    }

    #[test]
    fn texts_are_read_and_written() {
        for text in ["", "1", "1 2", "0 1 1", "1 1 nan", "1m 1m 1m", "1 1 1 1"] {
            assert!(text.parse::<Scale>().is_err(), "{text}");
        }
        for text in ["", "90deg", "0deg 0deg 1m", "0 0 inf"] {
            assert!(text.parse::<Orientation>().is_err(), "{text}");
        }
        let scale: Scale = " 1  -2 0.5".parse().unwrap();
        assert_eq!(scale.to_string(), "1 -2 0.5");
        let turned: Orientation = "0deg 1rad 2".parse().unwrap();
        assert_eq!(turned.to_string().parse::<Orientation>().unwrap(), turned);
    }
}
