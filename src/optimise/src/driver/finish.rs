//! The end of a run: the passes that are left, and the output.

use asset::{Document, Model};
use base::{Job, Result, units};

use crate::pass::Pass;
use crate::report::{Counts, Report};
use crate::request::Request;
use crate::run::Run;
use crate::work;

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

/// What it takes to end a run.
pub(super) struct Finish<'a> {
    pub(super) model: &'a Model,
    pub(super) request: Request,
    pub(super) before: Counts,
    pub(super) losses: Vec<String>,
    /// The passes that aren't exact.
    pub(super) rest: Vec<Pass>,
}

impl Finish<'_> {
    /// Runs the passes that are left and writes the output.
    pub(super) fn done(&self, mut run: Run, job: &Job) -> Result<Output> {
        for pass in &self.rest {
            job.check()?;
            let ran = run.reports.iter().any(|report| report.pass == *pass);
            // What the search has decided isn't done again by rules of thumb.
            let decided = run.forms.is_some() && pass.is_searched();
            if !ran && !decided {
                run.step(*pass, job)?;
            }
        }
        self.write(run, false)
    }

    /// What is said where so many draw calls are more than the target should have.
    fn too_many_calls(&self, calls: u64) -> Option<String> {
        let most = self.request.target.most_draw_calls()?;
        (calls > most).then(|| {
            format!(
                "It takes {} draw calls where {} are to be had at most: what moves, blends or differs in its \
                 material or attributes is drawn by a call of its own",
                units::count(calls),
                units::count(most)
            )
        })
    }

    /// Writes the output: the source's own content with `source`, or where it isn't larger.
    pub(super) fn write(&self, run: Run, source: bool) -> Result<Output> {
        let model = self.model;
        let mut document = work::pack(&run.work, run.geometry());
        let mut bytes = asset::write_glb(&document)?;
        let larger = bytes.len() as u64 >= model.source_bytes;
        let unchanged = source || larger && !run.demanded;
        let mut after = Counts::of(&run.work);
        let mut reports = run.reports;
        if unchanged {
            document = model.document.clone();
            bytes = asset::write_glb(&document)?;
            after = self.before;
            for report in &mut reports {
                report.kept = false;
                report.changes.clear();
            }
        }
        let losses = if unchanged {
            Vec::new()
        } else {
            self.losses.clone()
        };
        let mut undone = run.undone;
        undone.extend(self.too_many_calls(after.draw_calls));
        let report = Report {
            name: model.name.clone(),
            request: self.request.clone(),
            source_bytes: model.source_bytes,
            output_bytes: bytes.len() as u64,
            before: self.before,
            after,
            passes: reports,
            quality: None,
            met: true,
            losses,
            undone,
            unchanged,
        };
        Ok(Output {
            document,
            bytes,
            report,
        })
    }
}
