//! The board: one small model for each feature and extension that the web viewer draws, with the
//! feature's parameters swept over it. Models are made, not stored: the same bytes every time.

mod edges;
mod glass;
pub(crate) mod glb;
mod layers;
mod light;
mod mixtures;
mod motion;
mod moving;
mod nodes;
mod odd;
mod pack;
mod packed;
pub(crate) mod paint;
mod pairs;
mod pictures;
pub(crate) mod shape;
mod surface;
pub(crate) mod sweep;
mod textures;

use std::path::Path;

use base::{Fault, Result};

use glb::Glb;
pub use pairs::{Pair, pairs};

/// One model of the board.
#[derive(Debug, Clone, Copy)]
pub struct Item {
    /// Its name, and its file's.
    pub name: &'static str,
    make: fn() -> Glb,
    /// Names of settings and the viewer's attributes for them, as JSON: one picture set each.
    pub settings: &'static [(&'static str, &'static str)],
}

/// The settings of a model that needs none.
const PLAIN: &[(&str, &str)] = &[("", "{}")];

impl Item {
    const fn new(name: &'static str, make: fn() -> Glb) -> Self {
        Self {
            name,
            make,
            settings: PLAIN,
        }
    }

    const fn with(self, settings: &'static [(&'static str, &'static str)]) -> Self {
        Self { settings, ..self }
    }

    /// The model's bytes.
    #[must_use]
    pub fn glb(&self) -> Vec<u8> {
        (self.make)().finish()
    }

    /// Writes the model into `folder`; returns its path.
    ///
    /// # Errors
    /// A [`Service`](base::FaultKind::Service) fault if the file can't be written.
    pub fn write(&self, folder: &Path) -> Result<std::path::PathBuf> {
        let path = folder.join(format!("{}.glb", self.name));
        let written =
            std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&path, self.glb()));
        written.map_err(|error| {
            Fault::service(format!("{} can't be written", path.display())).because(error)
        })?;
        Ok(path)
    }
}

/// All models of the board.
pub const ITEMS: &[Item] = &[
    Item::new("metal-rough", surface::metal_rough),
    Item::new("base-color", surface::base_color),
    Item::new("metal-rough-texture", surface::metal_rough_texture),
    Item::new("normal", surface::normal),
    Item::new("normal-tangents", surface::normal_tangents),
    Item::new("occlusion", surface::occlusion),
    Item::new("emissive", surface::emissive),
    Item::new("mask", surface::mask),
    Item::new("blend", surface::blend),
    Item::new("vertex-colors", surface::vertex_colors),
    Item::new("double-sided", surface::double_sided),
    Item::new("unlit", surface::unlit),
    Item::new("texture-transform", textures::transform),
    Item::new("uv-sets", textures::uv_sets),
    Item::new("samplers", textures::samplers),
    Item::new("picture-kinds", textures::kinds),
    Item::new("packed-picture-kinds", textures::packed_kinds),
    Item::new("avif-alpha", textures::avif_alpha),
    Item::new("clearcoat", layers::clearcoat),
    Item::new("clearcoat-textures", layers::clearcoat_textures),
    Item::new("sheen", layers::sheen),
    Item::new("sheen-textures", layers::sheen_textures),
    Item::new("specular", layers::specular),
    Item::new("specular-textures", layers::specular_textures),
    Item::new("iridescence", layers::iridescence),
    Item::new("iridescence-textures", layers::iridescence_textures),
    Item::new("anisotropy", layers::anisotropy),
    Item::new("anisotropy-texture", layers::anisotropy_texture),
    Item::new("bump", layers::bump),
    Item::new("transmission", glass::transmission),
    Item::new("transmission-texture", glass::transmission_texture),
    Item::new("volume", glass::volume),
    Item::new("ior", glass::ior),
    Item::new("dispersion", glass::dispersion),
    Item::new("glass-and-blend", glass::glass_and_blend),
    Item::new("lights", light::lights),
    Item::new("light-directional", light::directional),
    Item::new("lit-layers", light::layers),
    Item::new("variants", nodes::variants).with(&[
        ("rest", "{}"),
        ("night", r#"{"variant-name": "Night"}"#),
        ("sand", r#"{"variant-name": "Sand"}"#),
    ]),
    Item::new("swapped-variants", nodes::swapped_variants).with(&[
        ("rest", "{}"),
        ("swapped", r#"{"variant-name": "Swapped"}"#),
    ]),
    Item::new("copied-layers", nodes::copied_layers),
    Item::new("camera", nodes::camera),
    Item::new("mirrored", nodes::mirrored),
    Item::new("instancing", nodes::instancing),
    Item::new("skin", motion::skin).with(&[
        ("rest", "{}"),
        (
            "bent",
            r#"{"animation-name": "Bend", "animation-time": 0.7}"#,
        ),
    ]),
    Item::new("morph", motion::morph).with(&[
        ("rest", "{}"),
        (
            "moved",
            r#"{"animation-name": "Swell", "animation-time": 0.4}"#,
        ),
    ]),
    Item::new("animation", motion::animation).with(&[
        (
            "early",
            r#"{"animation-name": "Play", "animation-time": 0.3}"#,
        ),
        (
            "late",
            r#"{"animation-name": "Play", "animation-time": 1.4}"#,
        ),
    ]),
    Item::new("quantized", packed::quantized),
    Item::new("meshopt-ext", packed::meshopt_ext),
    Item::new("meshopt-khr", packed::meshopt_khr),
    Item::new("meshopt-turned", packed::meshopt_turned),
    Item::new("draco", packed::draco),
    Item::new("mixed-layers", mixtures::layers),
    Item::new("mixed-glass", mixtures::glass),
    Item::new("nested-glass", mixtures::nested),
    Item::new("tiny", odd::tiny),
    Item::new("huge", odd::huge),
    Item::new("far", odd::far),
    Item::new("matrices", odd::matrices),
    Item::new("flat", odd::flat),
    Item::new("no-length-normals", odd::no_length_normals),
    Item::new("cards", odd::cards),
    Item::new("coplanar", odd::coplanar),
    Item::new("shared-textures", odd::shared_textures),
    Item::new("outlines", odd::outlines),
    Item::new("more-uv-sets", odd::more_uv_sets),
    Item::new("many-lights", odd::many_lights),
    Item::new("unknown", odd::unknown),
    Item::new("colored-copies", odd::colored_copies),
    Item::new("color-morph", odd::color_morph),
    Item::new("accessors", odd::accessors),
    Item::new("odd-kinds", textures::odd_kinds),
    Item::new("turned-pictures", pictures::turned),
    Item::new("foreign-pictures", pictures::foreign),
    Item::new("lost-pictures", pictures::lost),
    Item::new("moving-pictures", moving::pictures),
    Item::new("placed", surface::base_color).with(&[
        (
            "turned",
            r#"{"orientation": "20deg 35deg 80deg", "shadow-intensity": 1}"#,
        ),
        (
            "scaled",
            r#"{"scale": "1 2 0.5", "orientation": "0deg 0deg 30deg", "shadow-intensity": 1}"#,
        ),
        ("mirrored", r#"{"scale": "-1 1 1"}"#),
    ]),
    Item::new("played", motion::skin).with(&[("autoplay", r#"{"autoplay": true}"#)]),
    Item::new("occlusion-set", edges::occlusion_set),
    Item::new("same-name-variants", edges::same_name_variants).with(&[
        ("rest", "{}"),
        ("red", r#"{"variant-name": "Red"}"#),
        ("green", r#"{"variant-name": "Green"}"#),
    ]),
    Item::new("skins-and-copies", edges::skins_and_copies),
    Item::new("unknown-sets", edges::unknown_sets),
    Item::new("flat-nodes", edges::flat_nodes),
    Item::new("unnamed-clips", edges::unnamed_clips).with(&[
        (
            "first",
            r#"{"animation-name": "animation_0", "animation-time": 0.4}"#,
        ),
        (
            "twice",
            r#"{"animation-name": "Twice", "animation-time": 0.7}"#,
        ),
    ]),
];

/// The item of a name.
///
/// # Errors
/// A [`Usage`](base::FaultKind::Usage) fault if the board has none such.
pub fn find(name: &str) -> Result<&'static Item> {
    ITEMS.iter().find(|item| item.name == name).ok_or_else(|| {
        let names: Vec<&str> = ITEMS.iter().map(|item| item.name).collect();
        Fault::usage(format!("The board has no item '{name}'"))
            .hint(format!("It has {}", names.join(", ")))
    })
}
