//! The search: how far each pass may go, found by looking.
//!
//! Geometry and each texture are knobs with a few settings. Every setting has a price in bytes and
//! a harm: the mean square error that it alone makes in each view, measured by drawing it. Harms of
//! independent causes add up, so the cheapest combination within a bound can be computed; it is
//! then built and drawn as a whole, and the bound inside is moved until what is drawn is just
//! within the bound asked for. Only what was drawn counts.

mod choose;
mod geometry;
mod judge;
mod textures;

use asset::{Limits, Model};
use base::{Job, Result};

pub(crate) use choose::Choice;
use judge::Judge;
pub use judge::{Bound, Look};
pub(crate) use textures::Form;

use crate::options::{Options, Precision};
use crate::work::{self, Work};

/// How often the whole is built and drawn.
const ROUNDS: usize = 5;
/// A whole that is within this many dB of the bound is near enough.
const NEAR: f64 = 0.25;

/// What the search decided.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    /// How far the surface may move, as a share of each mesh's size.
    pub(crate) simplify: f32,
    /// How finely vertices are stored.
    pub(crate) precision: Precision,
    /// A form for each image; `None` keeps the image as it is.
    pub(crate) forms: Vec<Option<Form>>,
    /// How the whole looks beside the source.
    pub(crate) look: Look,
}

/// Looks for the smallest form of `work`, whose source is `model`, that is within `bound` when it is
/// drawn on `stage`. `None` where nothing within the bound was found.
///
/// # Errors
/// Cancelled; a service fault where the graphics adapter fails.
pub(crate) fn search(
    model: &Model,
    work: &Work,
    options: &Options,
    bound: &Bound,
    stage: &render::Stage,
    job: &Job,
) -> Result<Option<Plan>> {
    job.stage("Looking at the original");
    let judge = Judge::new(stage, model, bound, job)?;
    let base = read(&work::pack(work, false))?;
    job.stage("Looking at geometry");
    let shapes = geometry::ladder(work, &base, options, &judge, job)?;
    job.stage("Looking at textures");
    let pictures = textures::ladders(work, &base, options, &judge, job)?;
    let mut knobs = vec![
        shapes
            .iter()
            .map(|rung| rung.choice.clone())
            .collect::<Vec<_>>(),
    ];
    knobs.extend(
        pictures
            .iter()
            .map(|rungs| rungs.iter().map(|rung| rung.choice.clone()).collect()),
    );

    job.stage("Looking for the smallest");
    let mut limit = bound.harm();
    let mut best: Option<(u64, Plan)> = None;
    for round in 0..ROUNDS {
        job.check()?;
        job.items(round as u64, ROUNDS as u64);
        let picks = choose::choose(&knobs, limit);
        let (Some((shape, textures)), true) = (picks.split_first(), picks.len() == knobs.len())
        else {
            break;
        };
        let Some(rung) = shapes.get(*shape) else {
            break;
        };
        let forms: Vec<Option<Form>> = pictures
            .iter()
            .zip(textures)
            .map(|(rungs, pick)| rungs.get(*pick).and_then(|rung| rung.form.clone()))
            .collect();
        let mut whole = rung.work.clone();
        for (picture, form) in whole.images.iter_mut().zip(&forms) {
            if let Some(form) = form {
                form.put(picture);
            }
        }
        let bytes = asset::write_glb(&work::pack(&whole, options.target.compresses()))?;
        let size = bytes.len() as u64;
        let drawn = asset::read_bytes(&model.name, bytes.into(), &Limits::default())?;
        let look = judge.harm(&drawn, job)?.look;
        let (within, room) = (bound.allows(&look), bound.room(&look));
        if within && best.as_ref().is_none_or(|(least, _)| size < *least) {
            let plan = Plan {
                simplify: rung.simplify,
                precision: rung.precision,
                forms,
                look,
            };
            best = Some((size, plan));
        }
        // How the inner bound has to move: by as much as the whole misses the outer one.
        if within && room < NEAR {
            break;
        }
        let step = if within { room * 0.8 } else { room - 0.15 };
        limit *= 10_f64.powf(step.clamp(-6.0, 6.0) / 10.0);
    }
    job.items(ROUNDS as u64, ROUNDS as u64);
    Ok(best.map(|(_, plan)| plan))
}

/// A document as others will read it.
fn read(document: &asset::Document) -> Result<Model> {
    let bytes = asset::write_glb(document)?;
    Ok(asset::read_bytes(
        "candidate",
        bytes.into(),
        &Limits::default(),
    )?)
}
