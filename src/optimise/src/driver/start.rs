//! A model before any search: read, marked, and through the passes that never change how it looks.

use asset::{Limits, Model};
use base::{Fault, Job, Remedy, Result};

use super::blame::blame;
use super::finish::Finish;
use crate::bound::Bound;
use crate::options::{Effort, Geometry, Options};
use crate::order;
use crate::parts;
use crate::pass::Pass;
use crate::report::Counts;
use crate::request::Request;
use crate::run::Run;
use crate::search::Evaluator;
use crate::work::{self, Work};

/// A model that was read, and looked at where there is something to draw on.
pub(super) struct Start<'a> {
    model: &'a Model,
    options: &'a Options,
    work: Work,
    before: Counts,
    losses: Vec<String>,
    /// The passes that never change how it looks, and the others.
    pub(super) exact: Vec<Pass>,
    rest: Vec<Pass>,
}

impl<'a> Start<'a> {
    pub(super) fn new(
        model: &'a Model,
        options: &'a Options,
        context: Option<&render::RenderContext>,
        job: &Job,
    ) -> Result<Self> {
        refuse_unseen(model)?;
        job.stage(format!("Optimising {}", model.name));
        let (mut work, losses) = work::load(model, &Limits::default())?;
        parts::mark(&mut work, &options.parts)?;
        order::mark(&mut work, model);
        let before = Counts::of(&work);
        let passes = Pass::all()
            .filter(|pass| options.wants(*pass))
            // Without a look nobody measures what smoother textures are worth, and they take seconds.
            .filter(|pass| context.is_some() || options.only.is_some() || !pass.prepares());
        let (exact, rest): (Vec<Pass>, Vec<Pass>) = passes.partition(|pass| pass.is_exact());
        if let Some(context) = context.filter(|_| exact.iter().any(|pass| pass.needs_visibility()))
        {
            let mut allowed = render::Allowed::for_model(model);
            if options.effort == Effort::Best {
                allowed.sides *= 2;
            }
            let visibility = render::visibility(context, model, &allowed, job)?;
            work.take_visibility(&visibility);
            job.stage(format!("Optimising {}", model.name));
        }
        Ok(Self {
            model,
            options,
            work,
            before,
            losses,
            exact,
            rest,
        })
    }

    /// Runs the passes that never change how it looks, but those in `without`.
    pub(super) fn exact(&self, without: &[Pass], job: &Job) -> Result<Run> {
        let mut run = Run::new(self.work.clone(), self.options.clone())?;
        for (number, pass) in self.exact.iter().enumerate() {
            job.items(number as u64, self.exact.len() as u64);
            job.check()?;
            if !without.contains(pass) {
                run.step(*pass, job)?;
            }
        }
        Ok(run)
    }

    /// The same, without those passes that are found to have changed what is seen.
    pub(super) fn sure(&self, evaluator: &Evaluator<'_>, job: &Job) -> Result<Run> {
        let used = |run: &Run| -> Result<f64> {
            job.stage("Looking at what was left out");
            let bytes = asset::write_glb(&work::pack(&run.work, Geometry::Plain))?;
            let model = asset::read_bytes(&self.model.name, bytes.into(), &Limits::default())?;
            Ok(evaluator.quality(&model, job)?.used)
        };
        blame(
            self.exact(&[], job)?,
            |without| self.exact(without, job),
            used,
        )
    }

    pub(super) fn finish(self, bound: Option<&Bound>) -> Finish<'a> {
        Finish {
            model: self.model,
            request: Request::new(self.options, bound),
            before: self.before,
            losses: self.losses,
            rest: self.rest,
        }
    }
}

/// Of what customers see nothing, no picture says what may be changed.
fn refuse_unseen(model: &Model) -> Result<()> {
    let worst = model.effect();
    let why = model.defects.iter().find(|defect| defect.effect == worst);
    match why.filter(|_| !worst.is_shown()) {
        None => Ok(()),
        Some(defect) => Err(Fault::input(format!(
            "{} can't be optimised: {} ({defect})",
            model.name,
            worst.words()
        ))
        .remedy(Remedy::Mend {
            code: defect.code.into(),
            file: model.name.clone(),
        })),
    }
}
