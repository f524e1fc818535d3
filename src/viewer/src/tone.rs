//! How radiance becomes colour.

use std::fmt;
use std::str::FromStr;

use base::{Fault, Result};
use serde::{Deserialize, Serialize};

/// `tone-mapping`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ToneMapping {
    /// The viewer's choice, which is `commerce`.
    #[default]
    Auto,
    /// The Khronos PBR neutral curve: product colours stay what they are.
    Commerce,
    /// Another word for `commerce`.
    Neutral,
    /// The film curve of the Academy Color Encoding System.
    Aces,
    /// The AgX curve.
    Agx,
    /// Reinhard's curve.
    Reinhard,
    /// The curve of Hejl and Burgess-Dawson.
    Cineon,
    /// Exposure alone, clipped.
    Linear,
    /// Nothing, not even exposure.
    None,
}

impl ToneMapping {
    /// All, as they are written.
    pub const ALL: [(Self, &'static str); 9] = [
        (Self::Auto, "auto"),
        (Self::Commerce, "commerce"),
        (Self::Neutral, "neutral"),
        (Self::Aces, "aces"),
        (Self::Agx, "agx"),
        (Self::Reinhard, "reinhard"),
        (Self::Cineon, "cineon"),
        (Self::Linear, "linear"),
        (Self::None, "none"),
    ];

    /// Whether this is the neutral curve, under whichever of its names.
    #[must_use]
    pub const fn is_neutral(self) -> bool {
        matches!(self, Self::Auto | Self::Commerce | Self::Neutral)
    }
}

impl FromStr for ToneMapping {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self> {
        Self::ALL
            .into_iter()
            .find(|(_, name)| *name == text)
            .map(|(tone, _)| tone)
            .ok_or_else(|| {
                let names: Vec<&str> = Self::ALL.iter().map(|(_, name)| *name).collect();
                Fault::usage(format!("There is no tone mapping '{text}'"))
                    .hint(format!("Choose one of {}", names.join(", ")))
            })
    }
}

impl fmt::Display for ToneMapping {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = Self::ALL.iter().find(|(tone, _)| tone == self);
        f.write_str(name.map_or("auto", |(_, name)| name))
    }
}
