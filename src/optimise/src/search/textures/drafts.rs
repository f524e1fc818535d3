//! The source's pictures as quickly as a texture needs them.
//!
//! A texture changes no edge, so pictures that are compared for its sake alone have one sample a pixel: with many
//! small triangles that takes half the time. Both sides of a comparison are drawn so.

use std::sync::Arc;
use std::time::Instant;

use base::{Job, Result};
use render::{Picture, Viewpoint, draw};

use crate::search::evaluator::{Evaluator, Looked, Reference};
use crate::search::source::Base;

/// Pictures of the source with one sample a pixel.
#[derive(Default)]
pub(super) struct Drafts {
    made: Vec<(Viewpoint, Arc<Picture>)>,
}

impl Drafts {
    /// The same views as drafts; what wasn't drawn before is, of `base` as it stands.
    pub(super) fn of(
        &mut self,
        views: Vec<Looked>,
        evaluator: &Evaluator<'_>,
        base: &mut Base,
        job: &Job,
    ) -> Result<Vec<Looked>> {
        let views = views.into_iter();
        views
            .map(|(number, whole)| {
                job.check()?;
                let viewpoint = whole.viewpoint.draft();
                let found = self.made.iter().find(|(made, _)| *made == viewpoint);
                let original = match found {
                    Some((_, picture)) => Arc::clone(picture),
                    None => {
                        let started = Instant::now();
                        let view = viewpoint.view(&base.framing);
                        let picture = Arc::new(draw(evaluator.context, &mut base.scene, &view)?);
                        evaluator.spent.drew(&picture, started.elapsed());
                        self.made.push((viewpoint.clone(), Arc::clone(&picture)));
                        picture
                    }
                };
                Ok((
                    number,
                    Reference {
                        viewpoint,
                        original,
                    },
                ))
            })
            .collect()
    }

    /// Lets go of parts of views: each texture has its own.
    pub(super) fn forget_parts(&mut self) {
        self.made.retain(|(viewpoint, _)| !viewpoint.is_part());
    }
}
