//! What is read and written again is what it was.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use super::build::{Build, F32, png};
use super::compression::meshopt_square;
use super::{read, seeds};
use crate::model::{AlphaMode, Material};
use crate::write_glb;

/// Words that Plinth knows nothing of, everywhere.
fn with_unknowns() -> Build {
    let mut build = seeds::textured();
    // The numbers are such that a parser which rounds carelessly loses their last bit.
    let numbers = json!([
        1.5,
        0.013950965367257595,
        458.45831298828125,
        -0.11909999698400497
    ]);
    let extra = json!({ "z": 1, "a": [numbers, { "deep": null }], "ü": "\u{1f4d0}" });
    build.json["extras"] = extra.clone();
    build.json["ACME_root"] = extra.clone();
    build.json["extensions"]["ACME_root"] = extra.clone();
    for list in [
        "nodes",
        "meshes",
        "materials",
        "textures",
        "images",
        "samplers",
        "scenes",
        "accessors",
        "bufferViews",
        "cameras",
    ] {
        build.json[list][0]["extras"] = extra.clone();
        build.json[list][0]["extensions"]["ACME_thing"] = extra.clone();
    }
    build.primitive()["extras"] = extra.clone();
    build.json["extensionsUsed"]
        .as_array_mut()
        .unwrap()
        .push("ACME_thing".into());
    build.json["buffers"] =
        json!([{ "name": "bytes", "byteLength": build.bin.len(), "extras": extra }]);
    build
}

#[test]
fn a_glb_comes_back_byte_for_byte() {
    let mut build = with_unknowns();
    // Only what isn't embedded yet would change.
    let view = build.view(&png(2, 2, [9; 4]));
    build.json["images"][1] = json!({ "bufferView": view, "mimeType": "image/png" });
    build.json["buffers"][0]["byteLength"] = build.bin.len().into();
    let glb = build.glb();
    let written = write_glb(&read(glb.clone()).unwrap().document).unwrap();
    assert!(written == glb, "the bytes differ");
}

#[test]
fn unknown_extensions_and_extras_stay() {
    let build = with_unknowns();
    let before = read(build.gltf()).unwrap();
    let after = read(write_glb(&before.document).unwrap()).unwrap();
    let mut json = after.document.json.clone();
    // What embedding has to change: the buffer's place and length, and the second image.
    assert_eq!(
        json["images"][1],
        json!({ "bufferView": 5, "mimeType": "image/png" })
    );
    json["images"][1] = before.document.json["images"][1].clone();
    json["bufferViews"].as_array_mut().unwrap().pop();
    json["buffers"] = before.document.json["buffers"].clone();
    let text = |json: &Value| serde_json::to_string(json).unwrap();
    assert_eq!(text(&json), text(&before.document.json));
    assert_eq!(after.document.json["buffers"][0]["extras"]["z"], 1);
    assert_eq!(after.images[1].data, before.images[1].data);
    assert_eq!(after.images[0].data, before.images[0].data);
    assert_eq!(after.materials, before.materials);
}

#[test]
fn writing_is_deterministic_and_idempotent() {
    for (name, seed) in seeds::all() {
        let once = write_glb(&read(seed.clone()).unwrap().document).unwrap();
        assert!(
            once == write_glb(&read(seed).unwrap().document).unwrap(),
            "{name}"
        );
        assert!(
            once == write_glb(&read(once.clone()).unwrap().document).unwrap(),
            "{name}"
        );
    }
}

#[test]
fn buffers_are_merged_at_multiples_of_four() {
    let mut build = Build::square();
    let data = |bytes: &[u8]| format!("data:;base64,{}", BASE64_STANDARD.encode(bytes));
    let first = data(&[1, 2, 3]);
    let second = data(bytemuck::cast_slice(&[[0.25_f32, 0.5]; 4]));
    let (own, length) = (data(&build.bin), build.bin.len());
    build.json["buffers"] = json!([
        { "byteLength": 3, "uri": first },
        { "byteLength": 32, "uri": second, "name": "uv" },
        { "byteLength": length, "uri": own },
    ]);
    for view in build.json["bufferViews"].as_array_mut().unwrap() {
        view["buffer"] = 2.into();
    }
    let view = build.push("bufferViews", json!({ "buffer": 1, "byteLength": 32 }));
    let uv = build.push(
        "accessors",
        json!({
            "bufferView": view, "componentType": F32, "type": "VEC2", "count": 4,
        }),
    );
    build.primitive()["attributes"]["TEXCOORD_1"] = uv.into();
    let before = read(serde_json::to_vec(&build.json).unwrap()).unwrap();
    let after = read(write_glb(&before.document).unwrap()).unwrap();
    assert_eq!(
        after.document.json["buffers"],
        json!([{ "byteLength": 4 + 32 + length }])
    );
    assert_eq!(after.document.json["bufferViews"][4]["byteOffset"], 4);
    let part = |model: &crate::Model| model.meshes[0].primitives[0].clone();
    assert_eq!(part(&after).positions, part(&before).positions);
    assert_eq!(part(&after).uvs, part(&before).uvs);
    assert_eq!(part(&after).uvs[1].as_ref().unwrap()[3], [0.25, 0.5]);
}

#[test]
fn compressed_views_stay_compressed() {
    let mut build = meshopt_square();
    // A picture beside makes the first buffer longer.
    let uri = format!(
        "data:image/png;base64,{}",
        BASE64_STANDARD.encode(png(2, 2, [7; 4]))
    );
    build.push("images", json!({ "uri": uri }));
    let before = read(build.glb()).unwrap();
    let after = read(write_glb(&before.document).unwrap()).unwrap();
    let buffers = after.document.json["buffers"].as_array().unwrap();
    assert_eq!(buffers.len(), 2);
    assert_eq!(buffers[1], before.document.json["buffers"][1]);
    let part = |model: &crate::Model| model.meshes[0].primitives[0].clone();
    assert_eq!(part(&after).positions, part(&before).positions);
    assert_eq!(after.images[0].data, before.images[0].data);
}

#[test]
fn a_file_without_bytes_has_no_bin_chunk() {
    let model = read(Build::new().gltf()).unwrap();
    let written = write_glb(&model.document).unwrap();
    let json = u32::from_le_bytes(written[12..16].try_into().unwrap()) as usize;
    assert_eq!(written.len(), 20 + json);
    assert!(read(written).is_ok());
}

#[test]
fn broken_documents_are_refused() {
    let mut document = read(Build::square().glb()).unwrap().document;
    document.buffers.clear();
    let refusal = write_glb(&document).unwrap_err().to_string();
    assert_eq!(refusal, "/buffers: 1 buffers, but bytes for 0");
}

#[test]
fn materials_are_read_to_the_last_number() {
    let model = read(seeds::textured().glb()).unwrap();
    let material = &model.materials[0];
    assert_eq!(material.base_color, [1.0, 0.5, 0.25, 1.0]);
    assert_eq!((material.metallic, material.roughness), (0.0, 0.75));
    assert_eq!(
        (material.normal_scale, material.occlusion_strength),
        (0.5, 0.25)
    );
    assert_eq!(material.emissive, [2.0; 3]);
    assert_eq!(material.alpha_mode, AlphaMode::Mask { cutoff: 0.25 });
    assert!(material.double_sided && !material.unlit);
    assert_eq!((material.ior, material.dispersion), (1.4, 0.1));
    let texture = material.base_color_texture.unwrap();
    assert_eq!((texture.texture, texture.uv_set), (0, 0));
    assert_eq!(
        (texture.offset.x, texture.rotation, texture.scale.y),
        (0.5, 0.1, 2.0)
    );
    let clearcoat = material.clearcoat.unwrap();
    assert_eq!((clearcoat.factor, clearcoat.normal_scale), (1.0, 1.0));
    assert_eq!(clearcoat.normal_texture.unwrap().texture, 1);
    assert_eq!(material.sheen.unwrap().color, [1.0, 0.0, 0.0]);
    assert_eq!(material.specular.unwrap().color, [1.0; 3]);
    assert_eq!(material.transmission.unwrap().factor, 0.5);
    let volume = material.volume.unwrap();
    assert_eq!((volume.thickness, volume.attenuation_distance), (0.5, 2.0));
    assert_eq!(material.iridescence.unwrap().ior, 1.3);
    assert_eq!(material.anisotropy.unwrap().strength, 0.5);
    let plain = Material {
        name: Some("plain".to_owned()),
        ..Material::default()
    };
    assert_eq!(model.materials[1], plain);
    let primitive = &model.meshes[0].primitives[0];
    assert_eq!(model.variants, ["Moss", "Plain"]);
    assert_eq!(
        [None, Some(0), Some(1)].map(|v| primitive.material_in(v)),
        [Some(0), Some(0), Some(1)]
    );
}
