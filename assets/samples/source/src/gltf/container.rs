//! The GLB container: buffer views, accessors, images, and the file around them.

use serde_json::{Value, json};

use crate::Failure;

/// `bufferView.target` of vertex data.
pub(crate) const ARRAY: u32 = 34962;

/// `bufferView.target` of indices.
const ELEMENTS: u32 = 34963;

/// `componentType` of 32-bit floats, 16-bit and 32-bit unsigned integers.
const FLOAT: u32 = 5126;
const UNSIGNED_SHORT: u32 = 5123;
const UNSIGNED_INT: u32 = 5125;

/// A GLB's binary chunk as it grows, and the JSON that describes it.
#[derive(Default)]
pub(crate) struct Container {
    bytes: Vec<u8>,
    views: Vec<Value>,
    accessors: Vec<Value>,
    images: Vec<Value>,
    textures: Vec<Value>,
}

impl Container {
    /// Adds bytes, aligned to four, and returns the view's index.
    fn view(&mut self, bytes: &[u8], target: Option<u32>) -> usize {
        self.bytes.resize(self.bytes.len().next_multiple_of(4), 0);
        let mut view =
            json!({ "buffer": 0, "byteOffset": self.bytes.len(), "byteLength": bytes.len() });
        if let Some(target) = target {
            view["target"] = json!(target);
        }
        self.bytes.extend_from_slice(bytes);
        self.views.push(view);
        self.views.len() - 1
    }

    /// Adds an accessor of float tuples `N` wide and returns its index. Key frames pass no target.
    pub(crate) fn floats<const N: usize>(
        &mut self,
        values: &[[f32; N]],
        target: Option<u32>,
    ) -> usize {
        let view = self.view(bytemuck::cast_slice(values.as_flattened()), target);
        let kind = ["SCALAR", "VEC2", "VEC3", "VEC4"][N - 1];
        self.accessors.push(json!({ "bufferView": view, "componentType": FLOAT, "count": values.len(), "type": kind }));
        self.accessors.len() - 1
    }

    /// Adds the bounds that positions and key times must state.
    pub(crate) fn bounded<const N: usize>(
        &mut self,
        values: &[[f32; N]],
        target: Option<u32>,
    ) -> usize {
        let index = self.floats(values, target);
        let fold = |start: f32, pick: fn(f32, f32) -> f32| {
            (0..N)
                .map(|k| values.iter().map(|v| v[k]).fold(start, pick))
                .collect::<Vec<f32>>()
        };
        self.accessors[index]["min"] = json!(fold(f32::INFINITY, f32::min));
        self.accessors[index]["max"] = json!(fold(f32::NEG_INFINITY, f32::max));
        index
    }

    /// Adds triangle indices, 16 bits wide where they fit.
    pub(crate) fn indices(&mut self, triangles: &[[u32; 3]], vertices: usize) -> usize {
        let flat = triangles.as_flattened();
        let (view, kind) = if vertices < 65_535 {
            let short: Vec<u16> = flat.iter().map(|&i| i as u16).collect();
            (
                self.view(bytemuck::cast_slice(&short), Some(ELEMENTS)),
                UNSIGNED_SHORT,
            )
        } else {
            (
                self.view(bytemuck::cast_slice(flat), Some(ELEMENTS)),
                UNSIGNED_INT,
            )
        };
        self.accessors.push(json!({ "bufferView": view, "componentType": kind, "count": flat.len(), "type": "SCALAR" }));
        self.accessors.len() - 1
    }

    /// Adds a PNG and returns the index of a texture that shows it.
    pub(crate) fn texture(&mut self, name: &str, png: &[u8]) -> usize {
        let view = self.view(png, None);
        self.images
            .push(json!({ "name": name, "mimeType": "image/png", "bufferView": view }));
        self.textures
            .push(json!({ "name": name, "sampler": 0, "source": self.images.len() - 1 }));
        self.textures.len() - 1
    }

    /// The GLB: `document` with this container's buffers, accessors, images and textures added.
    pub(crate) fn finish(mut self, mut document: Value) -> Result<Vec<u8>, Failure> {
        self.bytes.resize(self.bytes.len().next_multiple_of(4), 0);
        document["accessors"] = Value::Array(self.accessors);
        document["bufferViews"] = Value::Array(self.views);
        document["buffers"] = json!([{ "byteLength": self.bytes.len() }]);
        if !self.images.is_empty() {
            // Linear, mip-mapped, repeating.
            document["samplers"] =
                json!([{ "magFilter": 9729, "minFilter": 9987, "wrapS": 10497, "wrapT": 10497 }]);
            document["images"] = Value::Array(self.images);
            document["textures"] = Value::Array(self.textures);
        }
        let mut text = serde_json::to_vec(&document)?;
        text.resize(text.len().next_multiple_of(4), b' ');
        let total = 12 + 8 + text.len() + 8 + self.bytes.len();
        let mut file = Vec::with_capacity(total);
        file.extend_from_slice(b"glTF");
        for word in [2, total as u32, text.len() as u32] {
            file.extend_from_slice(&word.to_le_bytes());
        }
        file.extend_from_slice(b"JSON");
        file.extend_from_slice(&text);
        file.extend_from_slice(&(self.bytes.len() as u32).to_le_bytes());
        file.extend_from_slice(b"BIN\0");
        file.extend_from_slice(&self.bytes);
        Ok(file)
    }
}
