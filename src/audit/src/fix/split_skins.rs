//! Gives what of a skinned mesh is drawn without its skin a mesh of its own.

use std::collections::BTreeMap;

use asset::{Document, Model};
use base::{Fault, Result};
use serde_json::{Value, json};

use super::json::{entries, entries_mut, index, push};
use super::{Fix, FixId};

/// What ties vertices to joints.
const TIES: [&str; 2] = ["JOINTS_", "WEIGHTS_"];

pub(super) const FIX: Fix = Fix {
    id: FixId::SplitSkins,
    name: "split-skins",
    label: "Take the stiff parts out of the skeleton",
    does: "Gives parts of a skinned mesh that no joint moves, and uses of it without a skeleton, a mesh of their own",
    mends: &["SKIN_MESH_SHARED", "SKIN_PRIMITIVE_NO_JOINTS"],
    run,
};

fn run(model: &Model) -> Result<Document> {
    let mut document = model.document.clone();
    let root = &mut document.json;
    let shared = split_uses(root);
    let stiff = split_parts(root);
    if shared || stiff {
        return Ok(document);
    }
    let fault = Fault::input(format!(
        "All of the skinned meshes in {} are posed",
        model.name
    ));
    Err(fault.hint("There is nothing to split"))
}

/// The mesh and skin that a node names.
fn use_of(node: &Value) -> Option<(usize, Option<usize>)> {
    let mesh = node.get("mesh").and_then(index)?;
    Some((mesh, node.get("skin").and_then(index)))
}

/// Gives nodes that use a skinned mesh without a skin a copy of it that isn't tied to joints.
fn split_uses(root: &mut Value) -> bool {
    let uses: Vec<_> = entries(root, "nodes").iter().map(use_of).collect();
    let skinned = |mesh: usize| {
        uses.iter()
            .flatten()
            .any(|(other, skin)| *other == mesh && skin.is_some())
    };
    let mut copies: BTreeMap<usize, usize> = BTreeMap::new();
    let mut changes = Vec::new();
    for (node, at) in uses.iter().enumerate() {
        let Some((mesh, None)) = *at else { continue };
        if !skinned(mesh) {
            continue;
        }
        let copy = match copies.get(&mesh) {
            Some(copy) => *copy,
            None => {
                let mut stiff = entries(root, "meshes")
                    .get(mesh)
                    .cloned()
                    .unwrap_or_default();
                entries_mut(&mut stiff, "primitives")
                    .iter_mut()
                    .for_each(untie);
                let copy = push(root, "meshes", stiff);
                copies.insert(mesh, copy);
                copy
            }
        };
        changes.push((node, copy));
    }
    for (node, copy) in &changes {
        entries_mut(root, "nodes")[*node]["mesh"] = json!(copy);
    }
    !changes.is_empty()
}

/// Takes primitives without joints out of skinned meshes; a child of each node that uses the mesh
/// shows them.
fn split_parts(root: &mut Value) -> bool {
    let uses: Vec<_> = entries(root, "nodes").iter().map(use_of).collect();
    let mut found = false;
    for mesh in 0..entries(root, "meshes").len() {
        let nodes: Vec<usize> = (0..uses.len())
            .filter(|node| matches!(uses[*node], Some((of, Some(_))) if of == mesh))
            .collect();
        if nodes.is_empty() {
            continue;
        }
        let whole = entries(root, "meshes")[mesh].clone();
        let (tied, stiff): (Vec<Value>, Vec<Value>) = entries(&whole, "primitives")
            .iter()
            .cloned()
            .partition(|primitive| primitive["attributes"].get("JOINTS_0").is_some());
        if stiff.is_empty() {
            continue;
        }
        found = true;
        if tied.is_empty() {
            // Nothing of it is posed: it is no skinned mesh.
            for node in nodes {
                if let Some(node) = entries_mut(root, "nodes")[node].as_object_mut() {
                    node.shift_remove("skin");
                }
            }
            continue;
        }
        let mut apart = whole;
        apart["primitives"] = Value::Array(stiff);
        let apart = push(root, "meshes", apart);
        entries_mut(root, "meshes")[mesh]["primitives"] = Value::Array(tied);
        for node in nodes {
            let mut child = json!({ "mesh": apart });
            if let Some(weights) = entries(root, "nodes")[node].get("weights") {
                child["weights"] = weights.clone();
            }
            let child = push(root, "nodes", child);
            let node = &mut entries_mut(root, "nodes")[node];
            match node.get_mut("children").and_then(Value::as_array_mut) {
                Some(children) => children.push(json!(child)),
                None => node["children"] = json!([child]),
            }
        }
    }
    found
}

/// Takes off what ties a primitive to joints.
fn untie(primitive: &mut Value) {
    if let Some(attributes) = primitive["attributes"].as_object_mut() {
        attributes.retain(|name, _| !TIES.iter().any(|tie| name.starts_with(tie)));
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use asset::Effect;

    use super::super::samples::{box_file, read, skinned};
    use super::*;

    #[test]
    fn a_part_without_joints_stands_on_a_child() {
        let mut file = skinned();
        let mut stiff = file.json["meshes"][0]["primitives"][0].clone();
        untie(&mut stiff);
        file.json["meshes"][0]["primitives"]
            .as_array_mut()
            .unwrap()
            .push(stiff);
        let before = read(&file);
        assert_eq!(before.effect(), Effect::Refused);
        let fixed = run(&before).unwrap();
        assert_eq!(
            fixed.json["meshes"][0]["primitives"]
                .as_array()
                .unwrap()
                .len(),
            1
        );
        assert_eq!(fixed.json["nodes"][0]["children"], json!([2]));
        assert_eq!(fixed.json["nodes"][2], json!({ "mesh": 1 }));
        let after = read(&fixed);
        assert_eq!(after.effect(), Effect::Drawn, "{:?}", after.defects);
        assert!(run(&after).is_err());
    }

    #[test]
    fn a_mesh_without_joints_loses_its_skin() {
        let mut file = skinned();
        untie(&mut file.json["meshes"][0]["primitives"][0]);
        let fixed = run(&read(&file)).unwrap();
        assert!(fixed.json["nodes"][0].get("skin").is_none());
        assert_eq!(read(&fixed).effect(), Effect::Drawn);
    }

    #[test]
    fn a_use_without_skin_gets_a_mesh_that_isnt_tied() {
        let mut file = skinned();
        file.json["nodes"]
            .as_array_mut()
            .unwrap()
            .push(json!({ "mesh": 0 }));
        file.json["scenes"][0]["nodes"]
            .as_array_mut()
            .unwrap()
            .push(json!(2));
        let before = read(&file);
        assert_eq!(before.effect(), Effect::Refused);
        let fixed = run(&before).unwrap();
        assert_eq!(fixed.json["nodes"][2]["mesh"], 1);
        let attributes = fixed.json["meshes"][1]["primitives"][0]["attributes"]
            .as_object()
            .unwrap();
        assert_eq!(attributes.keys().collect::<Vec<_>>(), ["POSITION"]);
        assert_eq!(read(&fixed).effect(), Effect::Drawn);
    }

    #[test]
    fn a_file_without_skins_is_left_alone() {
        assert!(run(&read(&box_file())).is_err());
    }
}
