//! Which extensions of glTF are read.

mod missed;
mod places;

use std::collections::BTreeSet;

use serde_json::Value;

use super::source::Source;
use crate::defect::{Defect, Effect};
use crate::json::At;
use crate::model::{SLOTS, SlotRow};
use missed::Missed;
use places::Places;

/// Extensions whose meaning is in the [`crate::Model`], but for those that the table of slots names.
const READ: [&str; 17] = [
    "EXT_mesh_gpu_instancing",
    "EXT_meshopt_compression",
    "EXT_texture_avif",
    "EXT_texture_webp",
    "KHR_draco_mesh_compression",
    "KHR_lights_punctual",
    "KHR_materials_dispersion",
    "KHR_materials_emissive_strength",
    "KHR_materials_ior",
    "KHR_materials_unlit",
    "KHR_materials_variants",
    "KHR_mesh_quantization",
    "KHR_meshopt_compression",
    "KHR_texture_basisu",
    "KHR_texture_transform",
    // Words about the file that change nothing that is seen:
    "KHR_xmp",
    "KHR_xmp_json_ld",
];

/// Whether the meaning of the extension `name` is in the [`crate::Model`].
#[must_use]
pub fn is_read(name: &str) -> bool {
    let is_held = |row: &SlotRow| row.slot.extension() == Some(name);
    READ.contains(&name) || SLOTS.iter().any(is_held)
}

/// Notes which extensions the file uses that the web viewer doesn't know, and those that it knows only
/// where the file lists them. The viewer draws the file without an extension even where it is required,
/// so reading doesn't stop there either. What of the file is loaded must be known.
pub(crate) fn check(source: &mut Source<'_>) {
    let places = Places::of(source);
    let listed = |key: &str| -> Vec<&str> {
        let names = source.root.value()[key].as_array().into_iter().flatten();
        names.filter_map(Value::as_str).collect()
    };
    let (required, used) = (listed("extensionsRequired"), listed("extensionsUsed"));
    // A list that is none is told by reading it as one.
    for key in ["extensionsRequired", "extensionsUsed"] {
        drop(source.root.items(key));
    }
    // Not every file lists what it uses.
    let names = required.iter().chain(&used).copied().chain(places.names());
    let mut told: BTreeSet<&str> = BTreeSet::new();
    let mut found = Vec::new();
    for name in names.filter(|name| told.insert(name)) {
        if name == UNLIT && !used.contains(&name) && places.of_name(name).any(|place| place.loaded)
        {
            found.push(Defect::new(
                "UNDECLARED_EXTENSION",
                Effect::Refused,
                "",
                format!(
                    "the file uses {UNLIT} without listing it, and the web viewer can't open it so"
                ),
            ));
        }
        if is_read(name) {
            continue;
        }
        let is_required = required.contains(&name);
        let missed = Missed::of(name, is_required, places.of_name(name));
        let verb = if is_required { "requires" } else { "uses" };
        let words = missed
            .words
            .map_or_else(String::new, |words| format!(": {words}"));
        found.push(Defect::new(
            "UNSUPPORTED_EXTENSION",
            missed.effect(),
            missed.at.unwrap_or_default(),
            format!("the file {verb} {name}, which the web viewer passes over{words}"),
        ));
    }
    found.into_iter().for_each(|defect| source.note(defect));
}

const UNLIT: &str = "KHR_materials_unlit";

/// Whether the file lists an extension among those that it uses.
pub(crate) fn uses(source: &Source<'_>, name: &str) -> bool {
    let used = source.root.get("extensionsUsed");
    let list = used.and_then(|used| used.value().as_array());
    list.is_some_and(|list| list.iter().any(|used| used.as_str() == Some(name)))
}

/// Whether all extensions that the file at `root` uses are read.
pub(crate) fn all_read(root: &Value) -> bool {
    let mut used = At::root(root).items("extensionsUsed");
    used.all(|at| at.value().as_str().is_none_or(is_read))
}
