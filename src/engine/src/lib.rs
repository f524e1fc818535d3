//! What the window and the command line share: models, pictures, publications, and the platform on
//! this computer.
//!
//! Every method of [`Engine`] blocks until its work is done, reports to the [`Job`] it is given and
//! stops soon after that job is cancelled: call it from a worker thread. Share one engine as
//! `Arc<Engine>`. It must not be called from inside an asynchronous task.
//!
//! It has no face: what people read and press is `window` and `plinth`. Entry point: [`Engine`]. May be
//! imported by `window` and `plinth`; imports every crate below. Never egui.

pub mod advice;
mod attributes;
mod batch;
mod connection;
mod data;
mod detached;
mod discovery;
mod edge;
mod endpoint;
pub mod gate;
mod light;
mod listings;
mod offscreen;
mod opened;
mod page;
mod parts;
pub mod platform;
mod poster;
pub(crate) mod private_file;
mod publish;
mod releases;
mod remembered;
mod room;
mod session;
mod swatch;
mod uploads;
mod workplace;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use asset::{Facts, Limits, Model};
use base::{Fault, FaultKind, Job, Result};
use tokio::runtime::Runtime;

pub use batch::{BatchOptions, ReportFolder, Results, Selection};
pub use connection::Identity;
pub use data::DataDir;
pub use detached::detached;
pub use edge::{EdgeState, ObjectState};
pub use endpoint::{Endpoint, Origin, openable, web_page};
pub use offscreen::OffscreenSession;
pub use opened::{Opened, OpenedObject, Since, is_address};
pub use page::PageCheck;
pub use publish::{PublishRequest, PublishStage};
pub use releases::title_of;
pub use releases::{Change, ReleaseView, Releases};

use platform::Embedded;

/// What to do where no platform is named and none runs on this computer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MissingPlatform {
    /// Say so: a command shouldn't start a server that ends with it.
    #[default]
    Refuse,
    /// Start the embedded platform; it lives as long as the engine.
    Start,
}

/// How an engine is set up. The default suits a command.
#[derive(Debug, Clone, Default)]
pub struct EngineOptions {
    /// The data folder; `None` takes `PLINTH_DATA` or the system's place.
    pub data_dir: Option<PathBuf>,
    /// The platform's address, such as `https://shop.example`; `None` takes `PLINTH_ENDPOINT`, then
    /// a platform that runs on this computer.
    pub endpoint: Option<String>,
    /// What to do where there is none.
    pub missing_platform: MissingPlatform,
    /// Whether passwords and tokens may be sent to another computer without encryption.
    pub insecure: bool,
}

/// The tool without its face. See the [crate].
#[derive(Debug)]
pub struct Engine {
    runtime: Runtime,
    data: DataDir,
    endpoint: Option<String>,
    /// Shops whose platform's API was looked for.
    discovered: discovery::Discovered,
    missing_platform: MissingPlatform,
    insecure: bool,
    embedded: Mutex<Option<Embedded>>,
    offscreen: offscreen::Offscreen,
    /// The journal of publications, once it is asked for.
    journal: Mutex<Option<::publish::Publications>>,
    /// The cap on all uploads together.
    bandwidth: Option<Arc<cloud::Bandwidth>>,
    /// The browser that looks at pages, once one is asked to.
    looker: page::Looker,
}

impl Engine {
    /// Sets the engine up. It touches neither disk, network nor graphics adapter before it must.
    ///
    /// # Errors
    /// A service fault where there is no place for data or no thread can be started.
    pub fn new(options: EngineOptions) -> Result<Self> {
        Ok(Self {
            runtime: platform::runtime()?,
            data: DataDir::resolve(options.data_dir.as_deref())?,
            endpoint: options.endpoint,
            discovered: discovery::Discovered::default(),
            missing_platform: options.missing_platform,
            insecure: options.insecure,
            embedded: Mutex::default(),
            offscreen: offscreen::Offscreen::default(),
            journal: Mutex::default(),
            bandwidth: None,
            looker: page::Looker::default(),
        })
    }

    /// The data folder.
    #[must_use]
    pub const fn data(&self) -> &DataDir {
        &self.data
    }

    /// Reads the model at `path`.
    ///
    /// # Errors
    /// An input fault that names the file and the place in it; cancelled.
    pub fn load(&self, path: &Path, job: &Job) -> Result<Model> {
        let name = file_name(path);
        job.stage(format!("Reading {name}"));
        asset::read(path, &Limits::default(), job).map_err(|error| name_file(error.into(), path))
    }

    /// What is in a model.
    #[must_use]
    pub fn inspect(&self, model: &Model) -> Facts {
        Facts::of(model)
    }
}

/// Puts the file's name in front of a fault that doesn't say it.
fn name_file(fault: Fault, path: &Path) -> Fault {
    let shown = path.display().to_string();
    if fault.kind() == FaultKind::Cancelled || fault.message().contains(&shown) {
        fault
    } else {
        fault.context(shown)
    }
}

/// A path's last part, for people.
pub fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(
        || path.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
    )
}

impl Drop for Engine {
    fn drop(&mut self) {
        let embedded = match self.embedded.get_mut() {
            Ok(embedded) => embedded.take(),
            Err(poisoned) => poisoned.into_inner().take(),
        };
        if let Some(embedded) = embedded {
            self.runtime.block_on(embedded.stop());
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use asset::Document;

    use super::*;

    /// The window shares one engine among its threads.
    const fn shared<T: Send + Sync + 'static>() {}
    const _: () = shared::<Engine>();

    /// A model without anything but variants.
    pub(super) fn model_with_variants(variants: &[&str]) -> Model {
        Model {
            name: "chair.glb".into(),
            source_bytes: 0,
            document: Document::default(),
            scenes: Vec::new(),
            scene: None,
            nodes: Vec::new(),
            meshes: Vec::new(),
            materials: Vec::new(),
            textures: Vec::new(),
            images: Vec::new(),
            animations: Vec::new(),
            skins: Vec::new(),
            cameras: Vec::new(),
            lights: Vec::new(),
            variants: variants.iter().map(|&name| name.to_owned()).collect(),
            defects: Vec::new(),
        }
    }

    #[test]
    fn a_broken_or_missing_file_is_named_in_the_fault() {
        let folder = tempfile::tempdir().unwrap();
        let engine = Engine::new(EngineOptions {
            data_dir: Some(folder.path().to_path_buf()),
            ..EngineOptions::default()
        })
        .unwrap();
        let broken = folder.path().join("chair.glb");
        std::fs::write(&broken, b"not a model").unwrap();
        for path in [broken, folder.path().join("missing.glb")] {
            let fault = engine.load(&path, &Job::quiet()).unwrap_err();
            assert_eq!(fault.kind(), FaultKind::Input);
            assert!(fault.message().contains(&file_name(&path)), "{fault}");
            assert!(fault.hint_text().is_some(), "{fault}");
        }
    }
}
