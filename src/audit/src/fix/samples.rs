//! Small files for the tests of fixes.
#![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

use asset::{Document, Limits, Model};
use serde_json::{Value, json};

use super::json::push;

/// A file in the making: one triangle on one node.
pub(super) struct Sample {
    pub(super) json: Value,
    bin: Vec<u8>,
}

impl Sample {
    pub(super) fn new() -> Self {
        let mut sample = Self {
            json: json!({
                "asset": { "version": "2.0" },
                "scene": 0,
                "scenes": [{ "nodes": [0] }],
                "nodes": [{ "mesh": 0 }],
            }),
            bin: Vec::new(),
        };
        let positions = sample.floats(&[[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]);
        sample.json["meshes"] =
            json!([{ "primitives": [{ "attributes": { "POSITION": positions } }] }]);
        sample
    }

    /// Adds an accessor of floats.
    pub(super) fn floats<const N: usize>(&mut self, values: &[[f32; N]]) -> usize {
        let start = self.bin.len();
        self.bin.extend(
            values
                .iter()
                .flatten()
                .flat_map(|value| value.to_le_bytes()),
        );
        let view =
            json!({ "buffer": 0, "byteOffset": start, "byteLength": self.bin.len() - start });
        let view = push(&mut self.json, "bufferViews", view);
        let kind = ["SCALAR", "VEC2", "VEC3", "VEC4"][N - 1];
        let bound = |fold: fn(f32, f32) -> f32| -> Vec<f32> {
            (0..N)
                .map(|axis| values.iter().map(|value| value[axis]).reduce(fold).unwrap())
                .collect()
        };
        let accessor = json!({
            "bufferView": view, "componentType": 5126, "count": values.len(), "type": kind,
            "min": bound(f32::min), "max": bound(f32::max),
        });
        push(&mut self.json, "accessors", accessor)
    }

    pub(super) fn document(mut self) -> Document {
        self.json["buffers"] = json!([{ "byteLength": self.bin.len() }]);
        Document {
            json: self.json,
            buffers: vec![self.bin.into()],
            ..Document::default()
        }
    }
}

/// A triangle.
pub(super) fn box_file() -> Document {
    Sample::new().document()
}

/// A triangle that hangs on one joint.
pub(super) fn skinned() -> Document {
    let mut sample = Sample::new();
    let weights = sample.floats(&[[1.0, 0.0, 0.0, 0.0]; 3]);
    // Zeros, as it has no buffer view.
    let joints = push(
        &mut sample.json,
        "accessors",
        json!({ "componentType": 5121, "count": 3, "type": "VEC4" }),
    );
    let attributes = &mut sample.json["meshes"][0]["primitives"][0]["attributes"];
    attributes["WEIGHTS_0"] = json!(weights);
    attributes["JOINTS_0"] = json!(joints);
    sample.json["nodes"] = json!([{ "mesh": 0, "skin": 0 }, {}]);
    sample.json["scenes"][0]["nodes"] = json!([0, 1]);
    sample.json["skins"] = json!([{ "joints": [1] }]);
    sample.document()
}

/// The document as it is read back.
pub(super) fn read(document: &Document) -> Model {
    let bytes = asset::write_glb(document).unwrap();
    asset::read_bytes("box", bytes.into(), &Limits::default()).unwrap()
}
