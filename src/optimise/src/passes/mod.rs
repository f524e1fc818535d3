//! The passes: one file each, and the table of them.

mod constant;
mod dedup;
mod degenerate;
mod facets;
mod flatten;
mod hidden;
pub(crate) mod instance;
mod islands;
mod join;
mod palette;
mod prune;
pub(crate) mod quantise;
mod reorder;
mod resample;
mod resize;
mod seen;
pub(crate) mod simplify;
pub(crate) mod textures;
mod unused;
mod weld;

use base::{Job, Result};

use crate::options::Options;
use crate::pass::Pass;
use crate::work::Work;

/// The code of a pass.
struct Code {
    /// Changes a model and says what it did.
    run: fn(&mut Work, &Options, &Job) -> Result<Vec<String>>,
    /// Whether the target can't take the model without it.
    is_demanded: fn(&Work, &Options) -> bool,
}

/// A pass that no target demands.
fn free(run: fn(&mut Work, &Options, &Job) -> Result<Vec<String>>) -> Code {
    Code {
        run,
        is_demanded: |_, _| false,
    }
}

/// The code of each pass.
fn code(pass: Pass) -> Code {
    match pass {
        Pass::Hidden => free(|work, _, _| Ok(hidden::run(work))),
        Pass::Dedup => free(|work, options, _| Ok(dedup::run(work, options.keep_nodes))),
        Pass::Constant => free(|work, _, job| constant::run(work, job)),
        Pass::Facets => free(|work, options, _| Ok(facets::run(work, options))),
        Pass::Unused => free(|work, _, _| Ok(unused::run(work))),
        Pass::Weld => free(|work, _, _| Ok(weld::run(work))),
        Pass::Degenerate => free(|work, _, _| Ok(degenerate::run(work))),
        Pass::Flatten => free(|work, options, _| Ok(flatten::run(work, options))),
        Pass::Join => free(|work, _, _| Ok(join::run(work))),
        Pass::Palette => free(|work, options, _| Ok(palette::run(work, options))),
        Pass::Instance => free(|work, options, _| instance::run(work, options)),
        Pass::Resample => free(|work, _, _| Ok(resample::run(work))),
        Pass::Seen => free(|work, _, job| seen::run(work, job)),
        Pass::Islands => free(|work, _, job| islands::run(work, job)),
        Pass::Simplify => free(|work, options, job| simplify::run(work, options.simplify, job)),
        Pass::Quantise => free(|work, options, _| Ok(quantise::run(work, options))),
        Pass::Reorder => free(|work, _, _| Ok(reorder::run(work))),
        Pass::Resize => Code {
            run: |work, options, job| resize::run(work, options.target.texture_side(), job),
            is_demanded: |_, _| true,
        },
        Pass::Textures => Code {
            run: textures::run,
            is_demanded: |work, options| !textures::all_taken(work, options),
        },
        Pass::Prune => free(|work, _, _| Ok(prune::run(work))),
        // A matter of writing.
        Pass::Compress => free(|_, _, _| Ok(Vec::new())),
        #[cfg(test)]
        Pass::Spoil => free(|work, _, _| Ok(spoil(work))),
    }
}

/// Changes `work` and says what it did. [`Pass::Compress`] is a matter of writing and does nothing here.
pub(crate) fn run(
    pass: Pass,
    work: &mut Work,
    options: &Options,
    job: &Job,
) -> Result<Vec<String>> {
    (code(pass).run)(work, options, job)
}

/// Whether the target can't take `work` without the pass.
pub(crate) fn is_demanded(pass: Pass, work: &Work, options: &Options) -> bool {
    (code(pass).is_demanded)(work, options)
}

/// What no pass may do: half of all triangles go.
#[cfg(test)]
fn spoil(work: &mut Work) -> Vec<String> {
    for shape in work.meshes.iter_mut().flatten() {
        shape.indices.truncate(shape.indices.len() / 6 * 3);
        shape.drop_unused_vertices();
    }
    vec!["Dropped half of all triangles".to_owned()]
}
