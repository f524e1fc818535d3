//! What images are used for, and which of their channels have an effect.

use asset::model::{Slot, Texels};
use serde_json::Value;

use crate::work::Work;
use crate::work::links::{self, List, entries};

/// The uses of one image.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Slots {
    /// Whether it holds colours in sRGB.
    pub(crate) color: bool,
    /// Whether it holds normals.
    pub(crate) normal: bool,
    /// Which of red, green, blue and alpha have an effect.
    pub(crate) channels: [bool; 4],
}

impl Slots {
    /// Whether anything uses it.
    pub(crate) fn is_used(&self) -> bool {
        self.channels.contains(&true)
    }
}

/// The uses of every image, in the order of the JSON's images.
pub(crate) fn of(work: &Work) -> Vec<Slots> {
    let mut json = work.json.clone();
    let mut textures = vec![Slots::default(); links::count(&json, "textures")];
    for material in entries(&mut json, "materials") {
        let opaque = !matches!(material["alphaMode"].as_str(), Some("MASK" | "BLEND"));
        links::visit_textures(material, &mut |key, used| {
            let slot = used["index"]
                .as_u64()
                .and_then(|index| textures.get_mut(index as usize));
            if let Some(slot) = slot {
                add(slot, key, opaque);
            }
        });
    }
    let mut images = vec![Slots::default(); work.images.len()];
    for (texture, slots) in entries(&mut json, "textures").iter().zip(&textures) {
        let mut one = Value::Object(serde_json::Map::new());
        one["textures"] = Value::Array(vec![texture.clone()]);
        links::visit(&mut one, List::Images, &mut |number| {
            let image = number
                .as_u64()
                .and_then(|index| images.get_mut(index as usize));
            if let Some(image) = image {
                image.color |= slots.color;
                image.normal |= slots.normal;
                for (channel, used) in image.channels.iter_mut().zip(slots.channels) {
                    *channel |= used;
                }
            }
        });
    }
    images
}

/// Adds the use under `key` in a material.
fn add(slots: &mut Slots, key: &str, opaque: bool) {
    let (color, normal, channels) = match Slot::of_key(key) {
        Some(slot) => {
            let row = slot.row();
            let [r, g, b, a] = row.channels;
            // Alpha counts where it makes a difference.
            let a = a && !(slot == Slot::BaseColor && opaque);
            let normal = row.texels == Texels::Normals;
            (slot.is_color(), normal, [r, g, b, a])
        }
        // Textures of other extensions: everything may count.
        None => (true, false, [true; 4]),
    };
    slots.color |= color;
    slots.normal |= normal;
    for (channel, used) in slots.channels.iter_mut().zip(channels) {
        *channel |= used;
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::samples;

    #[test]
    fn an_image_used_for_roughness_and_occlusion_has_three_channels() {
        let mut work = samples::work();
        work.json["materials"] = json!([{
            "pbrMetallicRoughness": {"metallicRoughnessTexture": {"index": 0}},
            "occlusionTexture": {"index": 0},
        }]);
        let slots = of(&work)[0];
        assert_eq!(slots.channels, [true, true, true, false]);
        assert!(!slots.color && !slots.normal);
    }

    #[test]
    fn alpha_counts_where_the_material_is_not_opaque() {
        let mut work = samples::work();
        let material = |mode: &str| json!([{"pbrMetallicRoughness": {"baseColorTexture": {"index": 0}}, "alphaMode": mode}]);
        work.json["materials"] = material("OPAQUE");
        assert!(!of(&work)[0].channels[3]);
        work.json["materials"] = material("MASK");
        assert!(of(&work)[0].channels[3]);
    }
}
