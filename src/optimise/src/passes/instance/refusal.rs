//! Files in which nothing may be drawn at once.

use serde_json::Value;

use crate::work::Work;
use crate::work::links::list;

/// Why nothing may be drawn at once in this file, in a sentence; `None` where it may.
pub(crate) fn refusal(work: &Work) -> Option<&'static str> {
    if has_variants(&work.json) {
        return Some(
            "Nothing was drawn at once: the file has variants, and beside instances the web viewer \
             shows nothing of it",
        );
    }
    if work.fixed {
        return Some(
            "Nothing was drawn at once: the file has extensions that Plinth doesn't know, which may \
             name its parts",
        );
    }
    has_pointers(&work.json).then_some(
        "Nothing was drawn at once: animations of the file name its parts in ways of their own",
    )
}

/// Whether the file names variants, or a part of it wears other materials in them.
pub(crate) fn has_variants(json: &Value) -> bool {
    const VARIANTS: &str = "KHR_materials_variants";
    let primitives = list(&json["meshes"]).flat_map(|mesh| list(&mesh["primitives"]));
    list(&json["extensionsUsed"]).any(|name| name == VARIANTS)
        || primitives
            .chain([json])
            .any(|holder| holder["extensions"].get(VARIANTS).is_some())
}

/// Whether an animation moves something by another name than a node's number.
pub(crate) fn has_pointers(json: &Value) -> bool {
    list(&json["animations"])
        .flat_map(|animation| list(&animation["channels"]))
        .any(|channel| channel["target"].get("extensions").is_some())
}
