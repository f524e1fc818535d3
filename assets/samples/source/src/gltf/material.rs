//! Materials, written as glTF writes them, with what the mesh must bring along.

use serde_json::{Map, Value, json};

/// A material and what its meshes need.
#[derive(Clone, Debug)]
pub(crate) struct Material {
    /// The glTF object.
    pub(crate) json: Value,
    /// Meshes carry tangents.
    pub(crate) framed: bool,
    /// Baked light is laid over it.
    pub(crate) baked: bool,
    /// Parts cast shade in the bake; glass and light bulbs don't.
    pub(crate) casts: bool,
}

impl Material {
    /// A plain material: linear base colour, metalness, roughness.
    pub(crate) fn new(name: &str, colour: [f64; 3], metallic: f64, roughness: f64) -> Self {
        let [r, g, b] = colour;
        let json = json!({
            "name": name,
            "pbrMetallicRoughness": { "baseColorFactor": [r, g, b, 1.0], "metallicFactor": metallic, "roughnessFactor": roughness },
        });
        Self {
            json,
            framed: false,
            baked: true,
            casts: true,
        }
    }

    /// Adds a base colour texture.
    pub(crate) fn painted(mut self, texture: usize) -> Self {
        self.json["pbrMetallicRoughness"]["baseColorTexture"] = json!({ "index": texture });
        self
    }

    /// Adds a metalness and roughness texture.
    pub(crate) fn roughened(mut self, texture: usize) -> Self {
        self.json["pbrMetallicRoughness"]["metallicRoughnessTexture"] = json!({ "index": texture });
        self
    }

    /// Adds a normal map.
    pub(crate) fn embossed(mut self, texture: usize, scale: f64) -> Self {
        self.json["normalTexture"] = json!({ "index": texture, "scale": scale });
        self.framed = true;
        self
    }

    /// Adds an extension's object.
    pub(crate) fn extended(mut self, name: &str, value: Value) -> Self {
        if self.json.get("extensions").is_none() {
            self.json["extensions"] = Value::Object(Map::new());
        }
        self.json["extensions"][name] = value;
        self
    }

    /// Adds tangents even without a normal map (anisotropy follows them).
    pub(crate) fn combed(mut self, strength: f64, angle: f64) -> Self {
        self.framed = true;
        self.extended(
            "KHR_materials_anisotropy",
            json!({ "anisotropyStrength": strength, "anisotropyRotation": angle }),
        )
    }

    /// Leaves the baked light off: glass, light, parts that nobody sees.
    pub(crate) fn unbaked(mut self) -> Self {
        self.baked = false;
        self
    }

    /// Lets light through in the bake.
    pub(crate) fn clear(mut self) -> Self {
        self.casts = false;
        self.unbaked()
    }
}
