//! Packs parts of a file that is made already: with meshopt, with Draco.

use draco_core::{
    DataType, EncoderBuffer, EncoderOptions, FaceIndex, GeometryAttributeType, Mesh, MeshEncoder,
    PointAttribute, PointIndex,
};
use serde_json::{Value, json};

use super::glb::{F32, Glb, I8, U8, U16};

pub(super) const DRACO: &str = "KHR_draco_mesh_compression";
/// The two names of meshopt's extension.
pub(super) const MESHOPT_EXT: &str = "EXT_meshopt_compression";
pub(super) const MESHOPT_KHR: &str = "KHR_meshopt_compression";

/// Why packing can't fail.
const SANE: &str = "what the board makes can be packed";

/// An accessor of a primitive, and what is in its buffer view.
struct Elements {
    accessor: usize,
    view: usize,
    bytes: Vec<u8>,
    /// Bytes from one element to the next.
    stride: usize,
    count: usize,
    component: u32,
    /// Components an element.
    width: u8,
}

impl Elements {
    fn of(glb: &Glb, accessor: &Value) -> Self {
        let number = |value: &Value| value.as_u64().unwrap_or_default() as usize;
        let index = number(accessor);
        let accessor = &glb.json["accessors"][index];
        let view = number(&accessor["bufferView"]);
        let bytes = glb.bytes(view);
        let count = number(&accessor["count"]);
        Self {
            accessor: index,
            view,
            stride: bytes.len() / count,
            bytes,
            count,
            component: number(&accessor["componentType"]) as u32,
            width: match accessor["type"].as_str() {
                Some("VEC2") => 2,
                Some("VEC3") => 3,
                Some("VEC4") => 4,
                _ => 1,
            },
        }
    }

    /// The numbers of indices.
    fn indices(&self) -> Vec<u32> {
        let pairs = self.bytes.chunks_exact(2);
        pairs
            .map(|pair| u32::from(pair[0]) | u32::from(pair[1]) << 8)
            .collect()
    }

    /// The elements, one after the other, without what fills them up.
    fn tight(&self) -> Vec<u8> {
        let size = match self.component {
            F32 => 4,
            U16 => 2,
            _ => 1,
        } * usize::from(self.width);
        let elements = self.bytes.chunks_exact(self.stride);
        elements
            .flat_map(|element| &element[..size])
            .copied()
            .collect()
    }
}

/// The accessors of all attributes and morph targets of a mesh's first primitive, and its indices.
fn accessors(glb: &Glb, mesh: usize) -> (Vec<Value>, Value) {
    let primitive = &glb.json["meshes"][mesh]["primitives"][0];
    let targets = primitive["targets"].as_array().into_iter().flatten();
    let sets = std::iter::once(&primitive["attributes"]).chain(targets);
    let attributes = sets
        .filter_map(Value::as_object)
        .flat_map(|set| set.values().cloned())
        .collect();
    (attributes, primitive["indices"].clone())
}

/// Packs the vertices and indices of meshes with meshopt. Under the extension's newer name, streams are of
/// the codec's newer version at its highest level, which turns the bits of columns.
pub(super) fn meshopt(glb: &mut Glb, extension: &'static str, meshes: impl Iterator<Item = usize>) {
    let (level, version) = match extension {
        MESHOPT_KHR => (3, 1),
        _ => (2, 0),
    };
    let mut unpacked = 0;
    for mesh in meshes {
        let (attributes, indices) = accessors(glb, mesh);
        let vertices = attributes.iter().map(|accessor| (accessor, true));
        for (accessor, is_vertex) in vertices.chain([(&indices, false)]) {
            let own = Elements::of(glb, accessor);
            let packed = match is_vertex {
                true => stream(&own, level, version),
                false => {
                    let corners = own.indices();
                    let most = corners.iter().max().map_or(0, |most| *most as usize + 1);
                    meshopt::encode_index_buffer(&corners, most).expect(SANE)
                }
            };
            let mut header = glb.place(&packed);
            header["byteStride"] = own.stride.into();
            header["count"] = own.count.into();
            header["mode"] = if is_vertex { "ATTRIBUTES" } else { "TRIANGLES" }.into();
            let mut view = json!({
                "buffer": 1, "byteOffset": unpacked, "byteLength": own.bytes.len(),
                "extensions": { extension: header },
            });
            if is_vertex {
                view["byteStride"] = own.stride.into();
            }
            glb.json["bufferViews"][own.view] = view;
            unpacked = (unpacked + own.bytes.len()).next_multiple_of(4);
        }
    }
    glb.require(extension);
    glb.json["buffers"] = json!([
        {},
        { "byteLength": unpacked, "extensions": { extension: { "fallback": true } } },
    ]);
}

/// The stream of an attribute.
fn stream(own: &Elements, level: i32, version: i32) -> Vec<u8> {
    fn of<const N: usize>(bytes: &[u8], level: i32, version: i32) -> Vec<u8> {
        let elements = bytes.chunks_exact(N).map(|element| {
            let mut whole = [0; N];
            whole.copy_from_slice(element);
            whole
        });
        let elements: Vec<[u8; N]> = elements.collect();
        meshopt::encode_vertex_buffer_level(&elements, level, Some(version)).expect(SANE)
    }
    let pack = match own.stride {
        4 => of::<4>,
        8 => of::<8>,
        12 => of::<12>,
        _ => of::<16>,
    };
    pack(&own.bytes, level, version)
}

/// Packs meshes with Draco, vertices in their order, so that morph targets fit.
pub(super) fn draco(glb: &mut Glb, meshes: impl Iterator<Item = usize>) {
    for mesh in meshes {
        let primitive = glb.json["meshes"][mesh]["primitives"][0].clone();
        let corners = Elements::of(glb, &primitive["indices"]);
        let mut attributes = Vec::new();
        for (name, accessor) in primitive["attributes"].as_object().into_iter().flatten() {
            attributes.push((name.clone(), Elements::of(glb, accessor)));
        }
        let points = attributes.first().map_or(0, |(_, own)| own.count);
        let mut packed = Mesh::new();
        packed.set_num_points(points);
        let numbers = corners.indices();
        packed.set_num_faces(numbers.len() / 3);
        for (face, corners) in (0..).zip(numbers.chunks_exact(3)) {
            let corners = [corners[0], corners[1], corners[2]].map(PointIndex);
            packed.set_face(FaceIndex(face), corners);
        }
        let mut ids = json!({});
        for (name, own) in &attributes {
            let kind = match (own.component, name.as_str()) {
                (F32, "POSITION") => GeometryAttributeType::Position,
                (F32, "NORMAL") => GeometryAttributeType::Normal,
                (F32, "COLOR_0") => GeometryAttributeType::Color,
                (F32, "TEXCOORD_0") => GeometryAttributeType::TexCoord,
                _ => GeometryAttributeType::Generic,
            };
            let component = match own.component {
                F32 => DataType::Float32,
                I8 => DataType::Int8,
                U8 => DataType::Uint8,
                _ => DataType::Uint16,
            };
            let mut attribute = PointAttribute::new();
            attribute.init(kind, own.width, component, false, points);
            attribute.buffer_mut().write(0, &own.tight());
            let id = packed.add_attribute(attribute);
            ids[name] = packed.attribute(id).unique_id().into();
        }
        let mut options = EncoderOptions::new();
        // 0 is sequential: the other method puts vertices in an order of its own.
        options.set_encoding_method(0);
        let mut encoder = MeshEncoder::new();
        encoder.set_mesh(packed);
        let mut file = EncoderBuffer::new();
        encoder.encode(&options, &mut file).expect(SANE);
        let view = glb.view(file.data());
        glb.json["meshes"][mesh]["primitives"][0]["extensions"][DRACO] =
            json!({ "bufferView": view, "attributes": ids });
        for accessor in attributes
            .iter()
            .map(|(_, own)| own.accessor)
            .chain([corners.accessor])
        {
            if let Some(accessor) = glb.json["accessors"][accessor].as_object_mut() {
                accessor.remove("bufferView");
            }
        }
    }
    glb.require(DRACO);
}
