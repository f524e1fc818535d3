//! KHR_draco_mesh_compression: one primitive as one compressed mesh.
//!
//! Draco stores numbers on a grid of its own. Streams that are meant for it are on that grid already
//! ([`Stored::Grid`], [`Stored::Sphere`]): rounded once, they take no bit more than was asked for. Over
//! streams with steps of their own it is laid a bit finer, so that hardly anything is added to what those
//! did. What is written is decoded again: every triangle must be there, with the corners that it should
//! have on the grid.

use asset::typed;
use draco_core::attribute_quantization_transform::AttributeQuantizationTransform;
use draco_core::normal_compression_utils::OctahedronToolBox;
use draco_core::{
    DataType, DecoderBuffer, EncoderBuffer, EncoderOptions, FaceIndex, GeometryAttributeType, Mesh,
    MeshDecoder, MeshEncoder, PointAttribute, PointIndex,
};
use gltf_json::accessor::{Accessor, Type};
use serde::Serialize;
use serde_json::{Map, Value};

use super::{Component, Shape, Stored, Stream, TRIANGLES};

/// The extension.
pub(super) const EXTENSION: &str = "KHR_draco_mesh_compression";

/// Draco's level of compression, 0 to 10: the slowest of those that are quick to decode.
const LEVEL: i32 = 7;
/// Draco's method that keeps triangles in their order.
const SEQUENTIAL: i32 = 0;
/// Bits that Draco's grid is finer than the steps of a stream.
const FINER: i32 = 1;
/// The same for unit vectors, which lie on another grid of the sphere.
const FINER_UNIT: i32 = 2;
/// Indices up to this fit two bytes; 65535 itself is glTF's primitive restart.
const SHORT: usize = 65534;

/// What the extension says of a primitive.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Extension {
    /// The view with Draco's bytes.
    pub(super) buffer_view: usize,
    /// Draco's number of each attribute, by its name.
    pub(super) attributes: Map<String, Value>,
}

/// A compressed primitive.
pub(super) struct Packed {
    pub(super) bytes: Vec<u8>,
    pub(super) attributes: Vec<Attribute>,
    /// The accessor of the indices, without a place in a buffer.
    pub(super) indices: Accessor,
}

/// One attribute of it.
pub(super) struct Attribute {
    pub(super) name: String,
    /// Draco's number of it.
    pub(super) id: u32,
    /// Its accessor, without a place in a buffer.
    pub(super) head: Accessor,
}

/// `shape` as Draco; `None` where Draco can't hold it, doesn't give it back, or takes more bytes.
///
/// Shapes that morph are left alone: Draco orders vertices anew, and displacements would have to
/// follow. Where triangles are seen through one another (see [`crate::order`]) they are written in their
/// order, which takes more bytes; so are shapes with vertices that no triangle names, which get lost
/// otherwise.
pub(super) fn encode(shape: &Shape) -> Option<Packed> {
    let finite = |stream: &Stream| stream.values.iter().all(|value| value.is_finite());
    let fits = shape.mode == TRIANGLES
        && shape.targets.is_empty()
        && shape.indices.len() >= 3
        && shape.indices.len().is_multiple_of(3)
        && !shape.positions().is_empty()
        && shape.streams.iter().all(finite);
    if !fits {
        return None;
    }
    let mut mesh = Mesh::new();
    mesh.set_num_points(shape.vertices());
    mesh.set_num_faces(shape.indices.len() / 3);
    for (face, corners) in (0..).zip(shape.indices.as_chunks::<3>().0) {
        mesh.set_face(FaceIndex(face), corners.map(PointIndex));
    }
    let mut options = EncoderOptions::new();
    options.set_compression_level(LEVEL);
    let loose = shape.has_unused_vertices();
    let mut order: Vec<usize> = (0..shape.streams.len()).collect();
    if shape.order.layered || loose {
        options.set_encoding_method(SEQUENTIAL);
        // Google's decoder refuses what draco-core 2.3.3 writes in this way with normals behind positions.
        order.sort_by_key(|number| !is_unit(&shape.streams[*number]));
    }
    let mut ids = vec![0; order.len()];
    let mut grids: Vec<_> = order.iter().map(|_| None).collect();
    let mut plain = shape.indices.len() * if shape.vertices() <= SHORT { 2 } else { 4 };
    for number in order {
        let stream = &shape.streams[number];
        let (component, attribute) = attribute(stream);
        plain += stream.values.len() * component.size();
        let bits = bits(stream);
        grids[number] = match bits {
            Some(bits) if !is_unit(stream) => {
                let mut grid = AttributeQuantizationTransform::new();
                grid.compute_parameters(&attribute, bits).ok()?;
                Some(grid)
            }
            _ => None,
        };
        let id = mesh.add_attribute(attribute);
        if let Some(bits) = bits {
            options.set_attribute_quantization(id, bits);
        }
        ids[number] = mesh.attribute(id).unique_id();
    }
    let mut encoder = MeshEncoder::new();
    encoder.set_mesh(mesh);
    let mut buffer = EncoderBuffer::new();
    encoder.encode(&options, &mut buffer).ok()?;
    let bytes = buffer.data().to_vec();
    if bytes.len() >= plain {
        return None;
    }
    let decoded = decode(&bytes)?;
    if triangles(shape, &grids)? != decoded_triangles(shape, &decoded, &ids)? {
        return None;
    }
    let points = decoded.num_points();
    if loose && points != shape.vertices() {
        return None;
    }
    let attributes = shape.streams.iter().zip(&ids);
    let attributes = attributes.map(|(stream, id)| {
        Some(Attribute {
            name: stream.name.clone(),
            id: *id,
            head: head(stream, &decoded, *id)?,
        })
    });
    let component = if points <= SHORT {
        Component::U16
    } else {
        Component::U32
    };
    let corners = decoded.num_faces() * 3;
    Some(Packed {
        attributes: attributes.collect::<Option<_>>()?,
        bytes,
        indices: typed::accessor(component.typed(), Type::Scalar, corners),
    })
}

/// A stream as Draco holds it, and the type of its numbers there.
fn attribute(stream: &Stream) -> (Component, PointAttribute) {
    let (component, normalized) = match stream.stored {
        Stored::Plain {
            component,
            normalized,
        } => (component, normalized),
        _ => (Component::F32, false),
    };
    let data = match component {
        Component::I8 => DataType::Int8,
        Component::U8 => DataType::Uint8,
        Component::I16 => DataType::Int16,
        Component::U16 => DataType::Uint16,
        Component::U32 => DataType::Uint32,
        Component::F32 => DataType::Float32,
    };
    let kind = match stream.name.as_str() {
        "POSITION" => GeometryAttributeType::Position,
        "NORMAL" if component == Component::F32 => GeometryAttributeType::Normal,
        name if name.starts_with("TEXCOORD") => GeometryAttributeType::TexCoord,
        name if name.starts_with("COLOR") => GeometryAttributeType::Color,
        _ => GeometryAttributeType::Generic,
    };
    let mut attribute = PointAttribute::new();
    attribute.init(kind, stream.width as u8, data, normalized, stream.count());
    let mut bytes = Vec::with_capacity(stream.values.len() * component.size());
    for value in &stream.values {
        component.write(*value, normalized, &mut bytes);
    }
    attribute.buffer_mut().write(0, &bytes);
    (component, attribute)
}

/// Whether Draco folds the stream onto an octahedron.
fn is_unit(stream: &Stream) -> bool {
    stream.name == "NORMAL"
        && matches!(
            stream.stored,
            Stored::Octahedral { .. } | Stored::Sphere { .. }
        )
}

/// Bits of Draco's grid; `None` for numbers that are kept to the bit.
fn bits(stream: &Stream) -> Option<i32> {
    match stream.stored {
        Stored::Plain { .. } => None,
        Stored::Octahedral { bits } => Some(i32::from(bits) + FINER_UNIT),
        Stored::Grid { bits } | Stored::Sphere { bits } => Some(i32::from(bits)),
        Stored::Stepped { exponent } => {
            let step = f64::from(exponent).exp2();
            let column = |column: usize| {
                let values = stream.values.chunks_exact(stream.width);
                let values = values.filter_map(move |element| element.get(column));
                values.fold((f32::INFINITY, f32::NEG_INFINITY), |(l, g), v| {
                    (l.min(*v), g.max(*v))
                })
            };
            let range = (0..stream.width)
                .map(column)
                .map(|(least, greatest)| f64::from(greatest) - f64::from(least))
                .fold(0.0, f64::max);
            let steps = (range / step + 1.0).log2().ceil() as i32;
            Some((steps + FINER).clamp(1, 30))
        }
    }
}

/// The numbers of `stream` on Draco's grid of so many bits; `None` where it lays none.
pub(super) fn on_grid(stream: &Stream, bits: u8) -> Option<Vec<f32>> {
    let mut grid = AttributeQuantizationTransform::new();
    let (_, attribute) = attribute(stream);
    grid.compute_parameters(&attribute, i32::from(bits)).ok()?;
    let rows = stream.values.chunks_exact(stream.width);
    let columns = rows.flat_map(|row| row.iter().enumerate());
    columns
        .map(|(column, value)| grid.round_trip_component(column, *value).ok())
        .collect()
}

/// Unit vectors of three numbers on Draco's octahedron of so many bits.
pub(super) fn on_sphere(values: &[f32], bits: u8) -> Vec<f32> {
    let mut sphere = OctahedronToolBox::new();
    if !sphere.set_quantization_bits(i32::from(bits)) {
        return values.to_vec();
    }
    let vectors = values.as_chunks::<3>().0.iter();
    let rounded = vectors.map(|vector| {
        let (s, t) = sphere.float_vector_to_quantized_octahedral_coords(vector);
        sphere.quantized_octahedral_coords_to_unit_vector(s, t)
    });
    rounded.flatten().collect()
}

fn decode(bytes: &[u8]) -> Option<Mesh> {
    let mut mesh = Mesh::new();
    let mut decoder = MeshDecoder::new();
    decoder
        .decode(&mut DecoderBuffer::new(bytes), &mut mesh)
        .ok()?;
    Some(mesh)
}

/// The bits of a triangle's corners: positions and texture coordinates.
type Triangle = Vec<u32>;

/// Whether triangles are compared by this stream.
fn is_compared(stream: &Stream) -> bool {
    stream.name == "POSITION" || stream.name.starts_with("TEXCOORD")
}

/// The triangles that should come out, in a fixed order.
fn triangles(
    shape: &Shape,
    grids: &[Option<AttributeQuantizationTransform>],
) -> Option<Vec<Triangle>> {
    let mut vertices: Vec<Triangle> = vec![Vec::new(); shape.vertices()];
    for (stream, grid) in shape.streams.iter().zip(grids) {
        if !is_compared(stream) {
            continue;
        }
        for (vertex, element) in vertices
            .iter_mut()
            .zip(stream.values.chunks_exact(stream.width))
        {
            for (column, value) in element.iter().enumerate() {
                let value = match grid {
                    Some(grid) => grid.round_trip_component(column, *value).ok()?,
                    None => *value,
                };
                vertex.push(bits_of(value));
            }
        }
    }
    let faces = shape.indices.as_chunks::<3>().0.iter().copied();
    collect(faces, &vertices, shape.order.layered)
}

/// The triangles that did come out, in the same order.
fn decoded_triangles(shape: &Shape, mesh: &Mesh, ids: &[u32]) -> Option<Vec<Triangle>> {
    let points = mesh.num_points();
    let mut vertices: Vec<Triangle> = vec![Vec::new(); points];
    for (stream, id) in shape.streams.iter().zip(ids) {
        if !is_compared(stream) {
            continue;
        }
        let values = values(stream, mesh, *id)?;
        for (vertex, element) in vertices.iter_mut().zip(values.chunks_exact(stream.width)) {
            vertex.extend(element.iter().map(|value| bits_of(*value)));
        }
    }
    let faces = 0..mesh.num_faces() as u32;
    collect(
        faces.map(|face| mesh.face(FaceIndex(face)).map(|point| point.0)),
        &vertices,
        shape.order.layered,
    )
}

/// Equal numbers have equal bits.
fn bits_of(value: f32) -> u32 {
    (value + 0.0).to_bits()
}

/// Triangles by the bits of their vertices, each from its least corner on, sorted unless they are
/// `layered`. Those with two corners in one place are left out: Draco may drop them, and they draw nothing.
fn collect(
    faces: impl Iterator<Item = [u32; 3]>,
    vertices: &[Triangle],
    layered: bool,
) -> Option<Vec<Triangle>> {
    let mut triangles = Vec::new();
    for face in faces {
        let [a, b, c] = face.map(|corner| vertices.get(corner as usize));
        let (a, b, c) = (a?, b?, c?);
        if a[..3] == b[..3] || b[..3] == c[..3] || c[..3] == a[..3] {
            continue;
        }
        let turns = [[a, b, c], [b, c, a], [c, a, b]];
        triangles.extend(
            turns
                .into_iter()
                .min()
                .map(|turn| turn.map(Vec::as_slice).concat()),
        );
    }
    if !layered {
        triangles.sort_unstable();
    }
    Some(triangles)
}

/// The numbers of a decoded attribute, one element after the other.
fn values(stream: &Stream, mesh: &Mesh, id: u32) -> Option<Vec<f32>> {
    let attribute = mesh.attribute_by_unique_id(id)?;
    let one = match stream.stored {
        Stored::Plain {
            component,
            normalized: true,
        } => component.one(),
        _ => 1.0,
    };
    let mut values = attribute.read_f32s(mesh.num_points(), stream.width);
    values.iter_mut().for_each(|value| *value /= one);
    Some(values)
}

/// The accessor of a decoded attribute.
fn head(stream: &Stream, mesh: &Mesh, id: u32) -> Option<Accessor> {
    let stored = match stream.stored {
        Stored::Plain {
            component,
            normalized,
        } => (component, normalized),
        _ => (Component::F32, false),
    };
    // Only positions tell their bounds.
    let values = match stream.name.as_str() {
        "POSITION" => values(stream, mesh, id)?,
        _ => Vec::new(),
    };
    Some(stream.head(stored, mesh.num_points(), &values))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;
    use crate::options::{Geometry, Options, Target};
    use crate::pass::Pass;
    use crate::passes;
    use crate::samples;
    use crate::work::{Work, pack};

    fn quantised() -> Work {
        let mut work = samples::work();
        work.meshes[0][0] = samples::grid(24, 0.25);
        let options = Options {
            geometry: Some(Geometry::Draco),
            ..Options::new(Target::Web)
        };
        let job = base::Job::quiet();
        passes::run(Pass::Quantise, &mut work, &options, &job).unwrap();
        work
    }

    fn read(work: &Work) -> asset::Model {
        let bytes = asset::write_glb(&pack(work, Geometry::Draco)).unwrap();
        asset::read_bytes("draco.glb", bytes.into(), &asset::Limits::default()).unwrap()
    }

    #[test]
    fn a_packed_shape_comes_back_whole() {
        let work = quantised();
        let model = read(&work);
        let json = &model.document.json;
        assert_eq!(json["extensionsRequired"][0], "KHR_draco_mesh_compression");
        let shape = &work.meshes[0][0];
        let primitive = &model.meshes[0].primitives[0];
        let count = primitive.indices.as_ref().unwrap().len();
        assert_eq!(count, shape.indices.len());
        let accessor = &json["accessors"]
            [json["meshes"][0]["primitives"][0]["attributes"]["POSITION"]
                .as_u64()
                .unwrap() as usize];
        assert_eq!(accessor["count"], primitive.positions.len());
        assert_eq!(accessor["min"][0], 0.25);
        assert_eq!(accessor["max"][0], 1.25);
        let normals = primitive.normals.as_ref().unwrap();
        assert!(normals.iter().all(|normal| normal[2] > 0.999));
        // A texture coordinate belongs to the place that it had.
        let uvs = primitive.uvs[0].as_ref().unwrap();
        for (position, uv) in primitive.positions.iter().zip(uvs) {
            assert!(
                (position[0] - 0.25 - uv[0]).abs() < 1e-3,
                "{position:?} {uv:?}"
            );
        }
    }

    #[test]
    fn layered_triangles_come_back_in_their_order() {
        let corners = |positions: &[[f32; 3]], indices: &[u32]| -> Vec<[f32; 3]> {
            let indices = indices.iter();
            indices.map(|index| positions[*index as usize]).collect()
        };
        let mut work = quantised();
        let shape = &mut work.meshes[0][0];
        shape.indices.reverse();
        shape.order.layered = true;
        let before = corners(shape.positions(), &shape.indices);
        let model = read(&work);
        assert!(
            model.document.json["extensionsRequired"]
                .to_string()
                .contains(EXTENSION)
        );
        let primitive = &model.meshes[0].primitives[0];
        let after = corners(&primitive.positions, primitive.indices.as_ref().unwrap());
        assert_eq!(before.len(), after.len());
        for (before, after) in before.iter().zip(&after) {
            let moved = before.iter().zip(after).map(|(a, b)| (a - b).abs());
            assert!(
                moved.fold(0.0, f32::max) < 1e-3,
                "{before:?} became {after:?}"
            );
        }
    }

    #[test]
    fn what_stays_in_its_order_has_its_normals_first() {
        let mut work = quantised();
        let shape = &mut work.meshes[0][0];
        let id = |shape: &Shape, name: &str| {
            let packed = encode(shape).unwrap();
            let mut attributes = packed.attributes.iter();
            attributes.find(|own| own.name == name).unwrap().id
        };
        assert_eq!(shape.streams[0].name, "POSITION");
        assert_eq!(id(shape, "POSITION"), 0);
        shape.order.layered = true;
        assert_eq!(id(shape, "NORMAL"), 0);
        assert!(id(shape, "POSITION") > 0);
    }

    #[test]
    fn it_is_smaller_than_plain_and_the_same_each_time() {
        let work = quantised();
        let bytes = |geometry| asset::write_glb(&pack(&work, geometry)).unwrap();
        assert!(bytes(Geometry::Draco).len() * 2 < bytes(Geometry::Plain).len());
        assert_eq!(bytes(Geometry::Draco), bytes(Geometry::Draco));
    }

    #[test]
    fn what_draco_cannot_hold_stays_plain() {
        let mut work = quantised();
        let stream = work.meshes[0][0].streams[0].clone();
        work.meshes[0][0].targets = vec![vec![stream]];
        assert!(encode(&work.meshes[0][0]).is_none());
        let model = read(&work);
        assert!(
            model
                .document
                .json
                .get("extensionsRequired")
                .is_none_or(|names| { !names.as_array().unwrap().contains(&EXTENSION.into()) })
        );
        let mut broken = samples::grid(4, 0.0);
        broken.streams[0].values[0] = f32::NAN;
        assert!(encode(&broken).is_none());
        let mut empty = samples::grid(4, 0.0);
        empty.indices.clear();
        assert!(encode(&empty).is_none());
    }

    #[test]
    fn unquantised_numbers_keep_every_bit() {
        let shape = samples::grid(12, 0.1);
        let packed = encode(&shape);
        // Raw floats may not pay; where they do, nothing is lost.
        if let Some(packed) = packed {
            let mesh = decode(&packed.bytes).unwrap();
            let ids: Vec<u32> = packed.attributes.iter().map(|one| one.id).collect();
            let grids = [const { None }; 3];
            assert_eq!(
                triangles(&shape, &grids).unwrap(),
                decoded_triangles(&shape, &mesh, &ids).unwrap()
            );
        }
    }
}
