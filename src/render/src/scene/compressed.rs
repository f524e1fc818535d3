//! Textures that stay compressed on the device: BC7, a quarter of the memory.

use asset::image::{Blocks, decode_blocks};
use asset::model::Image;

use crate::Gpu;
use crate::gpu::bytes_of;

/// Bytes of a block of 4 x 4 pixels.
const BLOCK: u32 = 16;

/// An image's levels of at most `most` pixels a side as blocks. `None` where the image isn't
/// compressed, or the device can't take it so: it's decoded then.
pub(super) fn blocks(
    gpu: &Gpu,
    image: &Image,
    most: u32,
) -> Result<Option<Vec<Blocks>>, asset::Error> {
    let features = gpu.device().features();
    if !features.contains(wgpu::Features::TEXTURE_COMPRESSION_BC) {
        return Ok(None);
    }
    let levels = decode_blocks(image, &asset::Limits::default())?;
    Ok(levels.and_then(|mut levels| {
        levels.retain(|level| level.width.max(level.height) <= most);
        let first = levels.first()?;
        // The largest level has to end with its last blocks.
        let whole = first.width.is_multiple_of(4) && first.height.is_multiple_of(4);
        whole.then_some(levels)
    }))
}

/// Uploads all levels; returns the texture and its bytes on the device.
pub(super) fn upload_blocks(gpu: &Gpu, levels: &[Blocks], color: bool) -> (wgpu::TextureView, u64) {
    let format = if color {
        wgpu::TextureFormat::Bc7RgbaUnormSrgb
    } else {
        wgpu::TextureFormat::Bc7RgbaUnorm
    };
    let size = |level: &Blocks| wgpu::Extent3d {
        width: level.width,
        height: level.height,
        depth_or_array_layers: 1,
    };
    let texture = gpu.device().create_texture(&wgpu::TextureDescriptor {
        label: Some("compressed texture"),
        size: levels.first().map(size).unwrap_or_default(),
        mip_level_count: levels.len().max(1) as u32,
        sample_count: 1,
        dimension: wgpu::TextureDimension::D2,
        format,
        usage: wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_DST,
        view_formats: &[],
    });
    for (index, level) in levels.iter().enumerate() {
        gpu.queue().write_texture(
            wgpu::TexelCopyTextureInfo {
                mip_level: index as u32,
                ..texture.as_image_copy()
            },
            &level.bytes,
            wgpu::TexelCopyBufferLayout {
                offset: 0,
                bytes_per_row: Some(level.width.div_ceil(4) * BLOCK),
                rows_per_image: None,
            },
            size(level).physical_size(format),
        );
    }
    let bytes = bytes_of(&texture);
    (
        texture.create_view(&wgpu::TextureViewDescriptor::default()),
        bytes,
    )
}
