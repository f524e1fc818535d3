//! Materials: glTF's metallic-roughness and the KHR_materials extensions. Defaults are glTF's.

use glam::Vec2;

/// A use of a texture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TextureRef {
    /// Index into [`super::Model::textures`].
    pub texture: usize,
    /// Which UV set (after KHR_texture_transform's override). The web viewer draws nothing of a
    /// material that looks one up from [`super::UV_SETS`] on.
    pub uv_set: usize,
    /// KHR_texture_transform offset.
    pub offset: Vec2,
    /// KHR_texture_transform rotation in radians, counter-clockwise.
    pub rotation: f32,
    /// KHR_texture_transform scale.
    pub scale: Vec2,
}

/// What alpha does.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum AlphaMode {
    /// Nothing.
    #[default]
    Opaque,
    /// Fragments with alpha under the cutoff aren't drawn.
    Mask {
        /// The cutoff, 0.5 by default.
        cutoff: f32,
    },
    /// Blends with what is behind.
    Blend,
}

/// A material.
#[derive(Debug, Clone, PartialEq)]
pub struct Material {
    /// Its name.
    pub name: Option<String>,
    /// Linear base colour and alpha.
    pub base_color: [f32; 4],
    /// sRGB base colour and linear alpha.
    pub base_color_texture: Option<TextureRef>,
    /// Metalness, 0 to 1.
    pub metallic: f32,
    /// Perceptual roughness, 0 to 1.
    pub roughness: f32,
    /// Green is roughness, blue is metalness.
    pub metallic_roughness_texture: Option<TextureRef>,
    /// Tangent-space normals.
    pub normal_texture: Option<TextureRef>,
    /// Scale of the normal's x and y.
    pub normal_scale: f32,
    /// Red is occlusion.
    pub occlusion_texture: Option<TextureRef>,
    /// How much occlusion counts, 0 to 1.
    pub occlusion_strength: f32,
    /// Linear emitted colour, with KHR_materials_emissive_strength multiplied in.
    pub emissive: [f32; 3],
    /// sRGB emitted colour.
    pub emissive_texture: Option<TextureRef>,
    /// What alpha does.
    pub alpha_mode: AlphaMode,
    /// Whether back faces are drawn.
    pub double_sided: bool,
    /// KHR_materials_unlit.
    pub unlit: bool,
    /// KHR_materials_ior: 1.5 by default.
    pub ior: f32,
    /// KHR_materials_dispersion: 0 by default.
    pub dispersion: f32,
    /// KHR_materials_clearcoat.
    pub clearcoat: Option<Clearcoat>,
    /// KHR_materials_sheen.
    pub sheen: Option<Sheen>,
    /// KHR_materials_specular.
    pub specular: Option<Specular>,
    /// KHR_materials_transmission.
    pub transmission: Option<Transmission>,
    /// KHR_materials_volume.
    pub volume: Option<Volume>,
    /// KHR_materials_iridescence.
    pub iridescence: Option<Iridescence>,
    /// KHR_materials_anisotropy.
    pub anisotropy: Option<Anisotropy>,
    /// EXT_materials_bump; has no effect where there are normals from a texture.
    pub bump: Option<Bump>,
}

impl Default for Material {
    fn default() -> Self {
        Self {
            name: None,
            base_color: [1.0; 4],
            base_color_texture: None,
            metallic: 1.0,
            roughness: 1.0,
            metallic_roughness_texture: None,
            normal_texture: None,
            normal_scale: 1.0,
            occlusion_texture: None,
            occlusion_strength: 1.0,
            emissive: [0.0; 3],
            emissive_texture: None,
            alpha_mode: AlphaMode::Opaque,
            double_sided: false,
            unlit: false,
            ior: 1.5,
            dispersion: 0.0,
            clearcoat: None,
            sheen: None,
            specular: None,
            transmission: None,
            volume: None,
            iridescence: None,
            anisotropy: None,
            bump: None,
        }
    }
}

/// A clear layer on top.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Clearcoat {
    /// Strength, 0 to 1.
    pub factor: f32,
    /// Red multiplies the strength.
    pub texture: Option<TextureRef>,
    /// Its roughness.
    pub roughness: f32,
    /// Green multiplies the roughness.
    pub roughness_texture: Option<TextureRef>,
    /// Its own normals.
    pub normal_texture: Option<TextureRef>,
    /// Scale of those normals' x and y.
    pub normal_scale: f32,
}

/// The soft light of cloth fibres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sheen {
    /// Linear colour.
    pub color: [f32; 3],
    /// sRGB colour.
    pub color_texture: Option<TextureRef>,
    /// Roughness.
    pub roughness: f32,
    /// Alpha multiplies the roughness.
    pub roughness_texture: Option<TextureRef>,
}

/// Strength and colour of dielectric reflection.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Specular {
    /// Strength.
    pub factor: f32,
    /// Alpha multiplies the strength.
    pub texture: Option<TextureRef>,
    /// Linear colour at normal incidence.
    pub color: [f32; 3],
    /// sRGB colour.
    pub color_texture: Option<TextureRef>,
}

/// Light that goes through the surface.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Transmission {
    /// Share of light that isn't reflected and passes, 0 to 1.
    pub factor: f32,
    /// Red multiplies it.
    pub texture: Option<TextureRef>,
}

/// What is under the surface.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Volume {
    /// Thickness in the units of the mesh.
    pub thickness: f32,
    /// Green multiplies it.
    pub thickness_texture: Option<TextureRef>,
    /// Distance in metres after which light has `attenuation_color`; infinity by default.
    pub attenuation_distance: f32,
    /// Linear colour.
    pub attenuation_color: [f32; 3],
}

/// A thin film.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Iridescence {
    /// Strength.
    pub factor: f32,
    /// Red multiplies it.
    pub texture: Option<TextureRef>,
    /// Index of refraction of the film; 1.3 by default.
    pub ior: f32,
    /// Least thickness in nanometres; 100 by default.
    pub thickness_minimum: f32,
    /// Greatest thickness in nanometres; 400 by default.
    pub thickness_maximum: f32,
    /// Green chooses between the two; without it the greatest is used.
    pub thickness_texture: Option<TextureRef>,
}

/// Stretched highlights.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Anisotropy {
    /// Strength, 0 to 1.
    pub strength: f32,
    /// Rotation in radians, counter-clockwise from the tangent.
    pub rotation: f32,
    /// Red and green are a direction, blue multiplies the strength.
    pub texture: Option<TextureRef>,
}

/// Heights that turn normals.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bump {
    /// Scale of the heights; 1 by default.
    pub factor: f32,
    /// Red is the height.
    pub texture: TextureRef,
}
