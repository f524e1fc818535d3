//! Who holds whom, and which nodes must stay where they are.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::work::links::{addressed, entries, list};

/// What a node may have that only stands there.
const PLAIN: [&str; 8] = [
    "mesh",
    "name",
    "translation",
    "rotation",
    "scale",
    "matrix",
    "children",
    "extras",
];

/// The nodes of a file.
pub(super) struct Tree {
    /// The node that holds each; `None` for those of a scene.
    pub(super) parents: Vec<Option<usize>>,
    /// Whether something other than its parent names the node, or it is more than a place: it stays.
    pub(super) bound: Vec<bool>,
    /// The scene whose tree each belongs to, where it is one alone.
    pub(super) scenes: Vec<Option<usize>>,
}

impl Tree {
    pub(super) fn of(json: &Value) -> Self {
        let nodes: Vec<&Value> = list(&json["nodes"]).collect();
        let mut parents = vec![None; nodes.len()];
        let mut holders = vec![0_usize; nodes.len()];
        for (number, node) in nodes.iter().enumerate() {
            for child in numbers(&node["children"]) {
                if let Some(parent) = parents.get_mut(child) {
                    *parent = Some(number);
                    holders[child] += 1;
                }
            }
        }
        let mut scenes = vec![None; nodes.len()];
        for (scene, value) in list(&json["scenes"]).enumerate() {
            for root in numbers(&value["nodes"]) {
                if let Some(holders) = holders.get_mut(root) {
                    *holders += 1;
                    scenes[root] = Some(scene);
                }
            }
        }
        let mut bound: Vec<bool> = nodes
            .iter()
            .zip(&holders)
            .map(|(node, holders)| {
                let plain = node
                    .as_object()
                    .is_some_and(|node| node.keys().all(|key| PLAIN.contains(&key.as_str())));
                !plain || *holders != 1
            })
            .collect();
        for number in addressed(json) {
            if let Some(bound) = bound.get_mut(number) {
                *bound = true;
            }
        }
        Self {
            parents,
            bound,
            scenes,
        }
    }
}

/// Hangs `children` below the node `anchor`; without one they become roots of the default scene, which is
/// the only one (see [`lift`](super::lift)).
pub(super) fn adopt(json: &mut Value, anchor: Option<usize>, children: &[usize]) {
    let (list, number, key) = match anchor {
        Some(node) => ("nodes", node, "children"),
        None => ("scenes", 0, "nodes"),
    };
    let Some(holder) = entries(json, list)
        .get_mut(number)
        .and_then(Value::as_object_mut)
    else {
        return;
    };
    let held = holder
        .entry(key)
        .or_insert_with(|| Value::Array(Vec::new()));
    if let Some(held) = held.as_array_mut() {
        held.extend(children.iter().map(|child| Value::from(*child)));
    }
}

/// Nodes above the `lifted` ones that are plain places for nothing any more; the `joined` ones go.
pub(super) fn emptied(
    json: &Value,
    tree: &Tree,
    lifted: impl Iterator<Item = usize>,
    joined: &BTreeSet<usize>,
) -> BTreeSet<usize> {
    let nodes: Vec<&Value> = list(&json["nodes"]).collect();
    let mut left: Vec<usize> = nodes
        .iter()
        .map(|node| {
            let children = numbers(&node["children"]);
            children.filter(|child| !joined.contains(child)).count()
        })
        .collect();
    let mut emptied = BTreeSet::new();
    for start in lifted {
        let mut next = tree.parents.get(start).copied().flatten();
        while let Some(node) = next {
            let is_empty = left.get(node) == Some(&0)
                && !tree.bound[node]
                && nodes
                    .get(node)
                    .is_some_and(|value| value.get("mesh").is_none());
            if !is_empty || !emptied.insert(node) {
                break;
            }
            next = tree.parents[node];
            if let Some(parent) = next {
                left[parent] = left[parent].saturating_sub(1);
            }
        }
    }
    emptied
}

fn numbers(value: &Value) -> impl Iterator<Item = usize> {
    let numbers = list(value).filter_map(Value::as_u64);
    numbers.filter_map(|number| usize::try_from(number).ok())
}
