//! Drops what has no effect: white vertex colours and further sets of them, normals of unlit surfaces, extensions of materials
//! whose strength is zero or whose numbers are glTF's own defaults, transforms of textures that move
//! nothing.

use serde_json::{Map, Value, json};

use crate::words::counted;
use crate::work::Work;
use crate::work::links::{self, List, entries};

pub(super) fn run(work: &mut Work) -> Vec<String> {
    // Unknown extensions may name a material's parts.
    if work.fixed {
        return Vec::new();
    }
    let mut extensions = 0;
    for material in entries(&mut work.json, "materials") {
        extensions += clean(material);
    }
    let attributes = drop_attributes(work);
    if extensions > 0 {
        withdraw_unused(&mut work.json);
    }
    let mut changes = Vec::new();
    if extensions > 0 {
        changes.push(format!(
            "Dropped {} without effect",
            counted(
                extensions,
                "extension of a material",
                "extensions of materials"
            )
        ));
    }
    if attributes > 0 {
        changes.push(format!(
            "Dropped {} without effect",
            counted(attributes, "vertex attribute", "vertex attributes")
        ));
    }
    changes
}

/// Extensions of materials, and whether what they say has no effect.
type Unused = fn(&Value) -> bool;
const EXTENSIONS: [(&str, Unused); 9] = [
    ("KHR_materials_clearcoat", |e| {
        number(e, "clearcoatFactor", 0.0) == 0.0
    }),
    ("KHR_materials_transmission", |e| {
        number(e, "transmissionFactor", 0.0) == 0.0
    }),
    ("KHR_materials_iridescence", |e| {
        number(e, "iridescenceFactor", 0.0) == 0.0
    }),
    ("KHR_materials_anisotropy", |e| {
        number(e, "anisotropyStrength", 0.0) == 0.0
    }),
    ("KHR_materials_sheen", |e| {
        color(e, "sheenColorFactor", 0.0) == [0.0; 3]
    }),
    ("KHR_materials_ior", |e| number(e, "ior", 1.5) == 1.5),
    ("KHR_materials_dispersion", |e| {
        number(e, "dispersion", 0.0) == 0.0
    }),
    ("KHR_materials_emissive_strength", |e| {
        number(e, "emissiveStrength", 1.0) == 1.0
    }),
    ("KHR_materials_specular", |e| {
        number(e, "specularFactor", 1.0) == 1.0
            && color(e, "specularColorFactor", 1.0) == [1.0; 3]
            && e.get("specularTexture").is_none()
            && e.get("specularColorTexture").is_none()
    }),
];

fn number(extension: &Value, key: &str, default: f64) -> f64 {
    extension[key].as_f64().unwrap_or(default)
}

fn color(extension: &Value, key: &str, default: f64) -> [f64; 3] {
    std::array::from_fn(|index| extension[key][index].as_f64().unwrap_or(default))
}

/// Cleans one material; returns how many extensions went.
fn clean(material: &mut Value) -> usize {
    let mut gone = 0;
    if let Some(all) = material
        .get_mut("extensions")
        .and_then(Value::as_object_mut)
    {
        for (name, unused) in EXTENSIONS {
            gone += usize::from(drop_if(all, name, unused));
        }
        // A volume is what light goes through that the surface lets in.
        let lets_in = [
            "KHR_materials_transmission",
            "KHR_materials_diffuse_transmission",
        ]
        .iter()
        .any(|name| all.contains_key(*name));
        if !lets_in {
            gone += usize::from(drop_if(all, "KHR_materials_volume", |_| true));
            gone += usize::from(drop_if(all, "KHR_materials_dispersion", |_| true));
        }
    }
    links::drop_empty_extensions(material);
    links::visit_textures(material, &mut |_, used| {
        if let Some(all) = used.get_mut("extensions").and_then(Value::as_object_mut) {
            gone += usize::from(drop_if(all, "KHR_texture_transform", moves_nothing));
        }
        links::drop_empty_extensions(used);
    });
    gone
}

/// Removes the extension `name` where it is unused and nobody wrote extras into it.
fn drop_if(all: &mut Map<String, Value>, name: &str, unused: impl Fn(&Value) -> bool) -> bool {
    let drop = all
        .get(name)
        .is_some_and(|extension| extension.get("extras").is_none() && unused(extension));
    if drop {
        all.shift_remove(name);
    }
    drop
}

fn moves_nothing(transform: &Value) -> bool {
    let pair = |key: &str, still: f64| {
        (0..2).all(|axis| transform[key][axis].as_f64().unwrap_or(still) == still)
    };
    pair("offset", 0.0)
        && pair("scale", 1.0)
        && number(transform, "rotation", 0.0) == 0.0
        && transform.get("texCoord").is_none()
}

/// Withdraws extensions of materials that no material names any more.
fn withdraw_unused(json: &mut Value) {
    let text = json["materials"].to_string();
    let names = EXTENSIONS.map(|(name, _)| name);
    for name in names
        .into_iter()
        .chain(["KHR_materials_volume", "KHR_texture_transform"])
    {
        if !text.contains(&format!("\"{name}\"")) {
            links::withdraw(json, name);
        }
    }
}

/// Drops attributes of vertices that change nothing; returns how many.
fn drop_attributes(work: &mut Work) -> usize {
    let unlit: Vec<bool> = entries(&mut work.json, "materials")
        .iter()
        .map(|material| material["extensions"].get("KHR_materials_unlit").is_some())
        .collect();
    let mut dropped = 0;
    for (mesh, shapes) in entries(&mut work.json, "meshes")
        .iter_mut()
        .zip(&mut work.meshes)
    {
        for (primitive, shape) in entries(mesh, "primitives").iter_mut().zip(shapes) {
            let mut one = json!({"meshes": [{"primitives": [primitive.clone()]}]});
            let mut worn = Vec::new();
            links::visit(&mut one, List::Materials, &mut |number| {
                let index = number.as_u64().map(|index| index as usize);
                worn.push(index.is_some_and(|index| unlit.get(index) == Some(&true)));
            });
            // Without a material of its own it is lit.
            let lit = primitive.get("material").is_none() || worn.contains(&false);
            let moved = shape.targets.iter().flatten();
            let colors_move = moved.clone().any(|stream| stream.name == "COLOR_0");
            let normals_move = moved.clone().any(|stream| stream.name == "NORMAL");
            let before = shape.streams.len();
            // What a part has decides on its material's place in the order of drawing.
            let tied = shape.order.tied;
            shape.streams.retain(|stream| match stream.name.as_str() {
                "COLOR_0" | "NORMAL" | "TANGENT" if tied => true,
                "COLOR_0" => colors_move || stream.values.iter().any(|value| *value != 1.0),
                // The web viewer shows the first set alone, whatever the others hold; and without the
                // first, glTF has no other.
                name if name.starts_with("COLOR_") => {
                    moved.clone().any(|stream| stream.name == name)
                }
                "NORMAL" | "TANGENT" => lit || normals_move,
                _ => true,
            });
            dropped += before - shape.streams.len();
        }
    }
    dropped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;
    use crate::work::{Stored, Stream};

    fn add(work: &mut Work, name: &str, width: usize, value: f32) {
        let shape = &mut work.meshes[0][0];
        let values = vec![value; shape.vertices() * width];
        shape.streams.push(Stream {
            name: name.into(),
            width,
            values,
            stored: Stored::FLOAT,
        });
    }

    #[test]
    fn white_vertex_colors_go_and_others_stay() {
        let mut work = samples::work();
        add(&mut work, "COLOR_0", 4, 1.0);
        assert_eq!(run(&mut work).len(), 1);
        assert!(work.meshes[0][0].stream("COLOR_0").is_none());
        add(&mut work, "COLOR_0", 3, 0.9);
        assert!(run(&mut work).is_empty());
        assert!(work.meshes[0][0].stream("COLOR_0").is_some());
    }

    #[test]
    fn colors_that_the_viewer_ignores_go_and_those_it_shows_stay() {
        // As Blender writes them: white first, the author's own behind.
        for (first, left) in [(1.0, 0), (0.5, 1)] {
            let mut work = samples::work();
            add(&mut work, "COLOR_0", 4, first);
            add(&mut work, "COLOR_1", 4, 0.2);
            assert_eq!(run(&mut work).len(), 1);
            let shape = &work.meshes[0][0];
            let colors = shape
                .streams
                .iter()
                .filter(|stream| stream.name.starts_with("COLOR"));
            let names: Vec<_> = colors.map(|stream| stream.name.as_str()).collect();
            assert_eq!(names, ["COLOR_0"][..left]);
        }
    }

    #[test]
    fn normals_go_only_where_every_material_is_unlit() {
        let unlit = json!({"extensions": {"KHR_materials_unlit": {}}});
        let mut work = samples::work();
        work.json["materials"] = json!([unlit, {}]);
        work.json["meshes"][0]["primitives"][0]["extensions"] =
            json!({"KHR_materials_variants": {"mappings": [{"material": 1, "variants": [0]}]}});
        run(&mut work);
        assert!(work.meshes[0][0].stream("NORMAL").is_some());
        work.json["materials"] = json!([unlit, unlit]);
        run(&mut work);
        assert!(work.meshes[0][0].stream("NORMAL").is_none());
        assert!(work.meshes[0][0].stream("TEXCOORD_0").is_some());
    }

    #[test]
    fn extensions_of_no_strength_go_and_are_withdrawn() {
        let mut work = samples::work();
        work.json["extensionsUsed"] = json!([
            "KHR_materials_clearcoat",
            "KHR_materials_ior",
            "KHR_materials_sheen",
            "KHR_materials_volume"
        ]);
        work.json["materials"] = json!([{"extensions": {
            "KHR_materials_clearcoat": {"clearcoatRoughnessFactor": 0.5},
            "KHR_materials_ior": {"ior": 1.5},
            "KHR_materials_volume": {"thicknessFactor": 1.0},
            "KHR_materials_sheen": {"sheenColorFactor": [0.1, 0.0, 0.0]},
        }}]);
        assert_eq!(run(&mut work).len(), 1);
        assert_eq!(
            work.json["materials"],
            json!([{"extensions": {"KHR_materials_sheen": {"sheenColorFactor": [0.1, 0.0, 0.0]}}}])
        );
        assert_eq!(work.json["extensionsUsed"], json!(["KHR_materials_sheen"]));
    }

    #[test]
    fn a_transform_that_moves_nothing_goes() {
        let mut work = samples::work();
        let used = |transform: Value| json!([{"emissiveTexture": {"index": 0, "extensions": {"KHR_texture_transform": transform}}}]);
        work.json["materials"] = used(json!({"scale": [1.0, 1.0]}));
        run(&mut work);
        assert_eq!(
            work.json["materials"],
            json!([{"emissiveTexture": {"index": 0}}])
        );
        work.json["materials"] = used(json!({"scale": [2.0, 1.0]}));
        assert!(run(&mut work).is_empty());
    }
}
