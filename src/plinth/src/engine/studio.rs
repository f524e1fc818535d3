//! Pictures of models, on one graphics adapter that is opened when the first is asked for.

use asset::Model;
use base::{Job, Result};
use render::viewer::Attributes;
use render::Picture;

use super::Engine;

impl Engine {
    /// Draws `model` as the shop page will show it, `size` (width and height) in pixels.
    ///
    /// # Errors
    /// A service fault where no graphics adapter can be used; an input fault where the model or the
    /// environment can't be drawn; cancelled.
    pub fn picture(
        &self,
        model: &Model,
        attributes: &Attributes,
        size: [u32; 2],
        job: &Job,
    ) -> Result<Picture>;

    /// Draws `model` once for each of `views`, and gives each picture to `take` as soon as it is
    /// drawn. The model goes to the graphics adapter once.
    ///
    /// # Errors
    /// Those of [`Engine::picture`], and those of `take`.
    pub fn pictures(
        &self,
        model: &Model,
        views: &[Attributes],
        size: [u32; 2],
        job: &Job,
        take: &mut dyn FnMut(Picture) -> Result<()>,
    ) -> Result<()>;
}
