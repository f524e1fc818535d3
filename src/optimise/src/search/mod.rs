//! How far the passes may go: by drawing candidates and comparing them with the source.
//!
//! Geometry and every texture have a ladder of settings, each with its bytes and with what it harms
//! alone, seen from a few guiding views ([`geometry`], [`textures`]). Harms of different parts are
//! nearly independent, so those of a combination are about their sum, and the cheapest combination
//! within the bound is computed rather than tried ([`choose`]): bytes move to where they buy most.
//! That combination is finished by the same passes that write the output, decoded, drawn from
//! everywhere and compared ([`evaluator`]); what its looks miss the bound by corrects the next
//! ([`aim`]). Only what was drawn counts.

mod aim;
mod choose;
mod evaluator;
mod factors;
mod families;
mod geometry;
mod harm;
mod sensitivity;
mod source;
mod textures;

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use asset::Model;
use base::{Fault, Job, Result};
use render::Stage;

use aim::Aim;
use choose::Choice;
pub(crate) use evaluator::Evaluator;
use source::Base;

use crate::bound::Bound;
use crate::cores;
use crate::options::Effort;
use crate::quality::{Quality, ViewQuality};
use crate::run::Run;
use crate::slots::{self, Slots};
use crate::work::Picture;

/// A look for the smallest output within a bound, or for the best within so many bytes.
pub(crate) struct Search<'a> {
    evaluator: Evaluator<'a>,
    bound: Bound,
    shapes: Vec<geometry::Rung>,
    pictures: Vec<Vec<textures::Rung>>,
    /// The images as they were before any setting, and what each is used for.
    images: Vec<(Picture, Slots)>,
    knobs: Vec<Vec<Choice>>,
    aim: Aim,
    rounds: usize,
    tried: BTreeSet<Vec<usize>>,
    /// The picks of the candidate that is being finished.
    picks: Vec<usize>,
    /// Whether any candidate met all that was asked for.
    met: bool,
    /// What the cheapest choices cost that were well, where looks are asked for.
    cheapest: u64,
    /// How many safer candidates were tried.
    safer: usize,
    /// The views, those that were harmed most last time first.
    order: Vec<usize>,
    /// How much each view used last time.
    used: Vec<f64>,
    /// The cheapest picks that were well in the first views and weren't looked at from the others.
    spare: Option<(u64, Vec<usize>)>,
    /// Whether the candidate must be looked at from everywhere.
    confirming: bool,
}

/// What the candidate that was learnt from is worth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Worth {
    /// Whether it meets all that was asked for.
    pub(crate) meets: bool,
    /// The less the better: bytes, or what of the bound is used.
    pub(crate) cost: f64,
}

impl<'a> Search<'a> {
    /// Climbs the ladders of what `run` has become, whose source `evaluator` has drawn.
    ///
    /// # Errors
    /// Cancelled; a service fault where the graphics adapter fails.
    pub(crate) fn new(
        evaluator: Evaluator<'a>,
        run: &Run,
        bound: &Bound,
        job: &Job,
    ) -> Result<Self> {
        let mut base = Base::new(&evaluator, run, job)?;
        job.stage("Looking at geometry");
        let far = if bound.is_of_looks() { FAR } else { FAR_AT_ALL };
        let shapes = geometry::ladder(run, &base, &evaluator, far, job)?;
        job.stage("Looking at textures");
        let pictures = textures::ladders(run, &mut base, &evaluator, far, job)?;
        let mut knobs: Vec<Vec<Choice>> =
            vec![shapes.iter().map(|rung| rung.choice.clone()).collect()];
        let forms = pictures.iter();
        knobs.extend(forms.map(|rungs| rungs.iter().map(|rung| rung.choice.clone()).collect()));
        tell(&knobs, &shapes, &pictures);
        let order: Vec<usize> = (0..evaluator.views()).collect();
        let used = vec![0.0; order.len()];
        Ok(Self {
            aim: Aim::new(evaluator.guides()),
            evaluator,
            bound: *bound,
            shapes,
            pictures,
            images: run
                .work
                .images
                .iter()
                .cloned()
                .zip(slots::of(&run.work))
                .collect(),
            knobs,
            rounds: match run.options.effort {
                Effort::Best => 14,
                Effort::Normal | Effort::Fast => 7,
            },
            tried: BTreeSet::new(),
            picks: Vec::new(),
            met: false,
            cheapest: u64::MAX,
            safer: 0,
            order,
            used,
            spare: None,
            confirming: false,
        })
    }

    /// The next candidate to finish and to look at; `None` when there is nothing more to try: once one
    /// is near what is asked for, or none is left that would be cheaper than one that was well.
    ///
    /// # Errors
    /// Cancelled, or what the passes say.
    pub(crate) fn next(&mut self, job: &Job) -> Result<Option<Run>> {
        let most = self.bound.bytes.filter(|_| !self.bound.is_of_looks());
        while self.rounds > 0 && !self.aim.is_near() {
            self.picks = self.aim.choose(&self.knobs, most);
            if choose::bytes(&self.knobs, &self.picks) >= self.cheapest {
                break;
            }
            if self.tried.insert(self.picks.clone()) {
                self.rounds -= 1;
                return self.build(job).map(Some);
            }
            // A combination that was tried already says nothing new.
            if !self.aim.step_back() {
                break;
            }
        }
        if self.met {
            return Ok(None);
        }
        self.confirming = true;
        if let Some((_, picks)) = self.spare.take() {
            self.picks = picks;
            return self.build(job).map(Some);
        }
        // Safer and safer ones; at last what harms least, or, asked for bytes, what costs least.
        while let Some(share) = SAFER.get(self.safer) {
            self.safer += 1;
            self.picks = match most {
                Some(_) => choose::choose(&self.knobs, f64::MAX),
                None if *share > 0.0 => self.aim.safer(&self.knobs, *share),
                None => choose::choose(&self.knobs, 0.0),
            };
            if self.tried.insert(self.picks.clone()) {
                return self.build(job).map(Some);
            }
        }
        Ok(None)
    }

    /// What the picks lead to, up to where the last passes go on.
    fn build(&mut self, job: &Job) -> Result<Run> {
        let (shape, forms) = match self.picks.split_first() {
            Some((shape, forms)) => (*shape, forms.to_vec()),
            None => (0, Vec::new()),
        };
        self.make(&forms, job)?;
        let rung = self.shapes.get(shape).or(self.shapes.first());
        let mut run = match rung {
            Some(rung) => rung.finish(job)?,
            None => return Err(Fault::service("There is no geometry to choose from")),
        };
        let picked = self.pictures.iter().zip(forms);
        run.forms = Some(
            picked
                .map(|(rungs, pick)| rungs.get(pick).and_then(textures::Rung::form).cloned())
                .collect(),
        );
        Ok(run)
    }

    /// Encodes what was picked for the first time, on all cores, and learns what it costs.
    fn make(&mut self, forms: &[usize], job: &Job) -> Result<()> {
        let picked = self.pictures.iter_mut().zip(forms).zip(&self.images);
        let rungs: Vec<_> = picked
            .filter_map(|((rungs, pick), image)| Some((Mutex::new(rungs.get_mut(*pick)?), image)))
            .collect();
        let made = cores::each(
            &rungs,
            job,
            || {},
            |(rung, (picture, slots))| {
                let mut rung = rung.lock().unwrap_or_else(PoisonError::into_inner);
                rung.make(picture, slots)
            },
        )?;
        drop(rungs);
        if made.contains(&true) {
            for ((knob, rungs), pick) in
                self.knobs.iter_mut().skip(1).zip(&self.pictures).zip(forms)
            {
                if let (Some(choice), Some(rung)) = (knob.get_mut(*pick), rungs.get(*pick)) {
                    choice.bytes = rung.choice.bytes;
                }
            }
        }
        Ok(())
    }

    /// Looks at the finished candidate and learns from it. A candidate meets what was asked for only
    /// once it was looked at from everywhere; that is left out where a few views say that there is
    /// a better one.
    ///
    /// # Errors
    /// Cancelled; a service fault where the graphics adapter fails.
    pub(crate) fn learn(
        &mut self,
        candidate: &Model,
        bytes: u64,
        job: &Job,
    ) -> Result<(Quality, Worth)> {
        let in_bytes = !self.bound.is_of_looks();
        let fits = self.bound.bytes.is_none_or(|most| bytes <= most);
        let mut candidate = self.evaluator.candidate(candidate, job)?;
        let order = self.order.clone();
        let few = if self.tried.len() > 1 { FEWEST } else { FIRST };
        let (fewest, rest) = order.split_at(order.len().min(few));
        let (first, rest) = rest.split_at(rest.len().min(FIRST - few));
        let mut views = self.evaluator.see(&mut candidate, fewest, job)?;
        let used = |views: &[ViewQuality]| {
            let shares = views
                .iter()
                .map(|view| self.evaluator.bound.share(view).used);
            shares.fold(0.0, f64::max)
        };
        // What is too different there says enough about what to change.
        if used(&views) <= 1.0 || in_bytes {
            views.extend(self.evaluator.see(&mut candidate, first, job)?);
        }
        let well = used(&views) <= 1.0;
        let done = self.rounds == 0 || self.confirming;
        let all = match in_bytes {
            true => fits,
            false => well && (done || used(&views) > aim::NEAR),
        };
        if all {
            views.extend(self.evaluator.see(&mut candidate, rest, job)?);
        } else if well && !in_bytes && self.spare.as_ref().is_none_or(|(least, _)| bytes < *least) {
            self.spare = Some((bytes, self.picks.clone()));
        }
        for (number, view) in order.iter().zip(&views) {
            self.used[*number] = self.evaluator.bound.share(view).used;
        }
        let last = &self.used;
        self.order.sort_by(|a, b| last[*b].total_cmp(&last[*a]));
        let mut numbered: Vec<(usize, ViewQuality)> = order.into_iter().zip(views).collect();
        numbered.sort_by_key(|(number, _)| *number);
        let views = numbered.into_iter().map(|(_, view)| view).collect();
        let quality = Quality::of(views, |view| self.evaluator.bound.share(view));
        if well && quality.used <= 1.0 && !in_bytes {
            let cost = choose::bytes(&self.knobs, &self.picks);
            self.cheapest = self.cheapest.min(cost);
        }
        let harms = |view: &ViewQuality| self.evaluator.bound.harms(view);
        self.aim.learn(&self.knobs, &self.picks, &quality, harms);
        if in_bytes {
            let cost = choose::bytes(&self.knobs, &self.picks);
            let most = self.bound.bytes.unwrap_or(u64::MAX);
            self.aim.learn_bytes(cost, bytes, most);
        }
        tracing::debug!(
            picks = ?self.picks, bytes, used = quality.used, by = quality.decided_by, at = quality.worst,
            views = quality.views.len(), predicted = ?choose::sum(&self.knobs, &self.picks),
            aim = ?self.aim, "candidate",
        );
        let meets = fits && all && (in_bytes || self.evaluator.bound.allows(&quality));
        self.met |= meets;
        // Of what doesn't meet it, the nearest is best.
        let cost = match (meets, in_bytes) {
            (true, false) | (false, true) => bytes as f64,
            (true, true) | (false, false) => quality.used,
        };
        Ok((quality, Worth { meets, cost }))
    }
}

/// Tells developers what there is to choose from.
fn tell(knobs: &[Vec<Choice>], shapes: &[geometry::Rung], pictures: &[Vec<textures::Rung>]) {
    for (number, knob) in knobs.iter().enumerate() {
        for (place, Choice { bytes, harm }) in knob.iter().enumerate() {
            let setting = match number.checked_sub(1) {
                None => shapes.get(place).map(geometry::Rung::describe),
                Some(image) => pictures
                    .get(image)
                    .and_then(|rungs| rungs.get(place))
                    .map(textures::Rung::describe),
            };
            let setting = setting.unwrap_or_default();
            tracing::debug!(knob = number, place, setting, bytes, ?harm, "setting");
        }
    }
}

/// Shares of the aim of the safer candidates, for when none within it was well.
const SAFER: [f64; 4] = [0.75, 0.45, 0.15, 0.0];

/// So many views are looked at first; of later candidates so many of those that were harmed most
/// before.
const FIRST: usize = 10;
const FEWEST: usize = 4;

/// How `output` looks beside `source`, in all views that count for `bound`; by default four usual
/// orbits, 24 all around, six close-ups, and every variant and animation.
///
/// # Errors
/// An input fault for a model with nothing to see; cancelled; a service fault where the graphics
/// adapter fails.
pub fn evaluate(
    source: &Model,
    output: &Model,
    bound: &Bound,
    stage: &Stage,
    job: &Job,
) -> Result<Quality> {
    job.stage(format!("Looking at {}", source.name));
    let evaluator = Evaluator::new(stage, source, bound, job)?;
    job.stage(format!("Looking at {}", output.name));
    evaluator.look(output, job)
}

/// A setting that alone uses more than this of the bound isn't worth going on from.
const FAR: f64 = 1.0;
/// The same where no difference is asked for.
const FAR_AT_ALL: f64 = 60.0;
