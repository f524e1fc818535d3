//! An environment on the device.

use half::f16;

use super::Atlas;
use crate::Gpu;

/// A prefiltered environment on the device.
#[derive(Debug)]
pub(crate) struct Light {
    pub(crate) view: wgpu::TextureView,
    pub(crate) size: [u32; 2],
    /// log2 of the texels along a face of the first level.
    pub(crate) log_size: u32,
    pub(crate) grey: bool,
}

impl Light {
    /// Uploads an atlas of one or three channels.
    pub(crate) fn new<const N: usize>(gpu: &Gpu, atlas: &Atlas<N>) -> Self {
        let size = [atlas.width() as u32, atlas.height() as u32];
        let halves = atlas.halves();
        let (format, bytes): (_, Vec<u8>) = if N == 1 {
            let bytes = halves.into_iter().flat_map(f16::to_le_bytes).collect();
            (wgpu::TextureFormat::R16Float, bytes)
        } else {
            let bytes = halves
                .chunks_exact(N)
                .flat_map(|texel| {
                    let channel = |index: usize| texel.get(index).copied().unwrap_or(f16::ONE);
                    [channel(0), channel(1), channel(2), f16::ONE]
                })
                .flat_map(f16::to_le_bytes)
                .collect();
            (wgpu::TextureFormat::Rgba16Float, bytes)
        };
        Self {
            view: Self::texture(gpu, "environment", format, size, &bytes),
            size,
            log_size: atlas.log_size() as u32,
            grey: N == 1,
        }
    }

    /// A texture of one level from its bytes.
    pub(crate) fn texture(
        gpu: &Gpu,
        label: &str,
        format: wgpu::TextureFormat,
        [width, height]: [u32; 2],
        bytes: &[u8],
    ) -> wgpu::TextureView {
        let size = wgpu::Extent3d {
            width,
            height,
            depth_or_array_layers: 1,
        };
        let texture = gpu.device().create_texture(&wgpu::TextureDescriptor {
            label: Some(label),
            size,
            mip_level_count: 1,
            sample_count: 1,
            dimension: wgpu::TextureDimension::D2,
            format,
            usage: wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_DST,
            view_formats: &[],
        });
        gpu.queue().write_texture(
            texture.as_image_copy(),
            bytes,
            wgpu::TexelCopyBufferLayout {
                offset: 0,
                bytes_per_row: Some(bytes.len() as u32 / height.max(1)),
                rows_per_image: None,
            },
            size,
        );
        texture.create_view(&wgpu::TextureViewDescriptor::default())
    }
}
