//! A model made ready to draw, away from the window's thread.

use std::sync::{Arc, Mutex, PoisonError};

use asset::Model;
use base::{Job, Result};
use render::viewer::Attributes;
use render::{Framing, Gpu, Scene, Stage};

/// The window's graphics device, from which worker threads make scenes. Clones share it.
#[derive(Debug, Clone)]
pub(crate) struct Studio {
    gpu: Gpu,
    /// Made with the first model: an empty window opens at once.
    stage: Arc<Mutex<Option<Stage>>>,
}

impl Studio {
    /// A studio on the device that the window draws with.
    #[must_use]
    pub(crate) fn new(state: &egui_wgpu::RenderState) -> Self {
        let gpu = Gpu::from_wgpu(&state.adapter, state.device.clone(), state.queue.clone());
        Self {
            gpu,
            stage: Arc::default(),
        }
    }

    /// Makes `model` ready to draw. It takes long: call it from a worker.
    ///
    /// # Errors
    /// A service fault where the adapter can't do it, an input fault where there is nothing to see,
    /// cancelled.
    pub(crate) fn prepare(&self, model: &Model, job: &Job) -> Result<PreparedScene> {
        let attributes = Attributes::default();
        let framing = Framing::of(model, &attributes)?;
        job.stage("Setting up the light");
        let stage = self.stage()?;
        stage.load_environment(&attributes.environment, job)?;
        job.check()?;
        job.stage("Getting the picture ready");
        let scene = Scene::new(&stage, model, job)?;
        job.check()?;
        let ready = Ready {
            stage,
            scene,
            framing,
            attributes,
        };
        Ok(PreparedScene(Some(Box::new(ready))))
    }

    fn stage(&self) -> Result<Stage> {
        let mut stage = self.stage.lock().unwrap_or_else(PoisonError::into_inner);
        match &*stage {
            Some(stage) => Ok(stage.clone()),
            None => Ok(stage.insert(Stage::new(&self.gpu)?).clone()),
        }
    }
}

/// A model ready to draw; nothing where there is no graphics adapter, as in tests of the state.
#[derive(Debug, Default)]
pub struct PreparedScene(Option<Box<Ready>>);

impl PreparedScene {
    pub(super) fn into_ready(self) -> Option<Ready> {
        self.0.map(|ready| *ready)
    }
}

/// What a picture needs.
#[derive(Debug)]
pub(super) struct Ready {
    pub(super) stage: Stage,
    pub(super) scene: Scene,
    pub(super) framing: Framing,
    pub(super) attributes: Attributes,
}
