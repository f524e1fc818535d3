//! Broken files, and the sentence that each gets.

use serde_json::{Value, json};

use super::build::Build;
use super::seeds::{moving, textured};
use super::{read, seeds};

/// Breaks a model, and the refusal that it must get.
type Case = (fn() -> Build, fn(&mut Value), &'static str);

#[test]
fn broken_json_is_refused_with_its_place() {
    let square: fn() -> Build = Build::square;
    let cases: Vec<Case> = vec![
        (square, |j| j["asset"] = Value::Null, ": has no asset"),
        (
            square,
            |j| j["asset"]["version"] = json!("1.0"),
            "/asset/version: is \"1.0\", and Plinth reads glTF 2.0",
        ),
        (
            square,
            |j| j["nodes"] = json!({}),
            "/nodes: must be an array, not an object",
        ),
        (
            square,
            |j| j["nodes"][0]["mesh"] = json!(7),
            "/nodes/0/mesh: names mesh 7, but there are 1",
        ),
        (
            square,
            |j| j["nodes"][0]["children"] = json!([0]),
            "/nodes/0: is its own ancestor",
        ),
        (
            moving,
            |j| j["nodes"][1]["children"] = json!([2]),
            "/nodes/2: is its own ancestor",
        ),
        (
            square,
            |j| j["scene"] = json!(1),
            "/scene: names scene 1, but there are 1",
        ),
        (
            square,
            |j| j["accessors"][0]["count"] = json!(-4),
            "/accessors/0/count: must be a whole number, not -4",
        ),
        (
            square,
            |j| j["accessors"][0]["count"] = json!(5),
            "/accessors/0: needs bytes up to 60 of its bufferView, which has 48",
        ),
        (
            square,
            |j| j["accessors"][0]["byteOffset"] = json!(4),
            "/accessors/0: needs bytes up to 52 of its bufferView, which has 48",
        ),
        (
            square,
            |j| j["accessors"][0]["componentType"] = json!(5124),
            "/accessors/0/componentType: 5124 is no component type",
        ),
        (
            square,
            |j| j["meshes"][0]["primitives"][0]["mode"] = json!(7),
            "/meshes/0/primitives/0/mode: 7 is no mode of a primitive",
        ),
        (
            square,
            |j| j["bufferViews"][0]["buffer"] = json!(3),
            "/bufferViews/0/buffer: names buffer 3, but there are 1",
        ),
        (
            square,
            |j| j["buffers"] = json!([{ "byteLength": 4, "uri": "https://example.com/a.bin" }]),
            "/buffers/0/uri: https://example.com/a.bin: files on the web aren't fetched",
        ),
        (
            square,
            |j| j["buffers"] = json!([{ "byteLength": 4, "uri": "a.bin" }]),
            "/buffers/0/uri: a.bin: the file is missing",
        ),
        (
            square,
            |j| j["buffers"] = json!([{ "byteLength": 4, "uri": "../a.bin" }]),
            "/buffers/0/uri: ../a.bin: the path leaves the model's folder",
        ),
        (
            textured,
            |j| j["materials"][0]["pbrMetallicRoughness"]["baseColorTexture"]["index"] = json!(9),
            "/materials/0/pbrMetallicRoughness/baseColorTexture/index: names texture 9, but there are 2",
        ),
        (
            textured,
            |j| {
                j["meshes"][0]["primitives"][0]["extensions"]["KHR_materials_variants"]["mappings"]
                    [0]["variants"] = json!([2])
            },
            "/meshes/0/primitives/0/extensions/KHR_materials_variants/mappings/0/variants/0: names variant 2, but there are 2",
        ),
        (
            textured,
            |j| j["textures"][0]["source"] = json!(2),
            "/textures/0/source: names image 2, but there are 2",
        ),
        (
            moving,
            |j| j["skins"][0]["joints"] = json!([1, 99]),
            "/skins/0/joints/1: names node 99, but there are 4",
        ),
        (
            moving,
            |j| j["animations"][0]["channels"][0]["sampler"] = json!(2),
            "/animations/0/channels/0/sampler: names sampler 2, but there are 2",
        ),
    ];
    for (make, damage, expected) in cases {
        let mut build = make();
        damage(&mut build.json);
        match read(build.glb()) {
            Ok(_) => panic!("was read in spite of: {expected}"),
            Err(refusal) => {
                let refusal = refusal.to_string();
                assert!(
                    refusal.contains(expected),
                    "expected: {expected}\n  refusal: {refusal}"
                );
            }
        }
    }
}

#[test]
fn broken_frames_are_refused_with_their_byte() {
    let good = Build::square().glb();
    let change = |at: usize, number: u32| {
        let mut file = good.clone();
        file[at..at + 4].copy_from_slice(&number.to_le_bytes());
        file
    };
    let length = good.len();
    let cases = [
        (change(4, 1), "at byte 4: it is of version 1".to_owned()),
        (
            change(8, 5),
            "at byte 12: it has no chunk of JSON".to_owned(),
        ),
        (
            change(8, u32::MAX),
            format!("at byte {length}: the file ends within a header"),
        ),
        (
            change(12, u32::MAX),
            "at byte 12: a chunk tells of 4294967295 bytes, but".to_owned(),
        ),
        (
            change(16, 0),
            "at byte 12: it has no chunk of JSON".to_owned(),
        ),
        (
            good[..11].to_vec(),
            "at byte 11: the file ends within a header".to_owned(),
        ),
        (
            good[..100].to_vec(),
            "at byte 12: a chunk tells of".to_owned(),
        ),
    ];
    for (file, expected) in cases {
        let refusal = read(file).unwrap_err().to_string();
        assert!(
            refusal.contains(&expected),
            "expected: {expected}\n  refusal: {refusal}"
        );
    }
}

#[test]
fn other_files_are_called_by_their_name() {
    let cases: [(&[u8], &str); 5] = [
        (b"", "this isn't a glTF or GLB file: it is empty"),
        (
            b"PK\x03\x04...",
            "this isn't a glTF or GLB file: it is a ZIP archive or USDZ",
        ),
        (
            b"Kaydara FBX Binary",
            "this isn't a glTF or GLB file: it is an FBX file",
        ),
        (
            b"\0\x01\x02",
            "this isn't a glTF or GLB file: it begins neither with 'glTF' nor with JSON",
        ),
        (
            b"  {\"a\"",
            "the JSON is broken at line 1, column 6: EOF while parsing an object",
        ),
    ];
    for (file, expected) in cases {
        assert_eq!(read(file).unwrap_err().to_string(), expected);
    }
}

#[test]
fn refusals_become_faults_with_a_hint() {
    let fault: base::Fault = read(&b"PK\x03\x04"[..]).unwrap_err().into();
    assert_eq!(fault.kind(), base::FaultKind::Input);
    assert!(fault.hint_text().is_some_and(|hint| hint.contains(".glb")));
    let fault: base::Fault = crate::Error::Cancelled.into();
    assert_eq!(fault.kind(), base::FaultKind::Cancelled);
}

#[test]
fn bytes_behind_the_end_are_a_warning() {
    let mut file = seeds::textured().glb();
    file.extend(b"....");
    let model = read(file).unwrap();
    assert_eq!(
        model.warnings(),
        ["4 bytes behind the end of the GLB are ignored"]
    );
}
