//! The passes in a row, each kept only where the output becomes smaller.

use asset::{Document, Limits, Model};
use base::{Fault, Job, Remedy, Result};
use bytes::Bytes;

use crate::asked::Asked;
use crate::bound::Bound;
use crate::care;
use crate::encode::Encoded;
use crate::options::{Effort, Geometry, Options};
use crate::order;
use crate::pass::Pass;
use crate::passes;
use crate::report::{Counts, PassReport, Report};
use crate::search::{Judge, Search};
use crate::work::{self, Picture, Work};
use blame::blame;

mod blame;

/// What came out.
#[derive(Debug, Clone)]
pub struct Output {
    /// The optimised model.
    pub document: Document,
    /// The same as the bytes of a GLB file.
    pub bytes: Vec<u8>,
    /// What was done.
    pub report: Report,
}

/// Makes `model` smaller as `options` ask for. The model itself isn't changed.
///
/// The output is never larger than the source written as GLB, unless the target can't take the
/// source's textures: where nothing helps it is just that, and the report says so.
///
/// # Errors
/// A [`Cancelled`](base::FaultKind::Cancelled) fault once `job` is cancelled; an input fault where
/// the model's data can't be read, the web viewer shows nothing of it, or its output is over 4 GiB; a
/// usage fault for a part in [`Options::care`] that there isn't.
pub fn optimise(model: &Model, options: &Options, job: &Job) -> Result<Output> {
    let start = Start::new(model, options, None, job)?;
    let (run, finish) = (start.exact(&[], job)?, start.finish(None));
    job.stage(format!("Writing {}", model.name));
    let output = finish.done(run, job)?;
    job.items(1, 1);
    Ok(output)
}

/// The same, with the passes going as far as `bound` allows: every candidate is finished, decoded,
/// drawn on `stage` and compared with the source. [`Options::simplify`], [`Options::precision`] and
/// [`Options::quality`] have no effect. With the effort [`Fast`](Effort::Fast) nothing is drawn.
///
/// Where what is asked for can't be had, [`Report::met`] is `false` and the output is the nearest
/// that was found.
///
/// # Errors
/// Those of [`optimise`]; a service fault where the graphics adapter fails.
pub fn optimise_by_looking(
    model: &Model,
    options: &Options,
    bound: &Bound,
    stage: &render::Stage,
    job: &Job,
) -> Result<Output> {
    // Where customers see nothing, all pictures are the same, and would allow anything.
    if options.effort == Effort::Fast || !model.effect().is_shown() {
        return optimise(model, options, job);
    }
    let start = Start::new(model, options, Some(stage), job)?;
    job.stage("Looking at the original");
    let judge = Judge::new(stage, model, bound, job)?;
    let run = start.sure(&judge, job)?;
    let finish = start.finish(Some(bound));
    let mut search = Search::new(judge, &run, bound, job)?;
    let mut best: Option<(bool, f64, Output)> = None;
    let mut round = 0;
    while let Some(candidate) = search.next(job)? {
        round += 1;
        job.stage(format!("Looking at candidate {round}"));
        let mut output = finish.done(candidate, job)?;
        let read = asset::read_bytes(
            &model.name,
            Bytes::from(output.bytes.clone()),
            &Limits::default(),
        )?;
        let (look, worth) = search.learn(&read, output.bytes.len() as u64, job)?;
        output.report.look = Some(look);
        output.report.met = worth.meets;
        let better = best.as_ref().is_none_or(|(meets, cost, _)| {
            (worth.meets && !meets) || (worth.meets == *meets && worth.cost < *cost)
        });
        if better {
            best = Some((worth.meets, worth.cost, output));
        }
    }
    job.stage(format!("Writing {}", model.name));
    let output = match best {
        Some((true, _, output)) => output,
        // Where nothing can be changed within the bound, nothing is.
        _ if bound.bytes.is_none() && run.is_taken() => run.finish(&finish, true)?,
        Some((false, _, output)) => output,
        None => finish.done(run, job)?,
    };
    job.items(1, 1);
    Ok(output)
}

/// A model that was read, and looked at where there is a stage.
struct Start<'a> {
    model: &'a Model,
    options: &'a Options,
    work: Work,
    before: Counts,
    losses: Vec<String>,
    /// The passes that never change how it looks, and the others.
    exact: Vec<Pass>,
    rest: Vec<Pass>,
}

impl<'a> Start<'a> {
    fn new(
        model: &'a Model,
        options: &'a Options,
        stage: Option<&render::Stage>,
        job: &Job,
    ) -> Result<Self> {
        refuse_unseen(model)?;
        job.stage(format!("Optimising {}", model.name));
        let (mut work, losses) = work::load(model, &Limits::default())?;
        care::apply(&mut work, &options.care)?;
        order::mark(&mut work, model);
        let before = Counts::of(&work);
        let passes = Pass::all()
            .filter(|pass| wants(options, *pass))
            // Without a look nobody measures what smoother textures are worth, and they take seconds.
            .filter(|pass| stage.is_some() || options.only.is_some() || !pass.prepares());
        let (exact, rest): (Vec<Pass>, Vec<Pass>) = passes.partition(|pass| pass.is_exact());
        if let Some(stage) = stage.filter(|_| exact.iter().any(|pass| pass.needs_sight())) {
            let mut allowed = render::Allowed::for_model(model);
            if options.effort == Effort::Best {
                allowed.sides *= 2;
            }
            let sight = render::sight(stage, model, &allowed, job)?;
            work.look(&sight);
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
    fn exact(&self, without: &[Pass], job: &Job) -> Result<Run> {
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
    fn sure(&self, judge: &Judge<'_>, job: &Job) -> Result<Run> {
        let used = |run: &Run| -> Result<f64> {
            job.stage("Looking at what was left out");
            let bytes = asset::write_glb(&work::pack(&run.work, Geometry::Plain))?;
            let model = asset::read_bytes(&self.model.name, bytes.into(), &Limits::default())?;
            Ok(judge.look(&model, job)?.used)
        };
        blame(
            self.exact(&[], job)?,
            |without| self.exact(without, job),
            used,
        )
    }

    fn finish(self, bound: Option<&Bound>) -> Finish<'a> {
        Finish {
            model: self.model,
            asked: Asked::new(self.options, bound),
            before: self.before,
            losses: self.losses,
            rest: self.rest,
        }
    }
}

/// Whether a pass is asked for and suits the target.
fn wants(options: &Options, pass: Pass) -> bool {
    let only = options.only.as_ref();
    let asked = || pass != Pass::Instance || options.instances;
    only.map_or_else(asked, |only| only.contains(&pass))
        && (pass != Pass::Compress || options.compresses_geometry())
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

/// What it takes to end a run.
struct Finish<'a> {
    model: &'a Model,
    asked: Asked,
    before: Counts,
    losses: Vec<String>,
    /// The passes that aren't exact.
    rest: Vec<Pass>,
}

impl Finish<'_> {
    /// Runs the passes that are left and writes the output.
    fn done(&self, mut run: Run, job: &Job) -> Result<Output> {
        for pass in &self.rest {
            job.check()?;
            let ran = run.reports.iter().any(|report| report.pass == *pass);
            // What the search has decided isn't done again by rules of thumb.
            let decided = run.forms.is_some() && pass.is_searched();
            if !ran && !decided {
                run.step(*pass, job)?;
            }
        }
        run.finish(self, false)
    }
}

/// A model on its way through the passes.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    pub(crate) work: Work,
    pub(crate) options: Options,
    /// The form of each image that the search decided on; `None` without a search.
    pub(crate) forms: Option<Vec<Option<Encoded>>>,
    /// How geometry is compressed in the end. Every candidate is measured as it would be
    /// written: bits that are saved before compression may cost more after it.
    geometry: Geometry,
    /// Whether no other way is to be tried.
    settled: bool,
    /// Bytes of `work` as it would be written.
    size: u64,
    reports: Vec<PassReport>,
    /// What was asked for, or is usual, and wasn't done, and why, in sentences.
    undone: Vec<String>,
    /// Whether the target asked for a change, whatever it costs.
    demanded: bool,
}

impl Run {
    pub(crate) fn new(work: Work, options: Options) -> Result<Self> {
        let mut run = Self {
            work,
            options,
            forms: None,
            geometry: Geometry::Plain,
            settled: false,
            size: 0,
            reports: Vec::new(),
            undone: Vec::new(),
            demanded: false,
        };
        if run.wants(Pass::Compress) {
            run.geometry = first(run.options.geometry_forms());
        }
        run.size = measure(&run.work, run.geometry)?;
        Ok(run)
    }

    /// Whether the pass is asked for and suits the target.
    pub(crate) fn wants(&self, pass: Pass) -> bool {
        wants(&self.options, pass)
    }

    /// How geometry is written.
    pub(crate) const fn geometry(&self) -> Geometry {
        self.geometry
    }

    /// The ways of writing geometry that may be chosen from.
    pub(crate) fn geometries(&self) -> Vec<Geometry> {
        if self.geometry.compresses() {
            self.options.geometry_forms().to_vec()
        } else {
            vec![self.geometry]
        }
    }

    /// Settles on one way of writing geometry.
    pub(crate) fn write_as(&mut self, geometry: Geometry) -> Result<()> {
        self.settled = true;
        if geometry != self.geometry {
            self.geometry = geometry;
            self.size = measure(&self.work, geometry)?;
        }
        Ok(())
    }

    /// Bytes without those of images.
    pub(crate) fn geometry_bytes(&self) -> u64 {
        let images = self.work.images.iter();
        let images: u64 = images.map(|picture| picture.bytes.len() as u64).sum();
        self.size.saturating_sub(images)
    }

    /// The same with the least of pictures, for geometry to be packed alone.
    pub(crate) fn bare(&self) -> Work {
        let mut work = self.work.clone();
        let pictures = work.images.iter_mut();
        for picture in pictures.filter(|picture| !picture.bytes.is_empty()) {
            picture.bytes = Bytes::from_static(&PIXEL);
            picture.mime = "image/png";
        }
        work
    }

    /// Runs one pass and keeps what it did if that makes the output smaller.
    pub(crate) fn step(&mut self, pass: Pass, job: &Job) -> Result<()> {
        if pass == Pass::Compress {
            return self.compress();
        }
        let mut candidate = self.work.clone();
        let changes = match (&self.forms, pass) {
            (Some(forms), Pass::Resize | Pass::Textures) => {
                passes::textures::store(&mut candidate, forms, pass == Pass::Resize)
            }
            _ => passes::run(pass, &mut candidate, &self.options, job)?,
        };
        let size = if changes.is_empty() {
            self.size
        } else {
            measure(&candidate, self.geometry)?
        };
        let demanded = passes::is_demanded(pass, &self.work, &self.options) && !changes.is_empty();
        let prepared = pass.prepares() && size == self.size && !changes.is_empty();
        let kept = size < self.size || demanded || prepared;
        if pass == Pass::Instance && !kept {
            self.undone.push(instances_undone(&self.work, &changes));
        }
        self.reports.push(PassReport {
            pass,
            kept,
            bytes_before: self.size,
            bytes_after: if kept { size } else { self.size },
            changes: if kept { changes } else { Vec::new() },
        });
        if kept {
            (self.work, self.size) = (candidate, size);
            self.demanded |= demanded;
        }
        Ok(())
    }

    /// Compression is a matter of writing; what it saves is measured here.
    fn compress(&mut self) -> Result<()> {
        if !self.settled {
            for other in self.geometries() {
                let size = measure(&self.work, other)?;
                if size < self.size {
                    (self.geometry, self.size) = (other, size);
                }
            }
        }
        let plain = measure(&self.work, Geometry::Plain)?;
        let kept = self.size < plain;
        self.reports.push(PassReport {
            pass: Pass::Compress,
            kept,
            bytes_before: plain,
            bytes_after: self.size.min(plain),
            changes: if kept {
                vec![match self.geometry {
                    Geometry::Draco => "Compressed vertices and indices with Draco".into(),
                    Geometry::Meshopt | Geometry::Plain => {
                        "Compressed vertices, indices and animations with meshopt".into()
                    }
                }]
            } else {
                Vec::new()
            },
        });
        if !kept {
            (self.geometry, self.size) = (Geometry::Plain, plain);
        }
        Ok(())
    }

    /// Whether the target takes the source's textures as they are.
    fn is_taken(&self) -> bool {
        let side = self.options.target.texture_side();
        let fits = |picture: &Picture| picture.width.max(picture.height) <= side;
        !passes::is_demanded(Pass::Textures, &self.work, &self.options)
            && self.work.images.iter().all(fits)
    }

    /// Writes the output: the source's own content with `source`, or where it isn't larger.
    fn finish(self, finish: &Finish<'_>, source: bool) -> Result<Output> {
        let model = finish.model;
        let mut document = work::pack(&self.work, self.geometry);
        let mut bytes = asset::write_glb(&document)?;
        let larger = bytes.len() as u64 >= model.source_bytes;
        let unchanged = source || larger && !self.demanded;
        let mut after = Counts::of(&self.work);
        let mut reports = self.reports;
        if unchanged {
            document = model.document.clone();
            bytes = asset::write_glb(&document)?;
            after = finish.before;
            for report in &mut reports {
                report.kept = false;
                report.changes.clear();
            }
        }
        let losses = if unchanged {
            Vec::new()
        } else {
            finish.losses.clone()
        };
        let report = Report {
            name: model.name.clone(),
            asked: finish.asked.clone(),
            source_bytes: model.source_bytes,
            output_bytes: bytes.len() as u64,
            before: finish.before,
            after,
            passes: reports,
            look: None,
            met: true,
            losses,
            undone: self.undone,
            unchanged,
        };
        Ok(Output {
            document,
            bytes,
            report,
        })
    }
}

/// Why parts that stand in many places are drawn one by one all the same.
fn instances_undone(work: &Work, changes: &[String]) -> String {
    let why = passes::instance::refusal(work).unwrap_or(if changes.is_empty() {
        "Nothing was drawn at once: no part stands in as many places as pays, unnamed and unmoved"
    } else {
        "Nothing was drawn at once: the file would have become larger"
    });
    why.to_owned()
}

/// A PNG of one black pixel.
const PIXEL: [u8; 67] = *b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0:~\x9bU\0\0\0\nIDATx\xdac`\0\0\0\x02\0\x01\xe5'\xde\xfc\0\0\0\0IEND\xaeB`\x82";

/// The usual one of the ways of writing geometry that a target takes.
fn first(forms: &[Geometry]) -> Geometry {
    forms.first().copied().unwrap_or(Geometry::Plain)
}

/// Bytes of `work` as a GLB file.
fn measure(work: &Work, geometry: Geometry) -> Result<u64> {
    Ok(asset::write_glb(&work::pack(work, geometry))?.len() as u64)
}

#[cfg(test)]
mod looking;
#[cfg(test)]
mod tests;
