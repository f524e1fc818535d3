//! Pixels from the device to memory.

use std::sync::mpsc::{Receiver, TryRecvError};

use base::{Fault, Result};

use super::Gpu;

/// The four-byte pixels of a texture's first level, rows from its top. Waits for the device.
pub(crate) fn read_rgba(gpu: &Gpu, texture: &wgpu::Texture) -> Result<Vec<u8>> {
    read_texels(gpu, texture, 4)
}

/// The same of texels of so many bytes.
pub(crate) fn read_texels(gpu: &Gpu, texture: &wgpu::Texture, bytes: u32) -> Result<Vec<u8>> {
    let (width, height) = (texture.width(), texture.height());
    let row = width * bytes;
    let align = wgpu::COPY_BYTES_PER_ROW_ALIGNMENT;
    let padded = row.div_ceil(align) * align;
    let mut texels = Vec::with_capacity(row as usize * height as usize);
    let size = u64::from(padded) * u64::from(height);
    let copy = |encoder: &mut wgpu::CommandEncoder, buffer: &wgpu::Buffer| {
        encoder.copy_texture_to_buffer(
            texture.as_image_copy(),
            wgpu::TexelCopyBufferInfo {
                buffer,
                layout: wgpu::TexelCopyBufferLayout {
                    offset: 0,
                    bytes_per_row: Some(padded),
                    rows_per_image: None,
                },
            },
            texture.size(),
        );
    };
    read(gpu, size, copy, |mapped| {
        for line in mapped.chunks_exact(padded as usize) {
            texels.extend_from_slice(&line[..row as usize]);
        }
    })?;
    Ok(texels)
}

/// The first `size` bytes of a buffer. Waits for the device.
pub(crate) fn read_buffer(gpu: &Gpu, source: &wgpu::Buffer, size: u64) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let copy = |encoder: &mut wgpu::CommandEncoder, buffer: &wgpu::Buffer| {
        encoder.copy_buffer_to_buffer(source, 0, buffer, 0, size);
    };
    read(gpu, size, copy, |mapped| bytes.extend_from_slice(mapped))?;
    Ok(bytes)
}

/// Copies `size` bytes with `copy` and shows them to `take`.
fn read(
    gpu: &Gpu,
    size: u64,
    copy: impl FnOnce(&mut wgpu::CommandEncoder, &wgpu::Buffer),
    take: impl FnOnce(&[u8]),
) -> Result<()> {
    let reading = Reading::begin(gpu, size, copy);
    gpu.wait()?;
    if !reading.is_there(gpu)? {
        return Err(unreadable());
    }
    reading.show(take)
}

/// Bytes on their way from the device.
#[derive(Debug)]
pub(crate) struct Reading {
    buffer: wgpu::Buffer,
    answer: Receiver<std::result::Result<(), wgpu::BufferAsyncError>>,
}

impl Reading {
    /// Sends for the first texel of a texture, `bytes` of them.
    pub(crate) fn texel(gpu: &Gpu, texture: &wgpu::Texture, bytes: u64) -> Self {
        Self::begin(gpu, bytes, |encoder, buffer| {
            encoder.copy_texture_to_buffer(
                texture.as_image_copy(),
                wgpu::TexelCopyBufferInfo {
                    buffer,
                    layout: wgpu::TexelCopyBufferLayout::default(),
                },
                wgpu::Extent3d::default(),
            );
        })
    }

    /// Sends for `size` bytes that `copy` puts into a buffer.
    fn begin(
        gpu: &Gpu,
        size: u64,
        copy: impl FnOnce(&mut wgpu::CommandEncoder, &wgpu::Buffer),
    ) -> Self {
        let buffer = gpu.device().create_buffer(&wgpu::BufferDescriptor {
            label: Some("readback"),
            size,
            usage: wgpu::BufferUsages::COPY_DST | wgpu::BufferUsages::MAP_READ,
            mapped_at_creation: false,
        });
        let mut encoder = gpu
            .device()
            .create_command_encoder(&wgpu::CommandEncoderDescriptor {
                label: Some("readback"),
            });
        copy(&mut encoder, &buffer);
        gpu.queue().submit([encoder.finish()]);
        let (done, answer) = std::sync::mpsc::channel();
        buffer.map_async(wgpu::MapMode::Read, .., move |result| {
            // A send fails where the receiver is gone: nobody wants the answer then.
            let _ = done.send(result);
        });
        Self { buffer, answer }
    }

    /// Whether the bytes have come; doesn't wait. Don't ask again once they have.
    pub(crate) fn is_there(&self, gpu: &Gpu) -> Result<bool> {
        let _ = gpu.device().poll(wgpu::PollType::Poll);
        gpu.check()?;
        match self.answer.try_recv() {
            Ok(Ok(())) => Ok(true),
            Err(TryRecvError::Empty) => Ok(false),
            Ok(Err(error)) => Err(unreadable().because(error)),
            Err(error) => Err(unreadable().because(error)),
        }
    }

    /// Shows the bytes that have come.
    pub(crate) fn show(&self, take: impl FnOnce(&[u8])) -> Result<()> {
        let mapped = self
            .buffer
            .get_mapped_range(..)
            .map_err(|error| unreadable().because(error.to_string()))?;
        take(&mapped);
        Ok(())
    }
}

fn unreadable() -> Fault {
    Fault::service("The picture can't be read back from the graphics adapter")
        .hint("Try again, or choose another adapter with PLINTH_ADAPTER")
}
