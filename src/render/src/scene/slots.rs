//! How shaders reach the textures of a material.

use std::sync::LazyLock;

use asset::model::{SLOTS, Slot};

/// The feature that says that a slot is in use, for the `//#if`s of shaders.
pub(crate) fn feature(slot: Slot) -> &'static str {
    static FEATURES: LazyLock<Vec<String>> = LazyLock::new(|| {
        let names = SLOTS.iter().map(|row| row.name);
        names
            .map(|name| format!("{}_MAP", name.to_uppercase()))
            .collect()
    });
    &FEATURES[slot as usize]
}

/// A slot bound to a texture and a sampler of its material's bind group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Bound {
    pub(crate) slot: Slot,
    pub(crate) texture: usize,
    pub(crate) sampler: usize,
    /// The UV set, `None` where the geometry has none: UVs are then 0.
    pub(crate) uv_set: Option<usize>,
    /// Whether the texture is filtered along the footprint's longer axis.
    pub(crate) anisotropic: bool,
}

/// The declarations of `textures` textures and `samplers` samplers, and three functions for every slot:
/// its UVs, its texture sampled there, and its texture sampled elsewhere.
pub(crate) fn wgsl(bound: &[Bound], textures: usize, samplers: usize) -> String {
    let mut text = String::new();
    for index in 0..textures {
        text += &format!(
            "@group(1) @binding({}) var texture_{index}: texture_2d<f32>;\n",
            index + 1
        );
    }
    for index in 0..samplers {
        text += &format!(
            "@group(1) @binding({}) var sampler_{index}: sampler;\n",
            textures + index + 1
        );
    }
    for Bound {
        slot,
        texture,
        sampler,
        uv_set,
        anisotropic,
    } in bound
    {
        let name = slot.row().name;
        let uv = match uv_set {
            Some(set) => format!("vec3f(in.uv{set}, 1.0)"),
            None => "vec3f(0.0, 0.0, 1.0)".to_owned(),
        };
        let (sample, clip) = if *anisotropic {
            ("sample_texture", ", in.clip")
        } else {
            ("textureSample", "")
        };
        let row = *slot as usize * 2;
        text += &format!(
            "fn uv_{name}(in: Varyings) -> vec2f {{\n\
             \x20   let uv = {uv};\n\
             \x20   return vec2f(dot(material.uv[{row}].xyz, uv), dot(material.uv[{}].xyz, uv));\n\
             }}\n\
             fn sample_{name}_at(in: Varyings, uv: vec2f) -> vec4f {{\n\
             \x20   return {sample}(texture_{texture}, sampler_{sampler}, uv{clip});\n\
             }}\n\
             fn sample_{name}(in: Varyings) -> vec4f {{\n\
             \x20   return sample_{name}_at(in, uv_{name}(in));\n\
             }}\n",
            row + 1
        );
    }
    text
}

/// The function for the UVs along which tangent frames are laid.
pub(crate) fn frame_uv_wgsl(bound: &[Bound], has_uv0: bool) -> String {
    let with = |slot: Slot| bound.iter().find(|bound| bound.slot == slot);
    let body = match with(Slot::Normal).or(with(Slot::ClearcoatNormal)) {
        Some(bound) => format!("uv_{}(in)", bound.slot.row().name),
        None if has_uv0 => "in.uv0".to_owned(),
        None => "vec2f(0.0)".to_owned(),
    };
    format!("fn frame_uv(in: Varyings) -> vec2f {{\n    return {body};\n}}\n")
}
