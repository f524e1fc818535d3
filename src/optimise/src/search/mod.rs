//! The search: how far each pass may go, found by looking.
//!
//! Geometry and each texture are knobs with a few settings. Every setting has a price in bytes and
//! harms: the square error and the loss of structural similarity that it alone makes in each view,
//! measured by drawing it. Harms of independent causes add up, so the cheapest combination within a
//! bound can be computed; it is then built and drawn as a whole, and the bound inside is moved until
//! what is drawn is just within the bound asked for. Only what was drawn counts.

mod choose;
mod families;
mod geometry;
mod judge;
mod textures;

use std::collections::BTreeSet;

use asset::{Limits, Model};
use base::{Job, Result};

pub(crate) use choose::Choice;
use judge::Judge;
pub use judge::{Bound, Look};
pub(crate) use textures::Form;

use crate::options::{Geometry, Options, Precision};
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
    let base = read(&work::pack(work, Geometry::Plain))?;
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
    let mut aim = Aim::default();
    let mut drawn_before = BTreeSet::new();
    let mut best: Option<(u64, Plan)> = None;
    for round in 0..ROUNDS {
        job.check()?;
        job.items(round as u64, ROUNDS as u64);
        let picks = choose::choose(&knobs, aim.limit);
        let Some((shape, textures)) = picks.split_first() else {
            break;
        };
        let Some(rung) = shapes.get(*shape) else {
            break;
        };
        if !drawn_before.insert(picks.clone()) {
            if !aim.halve() {
                break;
            }
            continue;
        }
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
        let bytes = asset::write_glb(&work::pack(&whole, options.geometry_form()))?;
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
        if within && room < NEAR {
            break;
        }
        aim.learn(within, room);
    }
    job.items(ROUNDS as u64, ROUNDS as u64);
    Ok(best.map(|(_, plan)| plan))
}

/// The bound that combinations are computed with, as a share of the one asked for: harms don't add
/// up exactly, so the two differ.
struct Aim {
    limit: f64,
    /// The greatest that led to a whole within the bound.
    kept: Option<f64>,
    /// The least that led to one beyond it.
    broken: Option<f64>,
}

impl Default for Aim {
    fn default() -> Self {
        Self {
            limit: 1.0,
            kept: None,
            broken: None,
        }
    }
}

impl Aim {
    /// Moves by what the whole missed the bound by, in dB.
    fn learn(&mut self, within: bool, room: f64) {
        if within {
            self.kept = Some(self.kept.map_or(self.limit, |kept| kept.max(self.limit)));
        } else {
            self.broken = Some(
                self.broken
                    .map_or(self.limit, |broken| broken.min(self.limit)),
            );
        }
        let step = if within { room * 0.8 } else { room - 0.15 };
        self.limit *= 10_f64.powf(step.clamp(-6.0, 6.0) / 10.0);
        let outside = self.kept.is_some_and(|kept| self.limit <= kept)
            || self.broken.is_some_and(|broken| self.limit >= broken);
        if outside {
            self.halve();
        }
    }

    /// Goes between what was kept and what was broken; `false` where there is nothing between.
    fn halve(&mut self) -> bool {
        let (Some(kept), Some(broken)) = (self.kept, self.broken) else {
            return false;
        };
        self.limit = (kept * broken).sqrt();
        kept < broken * 0.99
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_aim_closes_in_from_both_sides() {
        let mut aim = Aim::default();
        aim.learn(true, 3.0);
        assert!(aim.limit > 1.5);
        let high = aim.limit;
        aim.learn(false, -0.1);
        assert!(1.0 < aim.limit && aim.limit < high);
        let middle = aim.limit;
        aim.learn(true, 5.0);
        assert!(middle < aim.limit && aim.limit < high);
        assert!(aim.halve());
    }

    #[test]
    fn without_two_sides_there_is_nothing_between() {
        assert!(!Aim::default().halve());
    }
}
