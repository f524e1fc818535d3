//! A path that is asked for in the window itself, where the desktop has no window to choose files in.

use super::State;
use crate::action::PathAction;
use crate::effect::Effect;

/// What a path is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathFor {
    /// The model to open.
    Model,
    /// The picture of a light.
    Light,
    /// The picture to save.
    Picture,
}

/// The question, and what has been typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedPath {
    /// What it is for.
    pub purpose: PathFor,
    /// What is typed.
    pub text: String,
    /// What is wrong with it.
    pub complaint: Option<String>,
}

impl State {
    /// Follows what is done about a path that is asked for.
    pub(super) fn path(&mut self, action: PathAction) -> Vec<Effect> {
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
        let act = |state: &mut State, action| state.apply(Action::Path(action));
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
