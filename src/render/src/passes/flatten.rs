//! Turns the picture upright and lays it over its background.

use super::fixed::Fixed;
use crate::RenderContext;
use crate::target::Target;
use viewer::Background;

/// Fills the target's output from its resolved picture.
pub(super) fn draw(
    context: &RenderContext,
    background: Background,
    target: &Target,
    encoder: &mut wgpu::CommandEncoder,
) {
    let color = match background {
        Background::Transparent => [0.0; 4],
        Background::Color([r, g, b]) => [r, g, b, 255].map(|value| f32::from(value) / 255.0),
    };
    let color = context.uniform("background", bytemuck::bytes_of(&color));
    let pipeline = context.pipelines().fixed(context.gpu(), Fixed::Flatten);
    let group = context
        .gpu()
        .device()
        .create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("flatten"),
            layout: &pipeline.get_bind_group_layout(0),
            entries: &[
                wgpu::BindGroupEntry {
                    binding: 0,
                    resource: wgpu::BindingResource::TextureView(&target.resolved),
                },
                wgpu::BindGroupEntry {
                    binding: 1,
                    resource: color.as_entire_binding(),
                },
            ],
        });
    let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
        label: Some("flatten"),
        color_attachments: &[Some(wgpu::RenderPassColorAttachment {
            view: target.view(),
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
