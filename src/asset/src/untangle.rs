//! Nodes as the format wants them, standing where the web viewer puts them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::{Document, Model};

/// The document of `model` with every node in one place: the tree that the web viewer makes of scenes
/// that list children or list a node twice and of nodes of several parents, written as a valid one. What
/// the viewer draws twice gets nodes of its own, behind the others. It looks as before. `None` where the
/// nodes stand in a valid tree already.
#[must_use]
pub fn untangled(model: &Model) -> Option<Document> {
    let mut document = model.document.clone();
    let root = &mut document.json;
    let own = entries(root, "nodes").len();
    if own == 0 || model.nodes.len() < own {
        return None;
    }
    add_copies(root, model, own);
    for (node, read) in model.nodes.iter().enumerate() {
        let Some(members) = root["nodes"].get_mut(node).and_then(Value::as_object_mut) else {
            continue;
        };
        if !members
            .get("children")
            .is_some_and(|list| is(list, &read.children))
        {
            match read.children.is_empty() {
                // An empty list is another matter.
                true if members.get("children").is_some_and(is_empty) => {}
                true => drop(members.shift_remove("children")),
                false => drop(members.insert("children".to_owned(), json!(read.children))),
            }
        }
    }
    list_roots(root, model);
    if model.nodes.len() > own {
        move_first(root, model);
    }
    (*root != model.document.json).then_some(document)
}

fn entries<'a>(root: &'a Value, key: &str) -> &'a [Value] {
    root[key].as_array().map_or(&[], Vec::as_slice)
}

fn is_empty(list: &Value) -> bool {
    list.as_array().is_some_and(Vec::is_empty)
}

/// The indices in a list.
fn indices(list: &Value) -> impl Iterator<Item = Option<usize>> + '_ {
    let entries = list.as_array().into_iter().flatten();
    entries.map(|entry| usize::try_from(entry.as_u64()?).ok())
}

/// Whether `list` holds just `wanted`.
fn is(list: &Value, wanted: &[usize]) -> bool {
    list.is_array() && indices(list).eq(wanted.iter().map(|index| Some(*index)))
}

/// Adds the nodes that are drawn again, and the skins that pose them.
fn add_copies(root: &mut Value, model: &Model, own: usize) {
    let skins = entries(root, "skins").len();
    let mut skin_of: BTreeMap<usize, Value> = BTreeMap::new();
    let mut added = Vec::new();
    for read in &model.nodes[own..] {
        let original = read
            .copy_of
            .and_then(|node| entries(root, "nodes").get(node));
        let mut copy = original.cloned().unwrap_or_else(|| json!({}));
        if let Some(skin) = read.skin.filter(|skin| *skin >= skins) {
            skin_of.insert(skin, copy["skin"].take());
            copy["skin"] = json!(skin);
        }
        added.push(copy);
    }
    if let Some(list) = root["nodes"].as_array_mut() {
        list.extend(added);
    }
    for skin in skins..model.skins.len() {
        let original = skin_of
            .get(&skin)
            .and_then(Value::as_u64)
            .unwrap_or_default();
        let original = usize::try_from(original).unwrap_or_default();
        let mut copy = entries(root, "skins")
            .get(original)
            .cloned()
            .unwrap_or_default();
        copy["joints"] = json!(model.skins[skin].joints);
        if let Some(members) = copy.as_object_mut() {
            members.shift_remove("skeleton");
        }
        if let Some(list) = root["skins"].as_array_mut() {
            list.push(copy);
        }
    }
}

/// Has every scene list roots alone, each once.
fn list_roots(root: &mut Value, model: &Model) {
    let is_child: BTreeSet<usize> = model
        .nodes
        .iter()
        .flat_map(|node| node.children.iter().copied())
        .collect();
    let scenes = root.get_mut("scenes").and_then(Value::as_array_mut);
    for (index, scene) in scenes.into_iter().flatten().enumerate() {
        let shown = model
            .scenes
            .get(index)
            .filter(|_| model.scene == Some(index));
        let roots: Vec<usize> = match shown {
            Some(scene) => scene.nodes.clone(),
            None => {
                let mut listed = BTreeSet::new();
                let list = indices(&scene["nodes"]).flatten();
                list.filter(|node| !is_child.contains(node) && listed.insert(*node))
                    .collect()
            }
        };
        let Some(members) = scene.as_object_mut() else {
            continue;
        };
        let Some(list) = members.get("nodes").filter(|list| !is(list, &roots)) else {
            continue;
        };
        match roots.is_empty() {
            true if is_empty(list) => {}
            true => drop(members.shift_remove("nodes")),
            false => drop(members.insert("nodes".to_owned(), json!(roots))),
        }
    }
}

/// Has animations move what the web viewer moves of a node that is drawn twice: the one that it meets
/// first.
fn move_first(root: &mut Value, model: &Model) {
    let copied: BTreeSet<usize> = model.nodes.iter().filter_map(|node| node.copy_of).collect();
    let shown = model.scene.and_then(|scene| model.scenes.get(scene));
    let roots = shown.map_or(&[][..], |scene| &scene.nodes);
    let mut first: BTreeMap<usize, usize> = BTreeMap::new();
    let mut open: Vec<usize> = roots.iter().rev().copied().collect();
    while let Some(node) = open.pop() {
        let Some(read) = model.nodes.get(node) else {
            continue;
        };
        let original = read.copy_of.unwrap_or(node);
        if copied.contains(&original) {
            first.entry(original).or_insert(node);
        }
        open.extend(read.children.iter().rev());
    }
    let animations = root.get_mut("animations").and_then(Value::as_array_mut);
    for animation in animations.into_iter().flatten() {
        let channels = animation.get_mut("channels").and_then(Value::as_array_mut);
        for channel in channels.into_iter().flatten() {
            let target = channel
                .get_mut("target")
                .and_then(|target| target.get_mut("node"));
            if let Some(node) = target
                && let Some(index) = node.as_u64().and_then(|node| usize::try_from(node).ok())
                && let Some(moved) = first.get(&index)
            {
                *node = json!(moved);
            }
        }
    }
}
