//! Extensions that the web viewer doesn't know: what is lost by them, and what isn't.

use serde_json::{Value, json};

use super::build::{Build, F32};
use super::read;
use crate::{Effect, Model};

const GLOSS: &str = "KHR_materials_pbrSpecularGlossiness";

/// A square that wears `material`; the file lists `name`.
fn worn(name: &str, material: Value) -> Build {
    let mut build = Build::square();
    build.json["extensionsUsed"] = json!([name]);
    build.push("materials", material);
    build.primitive()["material"] = json!(0);
    build
}

/// A material whose extension `name` says `says`.
fn extended(name: &str, says: Value) -> Value {
    let mut material = json!({ "pbrMetallicRoughness": { "baseColorFactor": [1, 0, 0, 1] } });
    material["extensions"][name] = says;
    material
}

/// Two textures, each of a picture of its own.
fn pictures(build: &mut Build) {
    for color in [[255, 0, 0, 255], [0, 255, 0, 255]] {
        let view = build.view(&super::build::png(2, 2, color));
        let image = build.push(
            "images",
            json!({ "bufferView": view, "mimeType": "image/png" }),
        );
        build.push("textures", json!({ "source": image }));
    }
}

/// What is said of extensions: the effect and the place.
fn said(build: &Build) -> Vec<(Effect, String)> {
    let model = read(build.glb()).unwrap();
    let own = |model: Model| {
        let defects = model.defects.into_iter();
        defects.filter(|defect| defect.code == "UNSUPPORTED_EXTENSION")
    };
    own(model)
        .map(|defect| (defect.effect, defect.at))
        .collect()
}

fn drawn() -> Vec<(Effect, String)> {
    vec![(Effect::Drawn, String::new())]
}

fn lost(at: &str) -> Vec<(Effect, String)> {
    vec![(Effect::Lost, at.to_owned())]
}

#[test]
fn words_about_the_file_cost_nothing_wherever_they_stand() {
    for name in [
        "EXT_structural_metadata",
        "MSFT_lod",
        "VRM",
        "VRMC_materials_mtoon",
        "GODOT_single_root",
        "ACME_prices",
    ] {
        let mut build = worn(name, extended(name, json!({ "sku": "CH-1" })));
        build.json["extensions"][name] = json!({ "author": "us" });
        build.json["nodes"][0]["extensions"][name] = json!({ "ids": [0] });
        build.json["asset"]["extensions"][name] = json!({});
        build.primitive()["extensions"][name] = json!({});
        assert_eq!(said(&build), drawn(), "{name}");
        let model = read(build.glb()).unwrap();
        assert_eq!(model.effect(), Effect::Drawn, "{name}");
    }
    // What is only listed says nothing at all, required or not.
    let mut build = Build::square();
    build.json["extensionsUsed"] = json!(["ACME_smell"]);
    build.json["extensionsRequired"] = json!(["ACME_smell"]);
    assert_eq!(said(&build), drawn());
}

#[test]
fn descriptions_of_a_file_are_no_defect() {
    for name in ["KHR_xmp", "KHR_xmp_json_ld"] {
        let mut build = Build::square();
        build.json["extensionsUsed"] = json!([name]);
        build.json["extensions"][name] = json!({ "packets": [{ "dc:creator": "us" }] });
        assert_eq!(said(&build), [], "{name}");
    }
}

#[test]
fn a_texture_that_an_extension_alone_names_is_lost() {
    let glow = |index: usize| extended("ACME_glow", json!({ "glowTexture": { "index": index } }));
    let mut build = worn("ACME_glow", glow(1));
    pictures(&mut build);
    assert_eq!(said(&build), lost("/materials/0"));
    // One that the material shows anyway isn't.
    build.json["materials"][0]["pbrMetallicRoughness"]["baseColorTexture"] = json!({ "index": 1 });
    assert_eq!(said(&build), drawn());
    // Nor is one of a material that nothing wears.
    build.json["materials"][0] = json!({});
    build.push("materials", glow(0));
    assert_eq!(said(&build), drawn());
}

#[test]
fn what_an_unknown_kind_of_material_says_is_lost() {
    let name = "ADOBE_materials_thin_transparency";
    let clear = |says| worn(name, extended(name, says));
    let factor = json!({ "transmissionFactor": 1 });
    assert_eq!(said(&clear(factor)), lost("/materials/0"));
    assert_eq!(said(&clear(json!({}))), drawn());
}

#[test]
fn glossy_materials_are_lost_where_nothing_else_says_their_colour() {
    let red = json!({ "diffuseFactor": [1, 0, 0, 1] });
    let alone = |says: &Value| {
        let mut material = extended(GLOSS, says.clone());
        material
            .as_object_mut()
            .unwrap()
            .remove("pbrMetallicRoughness");
        worn(GLOSS, material)
    };
    let both = |says: &Value| worn(GLOSS, extended(GLOSS, says.clone()));
    assert_eq!(said(&alone(&red)), lost("/materials/0"));
    assert_eq!(said(&both(&red)), drawn());
    let textured = json!({ "diffuseTexture": { "index": 0 } });
    let mut build = both(&textured);
    pictures(&mut build);
    assert_eq!(said(&build), lost("/materials/0"));
    build.json["materials"][0]["pbrMetallicRoughness"]["baseColorTexture"] = json!({ "index": 0 });
    assert_eq!(said(&build), drawn());
    let words = read(alone(&red).glb()).unwrap().warnings().join("; ");
    assert!(
        words.contains("white metal where they have none"),
        "{words}"
    );
}

#[test]
fn factors_of_nothing_lose_nothing() {
    let leaf = "KHR_materials_diffuse_transmission";
    let through = |factor| extended(leaf, json!({ "diffuseTransmissionFactor": factor }));
    assert_eq!(said(&worn(leaf, through(0.8))), lost("/materials/0"));
    assert_eq!(said(&worn(leaf, through(0.0))), drawn());
    let name = "KHR_node_visibility";
    for (visible, expected) in [(true, drawn()), (false, lost("/nodes/0"))] {
        let mut build = Build::square();
        build.json["extensionsUsed"] = json!([name]);
        build.json["nodes"][0]["extensions"][name] = json!({ "visible": visible });
        assert_eq!(said(&build), expected);
    }
}

#[test]
fn a_shape_in_an_unknown_compression_is_lost_and_a_file_of_it_alone_is_blank() {
    let name = "ACME_packed_mesh";
    let mut build = Build::square();
    build.json["extensionsUsed"] = json!([name]);
    build.primitive()["extensions"][name] = json!({ "bufferView": 0 });
    // The plain positions stand beside it.
    assert_eq!(said(&build), drawn());
    let own = build.primitive().clone();
    let hollow = build.accessor(&[[0.0_f32; 3]; 4], F32, "VEC3");
    let accessor = build.json["accessors"][hollow].as_object_mut().unwrap();
    accessor.remove("bufferView");
    build.primitive()["attributes"]["POSITION"] = json!(hollow);
    assert_eq!(said(&build), lost("/meshes/0/primitives/0"));
    assert_eq!(read(build.glb()).unwrap().effect(), Effect::Blank);
    let parts = build.json["meshes"][0]["primitives"]
        .as_array_mut()
        .unwrap();
    parts.insert(0, own);
    assert_eq!(said(&build), lost("/meshes/0/primitives/1"));
    assert_eq!(read(build.glb()).unwrap().effect(), Effect::Lost);
}

#[test]
fn what_the_file_says_it_cannot_do_without_is_lost_where_it_is_shown() {
    for (key, at) in [
        ("nodes", "/nodes/0"),
        ("meshes", "/meshes/0"),
        ("materials", "/materials/0"),
        ("bufferViews", "/bufferViews/0"),
    ] {
        let mut build = worn("ACME_bent", json!({}));
        build.json[key][0]["extensions"]["ACME_bent"] = json!({});
        assert_eq!(said(&build), drawn(), "{key}");
        build.json["extensionsRequired"] = json!(["ACME_bent"]);
        assert_eq!(said(&build), lost(at), "{key}");
        // Nobody sees what the scene doesn't hold.
        build.json["scenes"][0]["nodes"] = json!([]);
        assert_eq!(said(&build), drawn(), "{key}");
    }
    let mut build = Build::square();
    build.json["extensionsUsed"] = json!(["MSFT_lod"]);
    build.json["extensionsRequired"] = json!(["MSFT_lod"]);
    build.json["nodes"][0]["extensions"]["MSFT_lod"] = json!({ "ids": [] });
    assert_eq!(said(&build), drawn());
}

#[test]
fn extensions_are_told_once_listed_or_not() {
    let mut build = Build::square();
    build.json["extensionsUsed"] = json!([GLOSS]);
    build.json["extensionsRequired"] = json!([GLOSS]);
    build.push(
        "materials",
        json!({ "extensions": { GLOSS: {}, "ACME_fur": {} } }),
    );
    build.push(
        "materials",
        json!({ "extensions": { "ACME_fur": {}, "KHR_materials_unlit": {} } }),
    );
    build.primitive()["material"] = json!(0);
    let warnings = |build: &Build| read(build.glb()).unwrap().warnings();
    let first = [
        "the file requires KHR_materials_pbrSpecularGlossiness, which the web viewer passes over: \
         materials show their metallic-roughness values, white metal where they have none",
        "the file uses ACME_fur, which the web viewer passes over",
    ];
    assert_eq!(warnings(&build)[0], format!("/materials/0: {}", first[0]));
    assert_eq!(warnings(&build)[1], first[1]);
    build.primitive()["material"] = json!(1);
    let unlit =
        "the file uses KHR_materials_unlit without listing it, and the web viewer can't open it so";
    assert!(warnings(&build).contains(&unlit.to_owned()));
}
