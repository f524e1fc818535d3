//! Where the camera is, what it looks at and how wide.

use std::fmt;
use std::str::FromStr;

use base::{Fault, Result};
use serde::{Deserialize, Serialize};

use crate::placement::{Orientation, Scale};
use crate::term::Term;
use crate::unit::Quantity;

/// Gives a text type its serde form: the text.
macro_rules! as_text {
    ($($name:ident),+) => {$(
        impl TryFrom<String> for $name {
            type Error = Fault;

            fn try_from(text: String) -> Result<Self> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.to_string()
            }
        }
    )+};
}

as_text!(CameraOrbit, CameraTarget, FieldOfView, Scale, Orientation);

/// The terms of `text`, at most `N` of them; those that are left out are `auto`, as in the viewer.
fn terms<const N: usize>(text: &str, what: &str, example: &str) -> Result<[String; N]> {
    let mut words = words(text);
    let count = words.len();
    if (1..=N).contains(&count) {
        words.resize(N, "auto".to_owned());
    }
    words.try_into().map_err(|_| {
        Fault::usage(format!("A {what} has {N} values, '{text}' has {count}"))
            .hint(format!("Write it like '{example}'"))
    })
}

/// What stands between spaces outside of brackets.
pub(crate) fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut depth = 0_usize;
    for letter in text.chars() {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if letter.is_whitespace() && depth == 0 {
            words.push(String::new());
        } else if let Some(word) = words.last_mut() {
            word.push(letter);
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// `camera-orbit` and its limits: angle about the vertical, angle from straight above, distance.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CameraOrbit {
    /// Angle about the vertical; 0 looks at the model's front.
    pub theta: Term,
    /// Angle from straight above.
    pub phi: Term,
    /// Distance from the target; % is of the distance at which the model just fits.
    pub radius: Term,
}

impl CameraOrbit {
    /// `auto auto auto`
    pub const AUTO: Self = Self {
        theta: Term::Auto,
        phi: Term::Auto,
        radius: Term::Auto,
    };
}

impl Default for CameraOrbit {
    /// `0deg 75deg 105%`
    fn default() -> Self {
        Self {
            theta: Term::degrees(0.0),
            phi: Term::degrees(75.0),
            radius: Term::percent(105.0),
        }
    }
}

impl FromStr for CameraOrbit {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self> {
        let [theta, phi, radius] = terms(text, "camera orbit", "30deg 75deg 105%")?;
        Ok(Self {
            theta: Term::parse(&theta, Quantity::Angle, "orbit angle")?,
            phi: Term::parse(&phi, Quantity::Angle, "orbit angle")?,
            radius: Term::parse(&radius, Quantity::Length, "orbit distance")?,
        })
    }
}

impl fmt::Display for CameraOrbit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.theta, self.phi, self.radius)
    }
}

/// `camera-target`: the point that the camera looks at; `auto` is the middle of the model's box.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CameraTarget {
    /// To the right of the model's front.
    pub x: Term,
    /// Up.
    pub y: Term,
    /// Towards the viewer of the model's front.
    pub z: Term,
}

impl Default for CameraTarget {
    fn default() -> Self {
        Self {
            x: Term::Auto,
            y: Term::Auto,
            z: Term::Auto,
        }
    }
}

impl FromStr for CameraTarget {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self> {
        let [x, y, z] = terms(text, "camera target", "0m 0.5m 0m")?;
        let parse = |text: &str| Term::parse(text, Quantity::Length, "coordinate");
        Ok(Self {
            x: parse(&x)?,
            y: parse(&y)?,
            z: parse(&z)?,
        })
    }
}

impl fmt::Display for CameraTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.x, self.y, self.z)
    }
}

/// `field-of-view` and its limits: the vertical angle of a picture that is at least as wide as the
/// model; `auto` is 30 degrees.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FieldOfView(pub Term);

impl Default for FieldOfView {
    fn default() -> Self {
        Self(Term::Auto)
    }
}

impl FromStr for FieldOfView {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self> {
        Term::parse(text.trim(), Quantity::Angle, "field of view").map(Self)
    }
}

impl fmt::Display for FieldOfView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
