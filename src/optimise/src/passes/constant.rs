//! Textures that say one thing become numbers: a texture of one colour is a factor, a flat normal map
//! nothing, a mask that cuts nothing out no mask.
//!
//! Each texture is read once; it counts as one colour where no channel that has an effect varies by
//! more than a step of 255. What the material then shows is what it showed.

mod colors;

use base::{Job, Result};
use serde_json::{Map, Value, json};

use colors::{Color, colors};

use crate::words::counted;
use crate::work::Work;
use crate::work::links::{self, entries};

/// Says in a material's numbers what a texture of one colour says; `None` where they can't.
type Act<'a> = &'a dyn Fn(&mut Map<String, Value>, Color) -> Option<()>;

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
        let Some(object) = material.as_object_mut() else {
            continue;
        };
        became += core(object, &of);
        if let Some(all) = object.get_mut("extensions").and_then(Value::as_object_mut) {
            became += extensions(all, &of);
        }
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
    let texture = match base.get("baseColorTexture") {
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

/// glTF's own textures.
fn core(material: &mut Map<String, Value>, of: &dyn Fn(&Value) -> Option<Color>) -> usize {
    let opaque = !matches!(
        material.get("alphaMode").and_then(Value::as_str),
        Some("MASK" | "BLEND")
    );
    let mut count = 0;
    if let Some(base) = material
        .get_mut("pbrMetallicRoughness")
        .and_then(Value::as_object_mut)
    {
        count += replace(base, "baseColorTexture", of, |base, color| {
            let [r, g, b] = color.light()?;
            let alpha = if opaque { 1.0 } else { color.value(3)? };
            multiply(base, "baseColorFactor", &[r, g, b, alpha], &[1.0; 4]);
            Some(())
        });
        count += replace(base, "metallicRoughnessTexture", of, |base, color| {
            let (rough, metal) = (color.value(1)?, color.value(2)?);
            multiply_one(base, "roughnessFactor", rough, 1.0);
            multiply_one(base, "metallicFactor", metal, 1.0);
            Some(())
        });
    }
    count += replace(material, "normalTexture", of, |_, color| flat(&color));
    count += replace(material, "occlusionTexture", of, |_, color| {
        (color.value(0)? > 0.997).then_some(())
    });
    count += replace(material, "emissiveTexture", of, |material, color| {
        let light = color.light()?;
        multiply(material, "emissiveFactor", &light, &[0.0; 3]);
        Some(())
    });
    count
}

/// The textures of extensions, and the factor that each multiplies.
fn extensions(all: &mut Map<String, Value>, of: &dyn Fn(&Value) -> Option<Color>) -> usize {
    // Extension, texture, factor, the factor's default, and the channel.
    const NUMBERS: [(&str, &str, &str, f64, usize); 7] = [
        (
            "KHR_materials_clearcoat",
            "clearcoatTexture",
            "clearcoatFactor",
            0.0,
            0,
        ),
        (
            "KHR_materials_clearcoat",
            "clearcoatRoughnessTexture",
            "clearcoatRoughnessFactor",
            0.0,
            1,
        ),
        (
            "KHR_materials_sheen",
            "sheenRoughnessTexture",
            "sheenRoughnessFactor",
            0.0,
            3,
        ),
        (
            "KHR_materials_specular",
            "specularTexture",
            "specularFactor",
            1.0,
            3,
        ),
        (
            "KHR_materials_transmission",
            "transmissionTexture",
            "transmissionFactor",
            0.0,
            0,
        ),
        (
            "KHR_materials_volume",
            "thicknessTexture",
            "thicknessFactor",
            0.0,
            1,
        ),
        (
            "KHR_materials_iridescence",
            "iridescenceTexture",
            "iridescenceFactor",
            0.0,
            0,
        ),
    ];
    const COLORS: [(&str, &str, &str, [f64; 3]); 2] = [
        (
            "KHR_materials_sheen",
            "sheenColorTexture",
            "sheenColorFactor",
            [0.0; 3],
        ),
        (
            "KHR_materials_specular",
            "specularColorTexture",
            "specularColorFactor",
            [1.0; 3],
        ),
    ];
    let mut count = 0;
    let mut with = |name: &str, texture: &str, act: Act<'_>| {
        if let Some(extension) = all.get_mut(name).and_then(Value::as_object_mut) {
            count += replace(extension, texture, of, act);
        }
    };
    for (name, texture, factor, default, channel) in NUMBERS {
        with(name, texture, &|extension, color| {
            multiply_one(extension, factor, color.value(channel)?, default);
            Some(())
        });
    }
    for (name, texture, factor, default) in COLORS {
        with(name, texture, &|extension, color| {
            multiply(extension, factor, &color.light()?, &default);
            Some(())
        });
    }
    with(
        "KHR_materials_clearcoat",
        "clearcoatNormalTexture",
        &|_, color| flat(&color),
    );
    with(
        "KHR_materials_iridescence",
        "iridescenceThicknessTexture",
        &|extension, color| {
            let share = color.value(1)?;
            let number = |key: &str, default: f64| {
                extension
                    .get(key)
                    .and_then(Value::as_f64)
                    .unwrap_or(default)
            };
            let least = number("iridescenceThicknessMinimum", 100.0);
            let greatest = number("iridescenceThicknessMaximum", 400.0);
            // Without a texture the greatest thickness is used.
            let thickness = least + (greatest - least) * share;
            extension.insert("iridescenceThicknessMaximum".into(), rounded(thickness));
            Some(())
        },
    );
    count
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
