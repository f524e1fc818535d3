//! Which extensions of glTF are read.

use std::collections::BTreeSet;

use serde_json::Value;

use super::source::Source;
use crate::defect::{Defect, Effect};
use crate::json::At;

/// Extensions whose meaning is in the [`crate::Model`].
const READ: [&str; 25] = [
    "EXT_materials_bump",
    "EXT_mesh_gpu_instancing",
    "EXT_meshopt_compression",
    "EXT_texture_avif",
    "EXT_texture_webp",
    "KHR_draco_mesh_compression",
    "KHR_lights_punctual",
    "KHR_materials_anisotropy",
    "KHR_materials_clearcoat",
    "KHR_materials_dispersion",
    "KHR_materials_emissive_strength",
    "KHR_materials_ior",
    "KHR_materials_iridescence",
    "KHR_materials_sheen",
    "KHR_materials_specular",
    "KHR_materials_transmission",
    "KHR_materials_unlit",
    "KHR_materials_variants",
    "KHR_materials_volume",
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
    READ.contains(&name)
}

/// What is missed where the web viewer passes an extension over, for the commoner of them.
const MISSED: [(&str, &str); 10] = [
    (
        "KHR_materials_pbrSpecularGlossiness",
        "materials show their metallic-roughness values, white metal where they have none",
    ),
    (
        "KHR_materials_diffuse_transmission",
        "no light shines through leaves, paper and cloth",
    ),
    ("KHR_materials_volume_scatter", "volumes look clear"),
    (
        "KHR_materials_retroreflection",
        "nothing is thrown back to where it came from",
    ),
    ("KHR_animation_pointer", "what it moves stands still"),
    ("KHR_node_visibility", "hidden nodes are shown"),
    (
        "EXT_lights_image_based",
        "the viewer's own environment lights the model",
    ),
    ("EXT_lights_ies", "lights shine evenly"),
    ("MSFT_lod", "the finest level is drawn from all distances"),
    ("MSFT_texture_dds", "the textures to fall back to are drawn"),
];

/// Warns of extensions that a file uses and the web viewer doesn't know. The viewer draws the file
/// without them even where it requires them, so reading doesn't stop there either.
pub(crate) fn check(source: &mut Source<'_>) {
    let mut found: Vec<(&str, &str)> = Vec::new();
    for (key, verb) in [
        ("extensionsRequired", "requires"),
        ("extensionsUsed", "uses"),
    ] {
        let names = source.root.items(key).filter_map(|at| at.value().as_str());
        found.extend(names.map(|name| (name, verb)));
    }
    // Not every file lists what it uses.
    for key in ["materials", "textures", "nodes"] {
        for at in source.root.items(key) {
            let extensions = at.get("extensions");
            let names = extensions.and_then(|at| at.value().as_object());
            found.extend(
                names
                    .into_iter()
                    .flatten()
                    .map(|(name, _)| (name.as_str(), "uses")),
            );
        }
    }
    let mut warned: BTreeSet<&str> = BTreeSet::new();
    for (name, verb) in found {
        let known = is_read(name);
        if known && name == UNLIT && verb == "uses" && !uses(source, UNLIT) && warned.insert(name) {
            source.note(Defect::new(
                "UNDECLARED_EXTENSION",
                Effect::Refused,
                "",
                format!(
                    "the file uses {UNLIT} without listing it, and the web viewer can't open it so"
                ),
            ));
        }
        if known || !warned.insert(name) {
            continue;
        }
        let missed = MISSED.iter().find(|(known, _)| *known == name);
        let missed = missed.map_or_else(String::new, |(_, missed)| format!(": {missed}"));
        source.note(Defect::new(
            "UNSUPPORTED_EXTENSION",
            Effect::Lost,
            "",
            format!("the file {verb} {name}, which the web viewer passes over{missed}"),
        ));
    }
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
