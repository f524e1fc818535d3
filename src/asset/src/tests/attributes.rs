//! Accessors of every kind, and what becomes of them in a primitive.

use serde_json::{Value, json};

use super::build::{Build, F32, I8, I16, U8, U16, U32};
use super::read;
use crate::model::{Primitive, Topology};
use crate::{Limits, read_bytes};

/// The square's primitive after `change`.
fn primitive(change: impl FnOnce(&mut Build)) -> Primitive {
    let mut build = Build::square();
    change(&mut build);
    let mut model = read(build.glb()).unwrap();
    model.meshes.remove(0).primitives.remove(0)
}

#[test]
fn integers_are_fractions_where_they_are_normalised() {
    type Case = (u32, Vec<u8>, bool, [f32; 2]);
    let cases: [Case; 9] = [
        (U8, vec![255, 51, 0, 0], true, [1.0, 0.2]),
        (U8, vec![255, 51, 0, 0], false, [255.0, 51.0]),
        (I8, vec![129, 128, 0, 0], true, [-1.0, -1.0]),
        (I8, vec![127, 128, 0, 0], false, [127.0, -128.0]),
        (
            U16,
            [65535_u16, 13107].map(u16::to_le_bytes).concat(),
            true,
            [1.0, 0.2],
        ),
        (
            U16,
            [65535_u16, 1].map(u16::to_le_bytes).concat(),
            false,
            [65535.0, 1.0],
        ),
        (
            I16,
            [i16::MIN, 32767].map(i16::to_le_bytes).concat(),
            true,
            [-1.0, 1.0],
        ),
        (
            I16,
            [i16::MIN, 5].map(i16::to_le_bytes).concat(),
            false,
            [-32768.0, 5.0],
        ),
        (
            F32,
            [0.5_f32, -2.0].map(f32::to_le_bytes).concat(),
            true,
            [0.5, -2.0],
        ),
    ];
    for (component, element, normalized, expected) in cases {
        let primitive = primitive(|build| {
            let stride = element.len();
            let view = build.view(&element.repeat(4));
            build.json["bufferViews"][view]["byteStride"] = stride.into();
            let uv = build.push(
                "accessors",
                json!({
                    "bufferView": view, "componentType": component, "type": "VEC2", "count": 4,
                    "normalized": normalized,
                }),
            );
            build.primitive()["attributes"]["TEXCOORD_1"] = uv.into();
        });
        let uv = primitive.uvs[1].as_ref().unwrap();
        assert_eq!(uv.len(), 4);
        assert!(
            uv.iter()
                .flatten()
                .zip(expected.repeat(4))
                .all(|(a, b)| (a - b).abs() < 1e-6),
            "{component} {normalized}: {uv:?}"
        );
    }
}

#[test]
fn interleaved_attributes_are_told_apart() {
    let primitive = primitive(|build| {
        let vertex = |i: f32| [[i, 1.0, 2.0], [0.0, i, 0.0]];
        let vertices = [0.0, 1.0, 2.0, 3.0].map(vertex);
        let view = build.view(bytemuck::cast_slice(&vertices));
        build.json["bufferViews"][view]["byteStride"] = 24.into();
        for (accessor, offset) in [(0, 0), (1, 12)] {
            build.json["accessors"][accessor]["bufferView"] = view.into();
            build.json["accessors"][accessor]["byteOffset"] = offset.into();
        }
    });
    assert_eq!(primitive.positions[3], [3.0, 1.0, 2.0]);
    assert_eq!(primitive.normals.unwrap()[2], [0.0, 2.0, 0.0]);
}

#[test]
fn accessors_without_bytes_are_zeros_and_sparse_ones_replace_some() {
    let primitive = primitive(|build| {
        build.json["accessors"][0]
            .as_object_mut()
            .unwrap()
            .remove("bufferView");
        let places = build.view(&[1, 3]);
        let values = build.view(bytemuck::cast_slice(&[[5.0_f32; 3], [7.0; 3]]));
        build.json["accessors"][1]["sparse"] = json!({
            "count": 2,
            "indices": { "bufferView": places, "componentType": U8 },
            "values": { "bufferView": values },
        });
    });
    assert_eq!(primitive.positions, [[0.0; 3]; 4]);
    let up = [0.0, 0.0, 1.0];
    assert_eq!(primitive.normals.unwrap(), [up, [5.0; 3], up, [7.0; 3]]);
}

#[test]
fn indices_of_every_width_name_the_same_triangles() {
    let corners = [0_u8, 1, 2, 0, 2, 3];
    for component in [U8, U16, U32] {
        let primitive = primitive(|build| {
            let indices = match component {
                U8 => build.accessor(&corners, U8, "SCALAR"),
                U16 => build.accessor(&corners.map(u16::from), U16, "SCALAR"),
                _ => build.accessor(&corners.map(u32::from), U32, "SCALAR"),
            };
            build.primitive()["indices"] = indices.into();
        });
        assert_eq!(primitive.indices.unwrap(), corners.map(u32::from));
    }
}

#[test]
fn topologies_are_kept_and_triangles_counted() {
    let cases = [
        (0, Topology::Points, 0),
        (1, Topology::Lines, 0),
        (2, Topology::LineLoop, 0),
        (3, Topology::LineStrip, 0),
        (4, Topology::Triangles, 2),
        (5, Topology::TriangleStrip, 4),
        (6, Topology::TriangleFan, 4),
    ];
    for (mode, topology, triangles) in cases {
        let primitive = primitive(|build| build.primitive()["mode"] = mode.into());
        assert_eq!(
            (primitive.topology, primitive.triangles()),
            (topology, triangles)
        );
    }
}

#[test]
fn colours_without_alpha_are_opaque() {
    let primitive = primitive(|build| {
        let color = build.accessor(&[[0.25_f32, 0.5, 1.0]; 4], F32, "VEC3");
        build.primitive()["attributes"]["COLOR_0"] = color.into();
    });
    assert_eq!(primitive.colors.unwrap()[0], [0.25, 0.5, 1.0, 1.0]);
}

#[test]
fn weights_sum_up_to_one() {
    let primitive = primitive(|build| {
        let weights = [
            [2.0_f32, 2.0, 0.0, 0.0],
            [0.0; 4],
            [1.0, 0.0, 0.0, 0.0],
            [f32::NAN; 4],
        ];
        let weights = build.accessor(&weights, F32, "VEC4");
        let joints = build.accessor(&[[0_u8; 4]; 4], U8, "VEC4");
        build.primitive()["attributes"]["WEIGHTS_0"] = weights.into();
        build.primitive()["attributes"]["JOINTS_0"] = joints.into();
    });
    let first = [1.0, 0.0, 0.0, 0.0];
    let weights = primitive.weights.unwrap();
    assert_eq!(weights[..3], [[0.5, 0.5, 0.0, 0.0], first, first]);
    // What isn't a number stays so, as in the web viewer, which then shows nothing.
    assert!(weights[3].iter().all(|weight| weight.is_nan()));
}

#[test]
fn what_is_odd_is_a_warning() {
    let mut build = Build::square();
    let positions = [
        [0.0_f32; 3],
        [f32::NAN, 0.0, 0.0],
        [f32::INFINITY; 3],
        [1.0; 3],
    ];
    let positions = build.accessor(&positions, F32, "VEC3");
    build.primitive()["attributes"]["POSITION"] = positions.into();
    build.primitive()["attributes"]["TEXCOORD_4"] = 2.into();
    build.primitive()["attributes"]["_MINE"] = 2.into();
    build.json["extensionsUsed"] = json!(["ACME_shoes"]);
    build.push("meshes", json!({ "primitives": [{ "attributes": {} }] }));
    let model = read(build.glb()).unwrap();
    let expected = [
        "the file uses ACME_shoes, which the web viewer passes over",
        "/meshes/0/primitives/0: the attributes TEXCOORD_4 aren't used",
        "/meshes/1/primitives/0: has no positions and isn't drawn",
        "/meshes/0/primitives/0: 2 of its 4 vertices are at no finite place",
        "/meshes/1/primitives/0/attributes: is empty, where the format wants it left out",
        "/meshes/0/primitives/0/attributes/POSITION: doesn't say how far its positions reach",
        "/meshes/0/primitives/0/attributes: its sets of TEXCOORD aren't numbered from 0 on",
    ];
    assert_eq!(model.warnings(), expected);
}

#[test]
fn giant_counts_are_refused_before_they_are_allocated() {
    let mut build = Build::square();
    // Without a buffer view there are no bytes that could be too few.
    build.json["accessors"][0]
        .as_object_mut()
        .unwrap()
        .remove("bufferView");
    for count in [1_u64 << 32, 1 << 52, u64::MAX] {
        build.json["accessors"][0]["count"] = count.into();
        let refusal = read(build.glb()).unwrap_err().to_string();
        let expected = "/accessors/0: the size in bytes of the geometry decoded up to here is ";
        assert!(refusal.starts_with(expected), "{refusal}");
    }
}

#[test]
fn one_accessor_used_many_times_counts_every_time() {
    let mut build = Build::square();
    let primitive = build.primitive().clone();
    let primitives = build.json["meshes"][0]["primitives"]
        .as_array_mut()
        .unwrap();
    primitives.extend(vec![primitive; 999]);
    let limits = Limits {
        decoded_bytes: 100_000,
        ..Limits::default()
    };
    let refusal = read_bytes("test", build.glb().into(), &limits).unwrap_err();
    assert!(
        matches!(refusal, crate::Error::Limit { limit: 100_000, .. }),
        "{refusal}"
    );
    assert!(read(build.glb()).is_ok());
}

#[test]
fn variants_of_one_name_are_one_and_the_first_that_is_met_counts() {
    let mut build = Build::square();
    for name in ["white", "red", "blue", "green"] {
        build.push("materials", json!({ "name": name }));
    }
    build.json["extensions"] = json!({ "KHR_materials_variants": { "variants": [
        { "name": "Red" }, { "name": "Red" }, { "name": "Green" }, { "name": "Unworn" }, {},
    ] } });
    let first = build.primitive().clone();
    let map = |list: Value| json!({ "KHR_materials_variants": { "mappings": list } });
    build.primitive()["extensions"] = map(json!([
        { "material": 1, "variants": [0] }, { "material": 1, "variants": [2] }, { "material": 3, "variants": [2] },
    ]));
    // The viewer walks backwards: this one is met first.
    let mut second = first;
    second["extensions"] = map(json!([{ "material": 2, "variants": [1] }]));
    build.push("meshes", json!({ "primitives": [second] }));
    build.root(json!({ "mesh": 1 }));
    let model = read(build.glb()).unwrap();
    assert_eq!(model.variants, ["Red", "Green"]);
    let worn = |mesh: usize, variant| model.meshes[mesh].primitives[0].material_in(Some(variant));
    assert_eq!([worn(0, 0), worn(0, 1)], [None, Some(3)]);
    assert_eq!([worn(1, 0), worn(1, 1)], [Some(2), None]);
    let codes: Vec<_> = model.defects.iter().map(|defect| defect.code).collect();
    assert_eq!(
        codes,
        [
            "VARIANT_NAME_DUPLICATE",
            "VARIANT_UNUSED",
            "UNDEFINED_PROPERTY",
            "UNDECLARED_EXTENSION",
            "KHR_MATERIALS_VARIANTS_NON_UNIQUE_VARIANT",
        ]
    );
}
