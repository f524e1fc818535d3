//! What a publication is to come to.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::Bundle;

/// What a publication is to come to. The journal keeps it; the names there are its first ones.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Intent {
    /// Files live as a release.
    #[serde(rename = "bundle")]
    Publish(Arc<Bundle>),
    /// An earlier release live again.
    #[serde(rename = "release")]
    Rollback(u32),
    /// The listing off the shop.
    #[serde(rename = "off")]
    Unpublish,
}

impl Intent {
    /// A stable word for `--json`.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Publish(_) => "publish",
            Self::Rollback(_) => "rollback",
            Self::Unpublish => "unpublish",
        }
    }
}
