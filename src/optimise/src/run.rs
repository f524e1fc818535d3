//! The passes in a row, each kept only where the output becomes smaller.

use asset::{Document, Limits, Model};
use base::{Job, Result};

use crate::options::{Geometry, Options};
use crate::passes::{self, Pass};
use crate::report::{Counts, PassReport, Report};
use crate::search::{self, Bound, Form, Look, Plan};
use crate::work::{self, Work};

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
/// the model's data can't be read or its output is over 4 GiB.
pub fn optimise(model: &Model, options: &Options, job: &Job) -> Result<Output> {
    run(model, options, None, job)
}

/// The same, with the passes going as far as `bound` allows: every candidate is drawn on `stage` and
/// compared with the source. [`Options::simplify`] and [`Options::quality`] have no effect; where
/// nothing within the bound is found, they decide after all.
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
    run(model, options, Some((bound, stage)), job)
}

fn run(
    model: &Model,
    options: &Options,
    looking: Option<(&Bound, &render::Stage)>,
    job: &Job,
) -> Result<Output> {
    job.stage(format!("Optimising {}", model.name));
    let (work, losses) = work::load(model, &Limits::default())?;
    let mut run = Run::new(work, options.clone())?;
    let before = Counts::of(&run.work);
    let passes: Vec<Pass> = Pass::ALL
        .into_iter()
        .filter(|pass| wants(options, *pass))
        .collect();
    let (exact, rest): (Vec<Pass>, Vec<Pass>) =
        passes.into_iter().partition(|pass| pass.is_exact());
    for pass in exact {
        job.check()?;
        run.step(pass, job)?;
    }
    if let Some((bound, stage)) = looking
        && let Some(plan) = search::search(model, &run.work, options, bound, stage, job)?
    {
        run.follow(plan);
    }
    job.stage(format!("Writing {}", model.name));
    for (number, pass) in rest.iter().enumerate() {
        job.items(number as u64, rest.len() as u64);
        job.check()?;
        run.step(*pass, job)?;
    }
    job.items(rest.len() as u64, rest.len() as u64);
    run.finish(model, before, losses)
}

fn wants(options: &Options, pass: Pass) -> bool {
    options
        .only
        .as_ref()
        .is_none_or(|only| only.contains(&pass))
        && (pass != Pass::Compress || options.geometry_form().compresses())
}

/// A model on its way through the passes.
struct Run {
    work: Work,
    options: Options,
    /// What the search decided.
    forms: Vec<Option<Form>>,
    look: Option<Look>,
    /// How geometry is compressed in the end. Every candidate is measured as it would be
    /// written: bits that are saved before compression may cost more after it.
    geometry: Geometry,
    /// Bytes of `work` as it would be written.
    size: u64,
    reports: Vec<PassReport>,
    /// Whether the target asked for a change, whatever it costs.
    demanded: bool,
}

impl Run {
    fn new(work: Work, options: Options) -> Result<Self> {
        let geometry = if wants(&options, Pass::Compress) {
            options.geometry_form()
        } else {
            Geometry::Plain
        };
        let size = measure(&work, geometry)?;
        Ok(Self {
            work,
            options,
            forms: Vec::new(),
            look: None,
            geometry,
            size,
            reports: Vec::new(),
            demanded: false,
        })
    }

    /// Lets the passes that are left do what the search decided.
    fn follow(&mut self, plan: Plan) {
        self.options.simplify = plan.simplify;
        self.options.precision = plan.precision;
        self.forms = plan.forms;
        self.look = Some(plan.look);
    }

    /// Runs one pass and keeps what it did if that makes the output smaller.
    fn step(&mut self, pass: Pass, job: &Job) -> Result<()> {
        if pass == Pass::Compress {
            return self.compress();
        }
        let mut candidate = self.work.clone();
        let changes = match pass {
            Pass::Resize | Pass::Textures if self.look.is_some() => {
                passes::textures::store(&mut candidate, &self.forms, pass == Pass::Resize)
            }
            _ => pass.run(&mut candidate, &self.options, job)?,
        };
        let size = if changes.is_empty() {
            self.size
        } else {
            measure(&candidate, self.geometry)?
        };
        let demanded = pass.is_demanded(&self.work, &self.options) && !changes.is_empty();
        let kept = size < self.size || demanded;
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
        let plain = measure(&self.work, Geometry::Plain)?;
        let kept = self.size < plain;
        self.reports.push(PassReport {
            pass: Pass::Compress,
            kept,
            bytes_before: plain,
            bytes_after: self.size.min(plain),
            changes: if kept {
                vec!["Compressed vertices, indices and animations".into()]
            } else {
                Vec::new()
            },
        });
        if !kept {
            (self.geometry, self.size) = (Geometry::Plain, plain);
        }
        Ok(())
    }

    fn finish(self, model: &Model, before: Counts, losses: Vec<String>) -> Result<Output> {
        let mut document = work::pack(&self.work, self.geometry);
        let mut bytes = asset::write_glb(&document)?;
        let unchanged = bytes.len() as u64 >= model.source_bytes && !self.demanded;
        let mut after = Counts::of(&self.work);
        let mut reports = self.reports;
        if unchanged {
            document = model.document.clone();
            bytes = asset::write_glb(&document)?;
            after = before;
            for report in &mut reports {
                report.kept = false;
                report.changes.clear();
            }
        }
        let report = Report {
            name: model.name.clone(),
            source_bytes: model.source_bytes,
            output_bytes: bytes.len() as u64,
            before,
            after,
            passes: reports,
            look: if unchanged { None } else { self.look },
            losses: if unchanged { Vec::new() } else { losses },
            unchanged,
        };
        Ok(Output {
            document,
            bytes,
            report,
        })
    }
}

/// Bytes of `work` as a GLB file.
fn measure(work: &Work, geometry: Geometry) -> Result<u64> {
    Ok(asset::write_glb(&work::pack(work, geometry))?.len() as u64)
}

#[cfg(test)]
mod tests;
