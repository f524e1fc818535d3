//! Where outlined parts are: the textures beside a picture that outlining needs.

use super::formats::{COVER, DEPTH, SAMPLES};
use crate::Gpu;
use crate::gpu::bytes_of;

/// What outlining needs beside a picture.
#[derive(Debug)]
pub(crate) struct Cover {
    pub(super) samples: wgpu::TextureView,
    pub(super) resolved: wgpu::TextureView,
    pub(super) depth: wgpu::TextureView,
    bytes: u64,
}

impl Cover {
    pub(crate) fn new(gpu: &Gpu, size: [u32; 2]) -> Self {
        let mut bytes = 0;
        let mut texture = |label, format, sample_count, usage| {
            let texture = gpu.device().create_texture(&wgpu::TextureDescriptor {
                label: Some(label),
                size: wgpu::Extent3d {
                    width: size[0],
                    height: size[1],
                    depth_or_array_layers: 1,
                },
                mip_level_count: 1,
                sample_count,
                dimension: wgpu::TextureDimension::D2,
                format,
                usage: usage | wgpu::TextureUsages::RENDER_ATTACHMENT,
                view_formats: &[],
            });
            bytes += bytes_of(&texture);
            texture.create_view(&wgpu::TextureViewDescriptor::default())
        };
        let none = wgpu::TextureUsages::empty();
        let sampled = wgpu::TextureUsages::TEXTURE_BINDING;
        Self {
            samples: texture("cover samples", COVER, SAMPLES, none),
            resolved: texture("cover", COVER, 1, sampled),
            depth: texture("cover depth", DEPTH, SAMPLES, none),
            bytes,
        }
    }

    /// Bytes of device memory.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }
}
