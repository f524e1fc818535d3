//! A product of any number of triangles, made up: bumpy balls in a ring, in five fabrics.

use std::collections::BTreeMap;
use std::f64::consts::{PI, TAU};
use std::io::Cursor;
use std::path::Path;

use asset::Document;
use base::{Fault, Result};
use image::codecs::jpeg::JpegEncoder;
use image::{Rgb, RgbImage};
use serde_json::{Value, json};

/// Balls in the ring.
const BALLS: usize = 20;
/// Fabrics; each has a colour, a normal and a roughness texture of its own.
const FABRICS: usize = 5;
/// Sides of a texture in pixels.
const SIDE: u32 = 2048;

/// Writes the product with about `triangles` triangles to `path`.
///
/// # Errors
/// An input fault where the file can't be written.
pub(super) fn write(path: &Path, triangles: u32) -> Result<()> {
    let mut parts = Parts::default();
    // A ball is a grid of n x n squares, each of two triangles.
    let squares = (f64::from(triangles) / BALLS as f64 / 2.0)
        .sqrt()
        .ceil()
        .max(2.0) as u32;
    let meshes: Vec<Value> = (0..BALLS).map(|ball| parts.ball(ball, squares)).collect();
    let mut images = Vec::new();
    for fabric in 0..FABRICS {
        for kind in 0..3 {
            let view = parts.view(&jpeg(fabric, kind)?, None);
            images.push(json!({"bufferView": view, "mimeType": "image/jpeg"}));
        }
    }
    let nodes: Vec<Value> = (0..BALLS)
        .map(|ball| {
            let turn = ball as f64 / BALLS as f64 * TAU;
            json!({"mesh": ball, "name": format!("Ball {}", ball + 1),
                "translation": [0.6 * turn.cos(), 0.1, 0.6 * turn.sin()]})
        })
        .collect();
    let materials: Vec<Value> = (0..FABRICS)
        .map(|fabric| {
            let texture = |kind: usize| json!({"index": fabric * 3 + kind});
            json!({"name": format!("Fabric {}", fabric + 1), "normalTexture": texture(1),
                "pbrMetallicRoughness": {"baseColorTexture": texture(0), "metallicFactor": 0.0,
                    "metallicRoughnessTexture": texture(2)}})
        })
        .collect();
    let textures: Vec<Value> = (0..images.len())
        .map(|image| json!({"source": image}))
        .collect();
    let json = json!({
        "asset": {"version": "2.0", "generator": "plinth bench"},
        "scene": 0,
        "scenes": [{"nodes": (0..BALLS).collect::<Vec<_>>()}],
        "nodes": nodes, "meshes": meshes, "materials": materials, "textures": textures,
        "images": images, "accessors": parts.accessors, "bufferViews": parts.views,
        "buffers": [{"byteLength": parts.bytes.len()}],
    });
    let document = Document {
        json,
        buffers: vec![parts.bytes.into()],
        files: BTreeMap::new(),
    };
    asset::save(path, &asset::write_glb(&document)?).map_err(Into::into)
}

/// The buffer, and what says what lies where in it.
#[derive(Default)]
struct Parts {
    bytes: Vec<u8>,
    views: Vec<Value>,
    accessors: Vec<Value>,
}

impl Parts {
    /// Adds bytes; gives the number of their view.
    fn view(&mut self, bytes: &[u8], target: Option<u32>) -> usize {
        self.bytes.resize(self.bytes.len().next_multiple_of(4), 0);
        let mut view =
            json!({"buffer": 0, "byteOffset": self.bytes.len(), "byteLength": bytes.len()});
        if let Some(target) = target {
            view["target"] = target.into();
        }
        self.bytes.extend_from_slice(bytes);
        self.views.push(view);
        self.views.len() - 1
    }

    /// Adds floats, `width` to a vertex; gives the number of their accessor.
    fn floats(&mut self, values: &[f32], width: usize) -> usize {
        let bytes: Vec<u8> = values
            .iter()
            .flat_map(|value| value.to_le_bytes())
            .collect();
        let view = self.view(&bytes, Some(34962));
        let kind = if width == 3 { "VEC3" } else { "VEC2" };
        let bound = |start: f32, pick: fn(f32, f32) -> f32| -> Vec<f32> {
            let axis = |axis: usize| {
                values
                    .iter()
                    .skip(axis)
                    .step_by(width)
                    .copied()
                    .fold(start, pick)
            };
            (0..width).map(axis).collect()
        };
        self.accessors.push(
            json!({"bufferView": view, "componentType": 5126, "type": kind,
            "count": values.len() / width, "min": bound(f32::INFINITY, f32::min),
            "max": bound(f32::NEG_INFINITY, f32::max)}),
        );
        self.accessors.len() - 1
    }

    /// Adds a ball of `squares` x `squares` squares; gives its mesh.
    fn ball(&mut self, ball: usize, squares: u32) -> Value {
        let (mut positions, mut normals, mut uvs) = (Vec::new(), Vec::new(), Vec::new());
        for row in 0..=squares {
            let phi = f64::from(row) / f64::from(squares) * PI;
            for column in 0..=squares {
                let theta = f64::from(column) / f64::from(squares) * TAU;
                let bump = 1.0 + 0.02 * (24.0 * theta).sin() * (12.0 * phi).sin();
                let out = [phi.sin() * theta.sin(), phi.cos(), phi.sin() * theta.cos()];
                positions.extend(out.map(|axis| (0.085 * bump * axis) as f32));
                normals.extend(out.map(|axis| axis as f32));
                uvs.extend([theta / TAU, phi / PI].map(|part| part as f32));
            }
        }
        let width = squares + 1;
        let indices: Vec<u8> = (0..squares * squares)
            .flat_map(|square| {
                let corner = square / squares * width + square % squares;
                [0, width, 1, 1, width, width + 1].map(|step| corner + step)
            })
            .flat_map(u32::to_le_bytes)
            .collect();
        let view = self.view(&indices, Some(34963));
        self.accessors.push(
            json!({"bufferView": view, "componentType": 5125, "type": "SCALAR",
            "count": squares * squares * 6}),
        );
        let indices = self.accessors.len() - 1;
        let attributes = json!({"POSITION": self.floats(&positions, 3),
            "NORMAL": self.floats(&normals, 3), "TEXCOORD_0": self.floats(&uvs, 2)});
        json!({"primitives": [{"attributes": attributes, "indices": indices,
            "material": ball % FABRICS}]})
    }
}

/// A texture of a fabric: its colour (0), its normals (1) or its roughness (2).
fn jpeg(fabric: usize, kind: usize) -> Result<Vec<u8>> {
    let hue = fabric as u8 * 25;
    // One row of threads is woven into all.
    let row: Vec<[u8; 3]> = (0..SIDE)
        .map(|x| {
            let thread = (x * 7 % 64) as u8;
            match kind {
                0 => [90 + thread, 60 + hue, 200 - hue - thread],
                1 => [112 + thread / 2, 128, 250],
                _ => [255, 140 + thread, 0],
            }
        })
        .collect();
    let picture = RgbImage::from_fn(SIDE, SIDE, |x, y| Rgb(row[((x + y * 3) % SIDE) as usize]));
    let mut bytes = Cursor::new(Vec::new());
    picture
        .write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, 90))
        .map_err(|error| Fault::service("A texture can't be written as JPEG").because(error))?;
    Ok(bytes.into_inner())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use asset::{Facts, Limits};
    use base::Job;

    use super::*;

    #[test]
    fn it_has_the_triangles_that_were_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("product.glb");
        write(&path, 20_000).unwrap();
        let facts = Facts::of(&asset::read(&path, &Limits::default(), &Job::quiet()).unwrap());
        assert!(
            (20_000..22_000).contains(&facts.triangles),
            "{}",
            facts.triangles
        );
        assert_eq!(facts.textures.len(), 15);
        assert!(facts.warnings.is_empty(), "{:?}", facts.warnings);
    }
}
