//! How textures are sampled. What a sampler leaves out, or says in a way that isn't known, is as in the
//! web viewer.

use super::source::Source;
use crate::defect::Effect;
use crate::json::At;
use crate::model::{Filter, Sampler, Wrap};

/// All samplers.
pub(super) fn all(source: &Source<'_>) -> Vec<Sampler> {
    source
        .root
        .items("samplers")
        .map(|at| sampler(&at))
        .collect()
}

/// The sampler, one of `count`, that the texture at `at` names; `None` for the web viewer's own.
pub(super) fn of(at: &At<'_>, count: usize) -> Option<usize> {
    let at = at.get("sampler")?;
    let sampler = at.index("sampler", count);
    let problem = "names no sampler; the texture is sampled as if it had none";
    let note = |_: &crate::Error| at.note("UNRESOLVED_REFERENCE", Effect::Lost, problem);
    sampler.inspect_err(note).ok()
}

fn sampler(at: &At<'_>) -> Sampler {
    let plain = Sampler::default();
    let (minify, mip) = match number(at, "minFilter") {
        Some(9728) => (Filter::Nearest, None),
        Some(9729) => (Filter::Linear, None),
        Some(9984) => (Filter::Nearest, Some(Filter::Nearest)),
        Some(9985) => (Filter::Linear, Some(Filter::Nearest)),
        Some(9986) => (Filter::Nearest, Some(Filter::Linear)),
        Some(9987) => (Filter::Linear, Some(Filter::Linear)),
        None => (plain.minify, plain.mip),
        Some(_) => unknown(at, "minFilter", (plain.minify, plain.mip)),
    };
    let magnify = match number(at, "magFilter") {
        Some(9728) => Filter::Nearest,
        Some(9729) => Filter::Linear,
        None => plain.magnify,
        Some(_) => unknown(at, "magFilter", plain.magnify),
    };
    Sampler {
        magnify,
        minify,
        mip,
        wrap_u: wrap(at, "wrapS"),
        wrap_v: wrap(at, "wrapT"),
    }
}

fn wrap(at: &At<'_>, key: &'static str) -> Wrap {
    match number(at, key) {
        None | Some(10497) => Wrap::Repeat,
        Some(33071) => Wrap::ClampToEdge,
        Some(33648) => Wrap::MirroredRepeat,
        Some(_) => unknown(at, key, Wrap::Repeat),
    }
}

/// The number of a constant; 0, which is none, for what isn't one.
fn number(at: &At<'_>, key: &'static str) -> Option<u64> {
    at.get(key).map(|at| at.whole().unwrap_or_default())
}

fn unknown<T>(at: &At<'_>, key: &'static str, plain: T) -> T {
    if let Some(at) = at.get(key) {
        let problem = format!("{} isn't known, and is passed over", at.value());
        at.note("VALUE_NOT_IN_LIST", Effect::Lost, problem);
    }
    plain
}
