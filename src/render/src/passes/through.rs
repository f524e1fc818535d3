//! What is seen through glass: the opaque things as radiance, in all sharpnesses.

use super::brush::Side;
use super::fixed::Fixed;
use super::formats::{DEPTH, RADIANCE, SAMPLES};
use super::{Frame, List, surfaces};
use crate::gpu::bytes_of;
use crate::{RenderContext, Scene};

/// What glass is cleared with: half-transparent white, its colour multiplied with its alpha.
const CLEAR: wgpu::Color = wgpu::Color {
    r: 0.5,
    g: 0.5,
    b: 0.5,
    a: 0.5,
};

/// A picture of radiance with mip levels.
#[derive(Debug)]
pub(crate) struct Through {
    samples: wgpu::TextureView,
    depth: wgpu::TextureView,
    /// All levels, for sampling.
    whole: wgpu::TextureView,
    /// Each level.
    levels: Vec<wgpu::TextureView>,
    bytes: u64,
}

impl Through {
    pub(crate) fn new(context: &RenderContext, [width, height]: [u32; 2]) -> Self {
        let size = wgpu::Extent3d {
            width,
            height,
            depth_or_array_layers: 1,
        };
        let mut bytes = 0;
        let mut texture = |label, format, mip_level_count, sample_count, usage| {
            let texture = context
                .gpu()
                .device()
                .create_texture(&wgpu::TextureDescriptor {
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

    /// All levels.
    pub(crate) fn whole(&self) -> &wgpu::TextureView {
        &self.whole
    }

    /// Draws the opaque things, then the far sides of double-sided glass, which see them.
    pub(crate) fn draw(
        &self,
        context: &RenderContext,
        scene: &Scene,
        frame: &Frame,
        list: &List,
        encoder: &mut wgpu::CommandEncoder,
    ) {
        {
            let group = frame.radiance_group(context, None);
            let mut pass = self.begin(encoder, true, true);
            pass.set_bind_group(0, &group, &[]);
            surfaces::draw(context, scene, list, &list.opaque, RADIANCE, &mut pass);
        }
        self.halve(context, encoder);
        let far_sides: Vec<_> = list
            .transmissive
            .iter()
            .filter(|item| {
                let binding = scene.parts()[item.part].binding();
                binding.is_some_and(|binding| binding.double_sided)
            })
            .collect();
        if far_sides.is_empty() {
            return;
        }
        {
            let group = frame.radiance_group(context, Some(&self.whole));
            let mut pass = self.begin(encoder, false, false);
            pass.set_bind_group(0, &group, &[]);
            for item in far_sides {
                surfaces::draw_side(context, scene, list, item, Side::Back, RADIANCE, &mut pass);
            }
        }
        // What was sampled can't be resolved into in the same pass.
        drop(self.begin(encoder, false, true));
        self.halve(context, encoder);
    }

    fn begin<'a>(
        &self,
        encoder: &'a mut wgpu::CommandEncoder,
        clear: bool,
        resolve: bool,
    ) -> wgpu::RenderPass<'a> {
        encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            label: Some("behind"),
            color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                view: &self.samples,
                depth_slice: None,
                resolve_target: self.levels.first().filter(|_| resolve),
                ops: wgpu::Operations {
                    load: if clear {
                        wgpu::LoadOp::Clear(CLEAR)
                    } else {
                        wgpu::LoadOp::Load
                    },
                    store: wgpu::StoreOp::Store,
                },
            })],
            depth_stencil_attachment: Some(wgpu::RenderPassDepthStencilAttachment {
                view: &self.depth,
                depth_ops: Some(wgpu::Operations {
                    load: if clear {
                        wgpu::LoadOp::Clear(1.0)
                    } else {
                        wgpu::LoadOp::Load
                    },
                    store: wgpu::StoreOp::Store,
                }),
                stencil_ops: None,
            }),
            ..wgpu::RenderPassDescriptor::default()
        })
    }

    /// Fills the smaller levels.
    fn halve(&self, context: &RenderContext, encoder: &mut wgpu::CommandEncoder) {
        let pipeline = context.pipelines().fixed(context.gpu(), Fixed::Downsample);
        for pair in self.levels.windows(2) {
            let group = context
                .gpu()
                .device()
                .create_bind_group(&wgpu::BindGroupDescriptor {
                    label: Some("downsample"),
                    layout: &pipeline.get_bind_group_layout(0),
                    entries: &[
                        wgpu::BindGroupEntry {
                            binding: 0,
                            resource: wgpu::BindingResource::TextureView(&pair[0]),
                        },
                        wgpu::BindGroupEntry {
                            binding: 1,
                            resource: wgpu::BindingResource::Sampler(context.linear_clamp()),
                        },
                    ],
                });
            let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
                label: Some("downsample"),
                color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                    view: &pair[1],
                    depth_slice: None,
                    resolve_target: None,
                    ops: wgpu::Operations::default(),
                })],
                ..wgpu::RenderPassDescriptor::default()
            });
            pass.set_pipeline(pipeline);
            pass.set_bind_group(0, &group, &[]);
            pass.draw(0..3, 0..1);
        }
    }
}
