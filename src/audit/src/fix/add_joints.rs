//! Puts the joints that parts hang on into the scene.

use asset::{Document, Model};
use base::{Fault, Result};
use serde_json::json;

use super::{Fix, FixId};

pub(super) const FIX: Fix = Fix {
    id: FixId::AddJoints,
    name: "add-joints",
    label: "Put the skeleton into the scene",
    does: "Puts skeletons that parts of the scene hang on into the scene as well",
    mends: &["NODE_SKIN_NO_SCENE"],
    run,
};

fn run(model: &Model) -> Result<Document> {
    let none = || {
        Fault::input(format!("The skeletons of {} are in its scene", model.name))
            .hint("There is nothing to add")
    };
    let index = model.scene.ok_or_else(none)?;
    let listed = model.scenes.get(index).ok_or_else(none)?;
    let mut parent = vec![None; model.nodes.len()];
    for (node, read) in model.nodes.iter().enumerate() {
        for child in &read.children {
            parent[*child] = Some(node);
        }
    }
    let top = |mut node: usize| {
        // With one parent each and no loops, there are no more steps than nodes.
        for _ in 0..parent.len() {
            match parent[node] {
                Some(above) => node = above,
                None => break,
            }
        }
        node
    };
    let mut shown = vec![false; model.nodes.len()];
    let mut open = listed.nodes.clone();
    while let Some(node) = open.pop() {
        if !std::mem::replace(&mut shown[node], true) {
            open.extend(&model.nodes[node].children);
        }
    }
    let mut added = Vec::new();
    for node in model.nodes.iter().zip(&shown).filter(|(_, shown)| **shown) {
        let skin = node.0.skin.and_then(|skin| model.skins.get(skin));
        for joint in skin.iter().flat_map(|skin| &skin.joints) {
            let root = top(*joint);
            if !shown[*joint] && !added.contains(&root) {
                added.push(root);
            }
        }
    }
    if added.is_empty() {
        return Err(none());
    }
    let mut document = model.document.clone();
    let scene = &mut document.json["scenes"][index];
    if !scene["nodes"].is_array() {
        scene["nodes"] = json!([]);
    }
    if let Some(list) = scene["nodes"].as_array_mut() {
        list.extend(added.into_iter().map(|node| json!(node)));
    }
    Ok(document)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use asset::Effect;

    use super::super::samples::{read, skinned};
    use super::*;

    #[test]
    fn the_joints_join_the_scene_with_what_is_above_them() {
        let mut file = skinned();
        file.json["nodes"] = json!([{ "mesh": 0, "skin": 0 }, {}, { "children": [1] }]);
        file.json["scenes"] = json!([{ "nodes": [0] }]);
        let before = read(&file);
        assert_eq!(before.effect(), Effect::Refused, "{:?}", before.defects);
        let fixed = run(&before).unwrap();
        assert_eq!(fixed.json["scenes"], json!([{ "nodes": [0, 2] }]));
        let after = read(&fixed);
        assert_eq!(after.effect(), Effect::Drawn, "{:?}", after.defects);
        assert!(run(&after).is_err());
    }
}
