//! Drawing: into memory, or into a texture that a window shows. Both go the same way.

use base::{Fault, Result};

use crate::passes::paint;
use crate::{Picture, RenderContext, Scene, Target, View};
use viewer::Background;

/// Draws one picture and waits for it.
///
/// # Errors
/// A [`Usage`](base::FaultKind::Usage) fault for a size, variant or animation that there isn't, an
/// [`Input`](base::FaultKind::Input) fault for an environment that can't be read, a
/// [`Service`](base::FaultKind::Service) fault if the device fails.
pub fn draw(context: &RenderContext, scene: &mut Scene, view: &View) -> Result<Picture> {
    let mut target = context.take_target(view.size)?;
    target.draw(context, scene, view)?;
    let picture = target.read(context.gpu())?;
    context.put_back(target);
    Ok(picture)
}

impl Target {
    /// Draws into the texture; doesn't wait. The view must have the target's size.
    ///
    /// # Errors
    /// Those of [`draw`].
    pub fn draw(&mut self, context: &RenderContext, scene: &mut Scene, view: &View) -> Result<()> {
        let size = self.size();
        if view.size != size {
            return Err(Fault::usage(format!(
                "A view of {} x {} doesn't fit a target of {} x {}",
                view.size[0], view.size[1], size[0], size[1]
            ))
            .hint("Make a target of the view's size"));
        }
        self.is_opaque = view.background != Background::Transparent;
        paint(context, scene, view, self)
    }
}
