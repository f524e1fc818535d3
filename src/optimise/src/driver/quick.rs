//! Quick work: settings by experience instead of a search, looked at once they are done; where the four usual
//! orbits say that they went too far, safer ones follow.

use asset::{Limits, Model};
use base::{Job, Result};
use bytes::Bytes;

use super::finish::Output;
use super::start::Start;
use crate::bound::Bound;
use crate::options::{Options, Precision};
use crate::pass::Pass;
use crate::search::Evaluator;

/// How careful quick work is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Care {
    /// What experience says can't be told apart on most products.
    Usual,
    /// Finer vertices, and textures that are hardly lossy.
    More,
    /// Nothing that changes what is drawn, but for what the target demands.
    Most,
}

impl Care {
    fn options(self, asked: &Options) -> Options {
        let options = asked.clone();
        match self {
            Self::Usual => options,
            Self::More | Self::Most => Options {
                precision: Precision {
                    position: 16,
                    normal: 12,
                    uv: 16,
                },
                simplify: 0.0,
                quality: 97,
                ..options
            },
        }
    }

    fn allows(self, pass: Pass, demanded: bool) -> bool {
        let changes = matches!(
            pass,
            Pass::Simplify | Pass::Quantise | Pass::Resize | Pass::Textures
        );
        self != Self::Most || !changes || demanded
    }
}

/// Makes `model` smaller without a search, and looks at the result from the four orbits. `bound` holds as far as
/// it is of them.
///
/// # Errors
/// Those of [`optimise`](super::optimise); a service fault where the graphics adapter fails.
pub(super) fn quick(
    model: &Model,
    options: &Options,
    bound: &Bound,
    context: &render::RenderContext,
    job: &Job,
) -> Result<Output> {
    let bound = bound.of_orbits();
    let start = Start::new(model, options, None, job)?;
    let exact = start.exact(&[], job)?;
    let taken = exact.is_taken();
    job.stage("Looking at the original");
    let evaluator = Evaluator::judge(context, model, &bound, job)?;
    let mut last = None;
    for care in [Care::Usual, Care::More, Care::Most] {
        job.stage(format!("Optimising {}", model.name));
        let mut run = exact.clone();
        run.options = care.options(options);
        let mut finish = start.finish(Some(&bound));
        finish.rest.retain(|pass| care.allows(*pass, !taken));
        let mut output = finish.done(run, job)?;
        job.stage("Looking at the result");
        let bytes = Bytes::from(output.bytes.clone());
        let read = asset::read_bytes(&model.name, bytes, &Limits::default())?;
        let quality = evaluator.quality(&read, job)?;
        output.report.met = bound.allows(&quality);
        output.report.quality = Some(quality);
        if output.report.met {
            return Ok(output);
        }
        last = Some(output);
    }
    match last {
        Some(output) if !taken => Ok(output),
        // Where nothing can be changed within the bound, nothing is.
        _ => start.finish(Some(&bound)).write(exact, true),
    }
}
