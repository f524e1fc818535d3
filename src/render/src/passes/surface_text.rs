//! The text of surface shaders, put together from what a material, a geometry and a pass ask for.

use asset::model::Slot;

use super::brush::{Brush, Side};
use crate::gpu::{Features, compose};
use crate::scene::Attribute;
use crate::scene::slots;

const COMMON: &str = include_str!("../../../../shaders/common.wgsl");
const PMREM: &str = include_str!("../../../../shaders/pmrem.wgsl");
const TONEMAP: &str = include_str!("../../../../shaders/tonemap.wgsl");
const ANISOTROPY: &str = include_str!("../../../../shaders/anisotropy.wgsl");
const BRDF: &str = include_str!("../../../../shaders/brdf.wgsl");
const BUMP: &str = include_str!("../../../../shaders/bump.wgsl");
const IRIDESCENCE: &str = include_str!("../../../../shaders/iridescence.wgsl");
const LIGHTS: &str = include_str!("../../../../shaders/lights.wgsl");
const TRANSMISSION: &str = include_str!("../../../../shaders/transmission.wgsl");
pub(super) const MATERIAL: &str = include_str!("../../../../shaders/material.wgsl");
const SURFACE: &str = include_str!("../../../../shaders/surface.wgsl");

/// How a surface is drawn in a pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Style {
    pub(super) side: Side,
    pub(super) mirrored: bool,
    pub(super) lit_by_file: bool,
    pub(super) format: wgpu::TextureFormat,
    /// Samples of a pixel.
    pub(super) samples: u32,
    pub(super) brush: Brush,
    /// Whether the material draws both sides.
    pub(super) double_sided: bool,
}

/// The shader for a material's `features` and textures on a geometry that has some attributes, and
/// those attributes of it that the shader takes.
pub(super) fn surface_text(
    material: &Features,
    bound: &[slots::Bound],
    has: impl Fn(Attribute) -> bool,
    style: Style,
) -> (String, Vec<Attribute>) {
    let (features, attributes) = choose(material, bound, has, style);
    (text(&features, bound, style), attributes)
}

/// The features of such a shader, and the attributes that it takes.
pub(super) fn choose(
    material: &Features,
    bound: &[slots::Bound],
    has: impl Fn(Attribute) -> bool,
    style: Style,
) -> (Features, Vec<Attribute>) {
    let mut features = material.clone();
    style.brush.choose_features(&mut features);
    // Looks show the normals of unlit surfaces too.
    let lit = !features.contains("UNLIT") || !style.brush.is_shaded();
    let mut attributes = vec![Attribute::Position];
    let normals = lit && has(Attribute::Normal) && !features.contains("FLAT");
    if normals {
        features.insert("NORMAL");
        attributes.push(Attribute::Normal);
    }
    if features.contains("TANGENT") && normals {
        attributes.push(Attribute::Tangent);
    } else {
        features.remove("TANGENT");
    }
    let frame = features.contains("FRAME") && !features.contains("TANGENT");
    let uses_uv = |set: usize| {
        bound.iter().any(|bound| bound.uv_set == Some(set))
            || (set == 0 && frame && !bound.iter().any(|bound| bound.slot == Slot::Normal))
    };
    let sets = ["UV0", "UV1", "UV2", "UV3"].into_iter().zip(Attribute::UVS);
    for (set, (feature, attribute)) in sets.enumerate() {
        let uses = uses_uv(set) || (set == 0 && style.brush.takes_uvs());
        if uses && has(attribute) {
            features.insert(feature);
            attributes.push(attribute);
        }
    }
    if has(Attribute::Color) {
        features.insert("COLOR");
        attributes.push(Attribute::Color);
    } else if features.contains("COLORED") {
        features.insert("NO_COLOR");
    }
    match style.side {
        Side::Front => {}
        Side::Back => {
            features.insert("FLIP_SIDED");
        }
        Side::Both => {
            features.insert("DOUBLE_SIDED");
            if normals {
                features.insert("TURN_FRAME");
            }
        }
    }
    if style.lit_by_file && lit && style.brush.is_shaded() {
        features.insert("LIGHTS");
    }
    (features, attributes)
}

/// The text of a shader with these features.
pub(super) fn text(features: &Features, bound: &[slots::Bound], style: Style) -> String {
    let samplers = |index: fn(&slots::Bound) -> usize| {
        bound
            .iter()
            .map(|bound| index(bound) + 1)
            .max()
            .unwrap_or(0)
    };
    let textures = slots::wgsl(
        bound,
        samplers(|bound| bound.texture),
        samplers(|bound| bound.sampler),
    );
    let frame_uv = slots::frame_uv_wgsl(bound, features.contains("UV0"));
    let mut parts = vec![COMMON, MATERIAL, ANISOTROPY, PMREM, TONEMAP, BRDF];
    for (feature, part) in [
        ("BUMP_MAP", BUMP),
        ("IRIDESCENCE", IRIDESCENCE),
        ("LIGHTS", LIGHTS),
        ("TRANSMISSION", TRANSMISSION),
    ] {
        if features.contains(feature) {
            parts.push(part);
        }
    }
    parts.extend([textures.as_str(), frame_uv.as_str(), SURFACE]);
    let brush = style.brush.text(bound, style.double_sided);
    parts.extend(brush.as_deref());
    compose(&parts, features)
}
