//! Everything that can happen to the window: what people do, and what jobs report.

use std::path::PathBuf;

use base::{Progress, Sku};
use viewer::{Attributes, Environment, ToneMapping};

use super::state::{
    Appearance, Dial, Failure, FetchedListing, Field, Ground, JobId, Leftover, Lengths,
    ListingCard, Live, Opened, PathFor, Place, Settled, ViewField,
};
use super::viewport::{DrawnReport, PreparedScene, PreparedTextures, PreparedView};
use render::{LookMode, Memory};

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
    /// Something about publications that broke off.
    Offer(OfferAction),
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
    /// Something about how customers first see the product.
    View(ViewAction),
    /// Something in the support place.
    Support(SupportAction),
    /// Something about the model's parts.
    Part(PartAction),
    /// Something about a picture to save.
    Poster(PosterAction),
    /// Something about a path that is asked for.
    Path(PathAction),
    /// Turn the product by itself, or stop that.
    ToggleTurning,
    /// Show how large the product is, in these lengths; or don't.
    ShowDimensions(Option<Lengths>),
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
    Drawn(Box<DrawnReport>),
    /// Graphics memory that all that is on show takes.
    Memory(Memory),
    /// The picture can't be drawn any more.
    PictureLost(Failure),
    /// Draw the model again, on the graphics device that there is now.
    Redraw,
    /// Close the window.
    Quit,
}

/// What is done about publications that broke off.
#[derive(Debug)]
pub enum OfferAction {
    /// These there are.
    Found(Vec<Leftover>),
    /// Finish this one.
    GoOn(Sku),
    /// Give this one up; it is asked again first.
    AskToGiveUp(Sku),
    /// Don't give it up.
    Keep(Sku),
    /// Give it up: what arrived of it is dropped.
    GiveUp(Sku),
    /// Don't show this one any more; it is done.
    PutAway(Sku),
    /// Ask another time.
    PutOff,
}

/// What is done in the support place.
#[derive(Debug)]
pub enum SupportAction {
    /// The SKU or address changed.
    Name(String),
    /// Open that listing.
    Open,
    /// Show a listing that was fetched.
    Show(Box<FetchedListing>),
    /// The other release's number changed.
    Other(String),
    /// Show that release beside the one that is open.
    Beside,
    /// Show one release alone again.
    CloseBeside,
}

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

/// What is done about a picture to save.
#[derive(Debug)]
pub enum PosterAction {
    /// This size: an index into [`POSTER_SIZES`](super::state::POSTER_SIZES).
    Size(usize),
    /// This behind it.
    Ground(Ground),
    /// The text of its colour changed.
    Color(String),
    /// Ask where to save it.
    Save,
    /// Save it here.
    SaveTo(PathBuf),
}

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
    Ready(Result<Box<PreparedView>, Failure>),
    /// Stop at so many seconds into the animation.
    Scrub(f32),
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
    Beside(Result<Box<(PreparedScene, ListingCard)>, Failure>),
    /// The model is drawn again; its textures are still on their way.
    Redrawn(Box<PreparedScene>),
    /// Its textures are there too; or the file couldn't be opened, or its textures couldn't.
    Loaded(Result<PreparedTextures, Failure>),
    /// The listing is live, or not.
    Published(Result<Live, Failure>),
    /// The picture is saved, or not.
    PosterSaved(Result<(), Failure>),
    /// A publication that had broken off came to its end, or not.
    Resumed(Result<Settled, Failure>),
    /// A publication that had broken off is given up, or not.
    GivenUp(Result<(), Failure>),
}
