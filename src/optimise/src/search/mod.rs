//! How far the passes may go: by drawing candidates and comparing them with the source.
//!
//! Geometry and every texture have a ladder of settings, each with its bytes and with how much it distorts
//! alone, seen from a few guiding views ([`geometry`], [`textures`]). Distortions of different parts are
//! nearly independent, so those of a combination are about their sum, and the cheapest combination
//! within the bound is computed rather than tried ([`choose`]): bytes move to where they buy most.
//! That combination is finished by the same passes that write the output, decoded, drawn from
//! everywhere and compared ([`evaluator`]); what its looks miss the bound by, and what each of its settings
//! distorts alone in the worst view ([`alone`](mod@alone)), corrects the next ([`aim`]). Only what was drawn counts.

mod aim;
mod alone;
mod builder;
mod choose;
mod chooser;
mod distortion;
mod evaluator;
mod examiner;
mod factors;
mod families;
mod geometry;
mod owners;
mod sensitivity;
mod source;
mod spent;
mod textures;
mod window;

use alone::Alone;
use asset::Model;
use base::{Job, Result};
use render::RenderContext;

use builder::Builder;
use choose::Choice;
use chooser::{Chooser, Worth};
pub(crate) use evaluator::Evaluator;
use examiner::Examiner;
use source::Base;

use crate::bound::Bound;
use crate::options::Effort;
use crate::quality::Quality;
use crate::run::Run;

/// The search for the smallest output within a bound, or for the best within so many bytes: one picks,
/// one builds what was picked, one looks at what became of it.
pub(crate) struct Search<'a> {
    bound: Bound,
    chooser: Chooser,
    builder: Builder,
    examiner: Examiner<'a>,
    base: Base,
    evaluator: &'a Evaluator<'a>,
    /// What single settings distort.
    known: Alone,
}

impl<'a> Search<'a> {
    /// Climbs the ladders of what `run` has become, whose source `evaluator` has drawn.
    ///
    /// # Errors
    /// Cancelled; a service fault where the graphics adapter fails.
    pub(crate) fn new(
        evaluator: &'a Evaluator<'a>,
        run: &Run,
        bound: &Bound,
        job: &Job,
    ) -> Result<Self> {
        let mut base = Base::new(evaluator, run, job)?;
        evaluator.spent.tell("what never changes the looks");
        job.stage("Looking at geometry");
        let far = if bound.is_of_looks() { FAR } else { FAR_AT_ALL };
        let shapes = geometry::ladder(run, &base, evaluator, far, job)?;
        evaluator.spent.tell("geometry");
        job.stage("Looking at textures");
        let pictures = textures::ladders(run, &mut base, evaluator, far, job)?;
        let mut knobs: Vec<Vec<Choice>> =
            vec![shapes.iter().map(|rung| rung.choice.clone()).collect()];
        let forms = pictures.iter();
        knobs.extend(forms.map(|rungs| rungs.iter().map(|rung| rung.choice.clone()).collect()));
        evaluator.spent.tell("textures");
        tell(&knobs, &shapes, &pictures);
        let chooser = |rounds| Chooser::new(knobs, evaluator.guides(), *bound, rounds);
        let chooser = match run.options.effort {
            Effort::Best => chooser(14).patient(),
            Effort::Normal | Effort::Fast => chooser(7),
        };
        Ok(Self {
            bound: *bound,
            chooser,
            builder: Builder::new(run, shapes, pictures),
            examiner: Examiner::new(evaluator),
            base,
            evaluator,
            known: Alone::default(),
        })
    }

    /// The next candidate to finish and to look at; `None` when there is nothing more to try.
    ///
    /// # Errors
    /// Cancelled, or what the passes say.
    pub(crate) fn next(&mut self, job: &Job) -> Result<Option<Run>> {
        let Some(picks) = self.chooser.next() else {
            return Ok(None);
        };
        let run = self.builder.build(&picks, job)?;
        self.chooser.reprice(self.builder.image_choices(&picks));
        Ok(Some(run))
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
        let told = [self.chooser.is_first(), !self.bound.is_of_looks()];
        let Self {
            chooser,
            builder,
            base,
            evaluator,
            known,
            ..
        } = self;
        let picked = chooser.picks().to_vec();
        let wants_all = |quality: &Quality| -> Result<bool> {
            if let Some(guide) = evaluator
                .worst_guide(quality)
                .filter(|_| chooser.explores())
            {
                let picks = chooser.picks();
                let alone = alone::alone(builder, picks, base, evaluator, guide, known, job)?;
                chooser.learn_alone(guide, &alone);
            }
            Ok(chooser.wants_all(quality, bytes))
        };
        let candidate = (picked.as_slice(), candidate);
        let examined = self.examiner.examine(candidate, told, wants_all, job)?;
        let worth = self
            .chooser
            .learn(&examined.quality, bytes, [examined.well, examined.all]);
        Ok((examined.quality, worth))
    }
}

/// Tells developers what there is to choose from.
fn tell(knobs: &[Vec<Choice>], shapes: &[geometry::Rung], pictures: &[Vec<textures::Rung>]) {
    for (number, knob) in knobs.iter().enumerate() {
        for (place, Choice { bytes, distortion }) in knob.iter().enumerate() {
            let setting = match number.checked_sub(1) {
                None => shapes.get(place).map(geometry::Rung::describe),
                Some(image) => pictures
                    .get(image)
                    .and_then(|rungs| rungs.get(place))
                    .map(textures::Rung::describe),
            };
            let setting = setting.unwrap_or_default();
            tracing::debug!(knob = number, place, setting, bytes, ?distortion, "setting");
        }
    }
}

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
    context: &RenderContext,
    job: &Job,
) -> Result<Quality> {
    job.stage(format!("Looking at {}", source.name));
    let evaluator = Evaluator::judge(context, source, bound, job)?;
    job.stage(format!("Looking at {}", output.name));
    evaluator.quality(output, job)
}

/// A setting that alone uses more than this of the bound isn't worth going on from.
const FAR: f64 = 1.0;
/// The same where no difference is asked for.
const FAR_AT_ALL: f64 = 60.0;
