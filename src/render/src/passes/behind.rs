//! The picture of what is behind glass: its textures.

use super::formats::{DEPTH, RADIANCE, SAMPLES};
use crate::Gpu;
use crate::gpu::bytes_of;

/// A picture of radiance with mip levels.
#[derive(Debug)]
pub(crate) struct Behind {
    pub(super) samples: wgpu::TextureView,
    pub(super) depth: wgpu::TextureView,
    /// All levels, for sampling.
    pub(super) whole: wgpu::TextureView,
    /// Each level.
    pub(super) levels: Vec<wgpu::TextureView>,
    bytes: u64,
}

impl Behind {
    pub(crate) fn new(gpu: &Gpu, [width, height]: [u32; 2]) -> Self {
        let size = wgpu::Extent3d {
            width,
            height,
            depth_or_array_layers: 1,
        };
        let mut bytes = 0;
        let mut texture = |label, format, mip_level_count, sample_count, usage| {
            let texture = gpu.device().create_texture(&wgpu::TextureDescriptor {
                label: Some(label),
                size,
                mip_level_count,
                sample_count,
                dimension: wgpu::TextureDimension::D2,
                format,
                usage,
                view_formats: &[],
            });
            bytes += bytes_of(&texture);
            texture
        };
        let attachment = wgpu::TextureUsages::RENDER_ATTACHMENT;
        let view =
            |texture: &wgpu::Texture| texture.create_view(&wgpu::TextureViewDescriptor::default());
        let count = width.max(height).max(1).ilog2() + 1;
        let picture = texture(
            "behind",
            RADIANCE,
            count,
            1,
            attachment | wgpu::TextureUsages::TEXTURE_BINDING,
        );
        let level = |level| {
            picture.create_view(&wgpu::TextureViewDescriptor {
                base_mip_level: level,
                mip_level_count: Some(1),
                ..wgpu::TextureViewDescriptor::default()
            })
        };
        Self {
            samples: view(&texture("behind samples", RADIANCE, 1, SAMPLES, attachment)),
            depth: view(&texture("behind depth", DEPTH, 1, SAMPLES, attachment)),
            whole: view(&picture),
            levels: (0..count).map(level).collect(),
            bytes,
        }
    }

    /// Bytes of device memory.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }
}
