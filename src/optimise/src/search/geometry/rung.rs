//! One setting of geometry, and what it is made from.

use std::sync::Arc;

use base::{Job, Result};

use super::apart::apart;
use crate::options::{Geometry, Precision};
use crate::pass::Pass;
use crate::run::Run;
use crate::search::choose::Choice;
use crate::search::sensitivity::Sensitivity;

/// One setting.
pub(in crate::search) struct Rung {
    /// With triangles removed, before vertices are stored more coarsely.
    pub(super) simplified: Arc<Run>,
    /// `None` keeps them as they are.
    pub(super) precision: Option<Precision>,
    /// How it is written.
    pub(super) form: Geometry,
    pub(in crate::search) choice: Choice,
}

impl Rung {
    /// In a few words, for developers.
    pub(in crate::search) fn describe(&self) -> String {
        let triangles = self.simplified.work.triangles();
        format!(
            "{triangles} triangles, {:?}, {:?}",
            self.form, self.precision
        )
    }

    /// The geometry of this setting.
    pub(in crate::search) fn finish(&self, job: &Job) -> Result<Run> {
        store(&self.simplified, self.precision, self.form, job)
    }
}

/// A number of triangles, with how much removing the others distorts.
pub(super) struct Shape {
    pub(super) run: Arc<Run>,
    pub(super) distortion: Vec<f64>,
    /// From where geometry is seen.
    pub(super) seen: Sensitivity,
}

impl Shape {
    pub(super) fn triangles(&self) -> u64 {
        self.run.work.triangles()
    }
}

/// Stores vertices with this precision, and orders them.
pub(super) fn store(
    simplified: &Run,
    precision: Option<Precision>,
    form: Geometry,
    job: &Job,
) -> Result<Run> {
    let mut run = simplified.clone();
    if form == Geometry::Draco {
        apart(&mut run.work);
    }
    run.write_as(form)?;
    run.options.geometry = Some(form);
    if let Some(precision) = precision {
        run.options.precision = precision;
        run.step(Pass::Quantise, job)?;
    }
    run.step(Pass::Reorder, job)?;
    Ok(run)
}
