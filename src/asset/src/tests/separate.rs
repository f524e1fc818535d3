//! glTF with its bytes and images beside it.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use base::Job;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use serde_json::json;

use super::build::{Build, F32, png};
use super::compression::meshopt_square;
use super::{read as read_bytes, seeds};
use crate::{Gltf, Limits, Model, read, write_glb, write_gltf};

/// What `gltf` is once it was written and read again.
fn again(gltf: &Gltf) -> Model {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("chair.gltf");
    gltf.save(&path).unwrap();
    read(&path, &Limits::default(), &Job::quiet()).unwrap()
}

fn assert_same(before: &Model, after: &Model) {
    let parts = |model: &Model| {
        let meshes = model.meshes.iter().flat_map(|mesh| &mesh.primitives);
        let part = |p: &crate::model::Primitive| {
            let all = (p.positions.clone(), p.indices.clone(), p.uvs.clone());
            (all, p.normals.clone(), p.weights.clone(), p.material)
        };
        meshes.map(part).collect::<Vec<_>>()
    };
    assert_eq!(parts(before), parts(after));
    assert_eq!(before.materials, after.materials);
    let images = |model: &Model| {
        let images = model.images.iter();
        images.map(|image| image.data.clone()).collect::<Vec<_>>()
    };
    assert_eq!(images(before), images(after));
    assert_eq!(before.warnings(), after.warnings());
}

fn names(files: &BTreeMap<PathBuf, Bytes>) -> Vec<&str> {
    files.keys().map(|path| path.to_str().unwrap()).collect()
}

#[test]
fn what_is_unpacked_is_what_it_was() {
    for (name, bytes) in seeds::all() {
        let before = read_bytes(bytes).unwrap();
        let gltf = write_gltf(&before.document, "chair").unwrap();
        let after = again(&gltf);
        assert_same(&before, &after);
        assert!(
            after.images.iter().all(|image| image.uri.is_some()),
            "{name}"
        );
        let same = write_gltf(&before.document, "chair").unwrap();
        assert_eq!((&gltf.json, &gltf.files), (&same.json, &same.files));
        // Nothing is lost on the way there and back.
        let packed = read_bytes(write_glb(&after.document).unwrap()).unwrap();
        assert_same(&before, &packed);
    }
}

#[test]
fn embedded_images_leave_no_bytes_behind() {
    let mut build = Build::square();
    let bare = build.bin.len();
    let picture = png(3, 3, [1, 2, 3, 4]);
    let view = build.view(&picture);
    let inside = json!({ "name": "Oak/grain", "bufferView": view, "mimeType": "image/png" });
    build.push("images", inside.clone());
    build.push("images", inside);
    let data = BASE64_STANDARD.encode(png(2, 2, [9; 4]));
    let data = json!({ "uri": format!("data:image/png;base64,{data}") });
    build.push("images", data);
    let colors = build.accessor(&[[0.5_f32, 0.25, 1.0, 1.0]; 4], F32, "VEC4");
    build.primitive()["attributes"]["COLOR_0"] = colors.into();
    let before = read_bytes(build.glb()).unwrap();
    let gltf = write_gltf(&before.document, "Oak chair").unwrap();
    let expected = [
        "Oak chair-Oak_grain-2.png",
        "Oak chair-Oak_grain.png",
        "Oak chair.bin",
        "Oak chair.png",
    ];
    assert_eq!(names(&gltf.files), expected);
    let bin = &gltf.files[&PathBuf::from("Oak chair.bin")];
    assert_eq!(bin.len(), bare + 4 * 16);
    let json: serde_json::Value = serde_json::from_slice(&gltf.json).unwrap();
    assert_eq!(
        json["images"][0],
        json!({ "name": "Oak/grain", "mimeType": "image/png", "uri": "Oak%20chair-Oak_grain.png" })
    );
    assert_eq!(json["bufferViews"].as_array().unwrap().len(), 5);
    assert_eq!(json["buffers"][0]["uri"], "Oak%20chair.bin");
    let after = again(&gltf);
    assert_same(&before, &after);
    let colors = |model: &Model| model.meshes[0].primitives[0].colors.clone();
    assert_eq!(colors(&after), colors(&before));
}

#[test]
fn views_that_others_use_stay() {
    // The picture's view is an accessor's too.
    let mut build = Build::square();
    let view = build.view(&png(8, 8, [7; 4]));
    build.push(
        "images",
        json!({ "bufferView": view, "mimeType": "image/png" }),
    );
    build.push(
        "accessors",
        json!({ "bufferView": view, "componentType": 5121, "type": "SCALAR", "count": 8 }),
    );
    let length = build.bin.len();
    let before = read_bytes(build.glb()).unwrap();
    let gltf = write_gltf(&before.document, "chair").unwrap();
    assert_eq!(gltf.files[&PathBuf::from("chair.bin")].len(), length);
    assert_same(&before, &again(&gltf));

    // An unknown extension may name views in its own way.
    let mut build = seeds::textured();
    build.json["extensionsUsed"]
        .as_array_mut()
        .unwrap()
        .push("ACME_thing".into());
    let before = read_bytes(build.glb()).unwrap();
    let gltf = write_gltf(&before.document, "chair").unwrap();
    let after = again(&gltf);
    assert_same(&before, &after);
    assert_eq!(
        after.document.json["images"][0],
        before.document.json["images"][0]
    );
}

#[test]
fn compressed_geometry_stays_compressed() {
    let mut build = meshopt_square();
    let view = build.view(&png(5, 5, [3; 4]));
    build.push(
        "images",
        json!({ "bufferView": view, "mimeType": "image/png" }),
    );
    build.json["buffers"][0]["byteLength"] = build.bin.len().into();
    let before = read_bytes(build.glb()).unwrap();
    let gltf = write_gltf(&before.document, "chair").unwrap();
    let after = again(&gltf);
    assert_same(&before, &after);
    assert_eq!(after.document.buffers.len(), before.document.buffers.len());
}

#[test]
fn a_file_of_pictures_alone_needs_no_bytes() {
    let mut build = Build::new();
    let view = build.view(&png(2, 2, [5; 4]));
    build.push(
        "images",
        json!({ "bufferView": view, "mimeType": "image/png" }),
    );
    let before = read_bytes(build.glb()).unwrap();
    let gltf = write_gltf(&before.document, "chair").unwrap();
    assert_eq!(names(&gltf.files), ["chair.png"]);
    let json: serde_json::Value = serde_json::from_slice(&gltf.json).unwrap();
    assert!(json.get("buffers").is_none() && json.get("bufferViews").is_none());
    assert_same(&before, &again(&gltf));
}

#[test]
fn files_keep_their_places_and_names_are_not_taken_twice() {
    let folder = tempfile::tempdir().unwrap();
    let mut build = Build::square();
    for uri in ["maps/a%20b.png", "CHAIR.BIN", "missing.png"] {
        build.push("images", json!({ "uri": uri }));
    }
    let (json, bin) = build.gltf_beside("old.bin");
    fs::create_dir(folder.path().join("maps")).unwrap();
    for (name, bytes) in [
        ("old.bin", bin),
        ("old.gltf", json),
        ("maps/a b.png", png(2, 2, [1; 4])),
        ("CHAIR.BIN", png(2, 2, [2; 4])),
    ] {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    let path = folder.path().join("old.gltf");
    let before = read(&path, &Limits::default(), &Job::quiet()).unwrap();
    let gltf = write_gltf(&before.document, "chair").unwrap();
    assert_eq!(
        names(&gltf.files),
        ["CHAIR.BIN", "chair-2.bin", "maps/a b.png"]
    );
    let after = again(&gltf);
    assert_same(&before, &after);
    assert_eq!(after.images[0].uri.as_deref(), Some("maps/a%20b.png"));

    // The model's own name isn't free.
    let mut document = before.document.clone();
    document.json["images"][0]["uri"] = "Lamp.gltf".into();
    document
        .files
        .insert("Lamp.gltf".to_owned(), png(1, 1, [0; 4]).into());
    let refusal = write_gltf(&document, "lamp").unwrap_err().to_string();
    assert_eq!(
        refusal,
        "/images/0/uri: Lamp.gltf: has the name of the file to be written"
    );
}
