//! How much each of a candidate's settings distorts by itself, in the view that is distorted most: so that the
//! part that is to blame backs off, and no other.

use std::collections::BTreeMap;

use base::{Job, Result};
use render::Framing;

use super::builder::Builder;
use super::evaluator::Evaluator;
use super::source::{Base, read};
use crate::bound::MEASURE_COUNT;
use crate::run::Run;
use crate::texels;
use crate::work;

/// What a setting, by knob, place on its ladder and guiding view, distorts there by itself.
pub(super) type Alone = BTreeMap<(usize, usize, usize), [f64; MEASURE_COUNT]>;

/// The distortions in a guiding view of what has one of the picked settings and is as it was otherwise: of
/// geometry first, then of each image. What is `known` isn't drawn again.
///
/// # Errors
/// Cancelled; a service fault where the graphics adapter fails.
#[allow(
    clippy::too_many_arguments,
    reason = "what is drawn, of what, and where to"
)]
pub(super) fn alone(
    builder: &mut Builder,
    picks: &[usize],
    base: &mut Base,
    evaluator: &Evaluator<'_>,
    guide: usize,
    known: &mut Alone,
    job: &Job,
) -> Result<Vec<[f64; MEASURE_COUNT]>> {
    let key = |knob: usize| (knob, picks.get(knob).copied().unwrap_or(0), guide);
    let mut alone = Vec::with_capacity(picks.len());
    alone.push(match known.get(&key(0)) {
        Some(known) => *known,
        None => {
            let run = builder.geometry(picks, job)?;
            geometry(&run, base, evaluator, guide, job)?
        }
    });
    for (image, form) in builder.forms(picks).enumerate() {
        job.check()?;
        if let Some(known) = known.get(&key(image + 1)) {
            alone.push(*known);
            continue;
        }
        // The source's own form distorts nothing.
        let decoded = form.and_then(|form| texels::decoded(form.mime, &form.bytes));
        let Some(decoded) = decoded else {
            alone.push([0.0; MEASURE_COUNT]);
            continue;
        };
        let context = evaluator.context;
        let Base { scene, framing, .. } = &mut *base;
        let before = match scene.upload(context, image, &decoded) {
            Some(other) => scene.exchange(context, other),
            None => None,
        };
        let distortions = evaluator.distortions_in(guide, scene, framing, job);
        if let Some(before) = before {
            scene.exchange(context, before);
        }
        alone.push(distortions?);
    }
    known.extend(
        alone
            .iter()
            .enumerate()
            .map(|(knob, own)| (key(knob), *own)),
    );
    Ok(alone)
}

/// The distortions of a geometry that wears the source's textures.
fn geometry(
    run: &Run,
    base: &Base,
    evaluator: &Evaluator<'_>,
    guide: usize,
    job: &Job,
) -> Result<[f64; MEASURE_COUNT]> {
    let mut model = read(&work::pack(&run.bare(), run.geometry()))?;
    model.images.clone_from(&base.images);
    let mut scene = evaluator.scene(&model, Some(&base.scene), job)?;
    let framing = Framing::of(&model, &Default::default())?;
    evaluator.distortions_in(guide, &mut scene, &framing, job)
}
