//! Nodes that can become one.

use std::collections::BTreeMap;

use serde_json::Value;

use super::place::{Group, place};
use crate::work::links::{addressed, list};
use crate::work::{Shape, TRIANGLES, Work};

/// glTF's mode of fans of triangles, the last of its surfaces.
const TRIANGLE_FAN: u64 = 6;
/// What nodes that can become one may have.
const PLAIN: [&str; 6] = ["mesh", "name", "translation", "rotation", "scale", "matrix"];

/// Nodes that are alike but for their place, with it; of each kind `least`.
pub(super) fn groups(work: &Work, least: usize) -> Vec<Group> {
    let meshes = plain_meshes(work);
    let bound = bound(&work.json);
    let nodes: Vec<&Value> = list(&work.json["nodes"]).collect();
    let mut found = Vec::new();
    for siblings in families(&work.json) {
        // By mesh and name.
        let mut alike: BTreeMap<(u64, Option<&str>), Group> = BTreeMap::new();
        for number in siblings {
            let Some(node) = nodes.get(number).and_then(|node| node.as_object()) else {
                continue;
            };
            let mesh = node.get("mesh").and_then(Value::as_u64);
            let Some(mesh) = mesh.filter(|mesh| meshes.get(*mesh as usize) == Some(&true)) else {
                continue;
            };
            let plain = node.keys().all(|key| PLAIN.contains(&key.as_str()));
            if !plain || bound.get(&number) != Some(&1) {
                continue;
            }
            if let Some(place) = place(node) {
                let name = node.get("name").and_then(Value::as_str);
                let name = name.filter(|name| !name.is_empty());
                alike.entry((mesh, name)).or_default().push((number, place));
            }
        }
        found.extend(alike.into_values().filter(|group| group.len() >= least));
    }
    found
}

/// Which meshes may be drawn by instances.
fn plain_meshes(work: &Work) -> Vec<bool> {
    let meshes = list(&work.json["meshes"]);
    meshes
        .zip(&work.meshes)
        .map(|(mesh, shapes)| {
            let plain = |shape: &Shape| {
                // The viewer copies surfaces alone.
                (TRIANGLES..=TRIANGLE_FAN).contains(&shape.mode)
                    && !shape.is_deformed()
                    && !shape.order.sorted
                    && !shape.order.tied
            };
            list(&mesh["primitives"]).all(|primitive| primitive.get("extensions").is_none())
                && shapes.iter().all(plain)
        })
        .collect()
}

/// How often each node is named; those that an animation moves or a skin hangs on count as many.
fn bound(json: &Value) -> BTreeMap<usize, usize> {
    const MANY: usize = 1 << 20;
    let mut named: BTreeMap<usize, usize> = BTreeMap::new();
    for node in families(json).into_iter().flatten() {
        *named.entry(node).or_default() += 1;
    }
    for number in addressed(json) {
        *named.entry(number).or_default() += MANY;
    }
    named
}

/// The nodes of each scene, and the children of each node.
fn families(json: &Value) -> Vec<Vec<usize>> {
    let scenes = list(&json["scenes"]).map(|scene| &scene["nodes"]);
    let nodes = list(&json["nodes"]).map(|node| &node["children"]);
    let numbers = |entries: &Value| {
        let numbers = list(entries).filter_map(Value::as_u64);
        numbers.map(|number| number as usize).collect()
    };
    scenes.chain(nodes).map(numbers).collect()
}
