//! What the window needs from the rest of Plinth and from the desktop, and no more: tests put their
//! own in its place.

use std::path::{Path, PathBuf};
use std::time::Instant;

use asset::Model;
use base::{Fault, Job, Result};
use render::viewer::Attributes;

use super::state::{Draft, Live};
use crate::engine::{Engine, PublishRequest};

/// Work that the window has done for it. Calls block; the window makes them from worker threads.
pub trait Backend: Send + Sync {
    /// Reads the model at `path`.
    ///
    /// # Errors
    /// An input fault that names the file; cancelled.
    fn load(&self, path: &Path, job: &Job) -> Result<Model>;

    /// Takes a listing live.
    ///
    /// # Errors
    /// Those of every step on the way; cancelled. Until the last step nothing in the shop changes.
    fn publish(&self, draft: &Draft, job: &Job) -> Result<Live>;

    /// Asks the user for a file; `None` where none was chosen.
    fn choose_file(&self) -> Option<PathBuf> {
        rfd::FileDialog::new()
            .set_title("Open a model")
            .add_filter("3D models (GLB, glTF)", &["glb", "gltf"])
            .add_filter("All files", &["*"])
            .pick_file()
    }

    /// Opens an address in the user's browser.
    ///
    /// # Errors
    /// A service fault where there is no browser.
    fn open_url(&self, url: &str) -> Result<()> {
        open::that_detached(url).map_err(|error| {
            Fault::service(format!("No browser could be opened for {url}"))
                .hint("Copy the link and open it yourself")
                .because(error)
        })
    }
}

impl Backend for Engine {
    fn load(&self, path: &Path, job: &Job) -> Result<Model> {
        Self::load(self, path, job)
    }

    fn publish(&self, draft: &Draft, job: &Job) -> Result<Live> {
        let began = Instant::now();
        let request = PublishRequest {
            path: draft.path.clone(),
            sku: draft.sku.clone(),
            title: draft.title.clone(),
            price: draft.price,
            description: draft.description.clone(),
            brand: None,
            gtin: None,
            attributes: Attributes::default(),
        };
        let outcome = Self::publish(self, &request, job)?;
        Ok(Live {
            title: draft.title.clone(),
            url: outcome.url,
            release: outcome.release,
            sent_bytes: outcome.uploaded_bytes,
            total_bytes: outcome.uploaded_bytes + outcome.skipped_bytes,
            seconds: began.elapsed().as_secs_f64(),
        })
    }
}
