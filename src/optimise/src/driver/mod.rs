//! From a model to a smaller one: what is exact first, then what the search drives, then the rest.

mod blame;
mod finish;
#[cfg(test)]
mod looking;
mod quick;
mod start;
#[cfg(test)]
mod tests;

use asset::{Limits, Model};
use base::{Job, Result};
use bytes::Bytes;

use crate::bound::Bound;
use crate::options::{Effort, Options};
use crate::run::Run;
use crate::search::{Evaluator, Search};
use finish::Finish;
pub use finish::Output;
use quick::quick;
use start::Start;

/// The model that is looked at when `model` is optimised by looking, as the passes before
/// [`hidden`](crate::Pass::Hidden) leave it, and how it is looked at: see [`render::visibility`].
///
/// # Errors
/// Those of [`optimise_by_looking`].
pub fn looked_at(
    model: &Model,
    options: &Options,
    bound: &Bound,
    context: &render::RenderContext,
    job: &Job,
) -> Result<(Model, render::Allowed)> {
    let start = Start::new(model, options, Some(context), job)?;
    let evaluator = Evaluator::new(context, model, bound, job)?;
    start.looked_at(evaluator.viewpoints())
}

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
/// [`Options::quality`] have no effect. With the effort [`Fast`](Effort::Fast) there is
/// no search: the result is looked at from the four orbits, and safer settings follow where that says so.
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
    if !model.effect().is_shown() {
        return optimise(model, options, job);
    }
    if options.effort == Effort::Fast {
        return quick(model, options, bound, context, job);
    }
    let mut start = Start::new(model, options, Some(context), job)?;
    job.stage("Looking at the original");
    let evaluator = Evaluator::new(context, model, bound, job)?;
    start.look(evaluator.viewpoints(), job)?;
    let finish = start.finish(Some(bound));
    let run = start.exact(&[], job)?;
    let mut found = None;
    for effort in efforts(options.effort) {
        let mut run = run.clone();
        run.options.effort = *effort;
        let more = searched(&finish, &evaluator, &run, bound, job)?;
        found = Found::better(found, more);
    }
    // Where nothing was within the bound, what should never change the looks may have done so.
    if !found.as_ref().is_some_and(|found| found.meets)
        && let Some(sure) = start.sure(&run, &evaluator, job)?
    {
        found = Found::better(found, searched(&finish, &evaluator, &sure, bound, job)?);
    }
    job.stage(format!("Writing {}", model.name));
    let output = match found {
        Some(found) if found.meets => found.output,
        // Where nothing can be changed within the bound, nothing is.
        _ if bound.bytes.is_none() && run.is_taken() => finish.write(run, true)?,
        Some(found) => found.output,
        None => finish.done(run, job)?,
    };
    job.items(1, 1);
    Ok(output)
}

/// The best that a search found.
struct Found {
    /// Whether it meets all that was asked for.
    meets: bool,
    cost: f64,
    output: Output,
}

impl Found {
    /// The better of two; what meets all that was asked for is better than what doesn't.
    fn better(one: Option<Self>, other: Option<Self>) -> Option<Self> {
        let (Some(first), Some(second)) = (&one, &other) else {
            return one.or(other);
        };
        let better = (second.meets && !first.meets)
            || (second.meets == first.meets && second.cost < first.cost);
        if better { other } else { one }
    }
}

/// The searches that an effort takes: more effort never makes a larger file, since it includes the less.
const fn efforts(effort: Effort) -> &'static [Effort] {
    match effort {
        Effort::Best => &[Effort::Normal, Effort::Best],
        Effort::Normal | Effort::Fast => &[Effort::Normal],
    }
}

/// The best that can be made of `run`; `None` where there was nothing to try.
fn searched(
    finish: &Finish<'_>,
    evaluator: &Evaluator<'_>,
    run: &Run,
    bound: &Bound,
    job: &Job,
) -> Result<Option<Found>> {
    let mut search = Search::new(evaluator, run, bound, job)?;
    let mut best: Option<Found> = None;
    let mut round = 0;
    while let Some(candidate) = search.next(job)? {
        round += 1;
        job.stage(format!("Looking at candidate {round}"));
        let mut output = finish.done(candidate, job)?;
        let read = asset::read_bytes(
            &output.report.name,
            Bytes::from(output.bytes.clone()),
            &Limits::default(),
        )?;
        let (quality, worth) = search.learn(&read, output.bytes.len() as u64, job)?;
        output.report.quality = Some(quality);
        output.report.met = worth.meets;
        let found = Found {
            meets: worth.meets,
            cost: worth.cost,
            output,
        };
        best = Found::better(best, Some(found));
    }
    Ok(best)
}
