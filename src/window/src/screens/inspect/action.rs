//! What follows from what is done to the model's parts.

use std::collections::BTreeSet;

use render::LookMode;

use crate::action::ScreenAction;
use crate::effect::Effect;
use crate::state::State;

/// What is done to the model's parts.
#[derive(Debug)]
pub enum PartAction {
    /// See this of the surfaces.
    Look(LookMode),
    /// This part is picked, by its id; or none.
    Pick(Option<usize>),
    /// Hide this one.
    Hide(usize),
    /// Show this one again.
    Show(usize),
    /// Show this one alone.
    Alone(usize),
    /// Show all.
    ShowAll,
}

impl ScreenAction for PartAction {
    fn apply(self: Box<Self>, state: &mut State) -> Vec<Effect> {
        let Some(document) = &mut state.document else {
            return Vec::new();
        };
        let parts = &mut document.parts;
        match *self {
            Self::Look(look) => parts.look = look,
            Self::Pick(id) => parts.picked = id.filter(|id| parts.get(*id).is_some()),
            Self::Hide(id) => {
                parts.hidden.insert(id);
                parts.picked = parts.picked.filter(|picked| *picked != id);
            }
            Self::Show(id) => {
                parts.hidden.remove(&id);
            }
            Self::Alone(id) => {
                let others = parts.all.iter().map(|part| part.id);
                parts.hidden = others.filter(|other| *other != id).collect();
            }
            Self::ShowAll => parts.hidden = BTreeSet::new(),
        }
        Vec::new()
    }
}
