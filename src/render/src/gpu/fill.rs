//! Bytes from memory to the device, a piece at a time. So others who draw on the device never wait for
//! more than one piece, and the copies on the way stay small.

use super::Gpu;

/// The most bytes that are handed over at once.
const PIECE: usize = 8 << 20;

impl Gpu {
    /// A new buffer with this content.
    pub(crate) fn buffer(
        &self,
        label: &str,
        usage: wgpu::BufferUsages,
        content: &[u8],
    ) -> wgpu::Buffer {
        let buffer = self.device().create_buffer(&wgpu::BufferDescriptor {
            label: Some(label),
            // Empty buffers can't be bound.
            size: (content.len() as u64).max(4),
            usage: usage | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        let mut offset = 0;
        for piece in content.chunks(PIECE) {
            self.queue().write_buffer(&buffer, offset, piece);
            offset += piece.len() as u64;
            if content.len() > PIECE {
                self.hand_over();
            }
        }
        buffer
    }

    /// Fills a level of a texture of four bytes a pixel; `width` and height are in pixels.
    pub(crate) fn fill_level(&self, texture: &wgpu::Texture, level: u32, width: u32, rgba: &[u8]) {
        let row = (width as usize * 4).max(1);
        let rows = (PIECE / row).max(1);
        for (index, piece) in rgba.chunks(rows * row).enumerate() {
            self.queue().write_texture(
                wgpu::TexelCopyTextureInfo {
                    mip_level: level,
                    origin: wgpu::Origin3d {
                        y: (index * rows) as u32,
                        ..wgpu::Origin3d::ZERO
                    },
                    ..texture.as_image_copy()
                },
                piece,
                wgpu::TexelCopyBufferLayout {
                    offset: 0,
                    bytes_per_row: Some(width * 4),
                    rows_per_image: None,
                },
                wgpu::Extent3d {
                    width,
                    height: (piece.len() / row) as u32,
                    depth_or_array_layers: 1,
                },
            );
            if rgba.len() > PIECE {
                self.hand_over();
            }
        }
    }

    /// Sends what was written so far, and frees the copies that the device is done with.
    fn hand_over(&self) {
        self.queue().submit([]);
        // What goes wrong here is reported to `check` as well.
        let _ = self.device().poll(wgpu::PollType::Poll);
    }
}
