//! Writes the parts of a generated product into a document.

use std::io::Cursor;

use asset::Document;
use base::{Fault, Result};
use image::{ImageFormat, RgbaImage};
use serde_json::{Value, json};

/// Vertices and triangles of a primitive.
#[derive(Debug, Clone, Default)]
pub(super) struct Surface {
    pub(super) positions: Vec<[f32; 3]>,
    pub(super) normals: Vec<[f32; 3]>,
    pub(super) uvs: Vec<[f32; 2]>,
    /// Empty where there are none.
    pub(super) colors: Vec<[f32; 4]>,
    pub(super) indices: Vec<u32>,
}

impl Surface {
    /// Adds the triangles of another.
    pub(super) fn add(&mut self, other: &Self) {
        let first = self.positions.len() as u32;
        self.positions.extend(&other.positions);
        self.normals.extend(&other.normals);
        self.uvs.extend(&other.uvs);
        self.colors.extend(&other.colors);
        self.indices
            .extend(other.indices.iter().map(|index| first + index));
    }
}

/// A document that grows.
#[derive(Debug)]
pub(super) struct Writer {
    pub(super) json: Value,
    bin: Vec<u8>,
}

impl Writer {
    pub(super) fn new() -> Self {
        Self {
            json: json!({"asset": {"version": "2.0", "generator": "Plinth's benchmark"},
                "scene": 0, "scenes": [{"nodes": []}], "nodes": [], "meshes": [], "materials": [],
                "accessors": [], "bufferViews": []}),
            bin: Vec::new(),
        }
    }

    /// Appends to one of the lists and says the number.
    pub(super) fn push(&mut self, list: &str, entry: Value) -> usize {
        let entries = &mut self.json[list];
        if !entries.is_array() {
            *entries = json!([]);
        }
        match entries.as_array_mut() {
            Some(entries) => {
                entries.push(entry);
                entries.len() - 1
            }
            None => 0,
        }
    }

    fn view(&mut self, bytes: &[u8]) -> usize {
        self.bin.resize(self.bin.len().next_multiple_of(4), 0);
        let view = json!({"buffer": 0, "byteOffset": self.bin.len(), "byteLength": bytes.len()});
        self.bin.extend_from_slice(bytes);
        self.push("bufferViews", view)
    }

    /// An accessor of floats of `WIDTH` each.
    pub(super) fn floats<const WIDTH: usize>(&mut self, rows: &[[f32; WIDTH]]) -> usize {
        let bytes: Vec<u8> = rows
            .as_flattened()
            .iter()
            .flat_map(|value| value.to_le_bytes())
            .collect();
        let bound = |pick: fn(f32, f32) -> f32| -> Vec<f32> {
            let sides = (0..WIDTH).map(|side| rows.iter().map(|row| row[side]).reduce(pick));
            sides.map(Option::unwrap_or_default).collect()
        };
        let kind = match WIDTH {
            1 => "SCALAR",
            2 => "VEC2",
            3 => "VEC3",
            4 => "VEC4",
            _ => "MAT4",
        };
        let view = self.view(&bytes);
        let accessor = json!({"bufferView": view, "componentType": 5126, "count": rows.len(),
            "type": kind, "min": bound(f32::min), "max": bound(f32::max)});
        self.push("accessors", accessor)
    }

    /// An accessor of joints.
    pub(super) fn joints(&mut self, rows: &[[u8; 4]]) -> usize {
        let view = self.view(rows.as_flattened());
        let accessor = json!({"bufferView": view, "componentType": 5121, "count": rows.len(),
            "type": "VEC4"});
        self.push("accessors", accessor)
    }

    /// A primitive of `surface` in a material.
    pub(super) fn primitive(&mut self, surface: &Surface, material: usize) -> Value {
        let mut attributes = json!({"POSITION": self.floats(&surface.positions),
            "NORMAL": self.floats(&surface.normals)});
        if !surface.uvs.is_empty() {
            attributes["TEXCOORD_0"] = self.floats(&surface.uvs).into();
        }
        if !surface.colors.is_empty() {
            attributes["COLOR_0"] = self.floats(&surface.colors).into();
        }
        let bytes: Vec<u8> = surface
            .indices
            .iter()
            .flat_map(|index| index.to_le_bytes())
            .collect();
        let view = self.view(&bytes);
        let indices = json!({"bufferView": view, "componentType": 5125,
            "count": surface.indices.len(), "type": "SCALAR"});
        let indices = self.push("accessors", indices);
        json!({"attributes": attributes, "indices": indices, "material": material})
    }

    /// A mesh of one primitive.
    pub(super) fn mesh(&mut self, surface: &Surface, material: usize) -> usize {
        let primitive = self.primitive(surface, material);
        self.push("meshes", json!({"primitives": [primitive]}))
    }

    /// A node of the scene.
    pub(super) fn node(&mut self, node: Value) -> usize {
        let number = self.push("nodes", node);
        if let Some(nodes) = self.json["scenes"][0]["nodes"].as_array_mut() {
            nodes.push(number.into());
        }
        number
    }

    /// A texture of a square picture, as PNG.
    pub(super) fn texture(
        &mut self,
        side: u32,
        texel: impl Fn(u32, u32) -> [u8; 4],
    ) -> Result<usize> {
        let pixels = RgbaImage::from_fn(side, side, |x, y| image::Rgba(texel(x, y)));
        let mut bytes = Cursor::new(Vec::new());
        pixels
            .write_to(&mut bytes, ImageFormat::Png)
            .map_err(|error| Fault::service("A texture can't be written").because(error))?;
        let view = self.view(&bytes.into_inner());
        let image = self.push(
            "images",
            json!({"mimeType": "image/png", "bufferView": view}),
        );
        Ok(self.push("textures", json!({"source": image})))
    }

    /// A matt material of a colour texture.
    pub(super) fn colored(&mut self, texture: usize) -> usize {
        let material = json!({"pbrMetallicRoughness": {"baseColorTexture": {"index": texture},
            "metallicFactor": 0.0, "roughnessFactor": 0.7}});
        self.push("materials", material)
    }

    /// A matt material of one colour.
    pub(super) fn plain(&mut self, color: [f32; 3]) -> usize {
        let [r, g, b] = color;
        let material = json!({"pbrMetallicRoughness": {"baseColorFactor": [r, g, b, 1.0],
            "metallicFactor": 0.0, "roughnessFactor": 0.45}});
        self.push("materials", material)
    }

    /// The document.
    pub(super) fn done(mut self) -> Document {
        self.json["buffers"] = json!([{"byteLength": self.bin.len()}]);
        Document {
            json: self.json,
            buffers: vec![self.bin.into()],
            ..Document::default()
        }
    }
}
