//! Test products: small boxes, each a little different, as valid GLB files.

use std::fs;
use std::path::Path;

use serde_json::json;

/// Steps along each side of a box's faces.
const STEPS: u32 = 12;

/// Width, height and depth of product `number` in metres.
pub(super) fn size(number: u32) -> [f32; 3] {
    let part = (number % 17) as f32 / 100.0;
    [0.4 + part, 0.8, 0.5]
}

/// The article number of product `number`.
pub(super) fn sku(number: u32) -> String {
    format!("BOX-{number:04}")
}

/// Product `number` as a GLB file: a box on the floor, of a colour of its own.
pub(super) fn glb(number: u32) -> Vec<u8> {
    let size = size(number);
    let (mut vertices, mut indices): (Vec<u8>, Vec<u8>) = (Vec::new(), Vec::new());
    let mut count = 0_u32;
    for axis in 0..3 {
        for sign in [-1.0_f32, 1.0] {
            face(axis, sign, size, &mut vertices);
            for row in 0..STEPS {
                for column in 0..STEPS {
                    let corner = count + row * (STEPS + 1) + column;
                    let below = corner + STEPS + 1;
                    let (a, b) = if sign > 0.0 {
                        (corner + 1, below)
                    } else {
                        (below, corner + 1)
                    };
                    for index in [corner, a, b, below + 1, b, a] {
                        indices.extend(index.to_le_bytes());
                    }
                }
            }
            count += (STEPS + 1) * (STEPS + 1);
        }
    }
    let half = [size[0] / 2.0, size[1], size[2] / 2.0];
    let colour = |shift: u32| f64::from((number * 37 + shift * 80) % 200 + 30) / 255.0;
    let document = json!({
        "asset": {"version": "2.0", "generator": "Plinth's tests"},
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0, "name": "Box"}],
        "meshes": [{"name": "Box", "primitives": [{
            "attributes": {"POSITION": 0, "NORMAL": 1}, "indices": 2, "material": 0
        }]}],
        "materials": [{"name": "Paint", "pbrMetallicRoughness": {
            "baseColorFactor": [colour(0), colour(1), colour(2), 1.0],
            "metallicFactor": 0.0, "roughnessFactor": 0.6
        }}],
        "accessors": [
            {"bufferView": 0, "componentType": 5126, "count": count, "type": "VEC3",
             "min": [-half[0], 0.0, -half[2]], "max": half},
            {"bufferView": 0, "byteOffset": 12, "componentType": 5126, "count": count, "type": "VEC3"},
            {"bufferView": 1, "componentType": 5125, "count": indices.len() / 4, "type": "SCALAR"}
        ],
        "bufferViews": [
            {"buffer": 0, "byteLength": vertices.len(), "byteStride": 24, "target": 34962},
            {"buffer": 0, "byteOffset": vertices.len(), "byteLength": indices.len(), "target": 34963}
        ],
        "buffers": [{"byteLength": vertices.len() + indices.len()}]
    });
    let mut text = document.to_string().into_bytes();
    text.resize(text.len().next_multiple_of(4), b' ');
    vertices.append(&mut indices);
    let length = |bytes: &[u8]| u32::try_from(bytes.len()).unwrap().to_le_bytes();
    let whole = u32::try_from(28 + text.len() + vertices.len()).unwrap();
    let mut file = b"glTF\x02\0\0\0".to_vec();
    file.extend(whole.to_le_bytes());
    file.extend(length(&text));
    file.extend(b"JSON");
    file.extend(&text);
    file.extend(length(&vertices));
    file.extend(b"BIN\0");
    file.extend(&vertices);
    file
}

/// Positions and normals of the face of a box that looks along `axis` in the direction of `sign`.
fn face(axis: usize, sign: f32, size: [f32; 3], vertices: &mut Vec<u8>) {
    let (u, v) = ((axis + 1) % 3, (axis + 2) % 3);
    for row in 0..=STEPS {
        for column in 0..=STEPS {
            let mut unit = [0.0_f32; 3];
            unit[axis] = sign / 2.0;
            unit[u] = row as f32 / STEPS as f32 - 0.5;
            unit[v] = column as f32 / STEPS as f32 - 0.5;
            let position = [
                unit[0] * size[0],
                (unit[1] + 0.5) * size[1],
                unit[2] * size[2],
            ];
            let mut normal = [0.0_f32; 3];
            normal[axis] = sign;
            for number in position.into_iter().chain(normal) {
                vertices.extend(number.to_le_bytes());
            }
        }
    }
}

/// The headers of [`row`].
pub(super) const HEADERS: &str = "sku,title,price,currency,brand,width,height,depth\n";

/// The row of product `number`.
pub(super) fn row(number: u32) -> String {
    let [width, height, depth] = size(number).map(|side| side * 100.0);
    format!(
        "{},Box number {number},{}.50,EUR,Plinth,{width:.1},{height:.1},{depth:.1}\n",
        sku(number),
        10 + number
    )
}

/// Writes products 1 to `count` and their sheet, `products.csv`, to `folder`.
pub(super) fn write(folder: &Path, count: u32) {
    let mut sheet = HEADERS.to_owned();
    for number in 1..=count {
        fs::write(folder.join(format!("{}.glb", sku(number))), glb(number)).unwrap();
        sheet += &row(number);
    }
    fs::write(folder.join("products.csv"), sheet).unwrap();
}
