//! Everything that can happen to the window: what people do, and what jobs report.

use std::fmt::Debug;
use std::path::PathBuf;

use base::Progress;
use render::Memory;
use viewer::Attributes;

use super::effect::Effect;
use super::scene::{SceneHandle, TexturesHandle, ViewHandle};
use super::state::{
    Appearance, DrawnFacts, Failure, JobId, Lengths, ListingCard, Live, Opened, Place, Settled,
    State,
};

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
    /// Hold a job back, or let it go on.
    Pause(JobId, bool),
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
    /// Turn the product by itself, or stop that.
    ToggleTurning,
    /// Show how large the product is, in these lengths; or don't.
    ShowDimensions(Option<Lengths>),
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
    /// What there is to say of the model on show.
    Drawn(Box<DrawnFacts>),
    /// Graphics memory that all that is on show takes.
    Memory(Memory),
    /// The picture can't be drawn any more.
    PictureLost(Failure),
    /// Draw the model again, on the graphics device that there is now.
    Redraw,
    /// Something that a panel alone knows.
    Screen(Box<dyn ScreenAction>),
    /// Close the window.
    Quit,
}

/// What people did in this frame.
pub(crate) type Actions = Vec<Action>;

/// What is done in one panel. It changes what the panel shows, and may ask for something outside.
pub trait ScreenAction: Debug + Send {
    /// Changes the state, and says what is to be done outside it.
    fn apply(self: Box<Self>, state: &mut State) -> Vec<Effect>;

    /// Whether it is news and not something that people did.
    fn is_news(&self) -> bool {
        false
    }

    /// The view that comes with it.
    fn view(&self) -> Option<ViewHandle> {
        None
    }
}

impl Action {
    /// What is done in a panel.
    #[must_use]
    pub fn of(action: impl ScreenAction + 'static) -> Self {
        Self::Screen(Box::new(action))
    }

    /// What comes with it and only whoever draws has.
    pub(crate) fn carried(&self) -> Carried {
        let mut carried = Carried::default();
        match self {
            Self::Job(_, News::Opened(opened)) => carried.scene = opened.scene,
            Self::Job(_, News::ListingOpened(listing)) => carried.scene = listing.0.scene,
            Self::Job(_, News::Beside(Ok(beside))) => carried.scene = beside.0,
            Self::Job(_, News::Redrawn(scene)) => carried.scene = *scene,
            Self::Job(_, News::Loaded(Ok(textures))) => carried.textures = *textures,
            Self::Screen(action) => carried.view = action.view().unwrap_or_default(),
            _ => {}
        }
        carried
    }
}

/// What an action brings along.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Carried {
    pub(crate) scene: SceneHandle,
    pub(crate) textures: TexturesHandle,
    pub(crate) view: ViewHandle,
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
    /// A listing can be shown with its own camera and light; its textures are still on their way.
    ListingOpened(Box<(Opened, Attributes, ListingCard)>),
    /// Another release can be shown beside it, or not.
    Beside(Result<Box<(SceneHandle, ListingCard)>, Failure>),
    /// The model is drawn again; its textures are still on their way.
    Redrawn(SceneHandle),
    /// Its textures are there too; or the file couldn't be opened, or its textures couldn't.
    Loaded(Result<TexturesHandle, Failure>),
    /// The listing is live, or not.
    Published(Result<Live, Failure>),
    /// The picture is saved, or not.
    PosterSaved(Result<(), Failure>),
    /// A publication that had broken off came to its end, or not.
    Resumed(Result<Settled, Failure>),
    /// A publication that had broken off is given up, or not.
    GivenUp(Result<(), Failure>),
}
