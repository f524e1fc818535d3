//! A model before any search: read, marked, and through the passes that never change how it looks.

use asset::{Limits, Model};
use base::{Fault, Job, Remedy, Result};
use render::{Allowed, Viewpoint};

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

/// The share of hidden triangles below which they stay, unless all is to be tried.
const WORTH: f64 = 0.015;

/// So many triangles are few.
const FEW: u64 = 2_000;

/// A model that was read, and looked at where there is something to draw on.
pub(super) struct Start<'a> {
    pub(super) source: Source<'a>,
    before: Counts,
    losses: Vec<String>,
    /// The passes that may change how it looks.
    rest: Vec<Pass>,
    /// What those made of it that go by the file alone, and what can be seen of that.
    pub(super) plain: Run,
}

/// A model in its working form, and the passes that never change how it looks.
pub(super) struct Source<'a> {
    model: &'a Model,
    options: &'a Options,
    work: Work,
    /// What it is drawn with where it is looked at.
    context: Option<&'a render::RenderContext>,
    /// Where it will be judged from: nothing that is seen from there may go.
    judged: Vec<Viewpoint>,
    /// The passes that go by the file alone.
    pub(super) blind: Vec<Pass>,
    /// Those that go by what can be seen.
    sighted: Vec<Pass>,
}

impl Source<'_> {
    /// Runs the passes that go by the file alone, but those in `without`, and looks at what can be seen of
    /// the result: that is drawn faster than the source, whose ten thousand nodes may be ten draw calls now.
    pub(super) fn plain(&self, without: &[Pass], job: &Job) -> Result<Run> {
        let mut run = self.unlooked(without, job)?;
        self.look(&mut run, job)?;
        Ok(run)
    }

    /// Runs the passes that go by the file alone, but those in `without`.
    fn unlooked(&self, without: &[Pass], job: &Job) -> Result<Run> {
        let mut run = Run::new(self.work.clone(), self.options.clone())?;
        for (number, pass) in self.blind.iter().enumerate() {
            job.items(number as u64, self.blind.len() as u64);
            job.check()?;
            if !without.contains(pass) {
                run.step(*pass, job)?;
            }
        }
        Ok(run)
    }

    /// Looks at what can be seen of a run, where a pass asks.
    fn look(&self, run: &mut Run, job: &Job) -> Result<()> {
        let looks = self.sighted.iter().any(|pass| pass.needs_visibility());
        if let Some(context) = self.context.filter(|_| looks) {
            let (model, allowed) = self.looked_at(run, self.judged.clone())?;
            // Of a few small meshes in thousands of places little can be won, and each view takes seconds.
            let many = allowed.resolution > Allowed::default().resolution;
            if many && run.work.triangles() <= FEW && allowed.worth > 0.0 {
                return Ok(());
            }
            let visibility = render::visibility(context, &model, &allowed, job)?;
            run.work.take_visibility(&visibility);
            job.stage(format!("Optimising {}", self.model.name));
        }
        Ok(())
    }

    /// A run's model, and how it is looked at.
    fn looked_at(&self, run: &Run, judged: Vec<Viewpoint>) -> Result<(Model, Allowed)> {
        let model = self.read(run)?;
        let mut allowed = Allowed::for_model(&model);
        allowed.judged = judged;
        allowed.worth = match (self.options.effort, &self.options.only) {
            (Effort::Normal | Effort::Fast, None) => WORTH,
            _ => 0.0,
        };
        Ok((model, allowed))
    }

    /// What a run has come to, as others will read it.
    fn read(&self, run: &Run) -> Result<Model> {
        let bytes = asset::write_glb(&work::pack(&run.work, Geometry::Plain))?;
        Ok(asset::read_bytes(
            &self.model.name,
            bytes.into(),
            &Limits::default(),
        )?)
    }
}

impl<'a> Start<'a> {
    pub(super) fn new(
        model: &'a Model,
        options: &'a Options,
        context: Option<&'a render::RenderContext>,
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
        let (sighted, blind) = exact.into_iter().partition(|pass| pass.trusts_views());
        let source = Source {
            model,
            options,
            work,
            context,
            judged: Vec::new(),
            blind,
            sighted,
        };
        Ok(Self {
            plain: source.unlooked(&[], job)?,
            source,
            before,
            losses,
            rest,
        })
    }

    /// Looks at what can be seen, from everywhere and from where it will be `judged`.
    pub(super) fn look(&mut self, judged: Vec<Viewpoint>, job: &Job) -> Result<()> {
        self.source.judged = judged;
        self.source.look(&mut self.plain, job)
    }

    /// What [`look`](Self::look) looks at, and how.
    pub(super) fn looked_at(&self, judged: Vec<Viewpoint>) -> Result<(Model, Allowed)> {
        self.source.looked_at(&self.plain, judged)
    }

    /// Runs the passes that never change how it looks, but those in `without`.
    pub(super) fn exact(&self, without: &[Pass], job: &Job) -> Result<Run> {
        let mut run = match self.source.blind.iter().any(|pass| without.contains(pass)) {
            true => self.source.plain(without, job)?,
            false => self.plain.clone(),
        };
        for (number, pass) in self.source.sighted.iter().enumerate() {
            job.items(number as u64, self.source.sighted.len() as u64);
            job.check()?;
            if !without.contains(pass) {
                run.step(*pass, job)?;
            }
        }
        Ok(run)
    }

    /// What [`exact`](Self::exact) made, without those passes that are found to have changed what is seen;
    /// `None` where none has.
    pub(super) fn sure(
        &self,
        run: &Run,
        evaluator: &Evaluator<'_>,
        job: &Job,
    ) -> Result<Option<Run>> {
        let used = |run: &Run| -> Result<f64> {
            job.stage("Looking at what was left out");
            Ok(evaluator.quality(&self.source.read(run)?, job)?.used)
        };
        blame(run, |without| self.exact(without, job), used)
    }

    pub(super) fn finish(&self, bound: Option<&Bound>) -> Finish<'a> {
        Finish {
            model: self.source.model,
            request: Request::new(self.source.options, bound),
            before: self.before,
            losses: self.losses.clone(),
            rest: self.rest.clone(),
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
