//! Pictures of models, on one graphics adapter that is opened when the first is asked for.

use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use asset::{Defect, Effect, Limits, Model};
use base::{Fault, Job, Result};
use render::{
    Camera, Framing, Gpu, GpuOptions, LookMode, Picture, RenderContext, Scene, View, draw,
};
use viewer::Attributes;

use super::{Engine, gate, name_file};

/// The render context, once it is set up.
#[derive(Debug, Default)]
pub(super) struct Offscreen(Mutex<Option<RenderContext>>);

impl Offscreen {
    /// The render context. The first call opens the adapter, and so does the first one after the
    /// adapter was lost. A failure isn't kept, so that a second try may succeed.
    pub(super) fn render_context(&self, job: &Job) -> Result<RenderContext> {
        let mut context = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(context) = context.as_ref().filter(|context| !context.gpu().is_lost()) {
            return Ok(context.clone());
        }
        job.stage("Opening the graphics adapter");
        let gpu = Gpu::headless(&GpuOptions::default())?;
        let new = RenderContext::new(&gpu)?;
        *context = Some(new.clone());
        Ok(new)
    }
}

impl Engine {
    /// What pictures are drawn on; the first call opens the graphics adapter.
    ///
    /// # Errors
    /// A service fault where no graphics adapter can be used.
    pub fn render_context(&self, job: &Job) -> Result<RenderContext> {
        self.offscreen.render_context(job)
    }

    /// Draws `model` as the shop page will show it, `size` (width and height) in pixels.
    ///
    /// # Errors
    /// A service fault where no graphics adapter can be used; an input fault where the model or the
    /// environment can't be drawn; a usage fault where the model has no such variant or animation;
    /// cancelled.
    pub fn picture(
        &self,
        model: &Model,
        attributes: &Attributes,
        size: [u32; 2],
        job: &Job,
    ) -> Result<Picture> {
        self.session_of(model, job)?.draw(attributes, size, job)
    }

    /// Takes `model` to the graphics adapter, for any number of pictures.
    ///
    /// # Errors
    /// Those of [`Engine::picture`].
    pub fn session_of<'a>(&self, model: &'a Model, job: &Job) -> Result<OffscreenSession<'a>> {
        let (context, scene) = self.scene(model, job)?;
        Ok(OffscreenSession {
            context,
            scene,
            model: Seen::Kept(model),
            look: LookMode::Shaded,
        })
    }

    /// Reads the model at `path` and takes it to the graphics adapter, for any number of pictures. What
    /// the adapter has is dropped here: a scan takes an eighth less memory, and is read again where the
    /// adapter is lost.
    ///
    /// # Errors
    /// Those of [`Engine::load`] and [`Engine::picture`].
    pub fn session_of_file(&self, path: &Path, job: &Job) -> Result<OffscreenSession<'static>> {
        let mut model = self.load(path, job)?;
        gate::tell(&model.name, &model.defects, job);
        let (context, scene) = self.scene(&model, job)?;
        lighten(&mut model);
        Ok(OffscreenSession {
            context,
            scene,
            model: Seen::Light(Box::new(model), path.to_path_buf()),
            look: LookMode::Shaded,
        })
    }

    /// `model` on the adapter; what of it isn't drawn becomes warnings.
    fn scene(&self, model: &Model, job: &Job) -> Result<(RenderContext, Scene)> {
        let context = self.offscreen.render_context(job)?;
        let scene = Scene::new(&context, model, job)?;
        gate::tell(&model.name, scene.defects(), job);
        Ok((context, scene))
    }
}

/// The model of a session.
#[derive(Debug)]
pub(super) enum Seen<'a> {
    /// All of it, somebody else's.
    Kept(&'a Model),
    /// What framing it takes, and its file.
    Light(Box<Model>, PathBuf),
}

impl Deref for Seen<'_> {
    type Target = Model;

    fn deref(&self) -> &Model {
        match self {
            Self::Kept(model) => model,
            Self::Light(model, _) => model,
        }
    }
}

impl Seen<'_> {
    /// Puts all of the model on another device, as it stands in `scene`.
    fn rebuild(&self, scene: &Scene, context: &RenderContext, job: &Job) -> Result<Scene> {
        match self {
            Self::Kept(model) => scene.rebuild(context, model, job),
            Self::Light(_, path) => {
                let model = asset::read(path, &Limits::default(), job)
                    .map_err(|error| name_file(error.into(), path))?;
                scene.rebuild(context, &model, job)
            }
        }
    }
}

/// Drops what only the adapter needs: encoded pictures, and of vertices all but where they are and what
/// moves them.
fn lighten(model: &mut Model) {
    for image in &mut model.images {
        image.data = Default::default();
    }
    for primitive in model
        .meshes
        .iter_mut()
        .flat_map(|mesh| &mut mesh.primitives)
    {
        primitive.indices = None;
        primitive.normals = None;
        primitive.tangents = None;
        primitive.uvs = Default::default();
        primitive.colors = None;
    }
}

/// A model on the graphics adapter.
#[derive(Debug)]
pub struct OffscreenSession<'a> {
    context: RenderContext,
    pub(super) scene: Scene,
    pub(super) model: Seen<'a>,
    look: LookMode,
}

impl OffscreenSession<'_> {
    /// The model's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.model.name
    }

    /// What is wrong with the model.
    #[must_use]
    pub fn defects(&self) -> Vec<Defect> {
        let mut all = self.model.defects.clone();
        all.extend_from_slice(self.found());
        all
    }

    /// What the web viewer makes of it.
    #[must_use]
    pub fn effect(&self) -> Effect {
        let found = self.found().iter().map(|defect| defect.effect);
        found.fold(self.model.effect(), Effect::max)
    }

    /// What of it came to light only when it was drawn.
    #[must_use]
    pub fn found(&self) -> &[Defect] {
        self.scene.defects()
    }

    /// What of the surfaces the next pictures show.
    pub fn set_look(&mut self, look: LookMode) {
        self.look = look;
    }

    /// Draws the model as the shop page will show it.
    ///
    /// # Errors
    /// Those of [`Engine::picture`].
    pub fn draw(&mut self, attributes: &Attributes, size: [u32; 2], job: &Job) -> Result<Picture> {
        let framing = Framing::of(&self.model, attributes)?;
        let view = View {
            look: self.look,
            ..View::of(&framing, attributes, size)
        };
        self.draw_view(&view, job)
    }

    /// Draws the model from the camera `name` of its file.
    ///
    /// # Errors
    /// Those of [`Engine::picture`]; a usage fault where there is no such camera.
    pub fn draw_from(
        &mut self,
        name: &str,
        attributes: &Attributes,
        size: [u32; 2],
        job: &Job,
    ) -> Result<Picture> {
        let aspect = f64::from(size[0].max(1)) / f64::from(size[1].max(1));
        let view = View {
            camera: Camera::in_file(&self.model, name, attributes, aspect)?,
            draft: false,
            framing: Framing::of(&self.model, attributes).ok(),
            attributes: attributes.clone(),
            size,
            background: attributes.background,
            look: self.look,
            highlight: None,
        };
        self.draw_view(&view, job)
    }

    fn draw_view(&mut self, view: &View, job: &Job) -> Result<Picture> {
        check_names(&self.model, &view.attributes)?;
        let largest = self.context.gpu().max_side();
        if view.size.iter().any(|side| !(1..=largest).contains(side)) {
            return Err(Fault::usage(format!(
                "A picture of {} x {} pixels can't be drawn on this graphics adapter",
                view.size[0], view.size[1]
            ))
            .hint(format!("Choose sides from 1 to {largest} pixels")));
        }
        job.stage(format!("Drawing {}", self.model.name));
        self.context
            .load_environment(&view.attributes.environment, job)?;
        job.check()?;
        match draw(&self.context, &mut self.scene, view) {
            Err(fault) if self.context.gpu().is_lost() => {
                job.warn(format!("{}; the model is loaded again", fault.message()));
                self.context = self.context.reopen()?;
                self.scene = self.model.rebuild(&self.scene, &self.context, job)?;
                draw(&self.context, &mut self.scene, view)
            }
            drawn => drawn,
        }
    }
}

/// Refuses a variant that the model doesn't have, before an environment is read. Animations may be
/// named by number too: the scene looks for them.
fn check_names(model: &Model, attributes: &Attributes) -> Result<()> {
    let variants: Vec<&str> = model.variants.iter().map(String::as_str).collect();
    check_name(model, "variant", attributes.variant.as_deref(), &variants)
}

fn check_name(model: &Model, what: &str, wanted: Option<&str>, there: &[&str]) -> Result<()> {
    match wanted {
        Some(wanted) if !there.contains(&wanted) => {
            let hint = if there.is_empty() {
                format!("It has no {what}s at all")
            } else {
                format!("It has {}", there.join(", "))
            };
            Err(Fault::usage(format!("{} has no {what} '{wanted}'", model.name)).hint(hint))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;
    use crate::tests::model_with_variants;

    #[test]
    fn a_lightened_model_is_framed_as_before_and_drawn_again_from_its_file() {
        let folder = tempfile::tempdir().unwrap();
        let engine = Engine::new(crate::EngineOptions {
            data_dir: Some(folder.path().to_path_buf()),
            ..crate::EngineOptions::default()
        })
        .unwrap();
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/samples/lamp.glb");
        let (job, attributes) = (Job::quiet(), Attributes::default());
        let model = engine.load(&path, &job).unwrap();
        let whole = engine.picture(&model, &attributes, [64, 64], &job).unwrap();
        let mut session = engine.session_of_file(&path, &job).unwrap();
        assert!(
            session
                .model
                .images
                .iter()
                .all(|image| image.data.is_empty())
        );
        let light = session.draw(&attributes, [64, 64], &job).unwrap();
        assert!(light == whole, "the same picture");
        let context = engine.render_context(&job).unwrap().reopen().unwrap();
        let scene = session
            .model
            .rebuild(&session.scene, &context, &job)
            .unwrap();
        assert_eq!(scene.memory(), session.scene.memory());
    }

    #[test]
    fn a_variant_that_is_not_there_is_refused_with_those_that_are() {
        let model = model_with_variants(&["Moss", "Sand"]);
        let with = |variant: &str| Attributes {
            variant: Some(variant.into()),
            ..Attributes::default()
        };
        assert!(check_names(&model, &with("Sand")).is_ok());
        let fault = check_names(&model, &with("Sky")).unwrap_err();
        assert_eq!(fault.message(), "chair.glb has no variant 'Sky'");
        assert_eq!(fault.hint_text(), Some("It has Moss, Sand"));
        let bare = check_names(&model_with_variants(&[]), &with("Sky")).unwrap_err();
        assert_eq!(bare.hint_text(), Some("It has no variants at all"));
    }
}
