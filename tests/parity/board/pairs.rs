//! Features two by two: one sphere and one cube before a wall, with both.

use serde_json::{Value, json};

use super::glb::{Glb, I8, U8};
use super::pack::{self, MESHOPT_EXT, MESHOPT_KHR};
use super::paint::{PNG, bumps, checker, encode, png, ramp};
use super::shape::Shape;
use super::sweep::{plain, wall};

/// What is done to the material, and then to the file.
struct Feature {
    name: &'static str,
    wear: fn(&mut Glb, &mut Value),
    build: fn(&mut Glb),
}

impl Feature {
    const fn worn(name: &'static str, wear: fn(&mut Glb, &mut Value)) -> Self {
        Self {
            name,
            wear,
            build: |_| {},
        }
    }

    const fn built(name: &'static str, build: fn(&mut Glb)) -> Self {
        Self {
            name,
            wear: |_, _| {},
            build,
        }
    }
}

/// Puts an extension on a material; where it has it, its members are added.
fn extend(material: &mut Value, name: &str, value: &Value) {
    let held = &mut material["extensions"][name];
    for (key, value) in value.as_object().into_iter().flatten() {
        held[key.as_str()] = value.clone();
    }
    if held.is_null() {
        *held = json!({});
    }
}

/// A texture on the base colour, where there is none yet.
fn color(glb: &mut Glb, material: &mut Value) {
    let surface = &mut material["pbrMetallicRoughness"];
    if surface["baseColorTexture"].is_null() {
        let texture = glb.texture(PNG, &png(&checker()));
        surface["baseColorTexture"] = json!({ "index": texture });
    }
}

fn through(material: &mut Value) {
    extend(
        material,
        "KHR_materials_transmission",
        &json!({ "transmissionFactor": 0.9 }),
    );
}

fn thick(material: &mut Value) {
    through(material);
    extend(
        material,
        "KHR_materials_volume",
        &json!({ "thicknessFactor": 0.4, "attenuationDistance": 0.6, "attenuationColor": [0.6, 0.9, 0.8] }),
    );
}

/// A picture file of another kind, and the extension that names it; on a texture that names another
/// kind already, beside that.
fn other_kind(
    glb: &mut Glb,
    material: &mut Value,
    [kind, extension]: [&'static str; 2],
    file: &[u8],
) {
    let image = glb.image(kind, file);
    let source = json!({ "source": image });
    let used = &mut material["pbrMetallicRoughness"]["baseColorTexture"];
    let texture = used["index"].as_u64().unwrap_or(u64::MAX) as usize;
    let texture = match glb.json["textures"].get_mut(texture) {
        Some(texture) if texture["source"].is_null() => {
            texture["extensions"][extension] = source;
            return;
        }
        _ => glb.push("textures", json!({ "extensions": { extension: source } })),
    };
    used["index"] = texture.into();
}

/// Everything that is paired.
const FEATURES: &[Feature] = &[
    Feature::worn("clearcoat", |glb, material| {
        let normal = glb.texture(PNG, &png(&bumps(4.0)));
        extend(
            material,
            "KHR_materials_clearcoat",
            &json!({
                "clearcoatFactor": 0.8, "clearcoatRoughnessFactor": 0.1,
                "clearcoatNormalTexture": { "index": normal, "scale": 0.4 },
            }),
        );
    }),
    Feature::worn("sheen", |_, material| {
        extend(
            material,
            "KHR_materials_sheen",
            &json!({ "sheenColorFactor": [0.6, 0.5, 0.9], "sheenRoughnessFactor": 0.4 }),
        );
    }),
    Feature::worn("specular", |_, material| {
        extend(
            material,
            "KHR_materials_specular",
            &json!({ "specularFactor": 0.7, "specularColorFactor": [1.0, 0.6, 0.3] }),
        );
    }),
    Feature::worn("iridescence", |_, material| {
        extend(
            material,
            "KHR_materials_iridescence",
            &json!({
                "iridescenceFactor": 0.9, "iridescenceIor": 1.6, "iridescenceThicknessMaximum": 350.0,
            }),
        );
    }),
    Feature::worn("anisotropy", |_, material| {
        material["pbrMetallicRoughness"]["metallicFactor"] = 0.8.into();
        extend(
            material,
            "KHR_materials_anisotropy",
            &json!({ "anisotropyStrength": 0.7, "anisotropyRotation": 0.5 }),
        );
    }),
    Feature::worn("ior", |_, material| {
        extend(material, "KHR_materials_ior", &json!({ "ior": 1.9 }))
    }),
    Feature::worn("emissive-strength", |_, material| {
        material["emissiveFactor"] = json!([0.3, 0.1, 0.02]);
        extend(
            material,
            "KHR_materials_emissive_strength",
            &json!({ "emissiveStrength": 2.5 }),
        );
    }),
    Feature::worn("transmission", |_, material| through(material)),
    Feature::worn("volume", |_, material| thick(material)),
    Feature::worn("dispersion", |_, material| {
        thick(material);
        extend(
            material,
            "KHR_materials_dispersion",
            &json!({ "dispersion": 0.5 }),
        );
    }),
    Feature::worn("bump", |glb, material| {
        let heights = glb.texture(PNG, &png(&ramp()));
        extend(
            material,
            "EXT_materials_bump",
            &json!({ "bumpFactor": 0.5, "bumpTexture": { "index": heights } }),
        );
    }),
    Feature::worn("texture-transform", |glb, material| {
        color(glb, material);
        material["pbrMetallicRoughness"]["baseColorTexture"]["extensions"]["KHR_texture_transform"] =
            json!({ "offset": [0.2, 0.1], "rotation": 0.4, "scale": [1.6, 0.7] });
    }),
    Feature::worn("unlit", |glb, material| {
        color(glb, material);
        extend(material, "KHR_materials_unlit", &json!({}));
    }),
    Feature::worn("blend", |_, material| {
        material["alphaMode"] = "BLEND".into();
        material["pbrMetallicRoughness"]["baseColorFactor"][3] = 0.6.into();
    }),
    Feature::worn("mask", |glb, material| {
        color(glb, material);
        material["alphaMode"] = "MASK".into();
    }),
    Feature::worn("double-sided", |_, material| {
        material["doubleSided"] = true.into()
    }),
    Feature::worn("webp", |glb, material| {
        other_kind(
            glb,
            material,
            ["image/webp", "EXT_texture_webp"],
            &encode(&checker(), image::ImageFormat::WebP),
        );
    }),
    Feature::worn("avif", |glb, material| {
        other_kind(
            glb,
            material,
            ["image/avif", "EXT_texture_avif"],
            include_bytes!("../../../src/asset/src/tests/fixtures/yuv420.avif"),
        );
    }),
    Feature::worn("basisu", |glb, material| {
        other_kind(
            glb,
            material,
            ["image/ktx2", "KHR_texture_basisu"],
            include_bytes!("../../../src/asset/src/tests/fixtures/uastc-zstd.ktx2"),
        );
    }),
    Feature::built("vertex-colors", |glb| {
        for_each_part(glb, |glb, count| {
            let shade = |index: usize| {
                let share = index as f32 / count as f32;
                [0.4 + 0.6 * share, 1.0 - 0.5 * share, 0.7, 1.0]
            };
            let colors: Vec<[f32; 4]> = (0..count).map(shade).collect();
            ("COLOR_0", glb.floats(&colors))
        });
    }),
    Feature::built("skin", |glb| {
        for_each_part(glb, |glb, count| {
            let view = glb.view(&vec![0; 4 * count]);
            let joints =
                json!({ "bufferView": view, "componentType": U8, "count": count, "type": "VEC4" });
            ("JOINTS_0", glb.push("accessors", joints))
        });
        for_each_part(glb, |glb, count| {
            ("WEIGHTS_0", glb.floats(&vec![[1.0, 0.0, 0.0, 0.0]; count]))
        });
        let joint = glb.root(
            json!({ "translation": [0.1, 0.1, 0.0], "rotation": [0.0, 0.0, 0.130_526, 0.991_445] }),
        );
        let skin = glb.push("skins", json!({ "joints": [joint] }));
        PARTS.for_each(|node| glb.json["nodes"][node]["skin"] = skin.into());
    }),
    Feature::built("morph", |glb| {
        for mesh in PARTS {
            let count = vertices(glb, mesh);
            let moved: Vec<[f32; 3]> = (0..count)
                .map(|index| [0.0, 0.15 * (index % 7) as f32 / 7.0, 0.0])
                .collect();
            let target = json!([{ "POSITION": glb.floats(&moved) }]);
            glb.json["meshes"][mesh]["primitives"][0]["targets"] = target;
            glb.json["meshes"][mesh]["weights"] = json!([0.6]);
        }
    }),
    Feature::built("instancing", |glb| {
        let attributes = json!({
            "TRANSLATION": glb.floats(&[[-0.25, 0.0, 0.0], [0.2, 0.25, 0.1]]),
            "SCALE": glb.floats(&[[0.5, 0.5, 0.5], [0.4, 0.6, 0.4]]),
        });
        for node in PARTS {
            glb.json["nodes"][node]["extensions"]["EXT_mesh_gpu_instancing"]["attributes"] =
                attributes.clone();
        }
    }),
    Feature::built("variants", |glb| {
        glb.json["extensions"]["KHR_materials_variants"]["variants"] = json!([{ "name": "Pair" }]);
        for mesh in PARTS {
            // Worn by the variant alone.
            let primitive = &mut glb.json["meshes"][mesh]["primitives"][0];
            let worn = primitive["material"].clone();
            primitive["extensions"]["KHR_materials_variants"]["mappings"] =
                json!([{ "material": worn, "variants": [0] }]);
            let plain = glb.push("materials", plain([0.5; 3], 0.5));
            glb.json["meshes"][mesh]["primitives"][0]["material"] = plain.into();
        }
    }),
    Feature::built("quantization", |glb| {
        for mesh in PARTS {
            let count = vertices(glb, mesh);
            let normals = match mesh {
                1 => Shape::sphere().normals,
                _ => Shape::rounded_cube().normals,
            };
            let short = |value: f32| (value * 127.0).round() as i8;
            let bytes: Vec<u8> = normals
                .iter()
                .flat_map(|normal| {
                    let [x, y, z] = normal.map(short);
                    [x, y, z, 0].map(|value| value as u8)
                })
                .collect();
            let view = glb.view(&bytes);
            glb.json["bufferViews"][view]["byteStride"] = 4.into();
            let accessor = glb.push("accessors", json!({
                "bufferView": view, "componentType": I8, "normalized": true, "count": count, "type": "VEC3",
            }));
            glb.json["meshes"][mesh]["primitives"][0]["attributes"]["NORMAL"] = accessor.into();
        }
        glb.require("KHR_mesh_quantization");
    }),
    Feature::built("lights", |glb| {
        glb.json["extensions"]["KHR_lights_punctual"]["lights"] = json!([
            { "type": "point", "intensity": 6.0, "color": [1.0, 0.7, 0.4] },
            { "type": "spot", "intensity": 15.0, "spot": { "innerConeAngle": 0.2, "outerConeAngle": 0.5 } },
        ]);
        for (light, place) in [[0.5, 1.0, 1.0], [0.6, 0.0, 2.0]].into_iter().enumerate() {
            glb.root(json!({ "translation": place, "extensions": { "KHR_lights_punctual": { "light": light } } }));
        }
    }),
    Feature::worn("normal", |glb, material| {
        let normal = glb.texture(PNG, &png(&bumps(4.0)));
        material["normalTexture"] = json!({ "index": normal });
    }),
    // What packs a file comes last.
    Feature::built("draco", |glb| pack::draco(glb, PARTS)),
    Feature::built("meshopt-ext", |glb| pack::meshopt(glb, MESHOPT_EXT, PARTS)),
    Feature::built("meshopt-khr", |glb| pack::meshopt(glb, MESHOPT_KHR, PARTS)),
];

/// The nodes, and the meshes, that the features are for; the wall is before them.
const PARTS: std::ops::RangeInclusive<usize> = 1..=2;

/// How many vertices a mesh has.
fn vertices(glb: &Glb, mesh: usize) -> usize {
    let position = &glb.json["meshes"][mesh]["primitives"][0]["attributes"]["POSITION"];
    let position = position.as_u64().unwrap_or_default() as usize;
    glb.json["accessors"][position]["count"]
        .as_u64()
        .unwrap_or_default() as usize
}

/// Adds an attribute to every part, which `make` makes for a number of vertices.
fn for_each_part(glb: &mut Glb, make: impl Fn(&mut Glb, usize) -> (&'static str, usize)) {
    for mesh in PARTS {
        let count = vertices(glb, mesh);
        let (name, accessor) = make(glb, count);
        glb.json["meshes"][mesh]["primitives"][0]["attributes"][name] = accessor.into();
    }
}

/// Pairs that the web viewer shows nothing of.
const BLANK: [[&str; 2]; 2] = [["instancing", "variants"], ["morph", "instancing"]];
/// Pairs that are one thing: the second has the first in it, or both pack the same.
const NESTED: [[&str; 2]; 6] = [
    ["draco", "meshopt-ext"],
    ["draco", "meshopt-khr"],
    ["meshopt-ext", "meshopt-khr"],
    ["transmission", "volume"],
    ["transmission", "dispersion"],
    ["volume", "dispersion"],
];

/// Two features in one file.
#[derive(Debug, Clone, Copy)]
pub struct Pair {
    first: usize,
    second: usize,
}

impl Pair {
    /// Its name, such as `clearcoat+sheen`.
    #[must_use]
    pub fn name(self) -> String {
        format!(
            "{}+{}",
            FEATURES[self.first].name, FEATURES[self.second].name
        )
    }

    /// The variant to wear.
    #[must_use]
    pub fn variant(self) -> Option<&'static str> {
        [self.first, self.second]
            .into_iter()
            .any(|feature| FEATURES[feature].name == "variants")
            .then_some("Pair")
    }

    /// The file's bytes.
    #[must_use]
    pub fn glb(self) -> Vec<u8> {
        let features = [&FEATURES[self.first], &FEATURES[self.second]];
        let mut glb = Glb::new();
        wall(&mut glb, 2, 1);
        let mut material = plain([0.8, 0.6, 0.45], 0.3);
        for feature in features {
            (feature.wear)(&mut glb, &mut material);
        }
        for (shape, x) in [(Shape::sphere(), 0.0), (Shape::rounded_cube(), 1.15)] {
            let primitive = glb.shape(&shape);
            glb.stand(&primitive, material.clone(), [x, 0.0, 0.0]);
        }
        for feature in features {
            (feature.build)(&mut glb);
        }
        glb.finish()
    }
}

/// All pairs of which the web viewer shows something.
pub fn pairs() -> impl Iterator<Item = Pair> {
    let of = |names: [&str; 2], pair: Pair| {
        names == [FEATURES[pair.first].name, FEATURES[pair.second].name]
    };
    let all = (0..FEATURES.len())
        .flat_map(|first| (first + 1..FEATURES.len()).map(move |second| Pair { first, second }));
    all.filter(move |pair| {
        !BLANK
            .into_iter()
            .chain(NESTED)
            .any(|names| of(names, *pair))
    })
}
