//! One pass alone, for those who want to see what it does.

use asset::{Document, Limits, Model};
use base::{Job, Result};
use render::Visibility;

use crate::options::{Geometry, Options};
use crate::order;
use crate::pass::Pass;
use crate::passes;
use crate::work;

/// What `pass` alone makes of `model`, whether or not that is smaller, with its geometry as plain
/// numbers; `None` where it changes nothing. Passes that drop what can't be seen ask `visibility`; a
/// default one knows nothing.
///
/// # Errors
/// An input fault where the model's data can't be read; cancelled.
pub fn alone(
    model: &Model,
    pass: Pass,
    options: &Options,
    visibility: &Visibility,
    job: &Job,
) -> Result<Option<Document>> {
    let (mut work, _) = work::load(model, &Limits::default())?;
    order::mark(&mut work, model);
    work.take_visibility(visibility);
    let changes = passes::run(pass, &mut work, options, job)?;
    Ok((!changes.is_empty()).then(|| work::pack(&work, Geometry::Plain)))
}
