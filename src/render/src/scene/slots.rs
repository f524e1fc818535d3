//! The uses a material has for textures, and how shaders reach them.

use asset::model::{Material, TextureRef};

/// A use of a texture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Slot {
    Base,
    MetallicRoughness,
    Normal,
    Occlusion,
    Emissive,
    Clearcoat,
    ClearcoatRoughness,
    ClearcoatNormal,
    SheenColor,
    SheenRoughness,
    Specular,
    SpecularColor,
    Transmission,
    Thickness,
    Iridescence,
    IridescenceThickness,
    Anisotropy,
    Bump,
}

impl Slot {
    /// How many there are.
    pub(crate) const COUNT: usize = 18;

    /// The name in the shaders' functions, and the feature that says the slot is in use.
    pub(crate) const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Base => ("base", "BASE_MAP"),
            Self::MetallicRoughness => ("metallic_roughness", "METALLIC_ROUGHNESS_MAP"),
            Self::Normal => ("normal", "NORMAL_MAP"),
            Self::Occlusion => ("occlusion", "OCCLUSION_MAP"),
            Self::Emissive => ("emissive", "EMISSIVE_MAP"),
            Self::Clearcoat => ("clearcoat", "CLEARCOAT_MAP"),
            Self::ClearcoatRoughness => ("clearcoat_roughness", "CLEARCOAT_ROUGHNESS_MAP"),
            Self::ClearcoatNormal => ("clearcoat_normal", "CLEARCOAT_NORMAL_MAP"),
            Self::SheenColor => ("sheen_color", "SHEEN_COLOR_MAP"),
            Self::SheenRoughness => ("sheen_roughness", "SHEEN_ROUGHNESS_MAP"),
            Self::Specular => ("specular", "SPECULAR_MAP"),
            Self::SpecularColor => ("specular_color", "SPECULAR_COLOR_MAP"),
            Self::Transmission => ("transmission", "TRANSMISSION_MAP"),
            Self::Thickness => ("thickness", "THICKNESS_MAP"),
            Self::Iridescence => ("iridescence", "IRIDESCENCE_MAP"),
            Self::IridescenceThickness => ("iridescence_thickness", "IRIDESCENCE_THICKNESS_MAP"),
            Self::Anisotropy => ("anisotropy", "ANISOTROPY_MAP"),
            Self::Bump => ("bump", "BUMP_MAP"),
        }
    }

    /// Whether its texture holds colours (sRGB) rather than numbers.
    pub(crate) const fn is_color(self) -> bool {
        matches!(
            self,
            Self::Base | Self::Emissive | Self::SheenColor | Self::SpecularColor
        )
    }

    /// The pixel that stands for the texture until it is loaded.
    pub(crate) const fn placeholder(self) -> [u8; 4] {
        match self {
            Self::Normal | Self::ClearcoatNormal => [128, 128, 255, 255],
            Self::Anisotropy => [255, 128, 255, 255],
            Self::Emissive | Self::Bump => [0, 0, 0, 255],
            _ => [255; 4],
        }
    }

    /// Every use that `material` has for textures. An unlit material has one at most; parts of
    /// extensions that are switched off have none.
    pub(crate) fn used_by(material: &Material) -> Vec<(Self, TextureRef)> {
        let mut uses = Vec::new();
        let mut add = |slot: Self, texture: Option<TextureRef>| {
            uses.extend(texture.map(|texture| (slot, texture)));
        };
        add(Self::Base, material.base_color_texture);
        if material.unlit {
            return uses;
        }
        add(Self::MetallicRoughness, material.metallic_roughness_texture);
        add(Self::Normal, material.normal_texture);
        add(Self::Occlusion, material.occlusion_texture);
        add(Self::Emissive, material.emissive_texture);
        if let Some(coat) = material.clearcoat.filter(|coat| coat.factor > 0.0) {
            add(Self::Clearcoat, coat.texture);
            add(Self::ClearcoatRoughness, coat.roughness_texture);
            add(Self::ClearcoatNormal, coat.normal_texture);
        }
        if let Some(sheen) = material.sheen {
            add(Self::SheenColor, sheen.color_texture);
            add(Self::SheenRoughness, sheen.roughness_texture);
        }
        if let Some(specular) = material.specular {
            add(Self::Specular, specular.texture);
            add(Self::SpecularColor, specular.color_texture);
        }
        if let Some(transmission) = material.transmission.filter(|part| part.factor > 0.0) {
            add(Self::Transmission, transmission.texture);
            if let Some(volume) = material.volume {
                add(Self::Thickness, volume.thickness_texture);
            }
        }
        if let Some(film) = material.iridescence.filter(|film| film.factor > 0.0) {
            add(Self::Iridescence, film.texture);
            add(Self::IridescenceThickness, film.thickness_texture);
        }
        if let (Some(bump), None) = (material.bump, material.normal_texture) {
            add(Self::Bump, Some(bump.texture));
        }
        if let Some(anisotropy) = material.anisotropy.filter(|part| part.strength > 0.0) {
            add(Self::Anisotropy, anisotropy.texture);
        }
        uses
    }
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

/// The declarations of `textures` textures and `samplers` samplers, and for every slot a function
/// for its UVs, one that samples it there and one that samples it elsewhere.
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
        let (name, _) = slot.names();
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
        Some(bound) => format!("uv_{}(in)", bound.slot.names().0),
        None if has_uv0 => "in.uv0".to_owned(),
        None => "vec2f(0.0)".to_owned(),
    };
    format!("fn frame_uv(in: Varyings) -> vec2f {{\n    return {body};\n}}\n")
}
