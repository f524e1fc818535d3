//! Parts of meshes: which attributes they have, and of which numbers.

use serde_json::Value;

use super::subject::{Accessor, FLOAT, Form, list, members, number};

const BYTE: u64 = 5120;
const UNSIGNED_BYTE: u64 = 5121;
const SHORT: u64 = 5122;
const UNSIGNED_SHORT: u64 = 5123;
const UNSIGNED_INT: u64 = 5125;

/// Attributes that are numbered.
const NUMBERED: [&str; 4] = ["TEXCOORD", "COLOR", "JOINTS", "WEIGHTS"];

pub(super) fn check(form: &mut Form<'_>) {
    let quantised = list(&form.root["extensionsUsed"])
        .iter()
        .any(|name| name == "KHR_mesh_quantization");
    for (mesh, value) in form.entries("meshes") {
        for (part, value) in list(&value["primitives"]).iter().enumerate() {
            let at = format!("/meshes/{mesh}/primitives/{part}");
            // Compressed shapes have accessors as well, which say what is unpacked.
            attributes(form, value, &at, quantised);
            indices(form, value, &at);
            targets(form, value, &at);
            textures(form, value, &at);
            variants(form, value, &at);
        }
    }
}

/// An attribute's name without its number, and the number.
fn split(name: &str) -> Option<(&str, usize)> {
    let (base, number) = name.rsplit_once('_')?;
    Some((base, number.parse().ok()?))
}

fn attributes(form: &mut Form<'_>, part: &Value, at: &str, quantised: bool) {
    let attributes = &part["attributes"];
    let vertices = attributes["POSITION"].as_u64();
    let vertices = vertices.and_then(|index| form.accessor(&index.into()));
    for (name, index) in members(attributes) {
        let place = format!("{at}/attributes/{name}");
        let own = name.starts_with('_');
        let base = split(name).map_or(name, |(base, _)| base);
        let plain = ["POSITION", "NORMAL", "TANGENT"].contains(&name);
        if !own && !plain && !NUMBERED.contains(&base) {
            let problem = "is no attribute that the format has; others' names begin with _";
            form.note("MESH_PRIMITIVE_INVALID_ATTRIBUTE", place.as_str(), problem);
        }
        let Some(accessor) = form.accessor(index) else {
            continue;
        };
        if accessor.component == UNSIGNED_INT {
            let problem = "is of 32-bit whole numbers, which no attribute may be";
            let code = "MESH_PRIMITIVE_ATTRIBUTES_ACCESSOR_UNSIGNED_INT";
            form.note(code, place.as_str(), problem);
        }
        if !own && !fits(base, &accessor, quantised) {
            let problem = format!(
                "is of {}, which the format doesn't allow here",
                accessor.words()
            );
            let code = "MESH_PRIMITIVE_ATTRIBUTES_ACCESSOR_INVALID_FORMAT";
            form.note(code, place.as_str(), problem);
        }
        if name == "POSITION" && !accessor.is_bounded() {
            let problem = "doesn't say how far its positions reach";
            let code = "MESH_PRIMITIVE_POSITION_ACCESSOR_WITHOUT_BOUNDS";
            form.note(code, place.as_str(), problem);
        }
        if vertices
            .as_ref()
            .is_some_and(|vertices| vertices.count != accessor.count)
        {
            let problem = "has another number of elements than there are positions";
            form.note(
                "MESH_PRIMITIVE_UNEQUAL_ACCESSOR_COUNT",
                place.as_str(),
                problem,
            );
        }
        unaligned(form, &accessor, &place);
    }
    for base in NUMBERED {
        let numbers = members(attributes).filter_map(|(name, _)| split(name));
        let mut numbers: Vec<usize> = numbers
            .filter(|(name, _)| *name == base)
            .map(|(_, number)| number)
            .collect();
        numbers.sort_unstable();
        if numbers
            .iter()
            .enumerate()
            .any(|(place, number)| place != *number)
        {
            let problem = format!("its sets of {base} aren't numbered from 0 on");
            let code = "MESH_PRIMITIVE_INDEXED_SEMANTIC_CONTINUITY";
            form.note(code, format!("{at}/attributes"), problem);
        }
    }
    let sets = |base| {
        members(attributes)
            .filter(|(name, _)| split(name).is_some_and(|(own, _)| own == base))
            .count()
    };
    if sets("JOINTS") != sets("WEIGHTS") {
        let problem = "has another number of sets of joints than of weights";
        let code = "MESH_PRIMITIVE_JOINTS_WEIGHTS_MISMATCH";
        form.note(code, format!("{at}/attributes"), problem);
    }
}

/// Whether an attribute may be of such numbers.
fn fits(base: &str, accessor: &Accessor<'_>, quantised: bool) -> bool {
    let small = [BYTE, UNSIGNED_BYTE, SHORT, UNSIGNED_SHORT].contains(&accessor.component);
    let signed = [BYTE, SHORT].contains(&accessor.component) && accessor.normalized;
    let unsigned = [UNSIGNED_BYTE, UNSIGNED_SHORT].contains(&accessor.component);
    let fraction = unsigned && accessor.normalized;
    let float = accessor.component == FLOAT && !accessor.normalized;
    match base {
        "POSITION" => accessor.kind == "VEC3" && (float || quantised && small),
        "NORMAL" => accessor.kind == "VEC3" && (float || quantised && signed),
        "TANGENT" => accessor.kind == "VEC4" && (float || quantised && signed),
        "TEXCOORD" => accessor.kind == "VEC2" && (float || fraction || quantised && small),
        "COLOR" => ["VEC3", "VEC4"].contains(&accessor.kind) && (float || fraction),
        "JOINTS" => accessor.kind == "VEC4" && unsigned && !accessor.normalized,
        "WEIGHTS" => accessor.kind == "VEC4" && (float || fraction),
        _ => true,
    }
}

/// Vertices begin at multiples of four bytes, each of them.
fn unaligned(form: &mut Form<'_>, accessor: &Accessor<'_>, at: &str) {
    let Some(view) = accessor.view else { return };
    let element = accessor.size() * accessor.width;
    let stride = view["byteStride"].as_u64().unwrap_or(element);
    let offset = accessor.json["byteOffset"].as_u64().unwrap_or_default();
    if !stride.is_multiple_of(4) || !offset.is_multiple_of(4) {
        let problem = "its elements don't begin at multiples of four bytes";
        form.note("MESH_PRIMITIVE_ACCESSOR_UNALIGNED", at, problem);
    }
}

fn indices(form: &mut Form<'_>, part: &Value, at: &str) {
    let Some(accessor) = form.accessor(&part["indices"]) else {
        return;
    };
    let whole = [UNSIGNED_BYTE, UNSIGNED_SHORT, UNSIGNED_INT].contains(&accessor.component);
    if accessor.kind != "SCALAR" || !whole || accessor.normalized {
        let problem = format!("are of {}, which indices can't be", accessor.words());
        let code = "MESH_PRIMITIVE_INDICES_ACCESSOR_INVALID_FORMAT";
        form.note(code, format!("{at}/indices"), problem);
    }
    restarts(form, part, &accessor, format!("{at}/indices"));
}

/// Notes where an index that names no vertex is the greatest number of its type: other programs begin
/// a new primitive there.
fn restarts(form: &mut Form<'_>, part: &Value, accessor: &Accessor<'_>, at: String) {
    if !form.known.contains(&("ACCESSOR_INDEX_OOB", at.clone())) {
        return;
    }
    let greatest = match accessor.component {
        UNSIGNED_BYTE => 255.0,
        UNSIGNED_SHORT => 65_535.0,
        _ => u32::MAX as f32,
    };
    let values = form.values(&part["indices"]);
    if values.contains(&greatest) {
        let problem = "has the greatest number that there is, by which others begin anew";
        form.note("ACCESSOR_INDEX_PRIMITIVE_RESTART", at, problem);
    }
}

fn targets(form: &mut Form<'_>, part: &Value, at: &str) {
    let attributes = &part["attributes"];
    for (place, target) in list(&part["targets"]).iter().enumerate() {
        for (name, index) in members(target) {
            let at = format!("{at}/targets/{place}/{name}");
            let Some(base) = attributes.get(name) else {
                let problem = "changes an attribute that the part doesn't have";
                form.note("MESH_PRIMITIVE_MORPH_TARGET_NO_BASE_ACCESSOR", at, problem);
                continue;
            };
            let counts = [base, index].map(|index| Some(form.accessor(index)?.count));
            if counts[0]
                .zip(counts[1])
                .is_some_and(|(base, own)| base != own)
            {
                let problem = "has another number of elements than the part has vertices";
                let code = "MESH_PRIMITIVE_MORPH_TARGET_INVALID_ATTRIBUTE_COUNT";
                form.note(code, at, problem);
            }
        }
    }
}

/// The UVs that a part's material asks for.
fn textures(form: &mut Form<'_>, part: &Value, at: &str) {
    let Some(material) = form.entry("materials", &part["material"]) else {
        return;
    };
    let mut wanted = Vec::new();
    sets(material, 8, &mut wanted);
    for set in wanted {
        let name = format!("TEXCOORD_{set}");
        if part["attributes"].get(&name).is_none() {
            let problem = format!("wears a texture on UV set {set}, which it doesn't have");
            form.note("MESH_PRIMITIVE_TOO_FEW_TEXCOORDS", at, problem);
        }
    }
}

/// The UV sets of all textures in a material.
fn sets(value: &Value, steps: usize, found: &mut Vec<usize>) {
    for (key, member) in members(value).filter(|(key, _)| *key != "extras" && steps > 0) {
        if key.ends_with("Texture") && member.get("index").is_some() {
            let moved = &member["extensions"]["KHR_texture_transform"]["texCoord"];
            found.push(
                number(moved)
                    .or_else(|| number(&member["texCoord"]))
                    .unwrap_or(0),
            );
        } else {
            sets(member, steps - 1, found);
        }
    }
}

fn variants(form: &mut Form<'_>, part: &Value, at: &str) {
    let mappings = &part["extensions"]["KHR_materials_variants"]["mappings"];
    let mut mapped = std::collections::BTreeSet::new();
    for (index, mapping) in list(mappings).iter().enumerate() {
        for variant in list(&mapping["variants"]).iter().filter_map(Value::as_u64) {
            if !mapped.insert(variant) {
                let at = format!("{at}/extensions/KHR_materials_variants/mappings/{index}");
                let problem = format!("gives variant {variant} a material again");
                form.note("KHR_MATERIALS_VARIANTS_NON_UNIQUE_VARIANT", at, problem);
            }
        }
    }
}
