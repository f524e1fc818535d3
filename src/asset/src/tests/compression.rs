//! meshopt and Draco.

use draco_core::{
    DataType, EncoderBuffer, EncoderOptions, FaceIndex, GeometryAttributeType, Mesh, MeshEncoder,
    PointAttribute, PointIndex,
};
use serde_json::json;

use super::build::{Build, I16, U8, U16};
use super::read;

const CORNERS: [[f32; 3]; 4] = [
    [-1.0, -1.0, 0.0],
    [1.0, -1.0, 0.0],
    [1.0, 1.0, 0.0],
    [-1.0, 1.0, 0.0],
];

/// Replaces the first accessors' bytes by compressed ones; `filter` and the bytes a vertex.
fn pack(build: &mut Build, accessor: usize, packed: &[u8], header: serde_json::Value) {
    let count = build.json["accessors"][accessor]["count"].as_u64().unwrap();
    let stride = header["byteStride"].as_u64().unwrap();
    let view = build.view(packed);
    let place = build.json["bufferViews"][view].clone();
    let mut extension = header;
    extension["buffer"] = place["buffer"].clone();
    extension["byteOffset"] = place["byteOffset"].clone();
    extension["byteLength"] = place["byteLength"].clone();
    extension["count"] = count.into();
    build.json["bufferViews"][view] = json!({
        "buffer": 1, "byteLength": count * stride, "byteStride": stride,
        "extensions": { "EXT_meshopt_compression": extension },
    });
    if extension["mode"] != "ATTRIBUTES" {
        build.json["bufferViews"][view]
            .as_object_mut()
            .unwrap()
            .remove("byteStride");
    }
    build.json["accessors"][accessor]["bufferView"] = view.into();
}

/// The square with meshopt: positions by the exponential filter, octahedral normals, triangles.
pub(super) fn meshopt_square() -> Build {
    let mut build = Build::square();
    let words = meshopt::encode_filter_exp(&CORNERS, 23, meshopt::EncodeExpMode::Separate);
    let positions = meshopt::encode_vertex_buffer(&words).unwrap();
    pack(
        &mut build,
        0,
        &positions,
        json!({
            "mode": "ATTRIBUTES", "filter": "EXPONENTIAL", "byteStride": 12,
        }),
    );
    let normals = meshopt::encode_filter_oct::<i16>(&[[0.0, 0.0, 1.0, 0.0]; 4], 12);
    let normals = meshopt::encode_vertex_buffer(&normals).unwrap();
    pack(
        &mut build,
        1,
        &normals,
        json!({
            "mode": "ATTRIBUTES", "filter": "OCTAHEDRAL", "byteStride": 8,
        }),
    );
    build.json["accessors"][1]["componentType"] = I16.into();
    build.json["accessors"][1]["normalized"] = true.into();
    let indices = meshopt::encode_index_buffer(&[0, 1, 2, 0, 2, 3], 4).unwrap();
    pack(
        &mut build,
        3,
        &indices,
        json!({ "mode": "TRIANGLES", "byteStride": 2 }),
    );
    build.json["buffers"] = json!([
        { "byteLength": build.bin.len() },
        { "byteLength": 92, "extensions": { "EXT_meshopt_compression": { "fallback": true } } },
    ]);
    build.json["extensionsUsed"] = json!(["EXT_meshopt_compression", "KHR_mesh_quantization"]);
    build.json["extensionsRequired"] = build.json["extensionsUsed"].clone();
    build
}

/// The square with Draco.
pub(super) fn draco_square() -> Build {
    let mut build = Build::square();
    let mut mesh = Mesh::new();
    mesh.set_num_points(4);
    mesh.set_num_faces(2);
    mesh.set_face(FaceIndex(0), [PointIndex(0), PointIndex(1), PointIndex(2)]);
    mesh.set_face(FaceIndex(1), [PointIndex(0), PointIndex(2), PointIndex(3)]);
    let mut positions = PointAttribute::new();
    positions.init(
        GeometryAttributeType::Position,
        3,
        DataType::Float32,
        false,
        4,
    );
    positions
        .buffer_mut()
        .write(0, bytemuck::cast_slice(&CORNERS));
    let id = mesh.add_attribute(positions);
    let id = mesh.attribute(id).unique_id();
    let mut encoder = MeshEncoder::new();
    encoder.set_mesh(mesh);
    let mut packed = EncoderBuffer::new();
    encoder.encode(&EncoderOptions::new(), &mut packed).unwrap();
    let view = build.view(packed.data());
    for accessor in [0, 3] {
        build.json["accessors"][accessor]
            .as_object_mut()
            .unwrap()
            .remove("bufferView");
    }
    let attributes = json!({ "POSITION": 0 });
    build.primitive()["attributes"] = attributes;
    build.primitive()["extensions"] = json!({ "KHR_draco_mesh_compression": {
        "bufferView": view, "attributes": { "POSITION": id },
    } });
    build.json["extensionsUsed"] = json!(["KHR_draco_mesh_compression"]);
    build.json["extensionsRequired"] = json!(["KHR_draco_mesh_compression"]);
    build
}

#[test]
fn meshopt_gives_the_square_back() {
    for name in ["EXT_meshopt_compression", "KHR_meshopt_compression"] {
        let build = meshopt_square();
        let text = build
            .json
            .to_string()
            .replace("EXT_meshopt_compression", name);
        let build = Build {
            json: serde_json::from_str(&text).unwrap(),
            ..build
        };
        let model = read(build.glb()).unwrap();
        let primitive = &model.meshes[0].primitives[0];
        assert_eq!(primitive.positions, CORNERS);
        // Triangles may be turned, never flipped.
        let indices = primitive.indices.as_ref().unwrap();
        assert_eq!(indices.len(), 6);
        for normal in primitive.normals.as_ref().unwrap() {
            assert!((normal[2] - 1.0).abs() < 1e-3, "{normal:?}");
        }
        assert_eq!(model.warnings(), Vec::<String>::new());
    }
}

#[test]
fn every_meshopt_filter_and_mode_decodes() {
    let turns = meshopt::encode_filter_quat(&[[0.0, 0.6, 0.0, 0.8]; 4], 16);
    let turns = meshopt::encode_vertex_buffer(&turns).unwrap();
    let colors = meshopt::encode_filter_color::<u8>(&[[1.0, 0.5, 0.0, 1.0]; 4], 8);
    let colors = meshopt::encode_vertex_buffer(&colors).unwrap();
    let lines = meshopt::encode_index_sequence(&[0, 1, 2, 3, 3, 1], 4).unwrap();
    let mut build = Build::square();
    build.json["buffers"] = json!([{}, {
        "byteLength": 56, "extensions": { "KHR_meshopt_compression": { "fallback": true } },
    }]);
    let tangent = build.push(
        "accessors",
        json!({
            "componentType": I16, "normalized": true, "type": "VEC4", "count": 4,
        }),
    );
    pack(
        &mut build,
        tangent,
        &turns,
        json!({
            "mode": "ATTRIBUTES", "filter": "QUATERNION", "byteStride": 8,
        }),
    );
    let color = build.push(
        "accessors",
        json!({
            "componentType": U8, "normalized": true, "type": "VEC4", "count": 4,
        }),
    );
    pack(
        &mut build,
        color,
        &colors,
        json!({
            "mode": "ATTRIBUTES", "filter": "COLOR", "byteStride": 4,
        }),
    );
    let index = build.push(
        "accessors",
        json!({
            "componentType": U16, "type": "SCALAR", "count": 6,
        }),
    );
    pack(
        &mut build,
        index,
        &lines,
        json!({ "mode": "INDICES", "byteStride": 2 }),
    );
    build.primitive()["attributes"]["TANGENT"] = tangent.into();
    build.primitive()["attributes"]["COLOR_0"] = color.into();
    build.primitive()["indices"] = index.into();
    build.primitive()["mode"] = 1.into();
    build.json["buffers"][0]["byteLength"] = build.bin.len().into();
    let model = read(build.glb()).unwrap();
    let primitive = &model.meshes[0].primitives[0];
    assert_eq!(primitive.indices.as_deref(), Some(&[0, 1, 2, 3, 3, 1][..]));
    let near = |a: [f32; 4], b: [f32; 4]| a.iter().zip(b).all(|(a, b)| (a - b).abs() < 0.02);
    let tangent = primitive.tangents.as_ref().unwrap()[3];
    assert!(near(tangent, [0.0, 0.6, 0.0, 0.8]), "{tangent:?}");
    let color = primitive.colors.as_ref().unwrap()[3];
    assert!(near(color, [1.0, 0.5, 0.0, 1.0]), "{color:?}");
}

#[test]
fn draco_gives_the_square_back() {
    let model = read(draco_square().glb()).unwrap();
    let primitive = &model.meshes[0].primitives[0];
    assert_eq!(primitive.positions.len(), 4);
    assert_eq!(primitive.triangles(), 2);
    // Draco rounds, and may order vertices anew.
    for corner in CORNERS {
        let near = |p: &&[f32; 3]| p.iter().zip(corner).all(|(a, b)| (a - b).abs() < 1e-3);
        assert!(
            primitive.positions.iter().any(|p| near(&p)),
            "{:?}",
            primitive.positions
        );
    }
}

#[test]
fn a_short_input_cannot_ask_for_a_long_output() {
    let mut build = meshopt_square();
    let views = build.json["bufferViews"].as_array_mut().unwrap();
    let view = views.iter_mut().find(|view| view["buffer"] == 1).unwrap();
    view["byteLength"] = 1_200_000_000_u64.into();
    view["extensions"]["EXT_meshopt_compression"]["count"] = 100_000_000.into();
    build.json["accessors"][0]["count"] = 100_000_000.into();
    let refusal = read(build.glb()).unwrap_err().to_string();
    assert!(
        refusal.contains("elements need") && refusal.contains("EXT_meshopt"),
        "{refusal}"
    );
}

#[test]
fn the_filters_need_their_strides() {
    let mut build = meshopt_square();
    let views = build.json["bufferViews"].as_array_mut().unwrap();
    let view = views.iter_mut().find(|view| view["buffer"] == 1).unwrap();
    view["extensions"]["EXT_meshopt_compression"]["filter"] = "QUATERNION".into();
    let refusal = read(build.glb()).unwrap_err().to_string();
    assert!(
        refusal.contains("byteStride: 12 doesn't fit the mode and filter"),
        "{refusal}"
    );
}
