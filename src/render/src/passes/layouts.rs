//! The layouts of bind groups that surfaces are drawn with.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::recipe::{SAMPLER, TEXTURE, fragment, layout, uniform};
use crate::Gpu;

/// The layouts of a device.
#[derive(Debug)]
pub(super) struct Layouts {
    frame: wgpu::BindGroupLayout,
    object: wgpu::BindGroupLayout,
    materials: Mutex<HashMap<(usize, usize), wgpu::BindGroupLayout>>,
}

impl Layouts {
    pub(super) fn new(gpu: &Gpu) -> Self {
        let both = wgpu::ShaderStages::VERTEX_FRAGMENT;
        let frame = [
            uniform(0, both, false),
            fragment(1, SAMPLER),
            fragment(2, TEXTURE),
            fragment(3, TEXTURE),
            fragment(4, TEXTURE),
        ];
        Self {
            frame: layout(gpu, "picture", &frame),
            object: layout(gpu, "object", &[uniform(0, both, true)]),
            materials: Mutex::default(),
        }
    }

    /// What all surfaces of a picture share.
    pub(super) fn frame(&self) -> &wgpu::BindGroupLayout {
        &self.frame
    }

    /// The numbers of one object of many that lie in one buffer.
    pub(super) fn object(&self) -> &wgpu::BindGroupLayout {
        &self.object
    }

    /// A material's numbers, with so many textures and samplers.
    pub(super) fn material(
        &self,
        gpu: &Gpu,
        (textures, samplers): (usize, usize),
    ) -> wgpu::BindGroupLayout {
        let make = || {
            let mut entries = vec![uniform(0, wgpu::ShaderStages::FRAGMENT, false)];
            let types = std::iter::repeat_n(TEXTURE, textures)
                .chain(std::iter::repeat_n(SAMPLER, samplers));
            entries.extend((1..).zip(types).map(|(binding, ty)| fragment(binding, ty)));
            layout(gpu, "material", &entries)
        };
        self.materials
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .entry((textures, samplers))
            .or_insert_with(make)
            .clone()
    }
}
