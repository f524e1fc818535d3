//! From the working form back to a document.

use asset::{Document, typed};
use gltf_json::accessor::Type;
use gltf_json::buffer::Target;
use serde_json::{Map, Value};

use super::links::{self, entries};
use super::meshopt::{self, Codec, Filter, Mode};
use super::pool::{Kind, Pool};
use super::{Array, Component, Shape, Stored, Stream, TRIANGLES, Work};
use super::{draco, textures};
use crate::options::Geometry;

/// Indices up to this fit two bytes; 65535 itself is glTF's primitive restart.
const SHORT: usize = 65534;

/// `work` as a document with one buffer, its geometry compressed as `geometry` says where that makes
/// it smaller: by EXT_meshopt_compression or KHR_meshopt_compression with all other numbers, or primitive by
/// primitive by KHR_draco_mesh_compression.
pub(crate) fn pack(work: &Work, geometry: Geometry) -> Document {
    let codec = match geometry {
        Geometry::Meshopt => Some(Codec::Ext),
        Geometry::KhrMeshopt => Some(Codec::Khr),
        Geometry::Draco | Geometry::Plain => None,
    };
    let compress = codec.is_some();
    let mut json = work.json.clone();
    let kept = if work.fixed {
        work.arrays.keys().last().map_or(0, |last| last + 1)
    } else {
        0
    };
    let views = work.views.keys().last().map_or(0, |last| last + 1);
    let mut pool = Pool::new(codec, kept, views);
    for (index, view) in &work.views {
        let head = view.head.as_object().cloned().unwrap_or_default();
        pool.put_view(*index, head, view.bytes.to_vec());
    }
    let mut moved = std::collections::BTreeMap::new();
    for (index, array) in &work.arrays {
        moved.insert(*index, put_array(&mut pool, *index, array, work.fixed));
    }
    rename_arrays(&mut json, &moved);
    let (mut quantised, mut packed) = (false, false);
    for (mesh, shapes) in entries(&mut json, "meshes").iter_mut().zip(&work.meshes) {
        for (primitive, shape) in entries(mesh, "primitives").iter_mut().zip(shapes) {
            if geometry == Geometry::Draco && put_packed(&mut pool, primitive, shape) {
                packed = true;
                // Folded normals come out of it as floats.
                let mut streams = shape.streams.iter();
                quantised |= streams.any(|stream| {
                    is_quantised(stream)
                        && !matches!(
                            stream.stored,
                            Stored::Octahedral { .. } | Stored::Sphere { .. }
                        )
                });
                continue;
            }
            put_shape(&mut pool, primitive, shape, compress);
            quantised |= shape
                .streams
                .iter()
                .chain(shape.targets.iter().flatten())
                .any(is_quantised);
        }
    }
    let mut data = Vec::new();
    let mut holders = Vec::new();
    for (index, picture) in work.images.iter().enumerate() {
        if !picture.bytes.is_empty() {
            data.push(picture.bytes.clone());
            holders.push(index);
        }
    }
    let (buffers, numbers) = pool.finish(&mut json, data);
    for (holder, number) in holders.into_iter().zip(numbers) {
        if let Some(image) = entries(&mut json, "images").get_mut(holder) {
            image["bufferView"] = number.into();
            image["mimeType"] = work.images[holder].mime.into();
        }
    }
    textures::point(&mut json, work);
    if packed {
        links::declare(&mut json, "extensionsUsed", draco::EXTENSION);
        links::declare(&mut json, "extensionsRequired", draco::EXTENSION);
    }
    if quantised {
        links::declare(&mut json, "extensionsUsed", "KHR_mesh_quantization");
        links::declare(&mut json, "extensionsRequired", "KHR_mesh_quantization");
    }
    Document {
        json,
        buffers,
        ..Document::default()
    }
}

fn put_array(pool: &mut Pool, index: usize, array: &Array, fixed: bool) -> usize {
    let fits = array.size.is_multiple_of(4) && array.size <= 64;
    let kind = Kind {
        stride: array.size,
        mode: fits.then_some(Mode::Attributes),
        filter: Filter::None,
        target: None,
    };
    let head = array.head.as_object().cloned().unwrap_or_default();
    if fixed {
        pool.put(index, kind, head, &array.bytes);
        index
    } else {
        pool.add(kind, head, &array.bytes)
    }
}

/// Gives animations, skins and instances the new numbers of their accessors.
fn rename_arrays(json: &mut Value, moved: &std::collections::BTreeMap<usize, usize>) {
    let rename = |number: &mut Value| {
        let new = number.as_u64().and_then(|old| moved.get(&(old as usize)));
        if let Some(new) = new {
            *number = (*new).into();
        }
    };
    for sampler in entries(json, "animations")
        .iter_mut()
        .flat_map(|a| entries(a, "samplers"))
    {
        sampler.get_mut("input").map(rename);
        sampler.get_mut("output").map(rename);
    }
    for skin in entries(json, "skins") {
        skin.get_mut("inverseBindMatrices").map(rename);
    }
    for node in entries(json, "nodes") {
        let attributes = node.pointer_mut("/extensions/EXT_mesh_gpu_instancing/attributes");
        for (_, number) in attributes
            .and_then(Value::as_object_mut)
            .into_iter()
            .flatten()
        {
            rename(number);
        }
    }
}

/// Whether glTF has the stream's form only with KHR_mesh_quantization.
fn is_quantised(stream: &Stream) -> bool {
    let float = match stream.stored {
        Stored::Plain { component, .. } => component == Component::F32,
        Stored::Stepped { .. } | Stored::Grid { .. } => true,
        Stored::Octahedral { .. } | Stored::Sphere { .. } => false,
    };
    match stream.name.as_str() {
        "POSITION" | "NORMAL" | "TANGENT" => !float,
        // glTF itself has normalised unsigned texture coordinates.
        name if name.starts_with("TEXCOORD") => !matches!(
            stream.stored,
            Stored::Stepped { .. }
                | Stored::Grid { .. }
                | Stored::Plain {
                    component: Component::F32,
                    ..
                }
                | Stored::Plain {
                    component: Component::U8 | Component::U16,
                    normalized: true
                }
        ),
        _ => false,
    }
}

/// Adds a primitive as Draco; `false` where Draco doesn't hold it or doesn't make it smaller.
fn put_packed(pool: &mut Pool, primitive: &mut Value, shape: &Shape) -> bool {
    let Some(packed) = draco::encode(shape) else {
        return false;
    };
    let view = pool.add_view(packed.bytes);
    let mut attributes = Map::new();
    let mut ids = Map::new();
    for attribute in packed.attributes {
        ids.insert(attribute.name.clone(), attribute.id.into());
        let number = pool.add_head(&attribute.head);
        attributes.insert(attribute.name, number.into());
    }
    primitive["attributes"] = Value::Object(attributes);
    primitive["indices"] = pool.add_head(&packed.indices).into();
    let extension = draco::Extension {
        buffer_view: view,
        attributes: ids,
    };
    primitive["extensions"][draco::EXTENSION] = typed::value(&extension);
    true
}

fn put_shape(pool: &mut Pool, primitive: &mut Value, shape: &Shape, compress: bool) {
    if shape.vertices() == 0 {
        // glTF wants a position; a primitive without vertices draws nothing.
        primitive["attributes"] = Map::new().into();
        return;
    }
    let short = shape.vertices() <= SHORT;
    let component = if short {
        Component::U16
    } else {
        Component::U32
    };
    // Without indices every vertex would be drawn: a triangle without area draws nothing.
    let nothing = [0; 3];
    let indices = match shape.mode {
        TRIANGLES if shape.indices.is_empty() => &nothing[..],
        _ => &shape.indices,
    };
    let mut bytes = Vec::with_capacity(indices.len() * component.size());
    for index in indices {
        match component {
            Component::U16 => bytes.extend((*index as u16).to_le_bytes()),
            _ => bytes.extend(index.to_le_bytes()),
        }
    }
    let triangles = shape.mode == TRIANGLES && indices.len().is_multiple_of(3);
    let kind = Kind {
        stride: component.size(),
        mode: Some(if triangles {
            Mode::Triangles
        } else {
            Mode::Indices
        }),
        filter: Filter::None,
        target: Some(Target::ElementArrayBuffer),
    };
    let head = typed::accessor(component.typed(), Type::Scalar, indices.len());
    let mut put = |stream: &Stream| {
        (
            stream.name.clone(),
            put_stream(pool, stream, compress).into(),
        )
    };
    primitive["attributes"] = Value::Object(shape.streams.iter().map(&mut put).collect());
    if !shape.targets.is_empty() {
        let targets = shape.targets.iter();
        let targets = targets.map(|streams| Value::Object(streams.iter().map(&mut put).collect()));
        primitive["targets"] = Value::Array(targets.collect());
    }
    if !indices.is_empty() {
        primitive["indices"] = pool.add(kind, typed::members(&head), &bytes).into();
    }
}

/// Adds one attribute and returns the number of its accessor.
fn put_stream(pool: &mut Pool, stream: &Stream, compress: bool) -> usize {
    let folded = match stream.stored {
        Stored::Stepped { exponent } if compress => Some((
            meshopt::stepped(&stream.values, exponent),
            stream.values.clone(),
            Filter::Exponential,
            Component::F32,
            false,
            stream.width * 4,
        )),
        Stored::Octahedral { bits } | Stored::Sphere { bits } => {
            let (stored, values) = meshopt::octahedral(stream.width, &stream.values, bits);
            let component = if bits <= 8 {
                Component::I8
            } else {
                Component::I16
            };
            let stride = component.size() * 4;
            let (bytes, filter) = if compress {
                (stored, Filter::Octahedral)
            } else {
                (
                    rows(&values, stream.width, component, true, stride),
                    Filter::None,
                )
            };
            Some((bytes, values, filter, component, true, stride))
        }
        _ => None,
    };
    let (bytes, values, filter, component, normalized, stride) = folded.unwrap_or_else(|| {
        let (component, normalized) = match stream.stored {
            Stored::Plain {
                component,
                normalized,
            } => (component, normalized),
            _ => (Component::F32, false),
        };
        let stride = (component.size() * stream.width).next_multiple_of(4);
        let bytes = rows(&stream.values, stream.width, component, normalized, stride);
        (
            bytes,
            stream.values.clone(),
            Filter::None,
            component,
            normalized,
            stride,
        )
    });
    let head = stream.head((component, normalized), stream.count(), &values);
    let kind = Kind {
        stride,
        mode: Some(Mode::Attributes),
        filter,
        target: Some(Target::ArrayBuffer),
    };
    pool.add(kind, typed::members(&head), &bytes)
}

/// Elements with zeros up to `stride`.
fn rows(
    values: &[f32],
    width: usize,
    component: Component,
    normalized: bool,
    stride: usize,
) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(values.len() / width * stride);
    for element in values.chunks_exact(width) {
        let start = bytes.len();
        for value in element {
            component.write(*value, normalized, &mut bytes);
        }
        bytes.resize(start + stride, 0);
    }
    bytes
}
