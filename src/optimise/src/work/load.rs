//! From a model to its working form.

use std::collections::BTreeSet;

use asset::model::{Image, Mime, Primitive};
use asset::{Limits, Model};
use base::{Fault, Result};
use serde_json::Value;

use super::links::{self, entries};
use super::unseen::forget;
use super::{Array, Component, Order, Picture, Shape, Stored, Stream, TRIANGLES, Work};

/// Extensions beside those that are read which name parts of the JSON only in ways that Plinth
/// follows.
const KNOWN: [&str; 10] = [
    "ADOBE_materials_clearcoat_specular",
    "ADOBE_materials_thin_transparency",
    "KHR_materials_diffuse_transmission",
    "KHR_materials_pbrSpecularGlossiness",
    "KHR_materials_sss",
    "KHR_materials_subsurface",
    "KHR_materials_volume_scatter",
    "KHR_node_visibility",
    "KHR_techniques_webgl",
    "MSFT_texture_dds",
];

/// Forms of geometry that the working form replaces by its own.
const GEOMETRY: [&str; 4] = [
    "EXT_meshopt_compression",
    "KHR_meshopt_compression",
    "KHR_draco_mesh_compression",
    "KHR_mesh_quantization",
];

/// The working form of `model`, and what couldn't be taken over, for people.
///
/// # Errors
/// An input fault where geometry or other data can't be read.
pub(crate) fn load(model: &Model, limits: &Limits) -> Result<(Work, Vec<String>)> {
    let mut loader = Loader {
        model,
        limits,
        losses: Vec::new(),
    };
    let work = loader.run()?;
    Ok((work, loader.losses))
}

struct Loader<'a> {
    model: &'a Model,
    limits: &'a Limits,
    losses: Vec<String>,
}

impl Loader<'_> {
    fn run(&mut self) -> Result<Work> {
        let source = &self.model.document.json;
        // Passes go by the tree that the web viewer draws, whatever the file makes of it.
        let untangled = asset::untangled(self.model).map(|document| document.json);
        let mut json = untangled.unwrap_or_else(|| source.clone());
        let used = source["extensionsUsed"].as_array().into_iter().flatten();
        let fixed = used
            .filter_map(Value::as_str)
            .any(|name| !asset::is_read(name) && !KNOWN.contains(&name));
        let mut meshes = Vec::new();
        for (mesh, typed) in source["meshes"]
            .as_array()
            .into_iter()
            .flatten()
            .zip(&self.model.meshes)
        {
            let primitives = mesh["primitives"].as_array().into_iter().flatten();
            let shapes = primitives
                .zip(&typed.primitives)
                .map(|(json, typed)| self.shape(json, typed));
            meshes.push(shapes.collect::<Result<Vec<_>>>()?);
        }
        let mut work = Work {
            arrays: Default::default(),
            views: Default::default(),
            images: self.model.images.iter().map(picture).collect(),
            json: Value::Null,
            meshes,
            seen: Default::default(),
            fixed,
        };
        for index in self.accessors_to_keep(fixed) {
            work.arrays.insert(index, self.array(index)?);
        }
        if fixed {
            self.keep_views(&mut work)?;
        }
        forget(&mut json, self.model);
        strip(&mut json, &work.images);
        work.json = json;
        Ok(work)
    }

    /// Accessors that aren't geometry: those of animations, skins and instances; of a file with
    /// unknown extensions also those that nothing known names.
    fn accessors_to_keep(&self, fixed: bool) -> BTreeSet<usize> {
        let json = &self.model.document.json;
        let list = |value: &Value, key: &str| value[key].as_array().cloned().unwrap_or_default();
        let mut kept = BTreeSet::new();
        let mut keep = |number: &Value| kept.extend(number.as_u64().map(|number| number as usize));
        for sampler in list(json, "animations")
            .iter()
            .flat_map(|animation| list(animation, "samplers"))
        {
            keep(&sampler["input"]);
            keep(&sampler["output"]);
        }
        list(json, "skins")
            .iter()
            .for_each(|skin| keep(&skin["inverseBindMatrices"]));
        for node in list(json, "nodes") {
            let attributes = &node["extensions"]["EXT_mesh_gpu_instancing"]["attributes"];
            attributes
                .as_object()
                .into_iter()
                .flatten()
                .for_each(|(_, number)| keep(number));
        }
        if fixed {
            let mut geometry = BTreeSet::new();
            for primitive in list(json, "meshes")
                .iter()
                .flat_map(|mesh| list(mesh, "primitives"))
            {
                let targets = list(&primitive, "targets");
                let objects = std::iter::once(&primitive["attributes"]).chain(&targets);
                let numbers = objects
                    .filter_map(Value::as_object)
                    .flatten()
                    .map(|(_, number)| number);
                geometry.extend(
                    numbers
                        .chain([&primitive["indices"]])
                        .filter_map(Value::as_u64),
                );
            }
            let all = 0..links::count(json, "accessors");
            kept.extend(all.filter(|index| !geometry.contains(&(*index as u64))));
        }
        kept
    }

    /// An accessor as bytes.
    fn array(&self, index: usize) -> Result<Array> {
        let source = &self.model.document.json["accessors"][index];
        let (component, normalized) = stored(source)?;
        let elements = asset::elements(&self.model.document, index, self.limits)?;
        let mut bytes = Vec::with_capacity(elements.values.len() * component.size());
        for value in &elements.values {
            component.write(*value, normalized, &mut bytes);
        }
        let mut head = source.clone();
        if let Some(head) = head.as_object_mut() {
            for key in ["bufferView", "byteOffset", "sparse"] {
                head.shift_remove(key);
            }
        }
        Ok(Array {
            head,
            bytes: bytes.into(),
            size: component.size() * elements.width,
        })
    }

    /// Buffer views that neither accessors nor images name.
    fn keep_views(&self, work: &mut Work) -> Result<()> {
        let json = &self.model.document.json;
        let mut named = BTreeSet::new();
        for accessor in json["accessors"].as_array().into_iter().flatten() {
            let sparse = &accessor["sparse"];
            let holders = [accessor, &sparse["indices"], &sparse["values"]];
            named.extend(
                holders
                    .iter()
                    .filter_map(|holder| holder["bufferView"].as_u64()),
            );
        }
        let images = json["images"].as_array().into_iter().flatten();
        named.extend(images.filter_map(|image| image["bufferView"].as_u64()));
        for (index, view) in json["bufferViews"]
            .as_array()
            .into_iter()
            .flatten()
            .enumerate()
        {
            if named.contains(&(index as u64)) {
                continue;
            }
            let number = |key: &str| view[key].as_u64().unwrap_or(0) as usize;
            let buffer = self.model.document.buffers.get(number("buffer"));
            let end = number("byteOffset").saturating_add(number("byteLength"));
            let Some(bytes) = buffer.filter(|buffer| end <= buffer.len()) else {
                return Err(Fault::input(format!(
                    "/bufferViews/{index} belongs to an extension that Plinth doesn't know, and \
                     can't be copied"
                ))
                .hint("Export the product without this extension"));
            };
            let bytes = bytes.slice(number("byteOffset")..end);
            let mut head = view.clone();
            if let Some(head) = head.as_object_mut() {
                for key in ["buffer", "byteOffset", "byteLength"] {
                    head.shift_remove(key);
                }
            }
            work.views.insert(
                index,
                Array {
                    head,
                    bytes,
                    size: 1,
                },
            );
        }
        Ok(())
    }

    /// The geometry of one primitive.
    fn shape(&mut self, json: &Value, typed: &Primitive) -> Result<Shape> {
        let count = typed.positions.len();
        let mut shape = Shape {
            mode: json["mode"].as_u64().unwrap_or(TRIANGLES),
            indices: typed
                .indices
                .clone()
                .unwrap_or_else(|| (0..count as u32).collect()),
            order: Order::of(self.model, typed),
            ..Shape::default()
        };
        if count == 0 {
            shape.indices.clear();
            return Ok(shape);
        }
        let packed = json["extensions"]
            .get("KHR_draco_mesh_compression")
            .is_some();
        for (name, number) in json["attributes"].as_object().into_iter().flatten() {
            let known = match name.as_str() {
                "POSITION" => Some(flat(3, &typed.positions)),
                "NORMAL" => typed.normals.as_deref().map(|v| flat(3, v)),
                "TANGENT" => typed.tangents.as_deref().map(|v| flat(4, v)),
                "TEXCOORD_0" => typed.uvs[0].as_deref().map(|v| flat(2, v)),
                "TEXCOORD_1" => typed.uvs[1].as_deref().map(|v| flat(2, v)),
                "COLOR_0" => typed.colors.as_deref().map(|v| flat(4, v)),
                "WEIGHTS_0" => typed.weights.as_deref().map(|v| flat(4, v)),
                "JOINTS_0" => typed.joints.as_deref().map(|joints| {
                    (
                        4,
                        joints
                            .iter()
                            .flatten()
                            .map(|joint| f32::from(*joint))
                            .collect(),
                    )
                }),
                _ => None,
            };
            if let Some(stream) = self.stream(name, number, known, packed, count)? {
                shape.streams.push(stream);
            }
        }
        let targets = json["targets"]
            .as_array()
            .into_iter()
            .flatten()
            .zip(&typed.targets);
        for (list, target) in targets {
            let mut streams = Vec::new();
            for (name, number) in list.as_object().into_iter().flatten() {
                let known = match name.as_str() {
                    "POSITION" => target.positions.as_deref().map(|v| flat(3, v)),
                    "NORMAL" => target.normals.as_deref().map(|v| flat(3, v)),
                    "TANGENT" => target.tangents.as_deref().map(|v| flat(3, v)),
                    _ => None,
                };
                streams.extend(self.stream(name, number, known, false, count)?);
            }
            shape.targets.push(streams);
        }
        Ok(shape)
    }

    /// One attribute: `known` where the typed model has it.
    fn stream(
        &mut self,
        name: &str,
        number: &Value,
        known: Option<(usize, Vec<f32>)>,
        packed: bool,
        count: usize,
    ) -> Result<Option<Stream>> {
        let index = number.as_u64().unwrap_or(u64::MAX) as usize;
        let source = &self.model.document.json["accessors"][index];
        let (component, normalized) = stored(source)?;
        let (mut width, mut values) = match known {
            Some(known) => known,
            None if packed => {
                self.losses.push(format!(
                    "The attribute {name} was dropped: it is compressed with Draco and nothing \
                     draws it"
                ));
                return Ok(None);
            }
            None => {
                let elements = asset::elements(&self.model.document, index, self.limits)?;
                (elements.width, elements.values)
            }
        };
        // The typed model adds an alpha of 1 to colours without. Those of morph targets come as they are.
        if name == "COLOR_0" && source["type"] == "VEC3" && width == 4 {
            values = values
                .as_chunks::<4>()
                .0
                .iter()
                .flat_map(|[r, g, b, _]| [*r, *g, *b])
                .collect();
            width = 3;
        }
        if width == 0 || values.len() != count * width {
            self.losses.push(format!(
                "The attribute {name} was dropped: it has too few elements"
            ));
            return Ok(None);
        }
        let stored = Stored::Plain {
            component,
            normalized,
        };
        Ok(Some(Stream {
            name: name.to_owned(),
            width,
            values,
            stored,
        }))
    }
}

/// The component type of an accessor and whether it is normalised.
fn stored(accessor: &Value) -> Result<(Component, bool)> {
    let component = accessor["componentType"]
        .as_u64()
        .and_then(Component::from_code);
    let component = component
        .ok_or_else(|| Fault::input("An accessor has no component type that glTF knows"))?;
    Ok((component, accessor["normalized"].as_bool().unwrap_or(false)))
}

fn flat<const N: usize>(width: usize, values: &[[f32; N]]) -> (usize, Vec<f32>) {
    (width, values.as_flattened().to_vec())
}

fn picture(image: &Image) -> Picture {
    let (bytes, mime) = match image.mime {
        Mime::Unknown => (image.data.clone(), ""),
        // No output may hold one.
        mime if mime.is_foreign() => match png(image) {
            Some(png) => (png.into(), Mime::Png.as_str()),
            None => (image.data.clone(), ""),
        },
        mime => (image.data.clone(), mime.as_str()),
    };
    Picture {
        source: bytes.clone(),
        bytes,
        mime,
        width: image.width,
        height: image.height,
        halvings: 0,
        part_quality: Default::default(),
        finest: None,
    }
}

/// The PNG of a picture.
fn png(image: &Image) -> Option<Vec<u8>> {
    let pixels = asset::image::decode(image, &asset::Limits::default()).ok()?;
    crate::encode::png_fast(&pixels)
}

/// Takes out of the JSON what the working form holds elsewhere.
fn strip(json: &mut Value, images: &[Picture]) {
    if let Some(root) = json.as_object_mut() {
        for key in ["buffers", "bufferViews", "accessors"] {
            root.shift_remove(key);
        }
    }
    for primitive in entries(json, "meshes")
        .iter_mut()
        .flat_map(|mesh| entries(mesh, "primitives"))
    {
        if let Some(all) = primitive
            .get_mut("extensions")
            .and_then(Value::as_object_mut)
        {
            all.shift_remove("KHR_draco_mesh_compression");
        }
        links::drop_empty_extensions(primitive);
        if let Some(primitive) = primitive.as_object_mut() {
            for key in ["attributes", "indices", "targets"] {
                primitive.shift_remove(key);
            }
        }
    }
    for (image, picture) in entries(json, "images").iter_mut().zip(images) {
        if let Some(image) = image.as_object_mut().filter(|_| !picture.bytes.is_empty()) {
            for key in ["bufferView", "uri", "mimeType"] {
                image.shift_remove(key);
            }
        }
    }
    GEOMETRY.iter().for_each(|name| links::withdraw(json, name));
}
