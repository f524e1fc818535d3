//! Pixels on the device.

use super::mips::Mips;
use crate::Gpu;

/// Uploads all levels; returns the texture and its bytes on the device.
pub(crate) fn upload(gpu: &Gpu, mips: &Mips, color: bool, label: &str) -> (wgpu::TextureView, u64) {
    let size = |level: &asset::image::Pixels| wgpu::Extent3d {
        width: level.width,
        height: level.height,
        depth_or_array_layers: 1,
    };
    let texture = gpu.device().create_texture(&wgpu::TextureDescriptor {
        label: Some(label),
        size: mips.levels.first().map(size).unwrap_or_default(),
        mip_level_count: mips.levels.len().max(1) as u32,
        sample_count: 1,
        dimension: wgpu::TextureDimension::D2,
        format: if color {
            wgpu::TextureFormat::Rgba8UnormSrgb
        } else {
            wgpu::TextureFormat::Rgba8Unorm
        },
        usage: wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_DST,
        view_formats: &[],
    });
    let mut bytes = 0;
    for (index, level) in mips.levels.iter().enumerate() {
        gpu.fill_level(&texture, index as u32, level.width, &level.rgba);
        bytes += level.rgba.len() as u64;
    }
    (
        texture.create_view(&wgpu::TextureViewDescriptor::default()),
        bytes,
    )
}
