//! Gives parts without a material the one that they are drawn with anyway.

use asset::{Document, Model};
use base::{Fault, Result};
use serde_json::json;

use super::json::{entries_mut, push};
use super::{Fix, FixId};

pub(super) const FIX: Fix = Fix {
    id: FixId::PlainMaterial,
    name: "plain-material",
    label: "Give it a material",
    does: "Gives parts without a material a plain white one, as the format says that they look",
    mends: &["MATERIAL_UNKNOWN"],
    run,
};

fn run(model: &Model) -> Result<Document> {
    let mut document = model.document.clone();
    let root = &mut document.json;
    // All that it leaves out is what the format gives parts that name none.
    let plain = push(root, "materials", json!({ "name": "Plain" }));
    let mut found = false;
    for mesh in entries_mut(root, "meshes") {
        for primitive in entries_mut(mesh, "primitives") {
            let bare = primitive
                .get("material")
                .is_none_or(|material| material.is_null());
            if let Some(primitive) = primitive.as_object_mut().filter(|_| bare) {
                primitive.insert("material".to_owned(), json!(plain));
                found = true;
            }
        }
    }
    if found {
        Ok(document)
    } else {
        let fault = Fault::input(format!("Every part of {} has a material", model.name));
        Err(fault.hint("There is nothing to give"))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use asset::Effect;

    use super::super::samples::{Sample, read};
    use super::*;

    #[test]
    fn parts_without_a_material_get_a_plain_one() {
        let mut sample = Sample::new();
        let normals = sample.floats(&[[0.0, 0.0, 1.0]; 3]);
        let tangents = sample.floats(&[[1.0, 0.0, 0.0, 1.0]; 3]);
        let attributes = &mut sample.json["meshes"][0]["primitives"][0]["attributes"];
        attributes["NORMAL"] = json!(normals);
        attributes["TANGENT"] = json!(tangents);
        let before = read(&sample.document());
        assert_eq!(before.effect(), Effect::Refused, "{:?}", before.defects);
        let fixed = run(&before).unwrap();
        assert_eq!(fixed.json["materials"], json!([{ "name": "Plain" }]));
        assert_eq!(fixed.json["meshes"][0]["primitives"][0]["material"], 0);
        let after = read(&fixed);
        assert_eq!(after.effect(), Effect::Drawn, "{:?}", after.defects);
        assert!(run(&after).is_err());
    }
}
