//! The committed samples are what the source makes, and they are sound.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::path::Path;
use std::sync::OnceLock;

use serde_json::Value;

use super::{Sample, products};

/// All samples together may weigh this many bytes.
const MOST_BYTES: usize = 12_000_000;

/// The samples, made once for all tests.
fn made() -> &'static [Sample] {
    static MADE: OnceLock<Vec<Sample>> = OnceLock::new();
    MADE.get_or_init(|| products().unwrap())
}

/// A GLB's JSON and binary chunk.
fn opened(sample: &Sample) -> (Value, &[u8]) {
    let length = u32::from_le_bytes(sample.bytes[12..16].try_into().unwrap()) as usize;
    (
        serde_json::from_slice(&sample.bytes[20..20 + length]).unwrap(),
        &sample.bytes[28 + length..],
    )
}

/// An accessor's floats.
fn floats(document: &Value, bytes: &[u8], accessor: &Value) -> Vec<f32> {
    let accessor = &document["accessors"][accessor.as_u64().unwrap() as usize];
    let view = &document["bufferViews"][accessor["bufferView"].as_u64().unwrap() as usize];
    let start = view["byteOffset"].as_u64().unwrap() as usize;
    let length = view["byteLength"].as_u64().unwrap() as usize;
    bytes[start..start + length]
        .chunks_exact(4)
        .map(|b| f32::from_le_bytes(b.try_into().unwrap()))
        .collect()
}

/// An accessor's unsigned integers.
fn indices(document: &Value, bytes: &[u8], accessor: &Value) -> Vec<u32> {
    let accessor = &document["accessors"][accessor.as_u64().unwrap() as usize];
    let view = &document["bufferViews"][accessor["bufferView"].as_u64().unwrap() as usize];
    let start = view["byteOffset"].as_u64().unwrap() as usize;
    let length = view["byteLength"].as_u64().unwrap() as usize;
    let bytes = &bytes[start..start + length];
    match accessor["componentType"].as_u64().unwrap() {
        5123 => bytes
            .chunks_exact(2)
            .map(|b| u32::from(u16::from_le_bytes(b.try_into().unwrap())))
            .collect(),
        5125 => bytes
            .chunks_exact(4)
            .map(|b| u32::from_le_bytes(b.try_into().unwrap()))
            .collect(),
        other => panic!("indices of component type {other}"),
    }
}

/// Every primitive of a document.
fn primitives(document: &Value) -> impl Iterator<Item = &Value> {
    document["meshes"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|m| m["primitives"].as_array().unwrap())
}

#[test]
fn committed_files_are_what_the_source_makes() {
    for sample in made() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("..")
            .join(sample.file);
        let committed = std::fs::read(&path).unwrap_or_default();
        // No assert_eq: it would print megabytes.
        assert!(
            committed == sample.bytes,
            "{} differs from its source; run the generator: cargo run -p samples",
            path.display()
        );
    }
}

#[test]
fn samples_fit_their_budgets() {
    let total: usize = made().iter().map(|s| s.bytes.len()).sum();
    assert!(
        total <= MOST_BYTES,
        "{total} bytes together, at most {MOST_BYTES} are allowed"
    );
    for sample in made() {
        let (document, _) = opened(sample);
        let triangles: u64 = primitives(&document)
            .map(|p| {
                document["accessors"][p["indices"].as_u64().unwrap() as usize]["count"]
                    .as_u64()
                    .unwrap()
                    / 3
            })
            .sum();
        assert!(
            (30_000..=150_000).contains(&triangles),
            "{}: {triangles} triangles",
            sample.file
        );
    }
}

#[test]
fn meshes_are_sound() {
    for sample in made() {
        let (document, bytes) = opened(sample);
        for primitive in primitives(&document) {
            let attributes = &primitive["attributes"];
            let positions = floats(&document, bytes, &attributes["POSITION"]);
            assert!(
                positions.iter().all(|c| c.is_finite()),
                "{}: a position is not a number",
                sample.file
            );
            let count = positions.len() / 3;
            let used = indices(&document, bytes, &primitive["indices"]);
            assert!(
                used.len().is_multiple_of(3) && used.iter().all(|&i| (i as usize) < count),
                "{}: an index is out of range",
                sample.file
            );
            for normal in floats(&document, bytes, &attributes["NORMAL"]).chunks_exact(3) {
                let length = normal.iter().map(|c| c * c).sum::<f32>().sqrt();
                assert!(
                    (length - 1.0).abs() < 1e-4,
                    "{}: a normal of length {length}",
                    sample.file
                );
            }
            if attributes.get("TANGENT").is_some() {
                for tangent in floats(&document, bytes, &attributes["TANGENT"]).chunks_exact(4) {
                    let length = tangent[..3].iter().map(|c| c * c).sum::<f32>().sqrt();
                    assert!(
                        (length - 1.0).abs() < 1e-4 && tangent[3].abs() == 1.0,
                        "{}: a tangent {tangent:?}",
                        sample.file
                    );
                }
            }
        }
    }
}

#[test]
fn faces_agree_with_their_normals() {
    for sample in made() {
        let (document, bytes) = opened(sample);
        for mesh in document["meshes"].as_array().unwrap() {
            let primitive = &mesh["primitives"][0];
            let positions = floats(&document, bytes, &primitive["attributes"]["POSITION"]);
            let normals = floats(&document, bytes, &primitive["attributes"]["NORMAL"]);
            let at = |values: &[f32], i: u32| glam::Vec3::from_slice(&values[i as usize * 3..]);
            let used = indices(&document, bytes, &primitive["indices"]);
            let agreeing = used
                .chunks_exact(3)
                .filter(|t| {
                    let [a, b, c] = [t[0], t[1], t[2]].map(|i| at(&positions, i));
                    (b - a)
                        .cross(c - a)
                        .dot(at(&normals, t[0]) + at(&normals, t[1]) + at(&normals, t[2]))
                        >= 0.0
                })
                .count();
            assert!(
                agreeing * 200 >= used.len() / 3 * 199,
                "{}: {} has faces against their normals",
                sample.file,
                mesh["name"]
            );
        }
    }
}

#[test]
fn closed_meshes_face_outward_and_heights_are_true() {
    for sample in made() {
        let (document, bytes) = opened(sample);
        let mut closed = 0;
        for mesh in document["meshes"].as_array().unwrap() {
            let primitive = &mesh["primitives"][0];
            let positions = floats(&document, bytes, &primitive["attributes"]["POSITION"]);
            let at = |i: u32| glam::Vec3::from_slice(&positions[i as usize * 3..]).as_dvec3();
            let used = indices(&document, bytes, &primitive["indices"]);
            // A closed surface's area vectors cancel out; open sheets (a record's side, its label) enclose nothing.
            let lean: glam::DVec3 = used
                .chunks_exact(3)
                .map(|t| (at(t[1]) - at(t[0])).cross(at(t[2]) - at(t[0])))
                .sum();
            if lean.length() > 1e-6 {
                continue;
            }
            closed += 1;
            let volume: f64 = used
                .chunks_exact(3)
                .map(|t| at(t[0]).dot(at(t[1]).cross(at(t[2]))))
                .sum::<f64>()
                / 6.0;
            assert!(
                volume > 0.0,
                "{}: {} is inside out ({volume} cubic metres)",
                sample.file,
                mesh["name"]
            );
        }
        assert!(
            closed > 5,
            "{}: only {closed} meshes are closed",
            sample.file
        );
        let height = document["nodes"][0]["extras"]["dimensions"]["height"]
            .as_f64()
            .unwrap();
        assert!(
            (100.0..1000.0).contains(&height),
            "{}: {height} mm tall",
            sample.file
        );
    }
}
