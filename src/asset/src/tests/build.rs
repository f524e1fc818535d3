//! Builds small models in memory.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use crate::glb;

/// Component types by their numbers.
pub(super) const U8: u32 = 5121;
pub(super) const I8: u32 = 5120;
pub(super) const U16: u32 = 5123;
pub(super) const I16: u32 = 5122;
pub(super) const U32: u32 = 5125;
pub(super) const F32: u32 = 5126;

/// A model in the making: its JSON, and the bytes of its only buffer.
#[derive(Clone)]
pub(super) struct Build {
    pub(super) json: Value,
    pub(super) bin: Vec<u8>,
}

impl Build {
    /// A file with nothing in it.
    pub(super) fn new() -> Self {
        let json = json!({
            "asset": { "version": "2.0", "generator": "Plinth's tests" },
            "scene": 0,
            "scenes": [{ "nodes": [] }],
            "nodes": [], "meshes": [], "accessors": [], "bufferViews": [],
        });
        Self {
            json,
            bin: Vec::new(),
        }
    }

    /// A square of side 2 m in the xy plane: positions, normals, UVs, 16-bit indices, one node.
    pub(super) fn square() -> Self {
        let mut build = Self::new();
        let positions: [[f32; 3]; 4] = [
            [-1.0, -1.0, 0.0],
            [1.0, -1.0, 0.0],
            [1.0, 1.0, 0.0],
            [-1.0, 1.0, 0.0],
        ];
        let uvs: [[f32; 2]; 4] = [[0.0, 1.0], [1.0, 1.0], [1.0, 0.0], [0.0, 0.0]];
        let position = build.accessor(&positions, F32, "VEC3");
        build.json["accessors"][position]["min"] = json!([-1, -1, 0]);
        build.json["accessors"][position]["max"] = json!([1, 1, 0]);
        let normal = build.accessor(&[[0.0_f32, 0.0, 1.0]; 4], F32, "VEC3");
        let uv = build.accessor(&uvs, F32, "VEC2");
        let indices = build.accessor(&[0_u16, 1, 2, 0, 2, 3], U16, "SCALAR");
        build.push(
            "meshes",
            json!({ "primitives": [{
            "attributes": { "POSITION": position, "NORMAL": normal, "TEXCOORD_0": uv },
            "indices": indices,
        }] }),
        );
        build.root(json!({ "mesh": 0 }));
        build
    }

    /// Appends to the root's array `key`, and says at which index.
    pub(super) fn push(&mut self, key: &str, element: Value) -> usize {
        if self.json[key].is_null() {
            self.json[key] = json!([]);
        }
        let list = self.json[key].as_array_mut().unwrap();
        list.push(element);
        list.len() - 1
    }

    /// Adds a node to the scene.
    pub(super) fn root(&mut self, node: Value) -> usize {
        let index = self.push("nodes", node);
        self.json["scenes"][0]["nodes"]
            .as_array_mut()
            .unwrap()
            .push(index.into());
        index
    }

    /// The first primitive.
    pub(super) fn primitive(&mut self) -> &mut Value {
        &mut self.json["meshes"][0]["primitives"][0]
    }

    /// Adds bytes as a buffer view.
    pub(super) fn view(&mut self, bytes: &[u8]) -> usize {
        self.bin.resize(self.bin.len().next_multiple_of(4), 0);
        let offset = self.bin.len();
        self.bin.extend_from_slice(bytes);
        let view = json!({ "buffer": 0, "byteOffset": offset, "byteLength": bytes.len() });
        self.push("bufferViews", view)
    }

    /// Adds elements as an accessor with a buffer view of its own.
    pub(super) fn accessor<T: bytemuck::NoUninit>(
        &mut self,
        elements: &[T],
        component: u32,
        kind: &str,
    ) -> usize {
        let view = self.view(bytemuck::cast_slice(elements));
        self.push("accessors", json!({
            "bufferView": view, "componentType": component, "type": kind, "count": elements.len(),
        }))
    }

    /// The JSON with its buffer declared, which is where `uri` says.
    fn finished(&self, uri: Option<String>) -> Value {
        let mut json = self.json.clone();
        if json["buffers"].is_null() && !self.bin.is_empty() {
            json["buffers"] = json!([{ "byteLength": self.bin.len() }]);
        }
        if let Some(uri) = uri.filter(|_| !self.bin.is_empty()) {
            json["buffers"][0]["uri"] = uri.into();
        }
        json
    }

    /// As GLB.
    pub(super) fn glb(&self) -> Vec<u8> {
        let json = serde_json::to_vec(&self.finished(None)).unwrap();
        glb::join(json, &[&self.bin]).unwrap()
    }

    /// As glTF with the buffer in a data URI.
    pub(super) fn gltf(&self) -> Vec<u8> {
        let data = BASE64_STANDARD.encode(&self.bin);
        let uri = format!("data:application/octet-stream;base64,{data}");
        serde_json::to_vec(&self.finished(Some(uri))).unwrap()
    }

    /// As glTF that names `uri`, and the bytes that belong there.
    pub(super) fn gltf_beside(&self, uri: &str) -> (Vec<u8>, Vec<u8>) {
        let json = self.finished(Some(uri.to_owned()));
        (serde_json::to_vec(&json).unwrap(), self.bin.clone())
    }
}

/// A PNG of one colour.
pub(super) fn png(width: u32, height: u32, rgba: [u8; 4]) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let image = image::RgbaImage::from_pixel(width, height, image::Rgba(rgba));
    image.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}
