//! From a model to a smaller one: what is exact first, then what the search drives, then the rest.

mod blame;
mod finish;
#[cfg(test)]
mod looking;
mod start;
#[cfg(test)]
mod tests;

use asset::{Limits, Model};
use base::{Job, Result};
use bytes::Bytes;

use crate::bound::Bound;
use crate::options::{Effort, Options};
use crate::search::{Evaluator, Search};
pub use finish::Output;
use start::Start;

/// Makes `model` smaller as `options` ask for. The model itself isn't changed.
///
/// The output is never larger than the source written as GLB, unless the target can't take the
/// source's textures: where nothing helps it is just that, and the report says so.
///
/// # Errors
/// A [`Cancelled`](base::FaultKind::Cancelled) fault once `job` is cancelled; an input fault where
/// the model's data can't be read, the web viewer shows nothing of it, or its output is over 4 GiB; a
/// usage fault for a part in [`Options::parts`] that there isn't.
pub fn optimise(model: &Model, options: &Options, job: &Job) -> Result<Output> {
    let start = Start::new(model, options, None, job)?;
    let (run, finish) = (start.exact(&[], job)?, start.finish(None));
    job.stage(format!("Writing {}", model.name));
    let output = finish.done(run, job)?;
    job.items(1, 1);
    Ok(output)
}

/// The same, with the passes going as far as `bound` allows: every candidate is finished, decoded,
/// drawn on `context` and compared with the source. [`Options::simplify`], [`Options::precision`] and
/// [`Options::quality`] have no effect. With the effort [`Fast`](Effort::Fast) nothing is drawn.
///
/// Where what is asked for can't be had, [`Report::met`](crate::Report::met) is `false` and the output is the nearest
/// that was found.
///
/// # Errors
/// Those of [`optimise`]; a service fault where the graphics adapter fails.
pub fn optimise_by_looking(
    model: &Model,
    options: &Options,
    bound: &Bound,
    context: &render::RenderContext,
    job: &Job,
) -> Result<Output> {
    // Where customers see nothing, all pictures are the same, and would allow anything.
    if options.effort == Effort::Fast || !model.effect().is_shown() {
        return optimise(model, options, job);
    }
    let start = Start::new(model, options, Some(context), job)?;
    job.stage("Looking at the original");
    let evaluator = Evaluator::new(context, model, bound, job)?;
    let run = start.sure(&evaluator, job)?;
    let finish = start.finish(Some(bound));
    let mut search = Search::new(evaluator, &run, bound, job)?;
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
        let (quality, worth) = search.learn(&read, output.bytes.len() as u64, job)?;
        output.report.quality = Some(quality);
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
        _ if bound.bytes.is_none() && run.is_taken() => finish.write(run, true)?,
        Some((false, _, output)) => output,
        None => finish.done(run, job)?,
    };
    job.items(1, 1);
    Ok(output)
}
