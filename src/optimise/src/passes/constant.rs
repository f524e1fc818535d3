//! Textures that say one thing become numbers: a texture of one colour is a factor, a flat normal map
//! nothing, a mask that cuts nothing out no mask.
//!
//! Each texture is read once; it counts as one colour where no channel that has an effect varies by
//! more than a step of 255. What the material then shows is what it showed.

mod colors;

use asset::model::{Constant, Holder, SLOTS, Slot};
use base::{Job, Result};
use serde_json::{Map, Value, json};

use colors::{Color, colors};

use crate::words::counted;
use crate::work::Work;
use crate::work::links::{self, entries};

pub(super) fn run(work: &mut Work, job: &Job) -> Result<Vec<String>> {
    // Unknown extensions may name a material's parts.
    if work.fixed {
        return Ok(Vec::new());
    }
    let colors = colors(work, job)?;
    let vertex_alpha = vertex_alpha(work);
    let mut became = 0;
    let mut opaque = 0;
    let mut json = work.json.take();
    for (index, material) in entries(&mut json, "materials").iter_mut().enumerate() {
        let of = |used: &Value| colors.get(&used["index"].as_u64()?).copied();
        opaque += usize::from(unmask(material, &of, !vertex_alpha.contains(&index)));
        became += fold(material, &of);
    }
    work.json = json;
    let mut changes = Vec::new();
    if became > 0 {
        changes.push(format!(
            "Replaced {} of one colour by numbers",
            counted(became, "use of a texture", "uses of textures")
        ));
    }
    if opaque > 0 {
        changes.push(format!(
            "Made {} opaque: nothing is cut out",
            counted(opaque, "masked material", "masked materials")
        ));
    }
    Ok(changes)
}

/// Materials that some vertices with colours that aren't opaque wear.
fn vertex_alpha(work: &Work) -> std::collections::BTreeSet<usize> {
    let mut clear = std::collections::BTreeSet::new();
    let meshes = work.json["meshes"].as_array().into_iter().flatten();
    for (mesh, shapes) in meshes.zip(&work.meshes) {
        let primitives = mesh["primitives"].as_array().into_iter().flatten();
        for (primitive, shape) in primitives.zip(shapes) {
            let faded = shape.stream("COLOR_0").is_some_and(|colors| {
                colors.width == 4 && colors.values.chunks_exact(4).any(|color| color[3] < 1.0)
            });
            if !faded {
                continue;
            }
            let mut one = json!({"meshes": [{"primitives": [primitive.clone()]}]});
            links::visit(&mut one, links::List::Materials, &mut |number| {
                clear.extend(number.as_u64().map(|index| index as usize));
            });
        }
    }
    clear
}

/// Makes a masked material opaque where alpha is nowhere under the cutoff.
fn unmask(
    material: &mut Value,
    of: &dyn Fn(&Value) -> Option<Color>,
    opaque_vertices: bool,
) -> bool {
    if material["alphaMode"] != "MASK" || !opaque_vertices {
        return false;
    }
    let base = &material["pbrMetallicRoughness"];
    let factor = base["baseColorFactor"][3].as_f64().unwrap_or(1.0);
    let texture = match base.get(Slot::BaseColor.row().key) {
        None => Some(1.0),
        Some(used) => of(used).map(|color| f64::from(color.least[3]) / 255.0),
    };
    let cutoff = material["alphaCutoff"].as_f64().unwrap_or(0.5);
    // Numbers are rounded on their way through shaders.
    if texture.is_none_or(|least| least * factor < cutoff + 1e-3) {
        return false;
    }
    if let Some(material) = material.as_object_mut() {
        material.shift_remove("alphaMode");
        material.shift_remove("alphaCutoff");
    }
    true
}

/// Says the textures of one material in its numbers, where they can; returns how many.
fn fold(material: &mut Value, of: &dyn Fn(&Value) -> Option<Color>) -> usize {
    let opaque = !matches!(material["alphaMode"].as_str(), Some("MASK" | "BLEND"));
    let mut count = 0;
    for row in SLOTS {
        let holder = match row.holder {
            Holder::Material => Some(&mut *material),
            Holder::MetallicRoughness => material.get_mut("pbrMetallicRoughness"),
            Holder::Extension(name) => material
                .get_mut("extensions")
                .and_then(|all| all.get_mut(name)),
        };
        if let Some(holder) = holder.and_then(Value::as_object_mut) {
            count += replace(holder, row.key, of, |holder, color| {
                say(holder, &row.constant, &color, opaque)
            });
        }
    }
    count
}

/// Says in the numbers of what holds a texture what the texture says; `None` where they can't.
fn say(
    holder: &mut Map<String, Value>,
    constant: &Constant,
    color: &Color,
    opaque: bool,
) -> Option<()> {
    match *constant {
        Constant::Color(key, default) => {
            let [r, g, b] = color.light()?;
            let alpha = match default.len() {
                4 if !opaque => color.value(3)?,
                _ => 1.0,
            };
            multiply(holder, key, &[r, g, b, alpha][..default.len()], default);
        }
        Constant::Numbers(list) => {
            // All or none.
            let values: Option<Vec<f64>> = list.iter().map(|(at, ..)| color.value(*at)).collect();
            for (value, (_, key, default)) in values?.into_iter().zip(list) {
                multiply_one(holder, key, value, *default);
            }
        }
        Constant::Between(channel, least, greatest) => {
            let share = color.value(channel)?;
            let number = |(key, default): (&str, f64)| {
                holder.get(key).and_then(Value::as_f64).unwrap_or(default)
            };
            let least = number(least);
            let value = least + (number(greatest) - least) * share;
            holder.insert(greatest.0.into(), rounded(value));
        }
        Constant::One(channel) => return (color.value(channel)? > 0.997).then_some(()),
        Constant::Upright => return flat(color),
        Constant::Never => return None,
    }
    Some(())
}

/// A normal map that turns nothing: 127.5 is the middle, and blue points out.
fn flat(color: &Color) -> Option<()> {
    let middle = |channel: usize| color.least[channel] >= 127 && color.greatest[channel] <= 128;
    (middle(0) && middle(1) && color.least[2] >= 250).then_some(())
}

/// Removes the texture `key` of `holder` where `act` can say it in numbers.
fn replace(
    holder: &mut Map<String, Value>,
    key: &str,
    of: &dyn Fn(&Value) -> Option<Color>,
    act: impl Fn(&mut Map<String, Value>, Color) -> Option<()>,
) -> usize {
    let Some(color) = holder.get(key).and_then(of) else {
        return 0;
    };
    // What others wrote beside the texture may matter to them.
    if holder
        .get(key)
        .is_some_and(|used| used.get("extras").is_some())
    {
        return 0;
    }
    if act(holder, color).is_none() {
        return 0;
    }
    holder.shift_remove(key);
    1
}

fn multiply_one(holder: &mut Map<String, Value>, key: &str, by: f64, default: f64) {
    let old = holder.get(key).and_then(Value::as_f64).unwrap_or(default);
    set(holder, key, rounded(old * by), &rounded(default));
}

fn multiply(holder: &mut Map<String, Value>, key: &str, by: &[f64], default: &[f64]) {
    let old = |index: usize| {
        let own = holder.get(key).and_then(|list| list[index].as_f64());
        own.unwrap_or(default[index])
    };
    let new: Vec<Value> = by
        .iter()
        .enumerate()
        .map(|(index, by)| rounded(old(index) * by))
        .collect();
    let default: Vec<Value> = default.iter().map(|value| rounded(*value)).collect();
    set(holder, key, Value::Array(new), &Value::Array(default));
}

/// A default needn't be written.
fn set(holder: &mut Map<String, Value>, key: &str, value: Value, default: &Value) {
    if value == *default {
        holder.shift_remove(key);
    } else {
        holder.insert(key.into(), value);
    }
}

/// Six digits are more than a screen shows.
fn rounded(value: f64) -> Value {
    ((value * 1e6).round() / 1e6).into()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;
    use crate::samples;

    fn with(texel: [u8; 4], materials: Value) -> (Work, Vec<String>) {
        let mut work = samples::work();
        work.images[0] = samples::plain(8, 8, texel);
        work.json["materials"] = materials;
        let changes = run(&mut work, &Job::quiet()).unwrap();
        (work, changes)
    }

    #[test]
    fn a_texture_of_one_color_becomes_a_factor() {
        let (work, changes) = with(
            [188, 255, 0, 255],
            json!([{"pbrMetallicRoughness": {
                "baseColorTexture": {"index": 0}, "baseColorFactor": [0.5, 0.5, 0.5, 1.0]}}]),
        );
        assert_eq!(changes.len(), 1);
        let base = &work.json["materials"][0]["pbrMetallicRoughness"];
        assert_eq!(base.get("baseColorTexture"), None);
        let factor: Vec<f64> = (0..4)
            .map(|i| base["baseColorFactor"][i].as_f64().unwrap())
            .collect();
        assert!((factor[0] - 0.25).abs() < 0.002, "{factor:?}");
        assert_eq!(factor[1..], [0.5, 0.0, 1.0]);
    }

    #[test]
    fn white_multiplies_nothing_and_leaves_no_factor() {
        let (work, _) = with(
            [255; 4],
            json!([{"pbrMetallicRoughness": {"baseColorTexture": {"index": 0}},
                "occlusionTexture": {"index": 0}}]),
        );
        assert_eq!(
            work.json["materials"][0],
            json!({"pbrMetallicRoughness": {}})
        );
    }

    #[test]
    fn roughness_metalness_light_and_flat_normals_become_numbers() {
        let (work, changes) = with(
            [128, 128, 255, 255],
            json!([{
                "normalTexture": {"index": 0}, "emissiveTexture": {"index": 0},
                "emissiveFactor": [0.0, 0.0, 1.0],
                "pbrMetallicRoughness": {"metallicRoughnessTexture": {"index": 0}},
            }]),
        );
        assert!(changes[0].contains('3'), "{changes:?}");
        let material = &work.json["materials"][0];
        assert_eq!(material["emissiveFactor"], json!([0.0, 0.0, 1.0]));
        let rough = material["pbrMetallicRoughness"]["roughnessFactor"]
            .as_f64()
            .unwrap();
        assert!((rough - 128.0 / 255.0).abs() < 1e-5);
        assert_eq!(material.get("normalTexture"), None);
    }

    #[test]
    fn occlusion_that_darkens_and_textures_that_vary_stay() {
        let (work, changes) = with(
            [100, 0, 0, 255],
            json!([{"occlusionTexture": {"index": 0}}]),
        );
        assert!(changes.is_empty());
        assert!(work.json["materials"][0].get("occlusionTexture").is_some());
        let mut varied = samples::work();
        assert!(run(&mut varied, &Job::quiet()).unwrap().is_empty());
    }

    #[test]
    fn a_mask_that_cuts_nothing_out_is_opaque() {
        let masked = json!([{"alphaMode": "MASK",
            "pbrMetallicRoughness": {"baseColorTexture": {"index": 0}}}]);
        let (work, _) = with([9, 9, 9, 200], masked.clone());
        assert_eq!(work.json["materials"][0].get("alphaMode"), None);
        let (work, _) = with([9, 9, 9, 100], masked);
        assert_eq!(work.json["materials"][0]["alphaMode"], "MASK");
    }

    #[test]
    fn textures_of_extensions_multiply_their_factors() {
        let (work, _) = with(
            [255, 51, 0, 255],
            json!([{"extensions": {"KHR_materials_clearcoat": {
                "clearcoatFactor": 0.5, "clearcoatTexture": {"index": 0},
                "clearcoatRoughnessFactor": 1.0, "clearcoatRoughnessTexture": {"index": 0}}}}]),
        );
        assert_eq!(
            work.json["materials"][0]["extensions"]["KHR_materials_clearcoat"],
            json!({"clearcoatFactor": 0.5, "clearcoatRoughnessFactor": 0.2})
        );
    }

    #[test]
    fn unknown_extensions_and_missing_images_keep_everything() {
        let mut work = samples::work();
        work.images[0] = samples::plain(8, 8, [255; 4]);
        work.fixed = true;
        assert!(run(&mut work, &Job::quiet()).unwrap().is_empty());
        work.fixed = false;
        work.images[0].bytes = bytes::Bytes::new();
        assert!(run(&mut work, &Job::quiet()).unwrap().is_empty());
    }
}
