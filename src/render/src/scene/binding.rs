//! A material as surfaces are drawn with it.

use asset::model::UV_SETS;

use super::clones::MaterialClone;
use super::slots::Bound;
use crate::gpu::Features;

/// A material bound for geometries of one kind: those with and without tangents or UVs need their own.
#[derive(Debug)]
pub(crate) struct MaterialBinding {
    /// No other binding has or had this number.
    pub(crate) id: u64,
    pub(crate) bind_group: wgpu::BindGroup,
    pub(crate) bound: Vec<Bound>,
    /// How many textures and samplers the bind group has.
    pub(crate) counts: (usize, usize),
    /// What the material's shader does.
    pub(crate) features: Features,
    pub(crate) blend: bool,
    pub(crate) transmissive: bool,
    pub(crate) double_sided: bool,
    /// Whether the web viewer draws nothing that has it: it looks a texture up by a UV set that the
    /// viewer doesn't know.
    pub(crate) unseen: bool,
}

impl MaterialBinding {
    /// Whether it hides what is behind it, where it is drawn.
    pub(crate) fn hides(&self) -> bool {
        !self.blend && !self.transmissive
    }
}

/// By what the bindings of one material differ: what the geometry has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct BindingKey {
    pub(crate) tangents: bool,
    pub(crate) uvs: [bool; UV_SETS],
    /// How the web viewer clones the material for it.
    pub(crate) cloned: MaterialClone,
}
