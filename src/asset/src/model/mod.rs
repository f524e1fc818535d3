//! The typed model: everything that drawing, checking and optimising needs, decoded and checked.
//!
//! Indices between parts (a node's mesh, a primitive's material, ...) are glTF's own and are in
//! range: reading refuses a file in which one isn't. The lossless JSON they came from is kept
//! beside them in [`Model::document`].

mod animation;
mod geometry;
mod material;
mod scene;
mod slot;
mod texture;

pub use animation::{Animation, Channel, Curve, Interpolation, Property, Skin};
pub use geometry::{Mesh, MorphTarget, Primitive, Topology, UV_SETS, VariantMaterial};
// Whatever a material may say, a new extension included.
pub use material::*;
pub use scene::{Camera, Instances, Light, LightKind, Node, Projection, Scene, Transform};
pub use slot::{Constant, Holder, SLOTS, Slot, SlotRow, Texels};
pub use texture::{Filter, Image, Mime, Sampler, Texture, Wrap};

use crate::Document;
use crate::defect::{Defect, Effect};

/// A model as it came from a file.
#[derive(Debug, Clone)]
pub struct Model {
    /// The file's name without its folder, for people; `model` where there is none.
    pub name: String,
    /// Bytes of the file and of every file it names.
    pub source_bytes: u64,
    /// The JSON and buffers, nothing lost; what writing starts from.
    pub document: Document,
    /// Scenes.
    pub scenes: Vec<Scene>,
    /// The scene to show: the file's default, otherwise the first.
    pub scene: Option<usize>,
    /// Nodes.
    pub nodes: Vec<Node>,
    /// Meshes.
    pub meshes: Vec<Mesh>,
    /// Materials. A primitive without one uses [`Material::default`].
    pub materials: Vec<Material>,
    /// Textures.
    pub textures: Vec<Texture>,
    /// Images, still encoded; decode one with [`crate::image::decode`].
    pub images: Vec<Image>,
    /// Animations.
    pub animations: Vec<Animation>,
    /// Skins.
    pub skins: Vec<Skin>,
    /// Cameras.
    pub cameras: Vec<Camera>,
    /// KHR_lights_punctual lights.
    pub lights: Vec<Light>,
    /// Names of the KHR_materials_variants.
    pub variants: Vec<String>,
    /// What was read but isn't as it should be, or isn't understood, and what the web viewer makes
    /// of it.
    pub defects: Vec<Defect>,
}

impl Model {
    /// What the web viewer makes of the whole file: the worst of [`Model::defects`].
    #[must_use]
    pub fn effect(&self) -> Effect {
        let effects = self.defects.iter().map(|defect| defect.effect);
        effects.max().unwrap_or(Effect::Drawn)
    }

    /// The defects as lines for people.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        self.defects.iter().map(ToString::to_string).collect()
    }
}
