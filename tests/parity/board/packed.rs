//! Geometry in fewer bytes: quantized, with meshopt, with Draco.

use draco_core::{
    DataType, EncoderBuffer, EncoderOptions, FaceIndex, GeometryAttributeType, Mesh, MeshEncoder,
    PointAttribute, PointIndex,
};
use serde_json::{Value, json};

use super::glb::{Glb, I8, U16, bytes_of};
use super::pack::{self, DRACO, MESHOPT_EXT as EXT, MESHOPT_KHR as KHR};
use super::paint::{PNG, checker, png};
use super::shape::Shape;
use super::sweep::plain;

/// The shapes that are packed, with their places.
fn shapes() -> [(Shape, [f32; 3]); 2] {
    [
        (Shape::sphere(), [0.0; 3]),
        (Shape::rounded_cube(), [1.15, 0.0, 0.0]),
    ]
}

/// What they wear.
fn textured(glb: &mut Glb) -> Value {
    let texture = glb.texture(PNG, &png(&checker()));
    let mut material = plain([1.0; 3], 0.4);
    material["pbrMetallicRoughness"]["baseColorTexture"] = json!({ "index": texture });
    material
}

/// Positions and UVs in 16 bits, normals in 8 (padded to four bytes a vertex).
struct Short {
    positions: Vec<[u16; 4]>,
    normals: Vec<[i8; 4]>,
    uvs: Vec<[u16; 2]>,
}

impl Short {
    /// Positions count from -0.5 to 0.5.
    fn of(shape: &Shape) -> Self {
        let long = |value: f32| (value.clamp(0.0, 1.0) * 65535.0).round() as u16;
        let short = |value: f32| (value.clamp(-1.0, 1.0) * 127.0).round() as i8;
        Self {
            positions: shape
                .positions
                .iter()
                .map(|[x, y, z]| [long(x + 0.5), long(y + 0.5), long(z + 0.5), 0])
                .collect(),
            normals: shape
                .normals
                .iter()
                .map(|[x, y, z]| [short(*x), short(*y), short(*z), 0])
                .collect(),
            uvs: shape.uvs.iter().map(|uv| uv.map(long)).collect(),
        }
    }

    fn bounds(&self) -> [[u16; 3]; 2] {
        let side = |fold: fn(u16, u16) -> u16| {
            [0, 1, 2].map(|axis| {
                self.positions
                    .iter()
                    .map(|p| p[axis])
                    .reduce(fold)
                    .unwrap_or(0)
            })
        };
        [side(u16::min), side(u16::max)]
    }
}

/// A node with the quantized mesh whose buffer views are given, at a place.
fn stand_short(
    glb: &mut Glb,
    short: &Short,
    views: [usize; 4],
    indices: usize,
    material: &Value,
    at: [f32; 3],
) {
    glb.require("KHR_mesh_quantization");
    let count = short.positions.len();
    let [least, most] = short.bounds();
    let [position, normal, uv, index] = views;
    let mut accessor = |value: Value| glb.push("accessors", value);
    let attributes = json!({
        "POSITION": accessor(json!({
            "bufferView": position, "componentType": U16, "normalized": true, "count": count,
            "type": "VEC3", "min": least, "max": most,
        })),
        "NORMAL": accessor(json!({
            "bufferView": normal, "componentType": I8, "normalized": true, "count": count, "type": "VEC3",
        })),
        "TEXCOORD_0": accessor(json!({
            "bufferView": uv, "componentType": U16, "normalized": true, "count": count, "type": "VEC2",
        })),
    });
    let index = accessor(json!({
        "bufferView": index, "componentType": U16, "count": indices, "type": "SCALAR",
    }));
    let primitive = json!({ "attributes": attributes, "indices": index });
    // The node undoes the shift that quantization needs.
    glb.stand(&primitive, material.clone(), at.map(|axis| axis - 0.5));
}

/// KHR_mesh_quantization.
pub(super) fn quantized() -> Glb {
    let mut glb = Glb::new();
    let material = textured(&mut glb);
    for (shape, at) in shapes() {
        let short = Short::of(&shape);
        let words = |words: &[u16]| {
            words
                .iter()
                .flat_map(|word| word.to_le_bytes())
                .collect::<Vec<u8>>()
        };
        let normals: Vec<u8> = short
            .normals
            .iter()
            .flatten()
            .map(|byte| byte.cast_unsigned())
            .collect();
        let strided = [
            (words(short.positions.as_flattened()), 8),
            (normals, 4),
            (words(short.uvs.as_flattened()), 4),
        ];
        let [position, normal, uv] = strided.map(|(bytes, stride)| {
            let view = glb.view(&bytes);
            glb.json["bufferViews"][view]["byteStride"] = stride.into();
            view
        });
        let index = glb.view(&words(&shape.indices));
        stand_short(
            &mut glb,
            &short,
            [position, normal, uv, index],
            shape.indices.len(),
            &material,
            at,
        );
    }
    glb
}

/// EXT_meshopt_compression over quantized vertices, octahedral normals.
pub(super) fn meshopt_ext() -> Glb {
    meshopt(EXT)
}

/// The same under the Khronos group's name.
pub(super) fn meshopt_khr() -> Glb {
    meshopt(KHR)
}

fn meshopt(extension: &'static str) -> Glb {
    const SANE: &str = "meshopt encodes what fits in memory";
    let mut glb = Glb::new();
    let material = textured(&mut glb);
    glb.require(extension);
    let mut unpacked = 0;
    for (shape, at) in shapes() {
        let short = Short::of(&shape);
        let count = short.positions.len();
        let normals: Vec<[f32; 4]> = shape
            .normals
            .iter()
            .map(|&[x, y, z]| [x, y, z, 0.0])
            .collect();
        let normals = meshopt::encode_filter_oct::<i8>(&normals, 8);
        let corners: Vec<u32> = shape.indices.iter().map(|&index| index.into()).collect();
        // The first version of the vertex codec: the one that both names of the extension read.
        let streams = [
            (
                meshopt::encode_vertex_buffer_level(&short.positions, 2, Some(0)),
                8,
                count,
                "ATTRIBUTES",
                "NONE",
            ),
            (
                meshopt::encode_vertex_buffer_level(&normals, 2, Some(0)),
                4,
                count,
                "ATTRIBUTES",
                "OCTAHEDRAL",
            ),
            (
                meshopt::encode_vertex_buffer_level(&short.uvs, 2, Some(0)),
                4,
                count,
                "ATTRIBUTES",
                "NONE",
            ),
            (
                meshopt::encode_index_buffer(&corners, count),
                2,
                corners.len(),
                "TRIANGLES",
                "NONE",
            ),
        ];
        let views = streams.map(|(packed, stride, count, mode, filter)| {
            let mut header = glb.place(&packed.expect(SANE));
            for (key, value) in [("byteStride", stride), ("count", count)] {
                header[key] = value.into();
            }
            header["mode"] = mode.into();
            header["filter"] = filter.into();
            let mut view = json!({
                "buffer": 1, "byteOffset": unpacked, "byteLength": count * stride,
                "extensions": { extension: header },
            });
            if mode == "ATTRIBUTES" {
                view["byteStride"] = stride.into();
            }
            unpacked = (unpacked + count * stride).next_multiple_of(4);
            glb.push("bufferViews", view)
        });
        stand_short(&mut glb, &short, views, corners.len(), &material, at);
    }
    glb.json["buffers"] = json!([
        {},
        { "byteLength": unpacked, "extensions": { extension: { "fallback": true } } },
    ]);
    glb
}

/// Columns whose bits are turned, which only the highest level of the newest codec writes: decoders
/// before meshoptimizer 1.1.1 misread them. Places and normals on a grid have the zeros at their ends
/// that make it worth while.
pub(super) fn meshopt_turned() -> Glb {
    let mut glb = Glb::new();
    let material = textured(&mut glb);
    let even = |values: &mut Vec<[f32; 3]>| {
        for value in values.iter_mut().flatten() {
            *value = (*value * 1024.0).round() / 1024.0;
        }
    };
    for (mut shape, at) in shapes() {
        even(&mut shape.positions);
        even(&mut shape.normals);
        let primitive = glb.shape(&shape);
        glb.stand(&primitive, material.clone(), at);
    }
    pack::meshopt(&mut glb, KHR, 0..2);
    glb
}

/// KHR_draco_mesh_compression.
pub(super) fn draco() -> Glb {
    let mut glb = Glb::new();
    let material = textured(&mut glb);
    glb.require(DRACO);
    for (shape, at) in shapes() {
        let mut mesh = Mesh::new();
        mesh.set_num_points(shape.positions.len());
        mesh.set_num_faces(shape.indices.len() / 3);
        for (face, corners) in (0..).zip(shape.indices.chunks_exact(3)) {
            let corner = |place: usize| PointIndex(corners[place].into());
            mesh.set_face(FaceIndex(face), [corner(0), corner(1), corner(2)]);
        }
        let mut add = |kind, width, bytes: &[u8]| {
            let mut attribute = PointAttribute::new();
            attribute.init(kind, width, DataType::Float32, false, shape.positions.len());
            attribute.buffer_mut().write(0, bytes);
            let id = mesh.add_attribute(attribute);
            mesh.attribute(id).unique_id()
        };
        let ids = json!({
            "POSITION": add(GeometryAttributeType::Position, 3, &bytes_of(&shape.positions)),
            "NORMAL": add(GeometryAttributeType::Normal, 3, &bytes_of(&shape.normals)),
            "TEXCOORD_0": add(GeometryAttributeType::TexCoord, 2, &bytes_of(&shape.uvs)),
        });
        let mut encoder = MeshEncoder::new();
        encoder.set_mesh(mesh);
        let mut packed = EncoderBuffer::new();
        encoder
            .encode(&EncoderOptions::new(), &mut packed)
            .expect("Draco encodes a closed mesh of few vertices");
        let view = glb.view(packed.data());
        let mut primitive = unpacked(&mut glb, &shape);
        primitive["extensions"] = json!({ DRACO: { "bufferView": view, "attributes": ids } });
        glb.stand(&primitive, material.clone(), at);
    }
    glb
}

/// The accessors of a shape without bytes, as Draco's extension wants them.
fn unpacked(glb: &mut Glb, shape: &Shape) -> Value {
    let count = shape.positions.len();
    let accessor = |component: u32, kind: &str, count: usize| json!({ "componentType": component, "type": kind, "count": count });
    let mut position = accessor(super::glb::F32, "VEC3", count);
    // Draco rounds; the bounds are those of both shapes.
    position["min"] = json!([-0.5, -0.5, -0.5]);
    position["max"] = json!([0.5, 0.5, 0.5]);
    let normal = accessor(super::glb::F32, "VEC3", count);
    let uv = accessor(super::glb::F32, "VEC2", count);
    let index = accessor(U16, "SCALAR", shape.indices.len());
    let [position, normal, uv, index] =
        [position, normal, uv, index].map(|value| glb.push("accessors", value));
    json!({
        "attributes": { "POSITION": position, "NORMAL": normal, "TEXCOORD_0": uv },
        "indices": index,
    })
}
