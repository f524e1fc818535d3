//! The parts of the open model: which one is picked, which are hidden, and what of them is seen.

use std::collections::BTreeSet;

use render::{LookMode, PartInfo};

/// The parts, and what is shown of them.
#[derive(Debug, Default)]
pub struct Parts {
    /// All of them.
    pub all: Vec<PartInfo>,
    /// What of the surfaces is seen.
    pub look: LookMode,
    /// The part that is picked, by its id.
    pub picked: Option<usize>,
    /// Parts that are hidden, by their ids.
    pub hidden: BTreeSet<usize>,
}

impl Parts {
    /// What there is to say of a part.
    #[must_use]
    pub fn get(&self, id: usize) -> Option<&PartInfo> {
        self.all.iter().find(|part| part.id == id)
    }

    /// The part that is picked.
    #[must_use]
    pub fn picked(&self) -> Option<&PartInfo> {
        self.get(self.picked?)
    }
}
