//! Models that have a bit of everything, for tests that damage them.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::json;

use super::build::{Build, F32, U8, U16, png};
use super::compression::{draco_square, meshopt_square};

/// All of them, by name.
pub(super) fn all() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("textured.glb", textured().glb()),
        ("textured.gltf", textured().gltf()),
        ("moving.glb", moving().glb()),
        ("meshopt.glb", meshopt_square().glb()),
        ("draco.glb", draco_square().glb()),
    ]
}

/// A square with a material of many extensions, textures in a buffer view and in a data URI,
/// variants, a light and a camera.
pub(super) fn textured() -> Build {
    let mut build = Build::square();
    let view = build.view(&png(4, 4, [200, 100, 50, 255]));
    build.push(
        "images",
        json!({ "bufferView": view, "mimeType": "image/png", "name": "cloth" }),
    );
    let uri = format!(
        "data:image/png;base64,{}",
        BASE64_STANDARD.encode(png(2, 2, [9, 9, 9, 9]))
    );
    build.push("images", json!({ "uri": uri }));
    build.push(
        "samplers",
        json!({ "magFilter": 9728, "minFilter": 9987, "wrapS": 33071 }),
    );
    build.push(
        "textures",
        json!({ "source": 0, "sampler": 0, "name": "colour" }),
    );
    build.push("textures", json!({ "source": 1 }));
    let transform = json!({ "offset": [0.5, 0], "rotation": 0.1, "scale": [2, 2], "texCoord": 0 });
    build.push("materials", json!({
        "name": "moss",
        "pbrMetallicRoughness": {
            "baseColorFactor": [1, 0.5, 0.25, 1], "metallicFactor": 0, "roughnessFactor": 0.75,
            "baseColorTexture": { "index": 0, "extensions": { "KHR_texture_transform": transform } },
            "metallicRoughnessTexture": { "index": 1 },
        },
        "normalTexture": { "index": 1, "scale": 0.5 },
        "occlusionTexture": { "index": 1, "strength": 0.25 },
        "emissiveFactor": [0.5, 0.5, 0.5], "emissiveTexture": { "index": 0 },
        "alphaMode": "MASK", "alphaCutoff": 0.25, "doubleSided": true,
        "extensions": {
            "KHR_materials_emissive_strength": { "emissiveStrength": 4 },
            "KHR_materials_ior": { "ior": 1.4 },
            "KHR_materials_dispersion": { "dispersion": 0.1 },
            "KHR_materials_clearcoat": { "clearcoatFactor": 1, "clearcoatNormalTexture": { "index": 1 } },
            "KHR_materials_sheen": { "sheenColorFactor": [1, 0, 0], "sheenRoughnessFactor": 0.5 },
            "KHR_materials_specular": { "specularFactor": 0.5, "specularTexture": { "index": 0 } },
            "KHR_materials_transmission": { "transmissionFactor": 0.5 },
            "KHR_materials_volume": { "thicknessFactor": 0.5, "attenuationDistance": 2 },
            "KHR_materials_iridescence": { "iridescenceFactor": 1 },
            "KHR_materials_anisotropy": { "anisotropyStrength": 0.5 },
        },
    }));
    build.push("materials", json!({ "name": "plain" }));
    build.primitive()["material"] = 0.into();
    build.primitive()["extensions"] = json!({ "KHR_materials_variants": {
        "mappings": [{ "material": 0, "variants": [0] }, { "material": 1, "variants": [1] }],
    } });
    build.push(
        "cameras",
        json!({
            "type": "perspective", "perspective": { "yfov": 0.5, "znear": 0.1 },
        }),
    );
    build.root(json!({
        "camera": 0, "translation": [0, 0, 5], "extensions": { "KHR_lights_punctual": { "light": 0 } },
    }));
    build.json["extensions"] = json!({
        "KHR_materials_variants": { "variants": [{ "name": "Moss" }, { "name": "Plain" }] },
        "KHR_lights_punctual": { "lights": [{ "type": "spot", "spot": { "outerConeAngle": 0.5 } }] },
    });
    build.json["extensionsUsed"] = json!([
        "KHR_materials_variants",
        "KHR_lights_punctual",
        "KHR_texture_transform",
        "KHR_materials_emissive_strength",
        "KHR_materials_ior",
        "KHR_materials_dispersion",
        "KHR_materials_clearcoat",
        "KHR_materials_sheen",
        "KHR_materials_specular",
        "KHR_materials_transmission",
        "KHR_materials_volume",
        "KHR_materials_iridescence",
        "KHR_materials_anisotropy"
    ]);
    build
}

/// A skinned, morphed (sparsely), animated and instanced square in a small tree.
pub(super) fn moving() -> Build {
    let mut build = Build::square();
    let joints = build.accessor(&[[0_u8, 1, 0, 0]; 4], U8, "VEC4");
    let weights = build.accessor(&[[0.5_f32, 0.5, 0.0, 0.0]; 4], F32, "VEC4");
    build.primitive()["attributes"]["JOINTS_0"] = joints.into();
    build.primitive()["attributes"]["WEIGHTS_0"] = weights.into();
    let identity = glam::Mat4::IDENTITY.to_cols_array();
    let matrices = build.accessor(&[identity; 2], F32, "MAT4");
    let places = build.view(bytemuck::cast_slice(&[2_u16]));
    let values = build.view(bytemuck::cast_slice(&[0.0_f32, 0.0, 3.0]));
    let morph = build.push(
        "accessors",
        json!({
            "componentType": F32, "type": "VEC3", "count": 4, "min": [0, 0, 0], "max": [0, 0, 3],
            "sparse": {
                "count": 1,
                "indices": { "bufferView": places, "componentType": U16 },
                "values": { "bufferView": values },
            },
        }),
    );
    build.primitive()["targets"] = json!([{ "POSITION": morph }]);
    build.json["meshes"][0]["weights"] = json!([0.5]);
    let joint = build.push("nodes", json!({ "name": "tip", "translation": [0, 1, 0] }));
    let root = build.root(json!({ "name": "root", "children": [joint] }));
    build.push(
        "skins",
        json!({ "joints": [root, joint], "inverseBindMatrices": matrices }),
    );
    build.json["nodes"][0]["skin"] = 0.into();
    let times = build.accessor(&[0.0_f32, 1.5], F32, "SCALAR");
    build.json["accessors"][times]["min"] = json!([0]);
    build.json["accessors"][times]["max"] = json!([1.5]);
    let turns = build.accessor(
        &[[0.0_f32, 0.0, 0.0, 1.0], [0.0, 1.0, 0.0, 0.0]],
        F32,
        "VEC4",
    );
    let swells = build.accessor(&[0.0_f32, 0.0, 1.0, 0.0, 1.0, 0.0], F32, "SCALAR");
    build.push(
        "animations",
        json!({
            "name": "wave",
            "samplers": [
                { "input": times, "output": turns },
                { "input": times, "output": swells, "interpolation": "CUBICSPLINE" },
            ],
            "channels": [
                { "sampler": 0, "target": { "node": joint, "path": "rotation" } },
                { "sampler": 1, "target": { "node": 0, "path": "weights" } },
            ],
        }),
    );
    let offsets = build.accessor(
        &[[0.0_f32; 3], [4.0, 0.0, 0.0], [8.0, 0.0, 0.0]],
        F32,
        "VEC3",
    );
    // The web viewer shows nothing of copies that morph.
    let mut stiff = build.json["meshes"][0]["primitives"][0].clone();
    let members = stiff.as_object_mut().unwrap();
    members.remove("targets");
    let stiff = build.push("meshes", json!({ "primitives": [stiff] }));
    build.root(json!({
        "mesh": stiff, "matrix": identity,
        "extensions": { "EXT_mesh_gpu_instancing": { "attributes": { "TRANSLATION": offsets } } },
    }));
    build.json["extensionsUsed"] = json!(["EXT_mesh_gpu_instancing"]);
    build
}
