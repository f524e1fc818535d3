//! The light around the model.

use std::convert::Infallible;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// `environment-image`: one of the two built-in rooms, or a picture of a real place.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Environment {
    /// An even, colour-preserving room; what the viewer uses when nothing is said.
    #[default]
    Neutral,
    /// The older room with more contrast between its sides.
    Legacy,
    /// An equirectangular picture: a `.hdr` file, or a JPEG, PNG or WebP.
    File(PathBuf),
}

impl From<String> for Environment {
    fn from(text: String) -> Self {
        match text.as_str() {
            "" | "auto" | "neutral" => Self::Neutral,
            "legacy" => Self::Legacy,
            _ => Self::File(text.into()),
        }
    }
}

impl From<Environment> for String {
    fn from(environment: Environment) -> Self {
        environment.to_string()
    }
}

impl FromStr for Environment {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(text.to_owned().into())
    }
}

impl fmt::Display for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Neutral => f.write_str("neutral"),
            Self::Legacy => f.write_str("legacy"),
            Self::File(path) => path.display().fmt(f),
        }
    }
}
