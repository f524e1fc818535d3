//! Takes textures without a picture off their materials.

use asset::{Document, Model};
use base::{Fault, Result};
use serde_json::Value;

use super::json::{each_object, index};
use super::{Fix, FixId};

pub(super) const FIX: Fix = Fix {
    id: FixId::DropTextures,
    name: "drop-textures",
    label: "Leave the empty textures out",
    does: "Takes textures that name no picture the web viewer knows off their materials, which keep their colours",
    mends: &["TEXTURE_NO_SOURCE"],
    run,
};

fn run(model: &Model) -> Result<Document> {
    let mut document = model.document.clone();
    let empty = |texture: &Value| {
        let texture = texture.get("index").and_then(index);
        let texture = texture.and_then(|texture| model.textures.get(texture));
        texture.is_some_and(|texture| texture.image.is_none() && texture.lost.is_none())
    };
    let mut found = false;
    if let Some(materials) = document.json.get_mut("materials") {
        each_object(materials, &mut |object| {
            let names: Vec<String> = object
                .iter()
                .filter(|(key, value)| key.ends_with("Texture") && empty(value))
                .map(|(key, _)| key.clone())
                .collect();
            for name in names {
                object.shift_remove(&name);
                found = true;
            }
        });
    }
    if found {
        Ok(document)
    } else {
        let fault = Fault::input(format!(
            "No material of {} has an empty texture",
            model.name
        ));
        Err(fault.hint("There is nothing to take off"))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use serde_json::json;

    use super::super::samples::{box_file, read};
    use super::*;

    #[test]
    fn materials_keep_their_colours() {
        let mut file = box_file();
        file.json["textures"] = json!([{}]);
        file.json["materials"] = json!([{
            "pbrMetallicRoughness": { "baseColorFactor": [1, 0, 0, 1], "baseColorTexture": { "index": 0 } },
            "extensions": { "KHR_materials_clearcoat": { "clearcoatFactor": 1, "clearcoatTexture": { "index": 0 } } },
        }]);
        file.json["extensionsUsed"] = json!(["KHR_materials_clearcoat"]);
        let fixed = run(&read(&file)).unwrap();
        assert_eq!(
            fixed.json["materials"],
            json!([{
                "pbrMetallicRoughness": { "baseColorFactor": [1, 0, 0, 1] },
                "extensions": { "KHR_materials_clearcoat": { "clearcoatFactor": 1 } },
            }])
        );
        assert!(run(&read(&fixed)).is_err());
    }
}
