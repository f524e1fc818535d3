//! Pixels from the device to memory.

use base::{Fault, Result};

use super::Gpu;

/// The four-byte pixels of a texture's first level, rows from its top. Waits for the device.
pub(crate) fn read_rgba(gpu: &Gpu, texture: &wgpu::Texture) -> Result<Vec<u8>> {
    let (width, height) = (texture.width(), texture.height());
    let row = width * 4;
    let align = wgpu::COPY_BYTES_PER_ROW_ALIGNMENT;
    let padded = row.div_ceil(align) * align;
    let buffer = gpu.device().create_buffer(&wgpu::BufferDescriptor {
        label: Some("readback"),
        size: u64::from(padded) * u64::from(height),
        usage: wgpu::BufferUsages::COPY_DST | wgpu::BufferUsages::MAP_READ,
        mapped_at_creation: false,
    });
    let mut encoder = gpu
        .device()
        .create_command_encoder(&wgpu::CommandEncoderDescriptor {
            label: Some("readback"),
        });
    encoder.copy_texture_to_buffer(
        texture.as_image_copy(),
        wgpu::TexelCopyBufferInfo {
            buffer: &buffer,
            layout: wgpu::TexelCopyBufferLayout {
                offset: 0,
                bytes_per_row: Some(padded),
                rows_per_image: None,
            },
        },
        texture.size(),
    );
    gpu.queue().submit([encoder.finish()]);
    let (done, answer) = std::sync::mpsc::channel();
    buffer.map_async(wgpu::MapMode::Read, .., move |result| {
        // The receiver outlives the wait below; if it is gone nobody wants the answer.
        let _ = done.send(result);
    });
    gpu.wait()?;
    let unreadable = || {
        Fault::service("The picture can't be read back from the graphics adapter")
            .hint("Try again, or choose another adapter with PLINTH_ADAPTER")
    };
    match answer.try_recv() {
        Ok(Ok(())) => {}
        Ok(Err(error)) => return Err(unreadable().because(error)),
        Err(error) => return Err(unreadable().because(error)),
    }
    let mapped = buffer
        .get_mapped_range(..)
        .map_err(|error| unreadable().because(error.to_string()))?;
    let mut pixels = Vec::with_capacity(row as usize * height as usize);
    for line in mapped.chunks_exact(padded as usize) {
        pixels.extend_from_slice(&line[..row as usize]);
    }
    Ok(pixels)
}
