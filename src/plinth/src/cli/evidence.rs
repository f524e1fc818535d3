//! Reports that show two models beside each other: as a page, or in numbers.

use std::path::Path;

use asset::{Limits, Model};
use base::{Fault, Job, Result};
use optimise::proof::{self, Proof, Views};
use optimise::{Output, Report};
use render::{RenderContext, Viewpoint};

use super::output;

/// Views whose pictures are in the page, beside the worst.
const SHOWN: usize = 4;

/// The forms of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// A page that needs nothing beside it.
    Html,
    /// The numbers.
    Json,
}

impl Form {
    /// The form that a report's name asks for.
    pub(crate) fn of(path: &Path) -> Result<Self> {
        output::check_place(path)?;
        let end = path.extension().unwrap_or_default();
        if end.eq_ignore_ascii_case("html") || end.eq_ignore_ascii_case("htm") {
            Ok(Self::Html)
        } else if end.eq_ignore_ascii_case("json") {
            Ok(Self::Json)
        } else {
            Err(Fault::usage(format!(
                "{} ends in neither .html nor .json, the forms reports are written in",
                path.display()
            ))
            .hint("Name a file such as --report proof.html"))
        }
    }

    /// The report's bytes; `done` tells what was done to the first model to get the second.
    pub(crate) fn write(
        self,
        proof: &Proof,
        views: &Views,
        done: Option<&Report>,
    ) -> Result<Vec<u8>> {
        let failed =
            |error: serde_json::Error| Fault::service("The report can't be written").because(error);
        match self {
            Self::Html => Ok(proof.page(views, done)?.into_bytes()),
            Self::Json => {
                let mut json = match done {
                    Some(done) => serde_json::to_value(done).map_err(failed)?,
                    None => serde_json::json!({}),
                };
                json["proof"] = serde_json::to_value(proof).map_err(failed)?;
                serde_json::to_vec_pretty(&json).map_err(failed)
            }
        }
    }

    /// The report on what an optimisation made of `model`: the written bytes are read again and
    /// drawn.
    pub(crate) fn of_output(
        self,
        context: &RenderContext,
        model: &Model,
        output: &Output,
        job: &Job,
    ) -> Result<Vec<u8>> {
        let bytes = output.bytes.clone().into();
        let after = asset::read_bytes(&model.name, bytes, &Limits::default())?;
        let models = [model, &after];
        let views = compare_views(
            context,
            models,
            &proof::everywhere(context, models, job)?,
            job,
        )?;
        job.stage("Writing the report");
        self.write(&Proof::of(models, &views)?, &views, Some(&output.report))
    }
}

/// Compares two models from each of `viewpoints`.
pub(crate) fn compare_views(
    context: &RenderContext,
    models: [&Model; 2],
    viewpoints: &[Viewpoint],
    job: &Job,
) -> Result<Views> {
    let shown: Vec<usize> = (0..viewpoints.len().min(SHOWN)).collect();
    proof::compare_views(context, models, viewpoints, &shown, job)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    #[test]
    fn a_report_is_a_page_or_its_numbers() {
        assert_eq!(Form::of(Path::new("proof.HTML")).unwrap(), Form::Html);
        assert_eq!(Form::of(Path::new("proof.json")).unwrap(), Form::Json);
        let fault = Form::of(Path::new("proof.pdf")).unwrap_err();
        assert_eq!(
            fault.hint_text(),
            Some("Name a file such as --report proof.html")
        );
    }
}
