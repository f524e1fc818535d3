//! Gives morph targets that move no vertex positions that say so.

use asset::{Document, Model};
use base::{Fault, Result};
use serde_json::{Value, json};

use super::json::{entries, entries_mut, index, push};
use super::{Fix, FixId};

/// glTF's number for 32-bit floats.
const FLOAT: u32 = 5126;

pub(super) const FIX: Fix = Fix {
    id: FixId::ZeroMorphs,
    name: "zero-morphs",
    label: "Say that the shape stays",
    does: "Gives morph targets that change normals or colours alone positions that move nothing",
    mends: &["MORPH_TARGET_NO_POSITION"],
    run,
};

fn run(model: &Model) -> Result<Document> {
    let mut document = model.document.clone();
    let root = &mut document.json;
    let mut found = false;
    for mesh in 0..entries(root, "meshes").len() {
        let primitives = entries(&entries(root, "meshes")[mesh], "primitives").len();
        for primitive in 0..primitives {
            found |= fill(root, mesh, primitive);
        }
    }
    if found {
        Ok(document)
    } else {
        let fault = Fault::input(format!(
            "Every morph target of {} has positions",
            model.name
        ));
        Err(fault.hint("There is nothing to put right"))
    }
}

/// Fills in the positions that one primitive's targets leave out.
fn fill(root: &mut Value, mesh: usize, primitive: usize) -> bool {
    let at = &entries(&entries(root, "meshes")[mesh], "primitives")[primitive];
    let lacks = |target: &Value| target.is_object() && target.get("POSITION").is_none();
    if !entries(at, "targets").iter().any(lacks) {
        return false;
    }
    let positions = at["attributes"].get("POSITION").and_then(index);
    let Some(count) =
        positions.and_then(|at| entries(root, "accessors").get(at)?.get("count").cloned())
    else {
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
    let primitives = entries_mut(&mut entries_mut(root, "meshes")[mesh], "primitives");
    for target in entries_mut(&mut primitives[primitive], "targets") {
        if lacks(target) {
            target["POSITION"] = json!(zeros);
        }
    }
    true
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use asset::Effect;

    use super::super::samples::{Sample, read};
    use super::*;

    #[test]
    fn what_stays_where_it_is_gets_zeros() {
        let mut sample = Sample::new();
        let offsets = sample.floats(&[[0.0, 0.1, 0.0]; 3]);
        let primitive = &mut sample.json["meshes"][0]["primitives"][0];
        primitive["attributes"]["NORMAL"] = json!(offsets);
        primitive["targets"] = json!([{ "NORMAL": offsets }, {}]);
        let before = read(&sample.document());
        assert_eq!(before.effect(), Effect::Blank, "{:?}", before.defects);
        let fixed = run(&before).unwrap();
        let targets = &fixed.json["meshes"][0]["primitives"][0]["targets"];
        assert_eq!(
            targets[0],
            json!({ "NORMAL": offsets, "POSITION": offsets + 1 })
        );
        assert_eq!(targets[1], json!({ "POSITION": offsets + 1 }));
        let after = read(&fixed);
        assert_eq!(after.effect(), Effect::Drawn, "{:?}", after.defects);
        assert!(run(&after).is_err());
    }
}
