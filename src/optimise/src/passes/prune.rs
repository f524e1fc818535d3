//! Drops what nothing uses: primitives without corners, meshes, materials, textures, images and
//! samplers that nothing names, and vertex attributes that no material reads.
//!
//! Nodes, cameras, animations and variants always stay, and so does what the viewer's frame hangs on.

use serde_json::Value;

use crate::words::counted;
use crate::work::links::{self, List, entries};
use crate::work::{Shape, Work};

pub(super) fn run(work: &mut Work) -> Vec<String> {
    let mut changes = Vec::new();
    let attributes = drop_attributes(work);
    if attributes > 0 {
        let what = counted(attributes, "vertex attribute", "vertex attributes");
        changes.push(format!("Dropped {what} that no material reads"));
    }
    if work.fixed {
        return changes;
    }
    let empty = drop_empty_primitives(work);
    if empty > 0 {
        changes.push(format!(
            "Dropped {}",
            counted(
                empty,
                "mesh part that draws nothing",
                "mesh parts that draw nothing"
            )
        ));
    }
    // From those that name to the named.
    for (list, one, many) in [
        (List::Meshes, "mesh", "meshes"),
        (List::Materials, "material", "materials"),
        (List::Textures, "texture", "textures"),
        (List::Samplers, "sampler", "samplers"),
        (List::Images, "image", "images"),
    ] {
        let names = drop_unused(work, list);
        if !names.is_empty() {
            let named: Vec<_> = names
                .iter()
                .filter(|name| !name.is_empty())
                .cloned()
                .collect();
            let named = if named.is_empty() {
                String::new()
            } else {
                format!(": {}", named.join(", "))
            };
            changes.push(format!(
                "Dropped {} that nothing used{named}",
                counted(names.len(), one, many)
            ));
        }
    }
    changes
}

/// Drops entries of `list` that nothing names; returns their names.
fn drop_unused(work: &mut Work, list: List) -> Vec<String> {
    let mut keep = vec![false; links::count(&work.json, list.key())];
    links::visit(&mut work.json, list, &mut |number| {
        let slot = number
            .as_u64()
            .and_then(|index| keep.get_mut(index as usize));
        if let Some(slot) = slot {
            *slot = true;
        }
    });
    let listed = entries(&mut work.json, list.key()).iter().zip(&keep);
    let names = listed
        .filter(|(_, keep)| !**keep)
        .map(|(entry, _)| entry["name"].as_str().unwrap_or_default().to_owned())
        .collect();
    let mut next = 0;
    let moved: Vec<_> = keep
        .iter()
        .map(|keep| {
            next += usize::from(*keep);
            keep.then(|| next - 1)
        })
        .collect();
    links::renumber(&mut work.json, list, &moved);
    work.retain(list, &keep);
    names
}

/// Drops primitives without corners or vertices, and meshes that had nothing else; the nodes stay.
fn drop_empty_primitives(work: &mut Work) -> usize {
    let mut dropped = 0;
    let mut empty = Vec::new();
    for (mesh, shapes) in entries(&mut work.json, "meshes")
        .iter_mut()
        .zip(&mut work.meshes)
    {
        let keep: Vec<bool> = shapes
            .iter()
            .map(|shape| {
                shape.vertices() > 0 && (!shape.indices.is_empty() || !shape.held.is_empty())
            })
            .collect();
        dropped += keep.iter().filter(|keep| !**keep).count();
        empty.push(!keep.contains(&true));
        let mut kept = keep.iter();
        shapes.retain(|_| kept.next().copied().unwrap_or(true));
        links::retain(mesh, "primitives", &keep);
    }
    for node in entries(&mut work.json, "nodes") {
        let mesh = node.get("mesh").and_then(Value::as_u64);
        if mesh.is_some_and(|mesh| empty.get(mesh as usize) == Some(&true))
            && let Some(node) = node.as_object_mut()
        {
            // Without a mesh these mean nothing, and glTF forbids them.
            for key in ["mesh", "skin", "weights"] {
                node.shift_remove(key);
            }
        }
    }
    dropped
}

/// Drops texture coordinates beyond the last set that a material of the primitive reads, in any
/// variant, and tangents that none needs.
fn drop_attributes(work: &mut Work) -> usize {
    let needs: Vec<Needs> = entries(&mut work.json, "materials")
        .iter_mut()
        .map(Needs::of)
        .collect();
    let mut dropped = 0;
    for (mesh, shapes) in entries(&mut work.json, "meshes")
        .iter_mut()
        .zip(&mut work.meshes)
    {
        for (primitive, shape) in entries(mesh, "primitives").iter_mut().zip(shapes) {
            let mut one = serde_json::json!({"meshes": [{"primitives": [primitive.clone()]}]});
            let mut need = Needs::default();
            links::visit(&mut one, List::Materials, &mut |number| {
                let material = number.as_u64().and_then(|index| needs.get(index as usize));
                // A material that isn't there: keep everything.
                need.add(material.copied().unwrap_or(Needs {
                    sets: 8,
                    tangents: true,
                }));
            });
            dropped += need.apply(shape);
        }
    }
    dropped
}

/// What materials read of vertices.
#[derive(Debug, Clone, Copy, Default)]
struct Needs {
    /// One more than the last set of texture coordinates.
    sets: u64,
    tangents: bool,
}

impl Needs {
    fn of(material: &mut Value) -> Self {
        let mut needs = Self {
            sets: 0,
            tangents: material["extensions"]
                .get("KHR_materials_anisotropy")
                .is_some(),
        };
        links::visit_textures(material, &mut |key, used| {
            let moved = &used["extensions"]["KHR_texture_transform"]["texCoord"];
            let set = moved.as_u64().or(used["texCoord"].as_u64()).unwrap_or(0);
            // A viewer without the transform reads the set outside of it.
            let sets = set.max(used["texCoord"].as_u64().unwrap_or(0)) + 1;
            needs.sets = needs.sets.max(sets);
            needs.tangents |= key.to_lowercase().contains("normal");
        });
        needs
    }

    fn add(&mut self, other: Self) {
        self.sets = self.sets.max(other.sets);
        self.tangents |= other.tangents;
    }

    fn apply(self, shape: &mut Shape) -> usize {
        // Without them it would be drawn in another place of the order.
        let shape_is_tied = shape.order.tied;
        let needed = |name: &str| match name.strip_prefix("TEXCOORD_").map(str::parse::<u64>) {
            Some(Ok(set)) => set < self.sets,
            _ => name != "TANGENT" || self.tangents || shape_is_tied,
        };
        let lists = std::iter::once(&mut shape.streams).chain(&mut shape.targets);
        let mut dropped = 0;
        for list in lists {
            let before = list.len();
            list.retain(|stream| needed(&stream.name));
            dropped += before - list.len();
        }
        dropped
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::samples;

    #[test]
    fn what_nothing_names_goes_down_to_the_image() {
        let mut work = samples::work();
        work.json["materials"] =
            json!([{"name": "used"}, {"name": "old", "normalTexture": {"index": 0}}]);
        let changes = run(&mut work);
        assert!(
            changes.iter().any(|change| change.contains("old")),
            "{changes:?}"
        );
        assert!(work.images.is_empty());
        assert_eq!(work.json.get("textures"), None);
    }

    #[test]
    fn a_material_of_a_variant_stays() {
        let mut work = samples::work();
        work.json["materials"] = json!([{"name": "oak"}, {"name": "ash"}]);
        work.json["meshes"][0]["primitives"][0]["extensions"] =
            json!({"KHR_materials_variants": {"mappings": [{"material": 1, "variants": [0]}]}});
        run(&mut work);
        assert_eq!(work.json["materials"].as_array().map(Vec::len), Some(2));
    }

    #[test]
    fn texture_coordinates_stay_only_where_a_texture_reads_them() {
        let mut work = samples::work();
        run(&mut work);
        assert!(work.meshes[0][0].stream("TEXCOORD_0").is_some());
        work.json["materials"] = json!([{"name": "plain"}]);
        run(&mut work);
        assert!(work.meshes[0][0].stream("TEXCOORD_0").is_none());
    }

    #[test]
    fn an_empty_mesh_goes_and_its_node_stays() {
        let mut work = samples::work();
        work.meshes[0][0].indices.clear();
        work.json["nodes"][0]["name"] = "chair".into();
        run(&mut work);
        assert_eq!(work.json["nodes"], json!([{"name": "chair"}]));
        assert!(work.meshes.is_empty());
        assert_eq!(work.json.get("meshes"), None);
    }
}
