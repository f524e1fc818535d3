//! Look modes: what authors see instead of light, one property of the surfaces at a time.

use std::fmt;
use std::str::FromStr;

use base::{Fault, Result};
use serde::{Deserialize, Serialize};

/// What of the surfaces a picture shows.
///
/// Numbers are shown as they are: a grey of 128 in the picture is a value of 128/255. Colours are
/// sRGB-encoded, without tone mapping. Apart from `shaded` nothing is lit and nothing casts a
/// shadow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LookMode {
    /// What customers see.
    #[default]
    Shaded,
    /// Base colour: factor, texture and vertex colours.
    BaseColor,
    /// Metalness: black is 0, white is 1.
    Metallic,
    /// Roughness: black is 0, white is 1.
    Roughness,
    /// Normals of the geometry in the world: `(n + 1) / 2` as red, green, blue.
    Normals,
    /// Normals with normal and bump maps, in the same colours.
    MappedNormals,
    /// The occlusion map with its strength: white is open.
    Occlusion,
    /// Emitted light with its strength, cut off at 1.
    Emissive,
    /// A checker of 16 cells a UV unit over the first UV set. Cells are tinted by their place; UVs
    /// that are mirrored are tinted magenta.
    UvChecker,
    /// Every triangle's edges.
    Wireframe,
    /// Pixels of the texture per metre of surface. The base colour texture counts, or else the
    /// first texture that the material has.
    TexelDensity,
    /// How many surfaces lie one behind the other, the hidden ones as well.
    Overdraw,
    /// Surfaces seen from behind.
    BackFaces,
}

/// A colour of a look and what it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegendEntry {
    /// For people: `2048 px/m`.
    pub label: String,
    /// sRGB.
    pub color: [u8; 3],
}

/// Stops of the texel density's colours: pixels per metre, and the colour there. Between them
/// colours are mixed by the logarithm; beyond the ends they stay.
pub(crate) const DENSITY_STOPS: [(f32, [u8; 3]); 5] = [
    (128.0, [44, 75, 216]),
    (512.0, [24, 166, 190]),
    (2048.0, [63, 174, 75]),
    (8192.0, [240, 180, 41]),
    (32768.0, [216, 56, 44]),
];
/// Where there is no texture to be dense, or no UVs.
pub(crate) const NOTHING_THERE: [u8; 3] = [122, 112, 134];
/// What each surface adds to the overdraw.
pub(crate) const LAYER: [u8; 3] = [42, 16, 6];
/// Fronts, among back faces.
pub(crate) const FRONT: [u8; 3] = [206, 208, 214];
/// Backs of single-sided surfaces: customers look through them.
pub(crate) const BACK_SINGLE: [u8; 3] = [222, 48, 48];
/// Backs of double-sided surfaces.
pub(crate) const BACK_DOUBLE: [u8; 3] = [240, 170, 40];
/// Mirrored cells of the UV checker.
pub(crate) const MIRRORED: [u8; 3] = [214, 60, 190];

impl LookMode {
    /// All, as they are written.
    pub const ALL: [(Self, &'static str); 13] = [
        (Self::Shaded, "shaded"),
        (Self::BaseColor, "base-color"),
        (Self::Metallic, "metallic"),
        (Self::Roughness, "roughness"),
        (Self::Normals, "normals"),
        (Self::MappedNormals, "mapped-normals"),
        (Self::Occlusion, "occlusion"),
        (Self::Emissive, "emissive"),
        (Self::UvChecker, "uv-checker"),
        (Self::Wireframe, "wireframe"),
        (Self::TexelDensity, "texel-density"),
        (Self::Overdraw, "overdraw"),
        (Self::BackFaces, "back-faces"),
    ];

    /// Its name for people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Shaded => "Shaded",
            Self::BaseColor => "Base colour",
            Self::Metallic => "Metallic",
            Self::Roughness => "Roughness",
            Self::Normals => "Normals",
            Self::MappedNormals => "Mapped normals",
            Self::Occlusion => "Occlusion",
            Self::Emissive => "Emissive",
            Self::UvChecker => "UV checker",
            Self::Wireframe => "Wireframe",
            Self::TexelDensity => "Texel density",
            Self::Overdraw => "Overdraw",
            Self::BackFaces => "Back faces",
        }
    }

    /// What its colours stand for; empty where they speak for themselves.
    #[must_use]
    pub fn legend(self) -> Vec<LegendEntry> {
        let entry = |label: &str, color| LegendEntry {
            label: label.to_owned(),
            color,
        };
        match self {
            Self::TexelDensity => DENSITY_STOPS
                .iter()
                .map(|(density, color)| entry(&format!("{density} px/m"), *color))
                .chain([entry("no texture", NOTHING_THERE)])
                .collect(),
            Self::Overdraw => [1, 2, 4, 6, 10, 16]
                .map(|layers: u8| {
                    let noun = if layers == 1 { "surface" } else { "surfaces" };
                    entry(
                        &format!("{layers} {noun}"),
                        LAYER.map(|step| step.saturating_mul(layers)),
                    )
                })
                .into(),
            Self::BackFaces => vec![
                entry("front", FRONT),
                entry("back, not drawn for customers", BACK_SINGLE),
                entry("back of a double-sided material", BACK_DOUBLE),
            ],
            Self::UvChecker => vec![
                entry("mirrored UVs", MIRRORED),
                entry("no UVs", NOTHING_THERE),
            ],
            _ => Vec::new(),
        }
    }
}

impl FromStr for LookMode {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self> {
        Self::ALL
            .into_iter()
            .find(|(_, name)| *name == text)
            .map(|(mode, _)| mode)
            .ok_or_else(|| {
                let names: Vec<&str> = Self::ALL.iter().map(|(_, name)| *name).collect();
                Fault::usage(format!("There is no look '{text}'"))
                    .hint(format!("Choose one of {}", names.join(", ")))
            })
    }
}

impl fmt::Display for LookMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = Self::ALL.iter().find(|(mode, _)| mode == self);
        f.write_str(name.map_or("shaded", |(_, name)| name))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    #[test]
    fn names_parse_and_print_back() {
        for (mode, name) in LookMode::ALL {
            assert_eq!(name.parse::<LookMode>().unwrap(), mode);
            assert_eq!(mode.to_string(), name);
            assert_eq!(serde_json::to_value(mode).unwrap(), name);
        }
        let fault = "x-ray".parse::<LookMode>().unwrap_err();
        assert!(fault.hint_text().unwrap().contains("wireframe"));
    }
}
