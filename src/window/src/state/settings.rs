//! What the window keeps from one start to the next.

use serde::{Deserialize, Serialize};

use super::{Appearance, Lengths, State};
use crate::effect::Effect;

/// What people chose once and don't want to choose again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Settings {
    /// What lengths are shown in.
    pub lengths: Lengths,
    /// Day or night.
    pub appearance: Appearance,
}

impl State {
    /// What is kept of it.
    #[must_use]
    pub const fn settings(&self) -> Settings {
        Settings {
            lengths: self.lengths,
            appearance: self.appearance,
        }
    }

    /// Keeps the settings where they aren't `before` any more.
    pub(super) fn keep_since(&self, before: Settings) -> Vec<Effect> {
        let now = self.settings();
        if now == before {
            Vec::new()
        } else {
            vec![Effect::KeepSettings(now)]
        }
    }
}
