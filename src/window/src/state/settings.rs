//! What the window keeps from one start to the next.

use serde::{Deserialize, Serialize};

/// What people chose once and don't want to choose again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Settings {
    /// What lengths are shown in.
    pub lengths: Lengths,
    /// Day or night.
    pub appearance: Appearance,
}

/// Day or night.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Appearance {
    /// As the system has it.
    #[default]
    System,
    /// Day.
    Light,
    /// Night.
    Dark,
}

/// What lengths are shown in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lengths {
    /// Centimetres.
    #[default]
    Centimetres,
    /// Inches.
    Inches,
}

impl Lengths {
    /// A length in metres, with its unit.
    #[must_use]
    pub fn show(self, metres: f64) -> String {
        match self {
            Self::Centimetres => base::units::centimetres(metres),
            Self::Inches => base::units::inches(metres),
        }
    }
}

impl Lengths {
    /// Width, height and depth in metres as `78.3 × 90 × 82 cm`.
    #[must_use]
    pub fn show_box(self, size: [f64; 3]) -> String {
        let [width, height, depth] = size.map(|length| self.show(length));
        let bare = |text: &str| {
            let digits = text.trim_end_matches(|letter: char| !letter.is_ascii_digit());
            digits.to_owned()
        };
        format!("{} × {} × {depth}", bare(&width), bare(&height))
    }
}
