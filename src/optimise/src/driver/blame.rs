//! Which of the passes that never change how a model looks have changed it all the same. Some go by what
//! was seen from so many sides, which are never all; the others would be wrong. Either way no candidate
//! of the search could be within its bound because of them, so they are left out, and the report names
//! them.

use base::Result;

use crate::pass::Pass;
use crate::run::Run;

/// More of the bound than this the exact passes don't use up together.
const SURE: f64 = 0.5;

/// `None` where `run` looks as the original does; otherwise one without the pass that is to blame, or
/// without as few as can be told. `again` runs the passes without some of them; `used` looks, and says
/// how much of the bound is used up.
pub(super) fn blame(
    run: &Run,
    again: impl Fn(&[Pass]) -> Result<Run>,
    mut used: impl FnMut(&Run) -> Result<f64>,
) -> Result<Option<Run>> {
    let kept: Vec<Pass> = run
        .reports
        .iter()
        .filter(|report| report.kept)
        .map(|report| report.pass)
        .collect();
    if kept.is_empty() || used(run)? <= SURE {
        return Ok(None);
    }
    let (likely, other): (Vec<Pass>, Vec<Pass>) = {
        // Of views there are never enough.
        kept.iter().copied().partition(|pass| pass.trusts_views())
    };
    let alone = likely.iter().map(|pass| vec![*pass]);
    let together = (likely.len() > 1).then(|| likely.clone());
    let others = other.iter().map(|pass| vec![*pass]);
    // Without all of them, it is the original.
    for without in alone.chain(together).chain(others).chain([kept]) {
        let last = without.len() == likely.len() + other.len();
        let mut run = again(&without)?;
        if last || used(&run)? <= SURE {
            run.undone.push(left_out(&without));
            return Ok(Some(run));
        }
    }
    Ok(None)
}

/// Why passes were left out.
fn left_out(passes: &[Pass]) -> String {
    let names: Vec<&str> = passes.iter().map(|pass| pass.name()).collect();
    let why = if passes.iter().all(|pass| pass.trusts_views()) {
        "What it took for unseen can be seen from some sides"
    } else {
        "It changed how the model looks, which it never should; please tell Plinth's makers"
    };
    format!("Left out: {}. {why}", names.join(", "))
}
