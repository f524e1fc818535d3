//! Numbers of triangles, with how much removing the others distorts.

use std::sync::Arc;

use base::{Fault, Result};

use super::builder::{Builder, NOTHING};
use super::parts::{Parts, Step, mixed};
use super::rung::Shape;
use crate::options::Effort;
use crate::pass::Pass;
use crate::run::Run;
use crate::search::distortion::worst;
use crate::search::owners::{Owners, Shares};
use crate::search::sensitivity::Sensitivity;

/// How far the surface may move, as a share of each mesh's size, from far to near.
const STEPS: [f32; 9] = [
    0.032, 0.016, 0.008, 0.004, 0.002, 0.001, 0.0005, 0.0002, 0.0001,
];
/// What uses up so many times as much as may be used is looked at all the same: a part of it may be seen
/// from afar alone.
const BEYOND: f64 = 6.0;

impl Builder<'_> {
    /// Numbers of triangles, from few to many. The next is made while one is drawn.
    pub(super) fn shapes(&self, far: f64) -> Result<Vec<Shape>> {
        let steps: Vec<f32> = match self.run.options.effort {
            // Half as far each time, and once more between.
            Effort::Best => STEPS
                .iter()
                .flat_map(|step| [*step, step * std::f32::consts::FRAC_1_SQRT_2])
                .collect(),
            Effort::Normal | Effort::Fast => STEPS.to_vec(),
        };
        let parts = Parts::of(&self.run.work);
        let mut drawn: Vec<Step> = Vec::new();
        let mut last = 0;
        let mut seen = Sensitivity::default();
        let mut owners = Vec::new();
        std::thread::scope(|scope| {
            let make = |step: f32| scope.spawn(move || self.simplified(step));
            let mut next = steps.first().map(|step| make(*step));
            for number in 0..steps.len() {
                self.job.items(number as u64, steps.len() as u64);
                let Some(made) = next.take() else {
                    break;
                };
                let run = made
                    .join()
                    .unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
                next = steps.get(number + 1).map(|step| make(*step));
                let triangles = run.work.triangles();
                // A step that gives back hardly anything isn't worth a look.
                if number > 0 && triangles * 50 < last * 51 {
                    continue;
                }
                last = triangles;
                if !seen.is_known() {
                    let distortion = self.draw(&run, &seen)?;
                    seen = self.evaluator.sensitivity(distortion.clone());
                    tracing::debug!(step = steps[number], triangles, ?distortion, "first step");
                    if worst(&distortion) > far * BEYOND {
                        continue;
                    }
                    owners = self.owners(&parts, &seen)?;
                }
                let Shares {
                    distortions: distortion,
                    shares,
                    ..
                } = self.draw_parts(&run, &seen, &owners, &parts)?;
                let worst = worst(&distortion);
                tracing::debug!(
                    step = steps[number],
                    triangles,
                    ?distortion,
                    ?shares,
                    "step"
                );
                drawn.push(Step {
                    run: Arc::new(run),
                    distortion,
                    shares,
                });
                if worst < NOTHING {
                    break;
                }
            }
            if let Some(made) = next {
                // It isn't needed any more, and must not be left behind.
                let _ = made.join();
            }
            Ok::<(), Fault>(())
        })?;
        let mut shapes = mixed(self.run, &drawn, &parts, far, &seen)?;
        let near = drawn
            .into_iter()
            .filter(|step| worst(&step.distortion) <= far);
        shapes.extend(near.map(|step| Shape {
            run: step.run,
            distortion: step.distortion,
            seen: seen.clone(),
        }));
        shapes.sort_by_key(Shape::triangles);
        Ok(shapes)
    }

    /// Which part each pixel of the views shows; nothing where there is one part alone, or where the adapter
    /// can't tell.
    fn owners(&self, parts: &Parts, seen: &Sensitivity) -> Result<Vec<Owners>> {
        if parts.len() < 2 || !self.evaluator.knows_owners() {
            return Ok(Vec::new());
        }
        let (mut scene, framing) = self.scene(self.run)?;
        let number = |node, primitive| parts.number(node, primitive);
        self.evaluator
            .owners(&mut scene, &framing, seen, number, self.job)
    }

    fn draw_parts(
        &self,
        run: &Run,
        seen: &Sensitivity,
        owners: &[Owners],
        parts: &Parts,
    ) -> Result<Shares> {
        let (mut scene, framing) = self.scene(run)?;
        let owners = match owners.is_empty() {
            true => (owners, 0),
            false => (owners, parts.len()),
        };
        self.evaluator
            .shares(&mut scene, &framing, seen, owners, self.job)
    }

    fn simplified(&self, simplify: f32) -> Result<Run> {
        let mut run = self.run.clone();
        run.options.simplify = simplify;
        run.step(Pass::Simplify, self.job)?;
        Ok(run)
    }
}
