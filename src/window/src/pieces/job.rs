//! What there is to say of a job, and the button that holds it back.

use base::{Unit, units};
use egui::Ui;

use crate::action::{Action, Actions};
use crate::icon;
use crate::state::{JobEntry, JobKind, JobStage, JobStatus};
use crate::widgets::icon_button;

/// How much of how much.
pub(crate) fn amount(stage: &JobStage) -> Option<String> {
    let progress = stage.progress?;
    let show = |number| match progress.unit {
        Unit::Bytes => units::bytes(number),
        Unit::Items => units::count(number),
    };
    Some(match progress.total {
        Some(total) => format!("{} of {}", show(progress.done), show(total)),
        None => show(progress.done),
    })
}

/// Holds a job back and lets it go on; nothing where that can't be done.
pub(crate) fn pause_button(ui: &mut Ui, job: &JobEntry, actions: &mut Actions) {
    if !job.kind.can_pause() || job.status != JobStatus::Running {
        return;
    }
    let (mark, verb) = if job.paused {
        (icon::PLAY, "Go on")
    } else {
        (icon::PAUSE, "Pause")
    };
    if icon_button(ui, mark, &format!("{verb}: {}", job.subject)).clicked() {
        actions.push(Action::Pause(job.id, !job.paused));
    }
}

/// What a kind of job is called while it runs and after it.
pub(crate) struct Doing {
    /// Before its subject.
    pub(crate) doing: &'static str,
    /// After its subject.
    pub(crate) done: &'static str,
    /// After the subject of one that failed.
    pub(crate) undone: &'static str,
}

/// The words for jobs of `kind`.
pub(crate) const fn doing(kind: JobKind) -> Doing {
    let (doing, done, undone) = match kind {
        JobKind::Open | JobKind::Listing => ("Opening", "opened", "couldn't be opened"),
        JobKind::Publish => ("Publishing", "published", "couldn't be published"),
        JobKind::Rollback => ("Rolling back", "rolled back", "couldn't be rolled back"),
        JobKind::Unpublish => (
            "Taking off the shop:",
            "taken off the shop",
            "couldn't be taken off the shop",
        ),
        JobKind::GiveUp => ("Giving up", "given up", "couldn't be given up"),
        JobKind::Redraw => ("Drawing again", "drawn again", "couldn't be drawn again"),
        JobKind::Poster => ("Saving", "saved", "couldn't be saved"),
    };
    Doing {
        doing,
        done,
        undone,
    }
}
