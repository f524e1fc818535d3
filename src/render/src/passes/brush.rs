//! What surfaces are painted with: light, a property for authors, lines, or plain cover.

use super::formats::{ADD, DEPTH, OVER};
use crate::LookMode;
use crate::gpu::Features;
use crate::look::{BACK_DOUBLE, BACK_SINGLE, DENSITY_STOPS, FRONT, LAYER, MIRRORED, NOTHING_THERE};
use crate::scene::MaterialBinding;
use crate::scene::slots::Bound;

const LOOK: &str = include_str!("../../../../shaders/look.wgsl");

/// The features of a material that a look needs; all others belong to light.
const KEPT: [&str; 11] = [
    "BASE_MAP",
    "METALLIC_ROUGHNESS_MAP",
    "NORMAL_MAP",
    "BUMP_MAP",
    "OCCLUSION_MAP",
    "EMISSIVE_MAP",
    "FRAME",
    "TANGENT",
    "UNLIT",
    "MASK",
    "BLEND",
];

/// Which sides of triangles are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Side {
    Front,
    Back,
    Both,
}

/// What surfaces are painted with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Brush {
    /// Light, as customers see it.
    Shaded,
    /// A property for authors.
    Look(LookMode),
    /// Triangles' edges, over the surfaces.
    Lines,
    /// White wherever the surface is, even behind others.
    Cover,
}

impl Brush {
    pub(crate) fn of(mode: LookMode) -> Self {
        match mode {
            LookMode::Shaded => Self::Shaded,
            other => Self::Look(other),
        }
    }

    /// Whether the surface is lit.
    pub(super) fn is_shaded(self) -> bool {
        self == Self::Shaded
    }

    /// Which sides of a material's triangles are drawn, one after the other.
    pub(super) fn sides(self, binding: &MaterialBinding) -> &'static [Side] {
        let blends = binding.blend && self.blends();
        match (self, binding.double_sided, blends) {
            (Self::Look(LookMode::BackFaces), _, _) | (_, true, false) => &[Side::Both],
            (_, false, _) => &[Side::Front],
            // What is seen through comes first.
            (_, true, true) => &[Side::Back, Side::Front],
        }
    }

    /// Whether blended materials are blended.
    fn blends(self) -> bool {
        matches!(self, Self::Shaded | Self::Look(LookMode::BaseColor))
    }

    pub(super) fn blend(self, blended: bool) -> Option<wgpu::BlendState> {
        match self {
            Self::Look(LookMode::Overdraw) => Some(ADD),
            // The edges of small triangles are faint.
            Self::Lines => Some(OVER),
            _ if blended && self.blends() => Some(OVER),
            _ => None,
        }
    }

    pub(super) fn depth(
        self,
        blended: bool,
        topology: wgpu::PrimitiveTopology,
    ) -> wgpu::DepthStencilState {
        let everything = matches!(self, Self::Look(LookMode::Overdraw) | Self::Cover);
        // Lines lie before the surfaces whose edges they are.
        let behind_lines = self == Self::Look(LookMode::Wireframe)
            && topology == wgpu::PrimitiveTopology::TriangleList;
        wgpu::DepthStencilState {
            format: DEPTH,
            depth_write_enabled: Some(!(everything || blended && self.blends())),
            depth_compare: Some(if everything {
                wgpu::CompareFunction::Always
            } else {
                wgpu::CompareFunction::LessEqual
            }),
            stencil: wgpu::StencilState::default(),
            bias: if behind_lines {
                wgpu::DepthBiasState {
                    constant: 4,
                    slope_scale: 1.5,
                    clamp: 0.0,
                }
            } else {
                wgpu::DepthBiasState::default()
            },
        }
    }

    /// Keeps the features that the brush needs, and adds its own.
    pub(super) fn choose_features(self, features: &mut Features) {
        if self.is_shaded() {
            return;
        }
        features.retain(|feature| KEPT.contains(feature));
        features.insert("LOOK");
        features.insert(match self {
            Self::Shaded => return,
            Self::Lines => "LOOK_LINES",
            Self::Cover => "LOOK_COVER",
            Self::Look(mode) => match mode {
                LookMode::Shaded => return,
                LookMode::BaseColor => "LOOK_BASE_COLOR",
                LookMode::Metallic => "LOOK_METALLIC",
                LookMode::Roughness => "LOOK_ROUGHNESS",
                LookMode::Normals => "LOOK_NORMALS",
                LookMode::MappedNormals => "LOOK_MAPPED_NORMALS",
                LookMode::Occlusion => "LOOK_OCCLUSION",
                LookMode::Emissive => "LOOK_EMISSIVE",
                LookMode::UvChecker => "LOOK_UV_CHECKER",
                LookMode::Wireframe => "LOOK_WIREFRAME",
                LookMode::TexelDensity => "LOOK_TEXEL_DENSITY",
                LookMode::Overdraw => "LOOK_OVERDRAW",
                LookMode::BackFaces => "LOOK_BACK_FACES",
            },
        });
    }

    /// Whether the shader takes the first UV set even where no texture does.
    pub(super) fn takes_uvs(self) -> bool {
        self == Self::Look(LookMode::UvChecker)
    }

    /// The shader's part beyond a surface's, where there is one.
    pub(super) fn text(self, bound: &[Bound], double_sided: bool) -> Option<String> {
        if self.is_shaded() {
            return None;
        }
        let color = |name: &str, rgb: [u8; 3]| {
            let [r, g, b] = rgb.map(|value| f32::from(value) / 255.0);
            format!("const {name} = vec3f({r:?}, {g:?}, {b:?});\n")
        };
        let back = if double_sided {
            BACK_DOUBLE
        } else {
            BACK_SINGLE
        };
        let mut text = [
            ("LOOK_NOTHING", NOTHING_THERE),
            ("LOOK_LAYER", LAYER),
            ("LOOK_FRONT", FRONT),
            ("LOOK_BACK", back),
            ("LOOK_MIRRORED", MIRRORED),
        ]
        .map(|(name, rgb)| color(name, rgb))
        .concat();
        text += &density_wgsl();
        text += &texels_wgsl(bound);
        text += LOOK;
        Some(text)
    }
}

/// A function for the colour of a density's logarithm.
fn density_wgsl() -> String {
    let mut text = "fn density_color(log_density: f32) -> vec3f {\n".to_owned();
    let vector = |rgb: [u8; 3]| {
        let [r, g, b] = rgb.map(|value| f32::from(value) / 255.0);
        format!("vec3f({r:?}, {g:?}, {b:?})")
    };
    text += &format!("    var color = {};\n", vector(DENSITY_STOPS[0].1));
    for pair in DENSITY_STOPS.windows(2) {
        let [(from, _), (to, color)] = [pair[0], pair[1]];
        text += &format!(
            "    color = mix(color, {}, saturate((log_density - {:?}) / {:?}));\n",
            vector(color),
            from.log2(),
            (to / from).log2(),
        );
    }
    text + "    return color;\n}\n"
}

/// A function for a place in the texture whose density is shown, in its texels.
fn texels_wgsl(bound: &[Bound]) -> String {
    // Slots are in order: the base colour comes first.
    let body = match bound
        .iter()
        .filter(|bound| bound.uv_set.is_some())
        .min_by_key(|bound| bound.slot)
    {
        Some(bound) => format!(
            "uv_{}(in) * vec2f(textureDimensions(texture_{}))",
            bound.slot.row().name,
            bound.texture
        ),
        None => "vec2f(0.0)".to_owned(),
    };
    format!("fn look_texels(in: Varyings) -> vec2f {{\n    return {body};\n}}\n")
}
