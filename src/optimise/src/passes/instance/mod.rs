//! Draws what stands in many places at once (EXT_mesh_gpu_instancing): nodes that are alike but for
//! their place become one. They are drawn by one call instead of one each, and their places compress
//! as numbers instead of standing there as text.
//!
//! Many tools, and the viewers that phones hand a model on to, draw what is instanced once or not at all.
//! So it takes what stands in a few places only where it is asked for; unasked, and for the shop's page
//! alone, what stands in so many that nothing else makes it light.
//!
//! Only nodes that nobody can address go: siblings with one mesh, without a name or with the same one,
//! without extras, children or extensions, that no animation moves. Meshes that the viewer sorts, morphs
//! or dresses by variants stay apart, and so does what is mirrored: an instance can't be turned inside
//! out. And since the web viewer frames a mesh once, whatever its instances, the nodes that the frame hangs
//! on stay too (see [`frame`]).
//!
//! In a file with variants nothing is drawn at once, whichever part they dress: of variants beside
//! instances the web viewer shows nothing at all.

mod alike;
mod frame;
mod gather;
mod least;
mod place;
mod refusal;
#[cfg(test)]
mod tests;

use asset::Limits;
use base::Result;

use crate::options::{Geometry, Options};
use crate::pass::Pass;
use crate::passes::flatten;
use crate::words::counted;
use crate::work::links;
use crate::work::{Work, pack};
use alike::groups;
use frame::Frame;
use gather::{EXTENSION, gather};
pub(super) use least::least;
pub(crate) use refusal::{has_pointers, has_variants, refusal};

pub(super) fn run(work: &mut Work, options: &Options) -> Result<Vec<String>> {
    if refusal(work).is_some() {
        return Ok(Vec::new());
    }
    let least = least(options);
    let mut groups = groups(work, least);
    if !groups.is_empty() {
        let bytes = asset::write_glb(&pack(work, Geometry::Plain))?;
        let model = asset::read_bytes("candidate", bytes.into(), &Limits::default())?;
        // Where nothing is to be seen, nothing is drawn at once.
        let is_shown = model.effect().is_shown();
        match Frame::of(model) {
            Ok(mut frame) if is_shown => frame.keep(&mut groups, least),
            _ => groups.clear(),
        }
    }
    if groups.is_empty() {
        return Ok(Vec::new());
    }
    let mut keep = vec![true; links::count(&work.json, "nodes")];
    for group in &groups {
        gather(work, group);
        for (node, _) in group.iter().skip(1) {
            keep[*node] = false;
        }
    }
    links::drop_nodes(&mut work.json, &keep);
    for key in ["extensionsUsed", "extensionsRequired"] {
        links::declare(&mut work.json, key, EXTENSION);
    }
    let gone = keep.iter().filter(|keep| !**keep).count();
    let mut changes = vec![format!(
        "Drew {} together with others of the same mesh",
        counted(gone, "node", "nodes")
    )];
    // Those that the frame hangs on are few, and were left for instances.
    if options.wants(Pass::Flatten) {
        changes.extend(flatten::rest(work));
    }
    Ok(changes)
}
