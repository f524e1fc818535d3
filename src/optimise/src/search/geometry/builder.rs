//! What settings of geometry are tried on.

use base::{Job, Result};
use render::{Framing, Scene};

use super::rung::store;
use crate::run::Run;
use crate::search::distortion::worst;
use crate::search::evaluator::Evaluator;
use crate::search::sensitivity::Sensitivity;
use crate::search::source::{Base, read};
use crate::work;

/// A setting that distorts less than this share of the bound is as good as the source.
pub(super) const NOTHING: f64 = 0.01;

pub(super) struct Builder<'a> {
    pub(super) run: &'a Run,
    pub(super) base: &'a Base,
    pub(super) evaluator: &'a Evaluator<'a>,
    pub(super) job: &'a Job,
}

impl Builder<'_> {
    /// The same with opaque triangles free of their order, where that makes no difference: of two triangles
    /// in one place the later is seen, but most are there twice and look alike. Kept in their order they pack
    /// badly, above all by Draco, which then keeps every corner as it is.
    pub(super) fn freed(&self) -> Result<Option<Run>> {
        let mut run = self.run.clone();
        let mut any = false;
        for shape in run.work.meshes.iter_mut().flatten() {
            let opaque = shape.order.layered && !shape.order.sorted;
            shape.order.layered &= !opaque;
            any |= opaque;
        }
        if !any {
            return Ok(None);
        }
        let ordered = store(&run, None, run.geometry(), self.job)?;
        let distortion = self.draw(&ordered, &Sensitivity::default())?;
        tracing::debug!(?distortion, "triangles in any order");
        Ok((worst(&distortion) < NOTHING).then_some(run))
    }

    /// The distortions of a geometry, worn with the source's textures.
    pub(super) fn draw(&self, run: &Run, seen: &Sensitivity) -> Result<Vec<f64>> {
        let (mut scene, framing) = self.scene(run)?;
        self.evaluator
            .distortions(&mut scene, &framing, seen, self.job)
    }

    /// The same where `seen` knows the part of each view that tells most; else of all of them, and `seen` with what
    /// that tells.
    pub(super) fn draw_told(
        &self,
        run: &Run,
        seen: &Sensitivity,
    ) -> Result<(Vec<f64>, Sensitivity)> {
        let (mut scene, framing) = self.scene(run)?;
        let evaluator = self.evaluator;
        if seen.has_windows() || !seen.is_known() {
            let drawn = evaluator.distortions(&mut scene, &framing, seen, self.job)?;
            return Ok((drawn, seen.clone()));
        }
        let all = evaluator.shares(&mut scene, &framing, seen, (&[], 0), self.job)?;
        Ok((all.distortions, all.told))
    }

    /// A geometry, worn with the source's textures.
    pub(super) fn scene(&self, run: &Run) -> Result<(Scene, Framing)> {
        let mut model = read(&work::pack(&run.bare(), run.geometry()))?;
        model.images.clone_from(&self.base.images);
        let like = Some(&self.base.scene);
        let scene = self.evaluator.scene(&model, like, self.job)?;
        Ok((scene, Framing::of(&model, &Default::default())?))
    }
}
