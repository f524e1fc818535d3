//! What follows from what is done to how customers first see the product.

use viewer::{Attributes, Environment, ToneMapping};

use super::state::{Dial, ViewField, ViewForm};
use crate::action::ScreenAction;
use crate::effect::Effect;
use crate::scene::ViewHandle;
use crate::state::{Failure, Notice, State};

/// What is done to how customers first see the product.
#[derive(Debug)]
pub enum ViewAction {
    /// The text of an attribute changed.
    Edit(ViewField, String),
    /// A number was moved.
    Turn(Dial, f32),
    /// This curve.
    Tone(ToneMapping),
    /// Ask for a file with a light.
    AskForLight,
    /// This light.
    Light(Environment),
    /// This variant first; `None` is the model as authored.
    FirstVariant(Option<usize>),
    /// This animation first; `None` is the pose at rest.
    FirstAnimation(Option<usize>),
    /// The camera's present place is what customers see first.
    Keep,
    /// The camera's place, as attributes.
    Kept(Box<Attributes>),
    /// All attributes as the web viewer has them by itself.
    Reset,
    /// What the attributes need takes a while.
    Preparing,
    /// What they needed is there, or can't be had.
    Ready(Result<ViewHandle, Failure>),
    /// Stop at so many seconds into the animation.
    Scrub(f32),
}

impl ScreenAction for ViewAction {
    fn apply(self: Box<Self>, state: &mut State) -> Vec<Effect> {
        state.change_view(*self)
    }

    fn is_news(&self) -> bool {
        matches!(self, Self::Preparing | Self::Ready(_))
    }

    fn view(&self) -> Option<ViewHandle> {
        match self {
            Self::Ready(Ok(view)) => Some(*view),
            _ => None,
        }
    }
}

impl State {
    /// Changes the view of the open model.
    fn change_view(&mut self, action: ViewAction) -> Vec<Effect> {
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
