//! Leaves out lists that have nothing in them, and members that are null.

use asset::{Document, Model};
use base::{Fault, Result};
use serde_json::Value;

use super::json::each_object;
use super::{Fix, FixId};

/// Lists that may be left out, and then say the same. Empty weights of a node stand against its mesh's.
const OPTIONAL: [&str; 17] = [
    "accessors",
    "animations",
    "bufferViews",
    "buffers",
    "cameras",
    "children",
    "extensionsRequired",
    "extensionsUsed",
    "images",
    "lights",
    "meshes",
    "nodes",
    "samplers",
    "scenes",
    "skins",
    "targets",
    "textures",
];

pub(super) const FIX: Fix = Fix {
    id: FixId::DropEmpties,
    name: "drop-empties",
    label: "Leave out what is empty",
    does: "Leaves out lists that have nothing in them and members that are null",
    mends: &["EMPTY_ENTITY"],
    run,
};

fn run(model: &Model) -> Result<Document> {
    let mut document = model.document.clone();
    each_object(&mut document.json, &mut |object| {
        // An animation must have both of its lists.
        let is_animation = object.contains_key("channels");
        object.retain(|key, value| match value {
            Value::Null => key == "extras",
            Value::Array(list) => {
                let kept = is_animation && key == "samplers";
                !list.is_empty() || kept || !OPTIONAL.contains(&key.as_str())
            }
            _ => true,
        });
    });
    if document.json == model.document.json {
        let fault = Fault::input(format!("{} has no empty list that may go", model.name));
        return Err(fault.hint("There is nothing to leave out"));
    }
    Ok(document)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use serde_json::json;

    use super::super::samples::{box_file, read};
    use super::*;

    #[test]
    fn what_is_empty_or_null_goes_and_all_else_stays() {
        let sound = box_file();
        let mut file = sound.clone();
        file.json["cameras"] = json!([]);
        file.json["nodes"][0]["children"] = json!([]);
        file.json["nodes"][0]["name"] = Value::Null;
        let before = read(&file);
        let codes: Vec<&str> = before.defects.iter().map(|defect| defect.code).collect();
        assert!(
            codes.contains(&"EMPTY_ENTITY") && codes.contains(&"TYPE_MISMATCH"),
            "{codes:?}"
        );
        let fixed = run(&before).unwrap();
        assert_eq!(read(&fixed).defects, []);
        assert_eq!(fixed.json["nodes"], sound.json["nodes"]);
        assert!(run(&read(&fixed)).is_err());
    }
}
