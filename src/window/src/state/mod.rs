//! What the window knows, and how it changes: no drawing, no threads, no clock.

mod advice;
mod apply;
mod asked;
mod document;
mod failure;
mod form;
mod jobs;
mod offers;
mod parts;
mod poster;
mod settings;
mod support;
#[cfg(test)]
mod tests;
mod view;
mod view_action;

use std::path::PathBuf;

use render::Memory;
use serde::{Deserialize, Serialize};

pub use asked::{AskedPath, PathFor};
pub(crate) use document::file_name;
pub use document::{Document, Dressing, Opened};
pub use failure::Failure;
pub use form::{Draft, FIELDS, Field, Form};
pub use jobs::{JobEntry, JobId, JobKind, JobStage, JobStatus, Jobs, Switches};
pub use offers::{Leftover, Offer, Settled, Way};
pub use poster::{Ground, POSTER_SIZES, PosterForm};
pub use settings::Settings;
pub use support::{FetchedListing, ListingCard, ObjectRow, Seeking, Support, Wanted};
pub use view::{Dial, VIEW_FIELDS, ViewField, ViewForm};

/// A place of the window. Places that need a model are closed until one is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// What is in the file.
    Inspect,
    /// How customers first see it.
    View,
    /// Take it live.
    Publish,
    /// See what customers get of a live listing.
    Support,
}

/// Day or night.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Appearance {
    /// As the system has it.
    #[default]
    System,
    /// Day.
    Light,
    /// Night.
    Dark,
}

/// What lengths are shown in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lengths {
    /// Centimetres.
    #[default]
    Centimetres,
    /// Inches.
    Inches,
}

impl Lengths {
    /// A length in metres, with its unit.
    #[must_use]
    pub fn show(self, metres: f64) -> String {
        match self {
            Self::Centimetres => base::units::centimetres(metres),
            Self::Inches => base::units::inches(metres),
        }
    }
}

impl Lengths {
    /// Width, height and depth in metres as `78.3 × 90 × 82 cm`.
    #[must_use]
    pub fn show_box(self, size: [f64; 3]) -> String {
        let [width, height, depth] = size.map(|length| self.show(length));
        let bare = |text: &str| {
            let digits = text.trim_end_matches(|letter: char| !letter.is_ascii_digit());
            digits.to_owned()
        };
        format!("{} × {} × {depth}", bare(&width), bare(&height))
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

/// The way of a publish.
#[derive(Debug, Default)]
pub enum Publishing {
    /// The form is open.
    #[default]
    Editing,
    /// Under way.
    Running {
        /// Its job.
        job: JobId,
    },
    /// Customers can see it.
    Live(Live),
    /// It failed; the form is kept.
    Failed(Failure),
}

/// A listing that just went live.
#[derive(Debug, Clone, PartialEq)]
pub struct Live {
    /// The product's name.
    pub title: String,
    /// The address of its page.
    pub url: String,
    /// The release's number.
    pub release: u32,
    /// Bytes that had to be sent; 0 where the shop had them all.
    pub sent_bytes: u64,
    /// Bytes of all objects of the release.
    pub total_bytes: u64,
    /// Seconds it took.
    pub seconds: f64,
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
#[derive(Debug)]
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

impl Default for State {
    fn default() -> Self {
        Self {
            place: Place::Inspect,
            document: None,
            opening: Opening::default(),
            form: Form::default(),
            publishing: Publishing::default(),
            jobs: Jobs::default(),
            jobs_open: false,
            poster: PosterForm::default(),
            lengths: Lengths::default(),
            support: Support::default(),
            offers: Vec::new(),
            offers_put_off: false,
            appearance: Appearance::default(),
            reduced_motion: false,
            asked: None,
            notice: None,
            picture_lost: None,
            memory: None,
        }
    }
}

impl State {
    /// Whether a publish is under way.
    #[must_use]
    pub const fn is_publishing(&self) -> bool {
        matches!(self.publishing, Publishing::Running { .. })
    }

    /// Whether the side panel has anything to show.
    #[must_use]
    pub const fn has_panel(&self) -> bool {
        self.document.is_some() && matches!(self.opening, Opening::Idle)
    }
}
