//! A small product of the tests' own: a box of 40 x 20 x 30 cm in two colours that can turn.

use std::path::{Path, PathBuf};

use serde_json::json;

/// Corners of the box in metres, its faces turned outwards.
const CORNERS: [[f32; 3]; 8] = [
    [-0.2, 0.0, -0.15],
    [0.2, 0.0, -0.15],
    [0.2, 0.2, -0.15],
    [-0.2, 0.2, -0.15],
    [-0.2, 0.0, 0.15],
    [0.2, 0.0, 0.15],
    [0.2, 0.2, 0.15],
    [-0.2, 0.2, 0.15],
];
const FACES: [[u16; 6]; 6] = [
    [4, 5, 6, 4, 6, 7],
    [1, 0, 3, 1, 3, 2],
    [5, 1, 2, 5, 2, 6],
    [0, 4, 7, 0, 7, 3],
    [7, 6, 2, 7, 2, 3],
    [0, 1, 5, 0, 5, 4],
];

/// Writes the product into `folder` as `name`.
pub(super) fn write(folder: &Path, name: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, glb()).unwrap();
    path
}

fn glb() -> Vec<u8> {
    let mut data = Vec::new();
    let corners = CORNERS
        .as_flattened()
        .iter()
        .flat_map(|number| number.to_le_bytes());
    data.extend(corners);
    let indices = data.len();
    data.extend(
        FACES
            .as_flattened()
            .iter()
            .flat_map(|index| index.to_le_bytes()),
    );
    let times = data.len();
    data.extend(
        [0.0_f32, 1.0, 2.0]
            .iter()
            .flat_map(|number| number.to_le_bytes()),
    );
    let turns = data.len();
    let keys = [
        [0.0_f32, 0.0, 0.0, 1.0],
        [0.0, 1.0, 0.0, 0.0],
        [0.0, 0.0, 0.0, -1.0],
    ];
    data.extend(
        keys.as_flattened()
            .iter()
            .flat_map(|number| number.to_le_bytes()),
    );

    let paint = |name: &str, color: [f32; 4]| {
        json!({"name": name, "pbrMetallicRoughness":
            {"baseColorFactor": color, "metallicFactor": 0.0, "roughnessFactor": 0.6}})
    };
    let document = json!({
        "asset": {"version": "2.0", "generator": "Plinth's tests"},
        "extensionsUsed": ["KHR_materials_variants"],
        "extensions": {"KHR_materials_variants": {"variants": [{"name": "Moss"}, {"name": "Clay"}]}},
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": [{"name": "Box", "mesh": 0}],
        "meshes": [{"primitives": [{
            "attributes": {"POSITION": 0}, "indices": 1, "material": 0,
            "extensions": {"KHR_materials_variants": {"mappings": [
                {"material": 0, "variants": [0]}, {"material": 1, "variants": [1]}]}}
        }]}],
        "materials": [paint("Moss", [0.1, 0.3, 0.1, 1.0]), paint("Clay", [0.6, 0.2, 0.1, 1.0])],
        "animations": [{
            "name": "Turn",
            "channels": [{"sampler": 0, "target": {"node": 0, "path": "rotation"}}],
            "samplers": [{"input": 2, "output": 3}]
        }],
        "accessors": [
            {"bufferView": 0, "componentType": 5126, "count": 8, "type": "VEC3",
                "min": [-0.2, 0.0, -0.15], "max": [0.2, 0.2, 0.15]},
            {"bufferView": 1, "componentType": 5123, "count": 36, "type": "SCALAR"},
            {"bufferView": 2, "componentType": 5126, "count": 3, "type": "SCALAR",
                "min": [0.0], "max": [2.0]},
            {"bufferView": 3, "componentType": 5126, "count": 3, "type": "VEC4"}
        ],
        "bufferViews": [
            {"buffer": 0, "byteOffset": 0, "byteLength": indices},
            {"buffer": 0, "byteOffset": indices, "byteLength": times - indices},
            {"buffer": 0, "byteOffset": times, "byteLength": turns - times},
            {"buffer": 0, "byteOffset": turns, "byteLength": data.len() - turns}
        ],
        "buffers": [{"byteLength": data.len()}]
    });
    let mut text = document.to_string().into_bytes();
    text.resize(text.len().next_multiple_of(4), b' ');
    data.resize(data.len().next_multiple_of(4), 0);
    let mut file = Vec::new();
    let length = |bytes: usize| u32::try_from(bytes).unwrap().to_le_bytes();
    file.extend(b"glTF");
    file.extend(2_u32.to_le_bytes());
    file.extend(length(12 + 8 + text.len() + 8 + data.len()));
    for (kind, chunk) in [(b"JSON", &text), (b"BIN\0", &data)] {
        file.extend(length(chunk.len()));
        file.extend(kind);
        file.extend(chunk);
    }
    file
}
