//! A GLB file in the making.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::shape::Shape;

/// glTF's numbers for component types.
pub(crate) const U8: u32 = 5121;
pub(crate) const I8: u32 = 5120;
pub(crate) const U16: u32 = 5123;
pub(crate) const F32: u32 = 5126;

/// A document and its bytes.
#[derive(Debug)]
pub(crate) struct Glb {
    pub(crate) json: Value,
    bin: Vec<u8>,
    required: BTreeSet<&'static str>,
}

impl Glb {
    /// An empty scene.
    pub(crate) fn new() -> Self {
        Self {
            json: json!({
                "asset": { "version": "2.0", "generator": "Plinth's parity board" },
                "scene": 0,
                "scenes": [{ "nodes": [] }],
            }),
            bin: Vec::new(),
            required: BTreeSet::new(),
        }
    }

    /// Adds to one of the document's lists; returns the index.
    pub(crate) fn push(&mut self, list: &str, value: Value) -> usize {
        if !self.json[list].is_array() {
            self.json[list] = json!([]);
        }
        match self.json[list].as_array_mut() {
            Some(list) => {
                list.push(value);
                list.len() - 1
            }
            None => 0,
        }
    }

    /// Says that the file can't be read without an extension.
    pub(crate) fn require(&mut self, extension: &'static str) {
        self.required.insert(extension);
    }

    /// Adds bytes as a buffer view, at a multiple of four.
    pub(crate) fn view(&mut self, bytes: &[u8]) -> usize {
        let place = self.place(bytes);
        self.push("bufferViews", place)
    }

    /// Adds bytes to the buffer; returns where they are, in the words of a buffer view.
    pub(crate) fn place(&mut self, bytes: &[u8]) -> Value {
        self.bin.resize(self.bin.len().next_multiple_of(4), 0);
        let start = self.bin.len();
        self.bin.extend_from_slice(bytes);
        json!({ "buffer": 0, "byteOffset": start, "byteLength": bytes.len() })
    }

    /// The bytes of a buffer view.
    pub(super) fn bytes(&self, view: usize) -> Vec<u8> {
        let view = &self.json["bufferViews"][view];
        let [start, length] = ["byteOffset", "byteLength"]
            .map(|name| view[name].as_u64().unwrap_or_default() as usize);
        self.bin[start..start + length].to_vec()
    }

    /// Adds an accessor of floats: `N` components an element.
    pub(crate) fn floats<const N: usize>(&mut self, values: &[[f32; N]]) -> usize {
        let view = self.view(&bytes_of(values));
        let kind = ["SCALAR", "VEC2", "VEC3", "VEC4"].get(N - 1).copied();
        let mut accessor = json!({
            "bufferView": view, "componentType": F32, "count": values.len(),
            "type": kind.unwrap_or("MAT4"),
        });
        if N == 1 || N == 3 {
            accessor["min"] = bound(values, f32::min);
            accessor["max"] = bound(values, f32::max);
        }
        self.push("accessors", accessor)
    }

    /// Adds an accessor of indices.
    pub(crate) fn indices(&mut self, indices: &[u16]) -> usize {
        let bytes: Vec<u8> = indices
            .iter()
            .flat_map(|index| index.to_le_bytes())
            .collect();
        let view = self.view(&bytes);
        self.push(
            "accessors",
            json!({ "bufferView": view, "componentType": U16, "count": indices.len(), "type": "SCALAR" }),
        )
    }

    /// Adds the accessors of a shape; returns a primitive without a material.
    pub(crate) fn shape(&mut self, shape: &Shape) -> Value {
        let mut attributes = json!({
            "POSITION": self.floats(&shape.positions),
            "NORMAL": self.floats(&shape.normals),
            "TEXCOORD_0": self.floats(&shape.uvs),
        });
        if !shape.tangents.is_empty() {
            attributes["TANGENT"] = self.floats(&shape.tangents).into();
        }
        if !shape.second_uvs.is_empty() {
            attributes["TEXCOORD_1"] = self.floats(&shape.second_uvs).into();
        }
        if !shape.colors.is_empty() {
            attributes["COLOR_0"] = self.floats(&shape.colors).into();
        }
        json!({ "attributes": attributes, "indices": self.indices(&shape.indices) })
    }

    /// Adds a mesh of one primitive, worn with `material`, and a node with it at a place.
    pub(crate) fn stand(&mut self, primitive: &Value, material: Value, at: [f32; 3]) -> usize {
        let material = self.push("materials", material);
        let mut primitive = primitive.clone();
        primitive["material"] = material.into();
        let mesh = self.push("meshes", json!({ "primitives": [primitive] }));
        self.root(json!({ "mesh": mesh, "translation": at }))
    }

    /// Adds a node to the scene.
    pub(crate) fn root(&mut self, node: Value) -> usize {
        let node = self.push("nodes", node);
        if let Some(roots) = self.json["scenes"][0]["nodes"].as_array_mut() {
            roots.push(node.into());
        }
        node
    }

    /// Adds a picture file with a texture that repeats; returns the texture.
    pub(crate) fn texture(&mut self, kind: &str, file: &[u8]) -> usize {
        let image = self.image(kind, file);
        self.push("textures", json!({ "source": image }))
    }

    /// Adds a picture file.
    pub(crate) fn image(&mut self, kind: &str, file: &[u8]) -> usize {
        let view = self.view(file);
        self.push("images", json!({ "bufferView": view, "mimeType": kind }))
    }

    /// The file. The extensions in use are listed as the document has them.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        let mut used: BTreeSet<String> =
            self.required.iter().map(|&name| name.to_owned()).collect();
        collect_extensions(&self.json, &mut used);
        if !used.is_empty() {
            self.json["extensionsUsed"] = json!(used);
        }
        if !self.required.is_empty() {
            self.json["extensionsRequired"] = json!(self.required);
        }
        self.bin.resize(self.bin.len().next_multiple_of(4), 0);
        // Further buffers are the ones that compressed views fall back to: they have no bytes.
        if !self.json["buffers"].is_array() {
            self.json["buffers"] = json!([{}]);
        }
        self.json["buffers"][0]["byteLength"] = self.bin.len().into();
        let mut text = self.json.to_string().into_bytes();
        text.resize(text.len().next_multiple_of(4), b' ');
        let total = 12 + 8 + text.len() + 8 + self.bin.len();
        let mut file = Vec::with_capacity(total);
        file.extend(b"glTF");
        file.extend(2_u32.to_le_bytes());
        file.extend((total as u32).to_le_bytes());
        for (kind, chunk) in [(b"JSON", &text), (b"BIN\0", &self.bin)] {
            file.extend((chunk.len() as u32).to_le_bytes());
            file.extend(kind);
            file.extend(chunk);
        }
        file
    }
}

/// Little-endian bytes.
pub(crate) fn bytes_of<const N: usize>(values: &[[f32; N]]) -> Vec<u8> {
    values
        .iter()
        .flatten()
        .flat_map(|value| value.to_le_bytes())
        .collect()
}

fn bound<const N: usize>(values: &[[f32; N]], fold: fn(f32, f32) -> f32) -> Value {
    let side = |axis: usize| values.iter().map(|value| value[axis]).reduce(fold);
    json!((0..N).map(side).collect::<Vec<_>>())
}

fn collect_extensions(value: &Value, names: &mut BTreeSet<String>) {
    match value {
        Value::Array(list) => list
            .iter()
            .for_each(|value| collect_extensions(value, names)),
        Value::Object(object) => {
            for (key, value) in object {
                if key == "extensions" {
                    names.extend(
                        value
                            .as_object()
                            .into_iter()
                            .flatten()
                            .map(|(name, _)| name.clone()),
                    );
                }
                collect_extensions(value, names);
            }
        }
        _ => {}
    }
}
