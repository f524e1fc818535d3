//! Everything that can happen to the window: what people do, and what jobs report.

use std::path::PathBuf;

use base::Progress;

use super::state::{Appearance, Failure, Field, JobId, Live, Opened, Place};
use super::viewport::PreparedTextures;

/// Something happened. [`State::apply`](super::state::State::apply) says what follows.
#[derive(Debug)]
pub enum Action {
    /// Ask for a file.
    AskForFile,
    /// Open this file.
    Open(PathBuf),
    /// Open the last file again.
    TryAgain,
    /// Put the open file away.
    CloseFile,
    /// Go to a place.
    Go(Place),
    /// Stop a job.
    Cancel(JobId),
    /// A job has news.
    Job(JobId, News),
    /// Show this variant; `None` is the model as authored.
    ChooseVariant(Option<usize>),
    /// Choose this animation; `None` is the pose at rest.
    ChooseAnimation(Option<usize>),
    /// Start or halt the animation.
    TogglePlaying,
    /// The camera back to where customers first see the product.
    ResetCamera,
    /// The text of a field changed.
    Edit(Field, String),
    /// Someone left a field: what is wrong with it may be said now.
    Leave(Field),
    /// Publish what the form says.
    Publish,
    /// Back from the end of a publish to the form.
    EditAgain,
    /// Open an address in the browser.
    OpenUrl(String),
    /// Put text on the clipboard; the second says what it was ("Link copied").
    Copy(String, &'static str),
    /// Day, night, or as the system has it.
    Appear(Appearance),
    /// The system asks for less motion, or doesn't.
    ReduceMotion(bool),
    /// Show or hide the list of jobs.
    ToggleJobs,
    /// Leave what is open on top: a list, a running load, the end of a publish, the file.
    Escape,
    /// The model on show takes so many bytes of graphics memory, and this of it isn't drawn.
    Drawn(u64, Vec<String>),
    /// The picture can't be drawn any more.
    PictureLost(Failure),
    /// Close the window.
    Quit,
}

/// What a job reports. Every piece carries its job's number, and news of a job that nobody waits
/// for any more is dropped.
#[derive(Debug)]
pub enum News {
    /// A stage begins.
    Stage(String),
    /// The stage has come this far.
    Progress(Progress),
    /// Something to know.
    Warning(String),
    /// The model can be shown; its textures are still on their way.
    Opened(Box<Opened>),
    /// Its textures are there too; or the file couldn't be opened, or its textures couldn't.
    Loaded(Result<PreparedTextures, Failure>),
    /// The listing is live, or not.
    Published(Result<Live, Failure>),
}
