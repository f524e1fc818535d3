//! A model made ready to draw, away from the window's thread: its shape first, its textures after.

use std::sync::{Arc, Mutex, PoisonError};

use asset::Model;
use base::{Job, Result};
use render::{Framing, Gpu, OrbitCamera, RenderContext, Scene, Target, Textures, View};
use viewer::Attributes;

/// Sides of the picture that is drawn once to make pipelines ready, in pixels.
const REHEARSAL: [u32; 2] = [32, 32];

/// The window's graphics device, from which worker threads make scenes. Clones share it.
#[derive(Debug, Clone)]
pub(crate) struct Preparer {
    gpu: Gpu,
    /// Made with the first model: an empty window opens at once.
    context: Arc<Mutex<Option<RenderContext>>>,
}

impl Preparer {
    /// A preparer on the device that the window draws with.
    #[must_use]
    pub(crate) fn new(state: &egui_wgpu::RenderState) -> Self {
        let gpu = Gpu::from_wgpu(&state.adapter, state.device.clone(), state.queue.clone());
        Self {
            gpu,
            context: Arc::default(),
        }
    }

    /// Makes `model` ready to draw, without its textures. It takes long: call it from a worker.
    ///
    /// # Errors
    /// A service fault where the adapter can't do it, an input fault where there is nothing to see,
    /// cancelled.
    pub(crate) fn prepare(
        &self,
        model: &Arc<Model>,
        attributes: &Attributes,
        job: &Job,
    ) -> Result<PreparedScene> {
        let framing = Framing::of(model, attributes)?;
        job.stage("Setting up the light");
        let context = self.context()?;
        context.load_environment(&attributes.environment, job)?;
        job.check()?;
        job.stage("Getting the picture ready");
        let mut scene = Scene::geometry(&context, model, job)?;
        job.check()?;
        // Pipelines are made when something first needs them, which takes long. Here they are made
        // while the window goes on.
        let view = View::of(&framing, attributes, REHEARSAL);
        Target::new(context.gpu(), REHEARSAL)?.draw(&context, &mut scene, &view)?;
        context.gpu().wait()?;
        job.check()?;
        let ready = Ready {
            context,
            scene,
            framing,
            attributes: attributes.clone(),
            model: Arc::clone(model),
        };
        Ok(PreparedScene(Some(Box::new(ready))))
    }

    /// Makes the textures of `model` ready. It takes long: call it from a worker.
    ///
    /// # Errors
    /// A service fault where the adapter can't do it; cancelled.
    pub(crate) fn textures(&self, model: &Model, job: &Job) -> Result<PreparedTextures> {
        let context = self.context()?;
        let textures = Textures::load(&context, model, job)?;
        context.gpu().check()?;
        Ok(PreparedTextures(Some(textures)))
    }

    /// Whether the device is lost.
    #[must_use]
    pub(crate) fn is_lost(&self) -> bool {
        // The device tells of its loss only where someone looks after it.
        let _ = self.gpu.device().poll(egui_wgpu::wgpu::PollType::Poll);
        self.gpu.is_lost()
    }

    /// Loses the device, for tests.
    pub(crate) fn lose(&self) {
        self.gpu.device().destroy();
    }

    fn context(&self) -> Result<RenderContext> {
        let mut context = self.context.lock().unwrap_or_else(PoisonError::into_inner);
        match &*context {
            Some(context) => Ok(context.clone()),
            None => Ok(context.insert(RenderContext::new(&self.gpu)?).clone()),
        }
    }
}

/// A model ready to draw; nothing where there is no graphics adapter, as in tests of the state.
#[derive(Debug, Default)]
pub(crate) struct PreparedScene(Option<Box<Ready>>);

impl PreparedScene {
    /// The same with its textures on.
    pub(crate) fn dressed(mut self, textures: PreparedTextures) -> Self {
        if let (Some(ready), Some(textures)) = (&mut self.0, textures.0) {
            let Ready { context, scene, .. } = &mut **ready;
            scene.set_textures(context, textures);
        }
        self
    }

    pub(super) fn into_ready(self) -> Option<Ready> {
        self.0.map(|ready| *ready)
    }
}

/// The textures of a model that is on show; nothing where there is no graphics adapter.
#[derive(Debug, Default)]
pub(crate) struct PreparedTextures(Option<Textures>);

impl PreparedTextures {
    pub(super) fn into_textures(self) -> Option<Textures> {
        self.0
    }
}

/// What is to be made ready for a view.
#[derive(Debug)]
pub(crate) struct ViewOrder {
    pub(super) context: RenderContext,
    pub(super) model: Arc<Model>,
    pub(super) attributes: Attributes,
}

impl ViewOrder {
    /// Frames the model and reads the light. It takes long: call it from a worker.
    ///
    /// # Errors
    /// An input fault where the light can't be read.
    pub(crate) fn prepare(self) -> Result<Box<PreparedView>> {
        let job = Job::quiet();
        self.context
            .load_environment(&self.attributes.environment, &job)?;
        let framing = Framing::of(&self.model, &self.attributes)?;
        Ok(Box::new(PreparedView {
            model: self.model,
            framing,
            attributes: self.attributes,
        }))
    }
}

/// A view of a model, made ready.
#[derive(Debug)]
pub(crate) struct PreparedView {
    pub(super) model: Arc<Model>,
    pub(super) framing: Framing,
    pub(super) attributes: Attributes,
}

/// What is to be made ready to draw.
#[derive(Debug)]
pub(crate) struct SceneOrder {
    pub(crate) model: Arc<Model>,
    pub(crate) attributes: Attributes,
}

/// What of a model on show outlives the graphics device.
#[derive(Debug)]
pub(crate) struct Packed {
    pub(super) model: Arc<Model>,
    pub(super) attributes: Attributes,
    pub(super) camera: Option<OrbitCamera>,
}

impl Packed {
    /// What is to be made ready to draw it again.
    pub(crate) fn order(&self) -> SceneOrder {
        SceneOrder {
            model: Arc::clone(&self.model),
            attributes: self.attributes.clone(),
        }
    }
}

/// What a picture needs.
#[derive(Debug)]
pub(super) struct Ready {
    pub(super) context: RenderContext,
    pub(super) scene: Scene,
    pub(super) framing: Framing,
    pub(super) attributes: Attributes,
    pub(super) model: Arc<Model>,
}
