//! What follows from what is done about a path that is asked for.

use super::state::{AskedPath, PathFor};
use crate::action::ScreenAction;
use crate::effect::Effect;
use crate::state::State;

/// What is done about a path that the window asks for itself.
#[derive(Debug)]
pub enum PathAction {
    /// The desktop can't ask: ask for one for this, with this to begin with.
    Ask(PathFor, String),
    /// What is typed changed.
    Edit(String),
    /// Take what is typed.
    Take,
    /// This text isn't such a path, and why.
    Wrong(String, String),
    /// Don't ask any more.
    Leave,
}

impl ScreenAction for PathAction {
    fn apply(self: Box<Self>, state: &mut State) -> Vec<Effect> {
        state.path(*self)
    }
}

impl State {
    /// Follows what is done about a path that is asked for.
    fn path(&mut self, action: PathAction) -> Vec<Effect> {
        match action {
            PathAction::Ask(purpose, text) => {
                self.asked = Some(AskedPath {
                    purpose,
                    text,
                    complaint: None,
                });
            }
            PathAction::Edit(text) => {
                if let Some(asked) = &mut self.asked {
                    asked.text = text;
                    asked.complaint = None;
                }
            }
            PathAction::Take => {
                return self.asked.as_ref().map_or_else(Vec::new, |asked| {
                    vec![Effect::TakePath {
                        purpose: asked.purpose,
                        text: asked.text.clone(),
                        // Who says it again has read what was wrong with it.
                        replace: asked.complaint.is_some(),
                    }]
                });
            }
            PathAction::Wrong(text, complaint) => {
                if let Some(asked) = self.asked.as_mut().filter(|asked| asked.text == text) {
                    asked.complaint = Some(complaint);
                }
            }
            PathAction::Leave => self.asked = None,
        }
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;
    use crate::action::Action;

    #[test]
    fn a_path_is_asked_for_corrected_and_taken() {
        let mut state = State::default();
        let act = |state: &mut State, action| state.apply(Action::of(action));
        // Nothing was asked for yet.
        assert!(act(&mut state, PathAction::Take).is_empty());
        act(
            &mut state,
            PathAction::Ask(PathFor::Picture, "~/chair.png".into()),
        );
        let taken = |effects: Vec<Effect>| match effects.as_slice() {
            [Effect::TakePath { text, replace, .. }] => (text.clone(), *replace),
            other => panic!("{other:?}"),
        };
        let first = taken(act(&mut state, PathAction::Take));
        assert_eq!(first, ("~/chair.png".to_owned(), false));
        act(
            &mut state,
            PathAction::Wrong("~/chair.png".into(), "It is there".into()),
        );
        assert!(taken(act(&mut state, PathAction::Take)).1);
        act(&mut state, PathAction::Edit("~/table.png".into()));
        assert_eq!(state.asked.as_ref().unwrap().complaint, None);
        // What was wrong with what stood there before is of no interest.
        act(
            &mut state,
            PathAction::Wrong("~/chair.png".into(), "It is there".into()),
        );
        assert!(!taken(act(&mut state, PathAction::Take)).1);
        state.apply(Action::Escape);
        assert_eq!(state.asked, None);
    }
}
