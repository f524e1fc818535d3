//! Outlines parts: they are drawn white on black, and the rim of that is laid over the picture.

use bytemuck::{Pod, Zeroable};

use super::brush::Brush;
use super::fixed::Fixed;
use super::formats::COVER;
use super::{Item, List, surfaces};
use crate::target::Target;
use crate::{Highlight, RenderContext, Scene};

/// The widest outline in pixels. Every pixel of the picture samples as far around itself.
const WIDEST: f32 = 8.0;

/// Laid out as outline.wgsl has it.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
struct Numbers {
    color: [f32; 3],
    width: f32,
}

/// Lays the outline over `target`'s finished picture. `group` is what all surfaces share.
pub(super) fn draw(
    context: &RenderContext,
    scene: &Scene,
    list: &List,
    group: &wgpu::BindGroup,
    highlight: &Highlight,
    target: &mut Target,
    encoder: &mut wgpu::CommandEncoder,
) {
    let chosen: Vec<Item> = list
        .all()
        .into_iter()
        .flatten()
        .filter(|item| highlight.parts.contains(&item.part))
        .copied()
        .collect();
    if chosen.is_empty() {
        return;
    }
    let cover = target.cover(context.gpu());
    {
        let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            label: Some("cover"),
            color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                view: &cover.samples,
                depth_slice: None,
                resolve_target: Some(&cover.resolved),
                ops: wgpu::Operations {
                    load: wgpu::LoadOp::Clear(wgpu::Color::TRANSPARENT),
                    store: wgpu::StoreOp::Discard,
                },
            })],
            depth_stencil_attachment: Some(wgpu::RenderPassDepthStencilAttachment {
                view: &cover.depth,
                depth_ops: Some(wgpu::Operations {
                    load: wgpu::LoadOp::Clear(1.0),
                    store: wgpu::StoreOp::Discard,
                }),
                stencil_ops: None,
            }),
            ..wgpu::RenderPassDescriptor::default()
        });
        pass.set_bind_group(0, group, &[]);
        surfaces::draw_with(
            context,
            scene,
            list,
            &chosen,
            Brush::Cover,
            COVER,
            &mut pass,
        );
    }
    let numbers = Numbers {
        color: highlight.color.map(|value| f32::from(value) / 255.0),
        width: highlight.width.clamp(1.0, WIDEST),
    };
    let numbers = context.uniform("outline", bytemuck::bytes_of(&numbers));
    let pipeline = context.pipelines().fixed(context.gpu(), Fixed::Outline);
    let group = context
        .gpu()
        .device()
        .create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("outline"),
            layout: &pipeline.get_bind_group_layout(0),
            entries: &[
                wgpu::BindGroupEntry {
                    binding: 0,
                    resource: wgpu::BindingResource::TextureView(&cover.resolved),
                },
                wgpu::BindGroupEntry {
                    binding: 1,
                    resource: numbers.as_entire_binding(),
                },
            ],
        });
    let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
        label: Some("outline"),
        color_attachments: &[Some(wgpu::RenderPassColorAttachment {
            view: target.view(),
            depth_slice: None,
            resolve_target: None,
            ops: wgpu::Operations {
                load: wgpu::LoadOp::Load,
                store: wgpu::StoreOp::Store,
            },
        })],
        ..wgpu::RenderPassDescriptor::default()
    });
    pass.set_pipeline(pipeline);
    pass.set_bind_group(0, &group, &[]);
    pass.draw(0..3, 0..1);
}
