//! What follows from what is done about publishing, and how that ended.

use super::state::{Draft, Field, Live, Publishing};
use crate::action::ScreenAction;
use crate::effect::{Effect, Work};
use crate::state::{Failure, JobId, JobKind, Notice, State};

/// What is done about publishing the open model.
#[derive(Debug)]
pub enum PublishAction {
    /// The text of a field changed.
    Edit(Field, String),
    /// Someone left a field: what is wrong with it may be said now.
    Leave(Field),
    /// Customers may miss what this code stands for, or they may not.
    Allow(String, bool),
    /// Publish what the form says.
    Publish,
    /// Back from the end of a publish to the form.
    EditAgain,
}

impl ScreenAction for PublishAction {
    fn apply(self: Box<Self>, state: &mut State) -> Vec<Effect> {
        match *self {
            Self::Edit(field, text) => state.form.edit(field, text),
            Self::Leave(field) => state.form.leave(field),
            Self::Allow(code, allowed) => {
                if let Some(document) = &mut state.document {
                    document.allow(&code, allowed);
                }
            }
            Self::Publish => return state.publish(),
            Self::EditAgain => {
                if !state.is_publishing() {
                    state.publishing = Publishing::Editing;
                }
            }
        }
        Vec::new()
    }
}

impl State {
    fn publish(&mut self) -> Vec<Effect> {
        let Some(document) = &self.document else {
            return Vec::new();
        };
        if self.is_publishing() {
            return Vec::new();
        }
        let Some(draft) = self.form.check(&document.path, document.view.attributes()) else {
            return Vec::new();
        };
        // The panel says what stops it.
        if !document.gate().is_open() {
            return Vec::new();
        }
        let draft = Draft {
            allowed: document.allowed.clone(),
            ..draft
        };
        let (job, switches) = self.jobs.begin(JobKind::Publish, draft.title.clone());
        self.publishing = Publishing::Running { job };
        vec![Effect::Start {
            job,
            work: Work::Publish(Box::new(draft)),
            switches,
        }]
    }

    pub(crate) fn published(&mut self, job: JobId, result: Result<Live, Failure>) -> Vec<Effect> {
        self.ended(job, result.as_ref().err());
        if !matches!(self.publishing, Publishing::Running { job: waited } if waited == job) {
            return Vec::new();
        }
        // What was stopped on its way can be gone on with.
        let broke_off = result.is_err();
        self.publishing = match result {
            Ok(live) => Publishing::Live(live),
            Err(failure) if failure.stopped => {
                self.notice = Some(Notice::Done(
                    "Publishing stopped; nothing changed in the shop",
                ));
                Publishing::Editing
            }
            Err(failure) => Publishing::Failed(failure),
        };
        if broke_off {
            vec![Effect::FindLeftovers]
        } else {
            Vec::new()
        }
    }
}
