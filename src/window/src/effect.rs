//! What the window asks of the world: the only way out of the state.

use std::path::PathBuf;

use base::{Cancel, Pause, Sku};
use viewer::{Attributes, Background};

use super::scene::{SceneHandle, TexturesHandle, ViewHandle};
use super::state::{Draft, JobId, PathFor, Settings, Switches, Wanted};

/// A piece of work that takes a while and needs nothing of what is on show.
#[derive(Debug)]
pub enum Work {
    /// Read this file and make it ready to draw.
    Load(PathBuf),
    /// Fetch a live listing and make it ready to draw.
    OpenListing(Wanted),
    /// Fetch another release and make it ready to draw.
    OpenBeside {
        /// The SKU.
        name: String,
        /// The release.
        release: u32,
    },
    /// Take a listing live.
    Publish(Box<Draft>),
    /// Finish the publication of this listing that broke off.
    Resume(Sku),
    /// Give up the publication of this listing that broke off.
    GiveUp(Sku),
}

/// Something to do outside the state. Work answers with [`News`](super::action::News) of its job.
#[derive(Debug)]
pub enum Effect {
    /// Ask the user for a file.
    AskForFile,
    /// See what path was typed, and use it.
    TakePath {
        /// What it is for.
        purpose: PathFor,
        /// What was typed.
        text: String,
        /// Whether a file that is there is replaced.
        replace: bool,
    },
    /// Begin a piece of work.
    Start {
        /// Reports as this job.
        job: JobId,
        /// What to do.
        work: Work,
        /// Stop it and hold it back.
        switches: Switches,
    },
    /// Show this model beside the other.
    ShowBeside(SceneHandle),
    /// Show one model alone.
    ClearBeside,
    /// Make the model that was on show ready to draw again.
    Redraw {
        /// Reports as this job.
        job: JobId,
        /// Stop it.
        switches: Switches,
    },
    /// Look for publications that broke off.
    FindLeftovers,
    /// Stop a job.
    Cancel(Cancel),
    /// Hold a job back, or let it go on.
    Pause(Pause, bool),
    /// Show this model from now on.
    Show(SceneHandle),
    /// Put its textures on the model that is shown.
    Dress(TexturesHandle),
    /// Show no model.
    Clear,
    /// The camera back to its first view.
    ResetCamera,
    /// Show the model with these attributes.
    View(Box<Attributes>),
    /// Show the view that had to be made ready.
    Refit(ViewHandle),
    /// Say where the camera is, as attributes.
    KeepView,
    /// Ask the user for a file with a light.
    AskForLight,
    /// Show the animation at this time, in seconds.
    Scrub(f32),
    /// Ask the user where to save a picture; the file is called so unless they say otherwise.
    AskWhereToSave(String),
    /// Save a picture of the product as it is seen.
    SavePoster {
        /// Reports as this job.
        job: JobId,
        /// The file.
        path: PathBuf,
        /// Width and height in pixels.
        size: [u32; 2],
        /// What is behind the product.
        background: Background,
        /// Stop it.
        switches: Switches,
    },
    /// Open an address in the browser.
    OpenUrl(String),
    /// Keep what was chosen for the next start.
    KeepSettings(Settings),
    /// Put text on the clipboard.
    Copy(String),
    /// Close the window.
    Quit,
}
