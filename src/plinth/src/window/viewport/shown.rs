//! The model on show: its camera, its variant, its animation's clock.

use base::Result;
use render::{LookMode, OrbitCamera, Scene, Stage, Target, Textures, View};

use super::super::state::Document;
use super::prepare::Ready;

/// The model on show.
pub(super) struct Shown {
    ready: Ready,
    /// Made with the first frame, when the picture's size is known.
    camera: Option<OrbitCamera>,
    moving: bool,
    dirty: bool,
}

impl Shown {
    pub(super) fn new(ready: Ready) -> Self {
        Self {
            ready,
            camera: None,
            moving: false,
            dirty: true,
        }
    }

    pub(super) fn stage(&self) -> &Stage {
        &self.ready.stage
    }

    /// The camera of a picture of `size` pixels.
    pub(super) fn camera(&mut self, size: [u32; 2]) -> &mut OrbitCamera {
        let Ready {
            framing,
            attributes,
            ..
        } = &self.ready;
        let camera = self
            .camera
            .get_or_insert_with(|| OrbitCamera::new(framing, attributes, size));
        camera.resize(size);
        camera
    }

    pub(super) fn reset_camera(&mut self) {
        if let Some(camera) = &mut self.camera {
            camera.home();
        }
    }

    /// Puts the model's textures on.
    pub(super) fn dress(&mut self, textures: Textures) {
        let Ready { stage, scene, .. } = &mut self.ready;
        scene.set_textures(stage, textures);
        self.dirty = true;
    }

    /// Bytes of graphics memory that the model takes, and what of it isn't drawn.
    pub(super) fn report(&self) -> (u64, Vec<String>) {
        let scene = &self.ready.scene;
        (scene.memory_bytes(), scene.warnings().to_vec())
    }

    /// Whether another frame will differ from this one.
    pub(super) fn is_moving(&self) -> bool {
        self.moving
    }

    /// Lets `seconds` pass. Returns whether a new picture is due.
    pub(super) fn advance(&mut self, document: &Document, seconds: f64) -> bool {
        let attributes = &mut self.ready.attributes;
        let name = |names: &[String], index: Option<usize>| {
            index.and_then(|index| names.get(index)).cloned()
        };
        let variant = name(&document.facts.variants, document.variant);
        if attributes.variant != variant {
            attributes.variant = variant;
            self.dirty = true;
        }
        let animation = document
            .animation
            .and_then(|index| document.facts.animations.get(index));
        // By number: names may be missing, or given twice.
        let named = animation
            .and(document.animation)
            .map(|index| index.to_string());
        if attributes.animation != named {
            attributes.animation = named;
            attributes.time = 0.0;
            self.dirty = true;
        }
        let runs = animation.filter(|animation| document.playing && animation.seconds > 0.0);
        if let Some(animation) = runs {
            attributes.time = (attributes.time + seconds as f32) % animation.seconds;
        }
        let travels = self.camera.as_mut().is_some_and(|camera| {
            let moved = camera.update(seconds);
            moved || camera.is_moving()
        });
        self.moving = travels || runs.is_some();
        std::mem::take(&mut self.dirty) || self.moving
    }

    /// Draws it as it stands.
    pub(super) fn draw(&mut self, target: &mut Target) -> Result<()> {
        let size = target.size();
        let Some(camera) = self.camera.as_ref().map(OrbitCamera::camera) else {
            return Ok(());
        };
        let Ready {
            stage,
            scene,
            attributes,
            ..
        } = &mut self.ready;
        let scene: &mut Scene = scene;
        let view = View {
            camera,
            attributes: attributes.clone(),
            size,
            background: attributes.background,
            look: LookMode::Shaded,
            highlight: None,
        };
        target.draw(stage, scene, &view)
    }
}
