//! What the window knows, and how it changes: no drawing, no threads, no clock.

mod advice;
mod apply;
mod document;
mod failure;
mod jobs;
mod opening;
mod settings;
#[cfg(test)]
mod tests;

use std::path::PathBuf;

use render::Memory;

pub(crate) use document::file_name;
pub use document::{Document, DrawnFacts, Dressing, Opened};
pub use failure::Failure;
pub use jobs::{JobEntry, JobId, JobKind, JobStage, JobStatus, Jobs, Switches};
pub use settings::{Appearance, Lengths, Settings};

pub use crate::screens::asked::state::{AskedPath, PathFor};
pub use crate::screens::inspect::state::Parts;
pub use crate::screens::offers::state::{Leftover, Offer, Settled, Way};
pub use crate::screens::poster::state::{Ground, POSTER_SIZES, PosterForm};
pub use crate::screens::publish::state::{Draft, FIELDS, Field, Form, Live, Publishing};
pub use crate::screens::support::state::{
    FetchedListing, ListingCard, ObjectRow, Seeking, Support, Wanted,
};
pub use crate::screens::view::state::{Dial, VIEW_FIELDS, ViewField, ViewForm};

/// A place of the window. Places that need a model are closed until one is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Place {
    /// What is in the file.
    #[default]
    Inspect,
    /// How customers first see it.
    View,
    /// Take it live.
    Publish,
    /// See what customers get of a live listing.
    Support,
}

impl Place {
    /// Whether it shows something of the open model, and so is closed without one.
    #[must_use]
    pub const fn needs_model(self) -> bool {
        !matches!(self, Self::Support)
    }
}

/// The way of the file that is being opened or was opened last.
#[derive(Debug, Default)]
pub enum Opening {
    /// Nothing is being opened.
    #[default]
    Idle,
    /// A file is on its way.
    Running {
        /// Its job.
        job: JobId,
        /// The file.
        path: PathBuf,
    },
    /// It couldn't be opened.
    Failed {
        /// The file.
        path: PathBuf,
        /// Why.
        failure: Failure,
    },
}

/// A few words in the strip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// Something is done.
    Done(&'static str),
    /// Something isn't done, and what is to be done first.
    First(&'static str),
}

/// What the window knows.
#[derive(Debug, Default)]
pub struct State {
    /// Where one is.
    pub place: Place,
    /// The open model.
    pub document: Option<Document>,
    /// The file on its way.
    pub opening: Opening,
    /// The words of the listing.
    pub form: Form,
    /// The way of the publish.
    pub publishing: Publishing,
    /// Jobs, the newest last.
    pub jobs: Jobs,
    /// Whether the list of jobs is open.
    pub jobs_open: bool,
    /// The picture to save.
    pub poster: PosterForm,
    /// What lengths are shown in.
    pub lengths: Lengths,
    /// The words of the support place.
    pub support: Support,
    /// Publications that broke off.
    pub offers: Vec<Offer>,
    /// Whether they are to be offered another time.
    pub offers_put_off: bool,
    /// Day or night.
    pub appearance: Appearance,
    /// Whether to do without motion.
    pub reduced_motion: bool,
    /// A path that is asked for, where the desktop can't ask for it.
    pub asked: Option<AskedPath>,
    /// What just happened, or why not, in a few words.
    pub notice: Option<Notice>,
    /// Why there is no picture, where there is none.
    pub picture_lost: Option<Failure>,
    /// Graphics memory that all that is on show takes.
    pub memory: Option<Memory>,
}

impl State {
    /// Whether a publish is under way.
    #[must_use]
    pub const fn is_publishing(&self) -> bool {
        matches!(self.publishing, Publishing::Running { .. })
    }

    /// Whether there is a model whose panels can be shown.
    #[must_use]
    pub const fn has_panel(&self) -> bool {
        self.document.is_some() && matches!(self.opening, Opening::Idle)
    }

    /// Whether the side panel has anything to show.
    #[must_use]
    pub const fn shows_panel(&self) -> bool {
        self.has_panel() || !self.place.needs_model()
    }

    /// How many publications haven't come to their end so far.
    #[must_use]
    pub fn unsettled(&self) -> usize {
        let all = self.offers.iter();
        all.filter(|offer| !matches!(offer.way, Way::Settled(_)))
            .count()
    }

    /// Whether anything is offered.
    #[must_use]
    pub fn has_offers(&self) -> bool {
        !self.offers.is_empty() && !self.offers_put_off
    }
}
