//! What is seen through glass: opaque surfaces as radiance, sharp and, in smaller levels, blurred.

use super::behind::Behind;
use super::brush::Side;
use super::fixed::Fixed;
use super::formats::RADIANCE;
use super::{Frame, List, surfaces};
use crate::{RenderContext, Scene};

/// What glass is cleared with: half-transparent white, its colour multiplied with its alpha.
const CLEAR: wgpu::Color = wgpu::Color {
    r: 0.5,
    g: 0.5,
    b: 0.5,
    a: 0.5,
};

/// Draws opaque surfaces, then the far sides of double-sided glass, through which those are seen.
pub(super) fn draw(
    context: &RenderContext,
    behind: &Behind,
    scene: &Scene,
    frame: &Frame,
    list: &List,
    encoder: &mut wgpu::CommandEncoder,
) {
    {
        let group = frame.radiance_group(context, None);
        let mut pass = begin(behind, encoder, true, true);
        pass.set_bind_group(0, &group, &[]);
        surfaces::draw(context, scene, list, &list.opaque, RADIANCE, &mut pass);
    }
    halve(context, behind, encoder);
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
        let group = frame.radiance_group(context, Some(&behind.whole));
        let mut pass = begin(behind, encoder, false, false);
        pass.set_bind_group(0, &group, &[]);
        for item in far_sides {
            surfaces::draw_side(context, scene, list, item, Side::Back, RADIANCE, &mut pass);
        }
    }
    // That pass sampled the picture, so it can't resolve into it; an empty pass does.
    drop(begin(behind, encoder, false, true));
    halve(context, behind, encoder);
}

fn begin<'a>(
    behind: &Behind,
    encoder: &'a mut wgpu::CommandEncoder,
    clear: bool,
    resolve: bool,
) -> wgpu::RenderPass<'a> {
    encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
        label: Some("behind"),
        color_attachments: &[Some(wgpu::RenderPassColorAttachment {
            view: &behind.samples,
            depth_slice: None,
            resolve_target: behind.levels.first().filter(|_| resolve),
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
            view: &behind.depth,
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
fn halve(context: &RenderContext, behind: &Behind, encoder: &mut wgpu::CommandEncoder) {
    let pipeline = context.pipelines().fixed(context.gpu(), Fixed::Downsample);
    for pair in behind.levels.windows(2) {
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
