//! The parts of the open model: which one is picked, which are hidden, and what of them is seen.

use std::collections::BTreeSet;

use render::PartInfo;

use super::{Document, State};
use crate::action::PartAction;

impl Document {
    /// What there is to say of a part.
    #[must_use]
    pub fn part(&self, id: usize) -> Option<&PartInfo> {
        self.parts.iter().find(|part| part.id == id)
    }

    /// The part that is picked.
    #[must_use]
    pub fn picked_part(&self) -> Option<&PartInfo> {
        self.part(self.picked?)
    }
}

impl State {
    /// Follows what is done to the parts of the open model.
    pub(super) fn part(&mut self, action: PartAction) {
        let Some(document) = &mut self.document else {
            return;
        };
        match action {
            PartAction::Look(look) => document.look = look,
            PartAction::Pick(id) => document.picked = id.filter(|id| document.part(*id).is_some()),
            PartAction::Hide(id) => {
                document.hidden.insert(id);
                document.picked = document.picked.filter(|picked| *picked != id);
            }
            PartAction::Show(id) => {
                document.hidden.remove(&id);
            }
            PartAction::Alone(id) => {
                let others = document.parts.iter().map(|part| part.id);
                document.hidden = others.filter(|other| *other != id).collect();
            }
            PartAction::ShowAll => document.hidden = BTreeSet::new(),
        }
    }
}
