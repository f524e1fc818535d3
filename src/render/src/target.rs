//! What pictures are drawn into.

use base::{Fault, Result};

use crate::gpu::{bytes_of, read_rgba};
use crate::passes::{Behind, COLOR, Cover, DEPTH, SAMPLES, Shadow};
use crate::{Gpu, Memory, Picture};

/// A texture that pictures are drawn into, with all that drawing needs beside it.
#[derive(Debug)]
pub struct Target {
    size: [u32; 2],
    /// Every sample's colour.
    samples: wgpu::TextureView,
    depth: wgpu::TextureView,
    /// The depth of pictures of one sample a pixel.
    draft_depth: Option<wgpu::TextureView>,
    /// The samples' means, upside down and without a background.
    pub(crate) resolved: wgpu::TextureView,
    output: wgpu::Texture,
    output_view: wgpu::TextureView,
    behind: Option<Behind>,
    cover: Option<Cover>,
    /// The shadow that was drawn last; pictures of the same scene in the same pose take it again.
    pub(crate) shadow: Option<Shadow>,
    bytes: u64,
    /// Whether the background is opaque: no alpha is to be undone then.
    pub(crate) is_opaque: bool,
}

/// What surfaces are drawn onto.
pub(crate) struct Onto {
    pub(crate) color: wgpu::TextureView,
    pub(crate) depth: wgpu::TextureView,
    /// What samples are resolved to, where pixels have several.
    pub(crate) resolved: Option<wgpu::TextureView>,
}

impl Target {
    /// A target of `size` (width, height in pixels).
    ///
    /// # Errors
    /// A [`Usage`](base::FaultKind::Usage) fault for a size that is zero or larger than the
    /// adapter allows.
    pub fn new(gpu: &Gpu, size: [u32; 2]) -> Result<Self> {
        let most = gpu.max_side();
        let [width, height] = size;
        if !(1..=most).contains(&width) || !(1..=most).contains(&height) {
            return Err(Fault::usage(format!(
                "A picture of {width} x {height} pixels can't be drawn"
            ))
            .hint(format!("Choose sides of 1 to {most} pixels")));
        }
        let mut bytes = 0;
        let mut texture = |label, format, sample_count, usage| {
            let texture = gpu.device().create_texture(&wgpu::TextureDescriptor {
                label: Some(label),
                size: wgpu::Extent3d {
                    width,
                    height,
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
            texture
        };
        let view =
            |texture: &wgpu::Texture| texture.create_view(&wgpu::TextureViewDescriptor::default());
        let none = wgpu::TextureUsages::empty();
        let sampled = wgpu::TextureUsages::TEXTURE_BINDING;
        let output = texture("picture", COLOR, 1, sampled | wgpu::TextureUsages::COPY_SRC);
        Ok(Self {
            size,
            samples: view(&texture("samples", COLOR, SAMPLES, none)),
            depth: view(&texture("depth", DEPTH, SAMPLES, none)),
            resolved: view(&texture("resolved", COLOR, 1, sampled)),
            output_view: view(&output),
            output,
            draft_depth: None,
            behind: None,
            cover: None,
            shadow: None,
            bytes,
            is_opaque: true,
        })
    }

    /// Device memory that the picture and all beside it take.
    #[must_use]
    pub fn memory(&self) -> Memory {
        let behind = self.behind.as_ref().map_or(0, Behind::bytes);
        let cover = self.cover.as_ref().map_or(0, Cover::bytes);
        let shadow = self.shadow.as_ref().map_or(0, Shadow::bytes);
        Memory {
            targets: self.bytes + behind + cover + shadow,
            ..Memory::default()
        }
    }

    /// Width and height in pixels.
    #[must_use]
    pub fn size(&self) -> [u32; 2] {
        self.size
    }

    /// The picture as a texture: `Rgba8Unorm`, rows from the top, colours sRGB-encoded and
    /// multiplied with alpha, as egui takes native textures.
    #[must_use]
    pub fn view(&self) -> &wgpu::TextureView {
        &self.output_view
    }

    /// Waits for the picture and reads it.
    ///
    /// # Errors
    /// A [`Service`](base::FaultKind::Service) fault if the device fails.
    pub fn read(&self, gpu: &Gpu) -> Result<Picture> {
        let mut rgba = read_rgba(gpu, &self.output)?;
        if !self.is_opaque {
            for pixel in rgba.chunks_exact_mut(4) {
                divide_by_alpha(pixel);
            }
        }
        Ok(Picture {
            width: self.size[0],
            height: self.size[1],
            rgba,
        })
    }

    /// What surfaces are drawn onto in a picture of so many samples a pixel.
    pub(crate) fn onto(&mut self, gpu: &Gpu, samples: u32) -> Onto {
        if samples > 1 {
            return Onto {
                color: self.samples.clone(),
                depth: self.depth.clone(),
                resolved: Some(self.resolved.clone()),
            };
        }
        let [width, height] = self.size;
        let bytes = &mut self.bytes;
        let depth = self.draft_depth.get_or_insert_with(|| {
            let texture = gpu.device().create_texture(&wgpu::TextureDescriptor {
                label: Some("draft depth"),
                size: wgpu::Extent3d {
                    width,
                    height,
                    depth_or_array_layers: 1,
                },
                mip_level_count: 1,
                sample_count: 1,
                dimension: wgpu::TextureDimension::D2,
                format: DEPTH,
                usage: wgpu::TextureUsages::RENDER_ATTACHMENT,
                view_formats: &[],
            });
            *bytes += bytes_of(&texture);
            texture.create_view(&wgpu::TextureViewDescriptor::default())
        });
        Onto {
            color: self.resolved.clone(),
            depth: depth.clone(),
            resolved: None,
        }
    }

    /// What is seen through glass; made when glass is first drawn.
    pub(crate) fn behind(&mut self, gpu: &Gpu) -> &Behind {
        let size = self.size;
        self.behind.get_or_insert_with(|| Behind::new(gpu, size))
    }

    /// What outlines need; made when one is first drawn.
    pub(crate) fn cover(&mut self, gpu: &Gpu) -> &Cover {
        let size = self.size;
        self.cover.get_or_insert_with(|| Cover::new(gpu, size))
    }
}

/// Undoes the multiplication with alpha, as PNG files want it.
fn divide_by_alpha(pixel: &mut [u8]) {
    if let [r, g, b, a @ 1..=254] = pixel {
        for channel in [r, g, b] {
            let value = (u32::from(*channel) * 255 + u32::from(*a) / 2) / u32::from(*a);
            *channel = value.min(255) as u8;
        }
    }
}
