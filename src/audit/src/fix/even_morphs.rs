//! Gives all parts of a mesh as many morph targets.

use asset::{Document, Model};
use base::{Fault, Result};
use serde_json::{Value, json};

use super::json::{entries, entries_mut, index, push};
use super::{Fix, FixId};

/// glTF's number for 32-bit floats.
const FLOAT: u32 = 5126;

pub(super) const FIX: Fix = Fix {
    id: FixId::EvenMorphs,
    name: "even-morphs",
    label: "Let all of it change shape",
    does: "Gives parts that lack morph targets of their mesh some that move nothing, and takes weights off what has none",
    mends: &[
        "NODE_WEIGHTS_INVALID",
        "MESH_PRIMITIVES_UNEQUAL_TARGETS_COUNT",
    ],
    run,
};

fn run(model: &Model) -> Result<Document> {
    let mut document = model.document.clone();
    let root = &mut document.json;
    let mut found = false;
    let mut stiff = vec![false; entries(root, "meshes").len()];
    for (mesh, stiff) in stiff.iter_mut().enumerate() {
        let parts = entries(&entries(root, "meshes")[mesh], "primitives");
        let targets = parts.iter().map(|part| entries(part, "targets").len());
        let (most, least) = (targets.clone().max(), targets.min());
        *stiff = most == Some(0);
        if most == least {
            continue;
        }
        let most = most.unwrap_or_default();
        for part in 0..entries(&entries(root, "meshes")[mesh], "primitives").len() {
            found |= fill(root, mesh, part, most);
        }
    }
    for node in entries_mut(root, "nodes") {
        let mesh = node.get("mesh").and_then(index);
        let is_stiff = mesh.and_then(|mesh| stiff.get(mesh)) == Some(&true);
        if let Some(node) = node.as_object_mut().filter(|_| is_stiff) {
            found |= node.shift_remove("weights").is_some();
        }
    }
    if found {
        Ok(document)
    } else {
        let fault = Fault::input(format!(
            "The parts of each mesh of {} have as many morph targets",
            model.name
        ));
        Err(fault.hint("There is nothing to even out"))
    }
}

/// Gives one part targets that move nothing until it has `most`.
fn fill(root: &mut Value, mesh: usize, part: usize, most: usize) -> bool {
    let at = &entries(&entries(root, "meshes")[mesh], "primitives")[part];
    let has = entries(at, "targets").len();
    let positions = at["attributes"].get("POSITION").and_then(index);
    let count = positions.and_then(|at| entries(root, "accessors").get(at)?.get("count").cloned());
    let Some(count) = count.filter(|_| has < most) else {
        return false;
    };
    // Without a buffer view, all of it is zeros.
    let zeros = push(
        root,
        "accessors",
        json!({
            "componentType": FLOAT, "count": count, "type": "VEC3",
            "min": [0.0, 0.0, 0.0], "max": [0.0, 0.0, 0.0],
        }),
    );
    let part = &mut entries_mut(&mut entries_mut(root, "meshes")[mesh], "primitives")[part];
    if !part["targets"].is_array() {
        part["targets"] = json!([]);
    }
    if let Some(targets) = part["targets"].as_array_mut() {
        targets.resize(most, json!({ "POSITION": zeros }));
    }
    true
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use asset::Effect;

    use super::super::samples::{Sample, box_file, read};
    use super::*;

    #[test]
    fn a_stiff_part_gets_targets_that_move_nothing() {
        let mut sample = Sample::new();
        let offsets = sample.floats(&[[0.0, 0.1, 0.0]; 3]);
        let stiff = sample.json["meshes"][0]["primitives"][0].clone();
        let part = &mut sample.json["meshes"][0]["primitives"][0];
        part["targets"] = json!([{ "POSITION": offsets }, { "POSITION": offsets }]);
        let parts = sample.json["meshes"][0]["primitives"].as_array_mut();
        parts.unwrap().push(stiff);
        sample.json["nodes"][0]["weights"] = json!([1.0, 0.0]);
        let before = read(&sample.document());
        assert_eq!(before.effect(), Effect::Refused, "{:?}", before.defects);
        let fixed = run(&before).unwrap();
        let zeros = json!({ "POSITION": offsets + 1 });
        assert_eq!(
            fixed.json["meshes"][0]["primitives"][1]["targets"],
            json!([zeros, zeros])
        );
        let after = read(&fixed);
        assert_eq!(after.effect(), Effect::Drawn, "{:?}", after.defects);
        assert!(run(&after).is_err());
    }

    #[test]
    fn weights_of_what_has_no_targets_go() {
        let mut file = box_file();
        file.json["nodes"][0]["weights"] = json!([0.5]);
        let before = read(&file);
        assert_eq!(before.effect(), Effect::Refused, "{:?}", before.defects);
        let fixed = run(&before).unwrap();
        assert_eq!(fixed.json["nodes"], json!([{ "mesh": 0 }]));
        assert_eq!(read(&fixed).effect(), Effect::Drawn);
    }
}
