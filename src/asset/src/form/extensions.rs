//! Extensions that stand where they don't belong, or aren't listed.

use std::collections::BTreeSet;

use serde_json::Value;

use super::subject::{Form, list, members};

/// Where the extensions that the validator knows belong, by what holds them: a key of the root or, for
/// those that are held by parts of its entries, the part's.
const PLACES: [(&str, &[&str]); 20] = [
    ("EXT_texture_webp", &["textures"]),
    ("KHR_animation_pointer", &["target"]),
    ("KHR_draco_mesh_compression", &["primitives"]),
    ("KHR_lights_punctual", &["", "nodes"]),
    ("KHR_materials_anisotropy", &["materials"]),
    ("KHR_materials_clearcoat", &["materials"]),
    ("KHR_materials_dispersion", &["materials"]),
    ("KHR_materials_emissive_strength", &["materials"]),
    ("KHR_materials_ior", &["materials"]),
    ("KHR_materials_iridescence", &["materials"]),
    ("KHR_materials_pbrSpecularGlossiness", &["materials"]),
    ("KHR_materials_sheen", &["materials"]),
    ("KHR_materials_specular", &["materials"]),
    ("KHR_materials_transmission", &["materials"]),
    ("KHR_materials_unlit", &["materials"]),
    ("KHR_materials_variants", &["", "primitives"]),
    ("KHR_materials_volume", &["materials"]),
    ("KHR_mesh_quantization", &[]),
    ("KHR_texture_basisu", &["textures"]),
    ("KHR_texture_transform", &["Texture"]),
];
/// What the web viewer knows only where it is listed.
const HEARD: &str = "KHR_texture_transform";
/// Steps into the file.
const STEPS: usize = 24;

pub(super) fn check(form: &mut Form<'_>) {
    let root = form.root;
    let names = |key: &str| -> BTreeSet<&str> {
        list(&root[key]).iter().filter_map(Value::as_str).collect()
    };
    let (used, required) = (names("extensionsUsed"), names("extensionsRequired"));
    let mut found = Vec::new();
    walk(root, "", &mut String::new(), STEPS, &mut found);
    let mut told = BTreeSet::new();
    let undeclared = |defect: &crate::Defect| defect.code == "UNDECLARED_EXTENSION";
    let known: Vec<String> = form
        .model
        .defects
        .iter()
        .filter(|one| undeclared(one))
        .map(|one| one.problem.clone())
        .collect();
    for (name, holder, at) in found {
        let is_told = known.iter().any(|problem| problem.contains(name));
        if !used.contains(name) && !is_told && told.insert(name) {
            let problem = match name == HEARD {
                true => format!(
                    "uses {name}, which the file doesn't list; the web viewer passes it over so"
                ),
                false => format!("uses {name}, which the file doesn't list"),
            };
            form.note("UNDECLARED_EXTENSION", at.as_str(), problem);
        }
        let place = PLACES.iter().find(|(known, _)| *known == name);
        let fits =
            |place: &&str| *place == holder || (!place.is_empty() && holder.ends_with(place));
        if place.is_some_and(|(_, places)| !places.iter().any(fits)) {
            let at = format!("{at}/extensions/{name}");
            form.note(
                "UNEXPECTED_EXTENSION_OBJECT",
                at,
                "has no meaning at this place",
            );
        }
    }
    for (place, name) in list(&root["extensionsRequired"]).iter().enumerate() {
        let Some(name) = name.as_str().filter(|name| !used.contains(name)) else {
            continue;
        };
        let at = format!("/extensionsRequired/{place}");
        let problem = format!("{name} isn't among the extensions that the file uses");
        form.note("UNSATISFIED_DEPENDENCY", at, problem);
    }
    let quantised = "KHR_mesh_quantization";
    if let Some(place) = list(&root["extensionsUsed"])
        .iter()
        .position(|name| name == quantised)
        && !required.contains(quantised)
    {
        let at = format!("/extensionsUsed/{place}");
        form.note(
            "NON_REQUIRED_EXTENSION",
            at,
            format!("{quantised} must be required"),
        );
    }
}

/// All extensions in `value`: the name, what holds it, and where that is.
fn walk<'a>(
    value: &'a Value,
    holder: &str,
    at: &mut String,
    steps: usize,
    found: &mut Vec<(&'a str, String, String)>,
) {
    if steps == 0 {
        return;
    }
    let length = at.len();
    for (name, _) in members(&value["extensions"]) {
        found.push((name, holder.to_owned(), at.clone()));
    }
    for (key, member) in members(value).filter(|(key, _)| *key != "extras") {
        if member.is_object() || member.is_array() {
            at.push('/');
            at.push_str(key);
            walk(member, key, at, steps - 1, found);
            at.truncate(length);
        }
    }
    for (index, entry) in list(value).iter().enumerate() {
        if entry.is_object() {
            at.push('/');
            at.push_str(&index.to_string());
            walk(entry, holder, at, steps - 1, found);
            at.truncate(length);
        }
    }
}
