//! Puts a node in the place of every instance.

use asset::model::{Instances, Topology};
use asset::{Document, Model};
use base::{Fault, Result};
use serde_json::{Map, Value, json};

use super::json::{disclaim, entries_mut, index, push, take_extension};
use super::{Fix, FixId};

const EXTENSION: &str = "EXT_mesh_gpu_instancing";
/// More nodes than that would be another kind of trouble: pages get slow with thousands of parts.
const MOST: usize = 10_000;

pub(super) const FIX: Fix = Fix {
    id: FixId::DissolveInstances,
    name: "dissolve-instances",
    label: "Make parts of the copies",
    does: "Puts a part of its own in the place of every copy that is drawn at once (EXT_mesh_gpu_instancing)",
    mends: &["VARIANTS_WITH_INSTANCING", "INSTANCING_MORPH_TARGETS"],
    run,
};

fn run(model: &Model) -> Result<Document> {
    let cannot = |why: &str| {
        Fault::input(format!(
            "The copies in {} can't be made parts: {why}",
            model.name
        ))
        .hint("Export it again without instancing")
    };
    let instanced: Vec<(usize, &Instances)> = model
        .nodes
        .iter()
        .enumerate()
        .filter_map(|(index, node)| Some((index, node.instances.as_ref()?)))
        .filter(|(node, _)| model.nodes[*node].mesh.is_some())
        .collect();
    let copies: usize = instanced.iter().map(|(_, instances)| instances.len()).sum();
    if instanced.is_empty() {
        return Err(cannot("it has none"));
    }
    if copies > MOST {
        return Err(cannot(&format!(
            "there are {copies}, and {MOST} parts are the most"
        )));
    }
    for (node, instances) in &instanced {
        if instances.colors.is_some() {
            return Err(cannot("they have colours of their own"));
        }
        if model.nodes[*node].skin.is_some() {
            return Err(cannot(
                "they have a skeleton, which the web viewer doesn't pose copies with",
            ));
        }
    }
    let mut document = model.document.clone();
    let root = &mut document.json;
    for (node, instances) in instanced {
        if draws_surfaces(model, node) {
            dissolve(root, node, instances);
        }
    }
    for node in entries_mut(root, "nodes") {
        take_extension(node, EXTENSION);
    }
    disclaim(root, EXTENSION);
    Ok(document)
}

/// Whether all of a node's mesh are surfaces. The web viewer draws points and lines once, whatever
/// their instances.
fn draws_surfaces(model: &Model, node: usize) -> bool {
    let surface = |topology| {
        use Topology::{TriangleFan, TriangleStrip, Triangles};
        matches!(topology, Triangles | TriangleStrip | TriangleFan)
    };
    let mesh = model.nodes[node].mesh.map(|mesh| &model.meshes[mesh]);
    mesh.is_some_and(|mesh| {
        mesh.primitives
            .iter()
            .all(|primitive| surface(primitive.topology))
    })
}

/// Gives a node's mesh to a child for each of its instances.
fn dissolve(root: &mut Value, node: usize, instances: &Instances) {
    let Some(members) = entries_mut(root, "nodes")
        .get_mut(node)
        .and_then(Value::as_object_mut)
    else {
        return;
    };
    let Some(mesh) = members.shift_remove("mesh") else {
        return;
    };
    let weights = members.shift_remove("weights");
    let mut children = Vec::with_capacity(instances.len());
    for ((translation, rotation), scale) in instances
        .translations
        .iter()
        .zip(&instances.rotations)
        .zip(&instances.scales)
    {
        let mut child = Map::new();
        child.insert("mesh".to_owned(), mesh.clone());
        if let Some(weights) = &weights {
            child.insert("weights".to_owned(), weights.clone());
        }
        // What is as it would be anyway isn't written.
        if translation.to_array() != [0.0; 3] {
            child.insert("translation".to_owned(), json!(translation.to_array()));
        }
        if rotation.to_array() != [0.0, 0.0, 0.0, 1.0] {
            child.insert("rotation".to_owned(), json!(rotation.to_array()));
        }
        if scale.to_array() != [1.0; 3] {
            child.insert("scale".to_owned(), json!(scale.to_array()));
        }
        children.push(push(root, "nodes", Value::Object(child)));
    }
    move_weights(root, node, &children);
    if children.is_empty() {
        return;
    }
    let members = entries_mut(root, "nodes")
        .get_mut(node)
        .and_then(Value::as_object_mut);
    if let Some(members) = members {
        let list = members.entry("children").or_insert_with(|| json!([]));
        if let Some(list) = list.as_array_mut() {
            list.extend(children.into_iter().map(Value::from));
        }
    }
}

/// Has the animations that morph a node morph its children instead.
fn move_weights(root: &mut Value, node: usize, children: &[usize]) {
    for animation in entries_mut(root, "animations") {
        let Some(channels) = animation.get_mut("channels").and_then(Value::as_array_mut) else {
            continue;
        };
        let morphs = |channel: &Value| {
            let target = &channel["target"];
            target["path"] == "weights" && target.get("node").and_then(index) == Some(node)
        };
        let old = std::mem::take(channels);
        for channel in old {
            if !morphs(&channel) {
                channels.push(channel);
                continue;
            }
            for child in children {
                let mut copy = channel.clone();
                copy["target"]["node"] = json!(child);
                channels.push(copy);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::super::samples::{Sample, box_file, read};
    use super::*;

    /// A box that stands in two places.
    fn two() -> Document {
        let mut sample = Sample::new();
        let places = sample.floats(&[[-1.0, 0.0, 0.0], [1.0, 0.0, 0.0]]);
        let turns = sample.floats(&[[0.0, 0.0, 0.0, 1.0], [0.0, 1.0, 0.0, 0.0]]);
        sample.json["nodes"][0]["extensions"] = json!({ EXTENSION: {
            "attributes": { "TRANSLATION": places, "ROTATION": turns },
        } });
        sample.json["extensionsUsed"] = json!([EXTENSION]);
        sample.json["extensionsRequired"] = json!([EXTENSION]);
        sample.document()
    }

    #[test]
    fn every_copy_becomes_a_child() {
        let before = read(&two());
        let fixed = run(&before).unwrap();
        assert_eq!(
            fixed.json["nodes"],
            json!([
                { "children": [1, 2] },
                { "mesh": 0, "translation": [-1.0, 0.0, 0.0] },
                { "mesh": 0, "translation": [1.0, 0.0, 0.0], "rotation": [0.0, 1.0, 0.0, 0.0] },
            ])
        );
        assert!(fixed.json.get("extensionsUsed").is_none());
        assert!(fixed.json.get("extensionsRequired").is_none());
        let after = read(&fixed);
        assert_eq!(asset::scene::bounds(&before), asset::scene::bounds(&after));
        assert!(run(&after).is_err());
    }

    #[test]
    fn an_animation_that_morphs_morphs_every_copy() {
        let mut file = two();
        file.json["animations"] = json!([{ "channels": [
            { "sampler": 0, "target": { "node": 0, "path": "weights" } },
            { "sampler": 1, "target": { "node": 0, "path": "translation" } },
        ] }]);
        let mut root = file.json;
        move_weights(&mut root, 0, &[4, 5]);
        let channels = root["animations"][0]["channels"].as_array().unwrap();
        let nodes: Vec<_> = channels
            .iter()
            .map(|channel| channel["target"]["node"].as_u64().unwrap())
            .collect();
        assert_eq!(nodes, [4, 5, 0]);
    }

    #[test]
    fn without_copies_there_is_nothing_to_do() {
        assert!(run(&read(&box_file())).is_err());
    }
}
