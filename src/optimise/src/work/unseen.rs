//! Pictures that the web viewer can't show: written anew they would be seen, so materials let go of
//! them.

use asset::Model;
use serde_json::Value;

use super::links::entries;

/// Lets materials forget textures whose picture is there and isn't shown. One whose file is missing
/// keeps its name: the file may be put beside the output.
pub(super) fn forget(json: &mut Value, model: &Model) {
    let is_lost = |texture: &asset::model::Texture| {
        let image = texture.lost.and_then(|image| model.images.get(image));
        image.is_some_and(|image| !image.data.is_empty())
    };
    let lost: Vec<bool> = model.textures.iter().map(is_lost).collect();
    if lost.contains(&true) {
        entries(json, "materials")
            .iter_mut()
            .for_each(|material| drop_from(material, &lost));
    }
}

/// Drops members that are textures and lost, at any depth.
fn drop_from(value: &mut Value, lost: &[bool]) {
    let Some(object) = value.as_object_mut() else {
        return;
    };
    object.retain(|key, value| {
        let index = value["index"].as_u64().filter(|_| key.ends_with("Texture"));
        index.and_then(|index| lost.get(index as usize)) != Some(&true)
    });
    object.values_mut().for_each(|value| drop_from(value, lost));
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn materials_lose_what_is_lost_and_nothing_else() {
        let mut material = json!({
            "pbrMetallicRoughness": { "baseColorTexture": { "index": 0 }, "metallicFactor": 0 },
            "normalTexture": { "index": 1 },
            "extensions": { "KHR_materials_clearcoat": {
                "clearcoatTexture": { "index": 0 }, "clearcoatFactor": 1,
            } },
            "extras": { "index": 0 },
        });
        drop_from(&mut material, &[true, false]);
        let expected = json!({
            "pbrMetallicRoughness": { "metallicFactor": 0 },
            "normalTexture": { "index": 1 },
            "extensions": { "KHR_materials_clearcoat": { "clearcoatFactor": 1 } },
            "extras": { "index": 0 },
        });
        assert_eq!(material, expected);
    }
}
