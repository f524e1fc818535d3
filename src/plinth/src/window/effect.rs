//! What the window asks of the world: the only way out of the state.

use std::path::PathBuf;

use base::Cancel;

use super::state::{Draft, JobId};
use super::viewport::{PreparedScene, PreparedTextures};

/// Something to do outside the state. Work answers with [`News`](super::action::News) of its job.
#[derive(Debug)]
pub enum Effect {
    /// Ask the user for a file.
    AskForFile,
    /// Read a file and make it ready to draw.
    Load {
        /// Reports as this job.
        job: JobId,
        /// The file.
        path: PathBuf,
        /// Stops it.
        cancel: Cancel,
    },
    /// Take a listing live.
    Publish {
        /// Reports as this job.
        job: JobId,
        /// What to publish.
        draft: Box<Draft>,
        /// Stops it.
        cancel: Cancel,
    },
    /// Stop a job.
    Cancel(Cancel),
    /// Show this model from now on.
    Show(PreparedScene),
    /// Put its textures on the model that is shown.
    Dress(PreparedTextures),
    /// Show no model.
    Clear,
    /// The camera back to its first view.
    ResetCamera,
    /// Open an address in the browser.
    OpenUrl(String),
    /// Put text on the clipboard.
    Copy(String),
    /// Close the window.
    Quit,
}
