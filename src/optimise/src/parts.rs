//! Parts that are held nearer to the source than the rest, or left as they are.

use std::collections::BTreeSet;

use base::{Fault, Result};
use serde_json::Value;

use crate::part_quality::PartQuality;
use crate::work::Work;
use crate::work::links::{self, List, entries};

/// The most names that a refusal lists.
const LISTED: usize = 12;

/// Marks the shapes and pictures of every part of `parts`. A picture that several parts use is held
/// as near as the strictest of them asks; one that the rest uses, too, at least as near as the rest.
///
/// # Errors
/// A usage fault for a part that the file doesn't have.
pub(crate) fn mark(work: &mut Work, parts: &[PartQuality]) -> Result<()> {
    let mut marked = BTreeSet::new();
    for part in parts {
        let places = primitives_of(&work.json, &part.part);
        let materials = materials_of(&work.json, &part.part, &places);
        if places.is_empty() && materials.is_empty() {
            return Err(missing(&work.json, &part.part));
        }
        for (mesh, primitive) in places {
            let shape = work
                .meshes
                .get_mut(mesh)
                .and_then(|mesh| mesh.get_mut(primitive));
            if let Some(shape) = shape {
                shape.part_quality = shape
                    .part_quality
                    .and(part.times, marked.insert((0, mesh, primitive)));
            }
        }
        for image in images_of(&work.json, &materials) {
            if let Some(picture) = work.images.get_mut(image) {
                picture.part_quality = picture
                    .part_quality
                    .and(part.times, marked.insert((1, image, 0)));
            }
        }
    }
    // Less quality of one part must not reach others that share its pictures.
    let all: BTreeSet<usize> = (0..links::count(&work.json, "materials")).collect();
    for part in parts.iter().filter(|part| part.times < 1.0) {
        let places = primitives_of(&work.json, &part.part);
        let own = materials_of(&work.json, &part.part, &places);
        let others = all.difference(&own).copied().collect();
        for image in images_of(&work.json, &others) {
            if let Some(picture) = work.images.get_mut(image) {
                picture.part_quality.0 = picture.part_quality.0.max(1.0);
            }
        }
    }
    Ok(())
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

fn number(value: &Value) -> Option<usize> {
    value
        .as_u64()
        .and_then(|number| usize::try_from(number).ok())
}

/// The primitives of a part, as mesh and place in it.
fn primitives_of(json: &Value, part: &str) -> BTreeSet<(usize, usize)> {
    let named = |value: &Value| value["name"] == part;
    let mut meshes: BTreeSet<usize> = list(json, "meshes")
        .iter()
        .enumerate()
        .filter(|(_, mesh)| named(mesh))
        .map(|(index, _)| index)
        .collect();
    let nodes = list(json, "nodes");
    let mut open: Vec<usize> = (0..nodes.len())
        .filter(|node| named(&nodes[*node]))
        .collect();
    let mut seen = BTreeSet::new();
    while let Some(node) = open.pop() {
        if let Some(value) = nodes.get(node).filter(|_| seen.insert(node)) {
            meshes.extend(number(&value["mesh"]));
            open.extend(list(value, "children").iter().filter_map(number));
        }
    }
    let mut places = BTreeSet::new();
    for (mesh, value) in list(json, "meshes").iter().enumerate() {
        for (place, primitive) in list(value, "primitives").iter().enumerate() {
            let material = number(&primitive["material"]);
            let material = material.and_then(|material| list(json, "materials").get(material));
            if meshes.contains(&mesh) || material.is_some_and(named) {
                places.insert((mesh, place));
            }
        }
    }
    places
}

/// The materials of that name, and those that the primitives wear in any variant.
fn materials_of(json: &Value, part: &str, places: &BTreeSet<(usize, usize)>) -> BTreeSet<usize> {
    let mut materials: BTreeSet<usize> = list(json, "materials")
        .iter()
        .enumerate()
        .filter(|(_, material)| material["name"] == part)
        .map(|(index, _)| index)
        .collect();
    for (mesh, place) in places {
        let primitive = &json["meshes"][mesh]["primitives"][place];
        materials.extend(number(&primitive["material"]));
        let mappings = list(
            &primitive["extensions"]["KHR_materials_variants"],
            "mappings",
        );
        materials.extend(
            mappings
                .iter()
                .filter_map(|mapping| number(&mapping["material"])),
        );
    }
    materials
}

/// The images that materials use.
fn images_of(json: &Value, materials: &BTreeSet<usize>) -> BTreeSet<usize> {
    let mut textures = BTreeSet::new();
    for material in materials {
        let mut copy = json["materials"][material].clone();
        links::visit_textures(&mut copy, &mut |_, used| {
            textures.extend(number(&used["index"]))
        });
    }
    let mut images = BTreeSet::new();
    for texture in textures {
        let mut one = serde_json::json!({"textures": [json["textures"][texture].clone()]});
        links::visit(&mut one, List::Images, &mut |image| {
            images.extend(number(image))
        });
    }
    images
}

fn missing(json: &Value, part: &str) -> Fault {
    let mut json = json.clone();
    let mut names = BTreeSet::new();
    for key in ["nodes", "meshes", "materials"] {
        let named = entries(&mut json, key).iter();
        names.extend(named.filter_map(|entry| entry["name"].as_str().map(str::to_owned)));
    }
    let fault = Fault::usage(format!("The file has no part called {part}"));
    if names.is_empty() {
        return fault.hint("None of its nodes, meshes and materials has a name");
    }
    let listed: Vec<_> = names.iter().take(LISTED).cloned().collect();
    let more = names.len().saturating_sub(LISTED);
    let rest = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    fault.hint(format!("It has {}{rest}", listed.join(", ")))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use serde_json::json;

    use super::*;
    use crate::samples::{self, grid};
    use crate::work::Times;

    /// Two nodes, "seat" and "leg", each with a mesh of its own; both materials use the one image.
    fn chair() -> Work {
        let mut work = samples::work();
        work.meshes = vec![vec![grid(4, 0.0)], vec![grid(4, 2.0)]];
        work.json["nodes"] = json!([{"name": "chair", "children": [1, 2]},
            {"name": "seat", "mesh": 0}, {"name": "leg", "mesh": 1}]);
        work.json["meshes"] = json!([{"primitives": [{"material": 0}]},
            {"name": "wood", "primitives": [{"material": 1}]}]);
        work.json["materials"] = json!([
            {"pbrMetallicRoughness": {"baseColorTexture": {"index": 0}}},
            {"name": "oak", "pbrMetallicRoughness": {"baseColorTexture": {"index": 0}}}]);
        work
    }

    fn held(part: &str, times: f32) -> (Work, Result<()>) {
        let mut work = chair();
        let part = PartQuality {
            part: part.into(),
            times,
        };
        let result = mark(&mut work, &[part]);
        (work, result)
    }

    #[test]
    fn parts_are_found_as_node_mesh_and_material() {
        for (part, marked) in [
            ("seat", [true, false]),
            ("wood", [false, true]),
            ("oak", [false, true]),
            ("chair", [true, true]),
        ] {
            let (work, result) = held(part, f32::INFINITY);
            result.unwrap();
            let locked = [0, 1].map(|mesh: usize| work.meshes[mesh][0].part_quality.is_locked());
            assert_eq!(locked, marked, "{part}");
            assert!(work.images[0].part_quality.is_locked());
        }
    }

    #[test]
    fn less_care_does_not_reach_what_others_use() {
        let (work, _) = held("seat", 0.5);
        assert_eq!(work.meshes[0][0].part_quality, Times(0.5));
        assert_eq!(work.images[0].part_quality, Times(1.0));
    }

    #[test]
    fn a_part_that_is_not_there_is_said_with_those_that_are() {
        let (_, result) = held("arm", 2.0);
        let fault = result.unwrap_err();
        assert_eq!(fault.kind(), base::FaultKind::Usage);
        assert!(fault.hint_text().iter().any(|hint| hint.contains("seat")));
    }

    #[test]
    fn twice_as_near_is_one_bit_more() {
        assert_eq!(Times(1.0).bits(), 0);
        assert_eq!(Times(2.0).bits(), 1);
        assert_eq!(Times(0.5).bits(), 0);
    }
}
