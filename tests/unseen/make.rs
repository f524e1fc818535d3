//! A square on one node, and what is done to it.

use std::ops::{Deref, DerefMut};

use serde_json::{Map, Value, json};

use crate::parity::board::glb::{Glb, U8};
use crate::parity::board::shape::Shape;
use crate::parity::board::sweep::plain;

/// A file in the making.
#[derive(Debug)]
pub(super) struct Sheet(Glb);

impl Deref for Sheet {
    type Target = Glb;

    fn deref(&self) -> &Glb {
        &self.0
    }
}

impl DerefMut for Sheet {
    fn deref_mut(&mut self) -> &mut Glb {
        &mut self.0
    }
}

impl Sheet {
    /// A square that faces the camera: node, mesh and material 0.
    pub(super) fn new() -> Self {
        let mut sheet = Self(Glb::new());
        sheet.square([0.0; 3]);
        sheet
    }

    /// The file. What was taken is gone.
    pub(super) fn finish(mut self) -> Vec<u8> {
        if let Some(root) = self.json.as_object_mut() {
            root.retain(|_, value| !value.is_null());
        }
        self.0.finish()
    }

    /// Adds a square with a mesh and a material of its own, all with the same number.
    pub(super) fn square(&mut self, at: [f32; 3]) -> usize {
        let primitive = self.shape(&Shape::square());
        self.stand(&primitive, plain([0.8, 0.3, 0.2], 0.6), at)
    }

    /// The first primitive of a mesh.
    pub(super) fn primitive(&mut self, mesh: usize) -> &mut Map<String, Value> {
        object(&mut self.json["meshes"][mesh]["primitives"][0])
    }

    /// Its attributes.
    pub(super) fn attributes(&mut self, mesh: usize) -> &mut Map<String, Value> {
        object(&mut self.json["meshes"][mesh]["primitives"][0]["attributes"])
    }

    pub(super) fn add_primitive(&mut self, mesh: usize, primitive: Value) {
        if let Some(list) = self.json["meshes"][mesh]["primitives"].as_array_mut() {
            list.push(primitive);
        }
    }

    pub(super) fn set_mode(&mut self, mesh: usize, mode: u32) {
        self.primitive(mesh).insert("mode".into(), mode.into());
    }

    /// Takes a node out of the first scene.
    pub(super) fn unlist(&mut self, node: usize) {
        if let Some(roots) = self.json["scenes"][0]["nodes"].as_array_mut() {
            roots.retain(|root| root != node);
        }
    }

    pub(super) fn scene(&mut self, nodes: &[usize]) {
        self.push("scenes", json!({ "nodes": nodes }));
    }

    /// A variant of a mesh's first part.
    pub(super) fn variants(&mut self, mesh: usize) {
        self.json["extensions"]["KHR_materials_variants"]["variants"] = json!([{ "name": "Moss" }]);
        let moss = self.push("materials", plain([0.1, 0.5, 0.1], 0.6));
        // Squares that follow have materials of the same number as their meshes.
        self.push("meshes", json!({ "primitives": [] }));
        self.push("nodes", json!({}));
        self.primitive(mesh).insert(
            "extensions".into(),
            json!({ "KHR_materials_variants": { "mappings": [{ "material": moss, "variants": [0] }] } }),
        );
    }

    /// Copies of a node's mesh.
    pub(super) fn copies(&mut self, node: usize) {
        let places = self.floats(&[[-0.3, 0.0, 0.0], [0.3, 0.0, 0.0]]);
        self.json["nodes"][node]["extensions"] =
            json!({ "EXT_mesh_gpu_instancing": { "attributes": { "TRANSLATION": places } } });
    }

    /// A morph target that changes the attributes `names`.
    pub(super) fn morph(&mut self, mesh: usize, names: &[&str]) {
        let mut target = json!({});
        for name in names {
            target[*name] = match *name {
                "COLOR_0" => self.floats(&[[0.1; 4]; 4]).into(),
                _ => self.floats(&[[0.0, 0.1, 0.0]; 4]).into(),
            };
        }
        self.primitive(mesh)
            .insert("targets".into(), json!([target]));
    }

    pub(super) fn color(&mut self, mesh: usize) {
        let colors = self.floats(&[[0.5, 0.5, 0.5, 1.0]; 4]);
        self.attributes(mesh)
            .insert("COLOR_0".into(), colors.into());
    }

    /// Hangs a mesh on a joint, which is returned.
    pub(super) fn skin(&mut self, mesh: usize) -> usize {
        let view = self.view(&[0; 16]);
        let joints = self.push(
            "accessors",
            json!({ "bufferView": view, "componentType": U8, "count": 4, "type": "VEC4" }),
        );
        let weights = self.floats(&[[1.0, 0.0, 0.0, 0.0]; 4]);
        let attributes = self.attributes(mesh);
        attributes.insert("JOINTS_0".into(), joints.into());
        attributes.insert("WEIGHTS_0".into(), weights.into());
        let joint = self.root(json!({}));
        let skin = self.push("skins", json!({ "joints": [joint] }));
        self.json["nodes"][mesh]["skin"] = skin.into();
        joint
    }

    /// Puts one coordinate of one corner somewhere.
    pub(super) fn place(&mut self, mesh: usize, x: f32) {
        let mut corners = Shape::square().positions;
        corners[0][0] = x;
        let positions = self.floats(&corners);
        // JSON knows no such numbers.
        let accessor = object(&mut self.json["accessors"][positions]);
        accessor.remove("min");
        accessor.remove("max");
        self.attributes(mesh)
            .insert("POSITION".into(), positions.into());
    }

    /// Lays a texture on the first material.
    pub(super) fn texture(&mut self, texture: Value, slot: &str, set: usize) {
        if self.json["images"].is_null() {
            let file = crate::parity::board::paint::png(&crate::parity::board::paint::checker());
            self.image("image/png", &file);
        }
        let texture = self.push("textures", texture);
        self.json["materials"][0]["pbrMetallicRoughness"][slot] =
            json!({ "index": texture, "texCoord": set });
    }

    /// The same with a picture.
    pub(super) fn picture(&mut self, slot: &str, set: usize) {
        self.texture(json!({ "source": 0 }), slot, set);
    }

    /// An animation that has no keys.
    pub(super) fn still(&mut self) {
        let [times, places] = [self.floats(&[[0.0]]), self.floats(&[[0.0; 3]])];
        for accessor in [times, places] {
            self.json["accessors"][accessor]["count"] = 0.into();
        }
        self.push(
            "animations",
            json!({
                "samplers": [{ "input": times, "output": places }],
                "channels": [{ "sampler": 0, "target": { "node": 0, "path": "translation" } }],
            }),
        );
    }
}

/// A value as an object, which it is made where it isn't one.
fn object(value: &mut Value) -> &mut Map<String, Value> {
    if !value.is_object() {
        *value = json!({});
    }
    match value {
        Value::Object(members) => members,
        _ => unreachable!("it was made an object"),
    }
}
