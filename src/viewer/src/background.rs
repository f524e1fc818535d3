//! What is behind the model.

use std::fmt;
use std::str::FromStr;

use base::{Fault, Result};
use serde::{Deserialize, Serialize};

/// The page behind the viewer: a colour, or nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Background {
    /// Nothing: pictures keep their alpha.
    Transparent,
    /// An opaque sRGB colour.
    Color([u8; 3]),
}

impl Background {
    /// The white of an unstyled page.
    pub const WHITE: Self = Self::Color([255; 3]);
}

impl Default for Background {
    fn default() -> Self {
        Self::WHITE
    }
}

impl FromStr for Background {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self> {
        let refuse = || {
            Fault::usage(format!("'{text}' isn't a background")).hint(
                "Write a colour like '#ffffff' or '#fff', one of the words white and black, or transparent",
            )
        };
        match text {
            "transparent" => return Ok(Self::Transparent),
            "white" => return Ok(Self::WHITE),
            "black" => return Ok(Self::Color([0; 3])),
            _ => {}
        }
        let digits = text.strip_prefix('#').ok_or_else(refuse)?;
        let values: Option<Vec<u8>> = digits
            .chars()
            .map(|digit| digit.to_digit(16).and_then(|value| value.try_into().ok()))
            .collect();
        match values.ok_or_else(refuse)?.as_slice() {
            [r, g, b] => Ok(Self::Color([r * 17, g * 17, b * 17])),
            [r, s, g, h, b, c] => Ok(Self::Color([r * 16 + s, g * 16 + h, b * 16 + c])),
            _ => Err(refuse()),
        }
    }
}

impl TryFrom<String> for Background {
    type Error = Fault;

    fn try_from(text: String) -> Result<Self> {
        text.parse()
    }
}

impl From<Background> for String {
    fn from(background: Background) -> Self {
        background.to_string()
    }
}

impl fmt::Display for Background {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Transparent => f.write_str("transparent"),
            Self::Color([r, g, b]) => write!(f, "#{r:02x}{g:02x}{b:02x}"),
        }
    }
}
