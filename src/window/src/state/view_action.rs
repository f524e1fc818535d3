//! What follows from what is done to the view.

use viewer::Attributes;

use super::{Notice, State, ViewForm};
use crate::action::ViewAction;
use crate::effect::Effect;

impl State {
    /// Changes the view of the open model.
    pub(super) fn change_view(&mut self, action: ViewAction) -> Vec<Effect> {
        let Some(document) = &mut self.document else {
            return Vec::new();
        };
        let view = &mut document.view;
        let before = view.attributes().clone();
        match action {
            ViewAction::Edit(field, text) => {
                view.edit(field, text);
            }
            ViewAction::Turn(dial, value) => view.turn(dial, value),
            ViewAction::Tone(tone) => view.set_tone(tone),
            ViewAction::Light(light) => view.set_light(light),
            ViewAction::AskForLight => return vec![Effect::AskForLight],
            ViewAction::FirstVariant(index) => {
                let name = index.and_then(|index| document.facts.variants.get(index));
                let animation = before.animation.clone();
                view.set_names(name.cloned(), animation);
                document.variant = index.filter(|_| name.is_some());
            }
            ViewAction::FirstAnimation(index) => {
                let name = index
                    .and_then(|index| document.facts.animations.get(index))
                    .map(|animation| animation.name.clone());
                document.animation = index.filter(|_| name.is_some());
                document.playing = false;
                view.set_names(before.variant.clone(), name);
            }
            ViewAction::Keep => return vec![Effect::KeepView],
            ViewAction::Kept(seen) => {
                view.set_camera(&seen);
                self.notice = Some(Notice::Done("Customers will see it like this first"));
            }
            ViewAction::Reset => *view = ViewForm::default(),
            ViewAction::Preparing => {
                view.preparing = true;
                return Vec::new();
            }
            ViewAction::Ready(result) => {
                view.preparing = false;
                return match result {
                    Ok(ready) => vec![Effect::Refit(ready)],
                    Err(failure) => {
                        let words = failure.hint.unwrap_or_default();
                        view.light_failure = Some(format!("{}. {words}", failure.message));
                        Vec::new()
                    }
                };
            }
            ViewAction::Scrub(seconds) => {
                document.playing = false;
                return vec![Effect::Scrub(seconds)];
            }
        }
        changed(&before, document.view.attributes())
    }
}

/// Shows the view where it isn't what it was.
fn changed(before: &Attributes, after: &Attributes) -> Vec<Effect> {
    if before == after {
        Vec::new()
    } else {
        vec![Effect::View(Box::new(after.clone()))]
    }
}
