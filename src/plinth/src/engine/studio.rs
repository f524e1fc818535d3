//! Pictures of models, on one graphics adapter that is opened when the first is asked for.

use std::sync::{Mutex, PoisonError};

use asset::Model;
use base::{Fault, Job, Result};
use render::viewer::Attributes;
use render::{Camera, Framing, Gpu, GpuOptions, LookMode, Picture, Scene, Stage, View, draw};

use super::Engine;

/// The stage, once it is set up.
#[derive(Debug, Default)]
pub(super) struct Studio(Mutex<Option<Stage>>);

impl Studio {
    /// The stage; the first call opens the adapter, and so does the first one after the adapter was
    /// lost. A failure isn't kept, so that a second try may succeed.
    pub(super) fn stage(&self, job: &Job) -> Result<Stage> {
        let mut stage = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(stage) = stage.as_ref().filter(|stage| !stage.gpu().is_lost()) {
            return Ok(stage.clone());
        }
        job.stage("Opening the graphics adapter");
        let gpu = Gpu::headless(&GpuOptions::default())?;
        let new = Stage::new(&gpu)?;
        *stage = Some(new.clone());
        Ok(new)
    }
}

impl Engine {
    /// What pictures are drawn on; the first call opens the graphics adapter.
    ///
    /// # Errors
    /// A service fault where no graphics adapter can be used.
    pub fn stage(&self, job: &Job) -> Result<Stage> {
        self.studio.stage(job)
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
        self.sit(model, job)?.draw(attributes, size, job)
    }

    /// Takes `model` to the graphics adapter, for any number of pictures.
    ///
    /// # Errors
    /// Those of [`Engine::picture`].
    pub fn sit<'a>(&self, model: &'a Model, job: &Job) -> Result<Sitting<'a>> {
        let stage = self.studio.stage(job)?;
        let scene = Scene::new(&stage, model, job)?;
        for warning in scene.warnings() {
            job.warn(format!("{}: {warning}", model.name));
        }
        Ok(Sitting {
            stage,
            scene,
            model,
            look: LookMode::Shaded,
        })
    }
}

/// A model on the graphics adapter.
#[derive(Debug)]
pub struct Sitting<'a> {
    stage: Stage,
    pub(super) scene: Scene,
    pub(super) model: &'a Model,
    look: LookMode,
}

impl Sitting<'_> {
    /// What of the model isn't drawn, or not as the file says.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        let all = self.model.warnings.iter().chain(self.scene.warnings());
        all.cloned().collect()
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
        let framing = Framing::of(self.model, attributes)?;
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
            camera: Camera::in_file(self.model, name, aspect)?,
            attributes: attributes.clone(),
            size,
            background: attributes.background,
            look: self.look,
            highlight: None,
        };
        self.draw_view(&view, job)
    }

    fn draw_view(&mut self, view: &View, job: &Job) -> Result<Picture> {
        check_names(self.model, &view.attributes)?;
        let largest = self.stage.gpu().max_side();
        if view.size.iter().any(|side| !(1..=largest).contains(side)) {
            return Err(Fault::usage(format!(
                "A picture of {} x {} pixels can't be drawn on this graphics adapter",
                view.size[0], view.size[1]
            ))
            .hint(format!("Choose sides from 1 to {largest} pixels")));
        }
        job.stage(format!("Drawing {}", self.model.name));
        self.stage
            .load_environment(&view.attributes.environment, job)?;
        job.check()?;
        match draw(&self.stage, &mut self.scene, view) {
            Err(fault) if self.stage.gpu().is_lost() => {
                job.warn(format!("{}; the model is loaded again", fault.message()));
                self.stage = self.stage.reopen()?;
                self.scene = self.scene.rebuild(&self.stage, self.model, job)?;
                draw(&self.stage, &mut self.scene, view)
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
    use crate::engine::tests::model_with_variants;

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
