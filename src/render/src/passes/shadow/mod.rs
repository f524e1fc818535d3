//! The viewer's shadow: things near the floor darken it, as seen from below and blurred.

mod kept;
mod volume;

use bytemuck::{Pod, Zeroable};
use glam::{DMat4, DVec3};

use super::fixed::Fixed;
use super::formats::{COVER, DEPTH};
use super::frame::clip;
pub(crate) use kept::{Cast, Shadow};
use volume::Volume;

use crate::scene::Attribute;
use crate::view::View;
use crate::{Framing, Gpu, RenderContext, Scene};

/// Opacity of a hard shadow over that of a soft one.
const HARD_OPACITY: f64 = 0.3;
/// Opacity of a shadow of intensity 1.
const BASE_OPACITY: f64 = 0.5;

#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
struct Object {
    clip: [f32; 16],
    strength: f32,
    padding: [f32; 3],
}

/// Draws the scene's shadow into `kept`, unless it is there already.
pub(super) fn prepare(
    context: &RenderContext,
    scene: &Scene,
    view: &View,
    kept: &mut Option<Shadow>,
    encoder: &mut wgpu::CommandEncoder,
) {
    if view.attributes.shadow_intensity <= 0.0 {
        return;
    }
    let Some(framing) = scene.framing(view) else {
        // The one that was kept may be another scene's.
        *kept = None;
        return;
    };
    let softness = view.attributes.shadow_softness.clamp(0.0, 1.0);
    let cast = Cast {
        by: scene.casts(),
        posed: scene.posed(),
        softness,
    };
    if kept.as_ref().is_some_and(|shadow| shadow.cast == cast) {
        return;
    }
    if let Some(shadow) = context.shadow(&cast) {
        *kept = Some(shadow);
        return;
    }
    let volume = Volume::of(framing, scene.is_animated(), softness.into());
    let [cover, other] = ["shadow", "shadow blur"].map(|label| {
        texture(
            context.gpu(),
            label,
            COVER,
            volume.size,
            wgpu::TextureUsages::TEXTURE_BINDING,
        )
    });
    draw_nearness(context, scene, framing, &volume, softness, &cover, encoder);
    let texel = volume.size.map(|side| 1.0 / side as f32);
    blur(context, &cover, &other, [texel[0], 0.0], texel, encoder);
    blur(context, &other, &cover, [0.0, texel[1]], texel, encoder);
    *kept = Some(Shadow {
        cover,
        volume,
        cast,
    });
}

/// Draws how near everything is to the floor.
fn draw_nearness(
    context: &RenderContext,
    scene: &Scene,
    framing: &Framing,
    volume: &Volume,
    softness: f32,
    cover: &wgpu::TextureView,
    encoder: &mut wgpu::CommandEncoder,
) {
    let align = context
        .gpu()
        .device()
        .limits()
        .min_uniform_buffer_offset_alignment;
    let stride = (size_of::<Object>() as u32).next_multiple_of(align);
    let mut bytes = Vec::new();
    let mut drawn = Vec::new();
    for (index, part) in scene.parts().iter().enumerate() {
        let baked = framing.baked_shadows.contains(&(part.node, part.primitive));
        let surface = part.geometry.topology == wgpu::PrimitiveTopology::TriangleList;
        if baked || !surface || scene.is_hidden(index) {
            continue;
        }
        for matrix in &part.matrices {
            drawn.push((index, bytes.len() as u32));
            bytes.extend(bytemuck::bytes_of(&Object {
                clip: clip(volume.clip() * *matrix).to_cols_array(),
                strength: 1.0 / softness.max(f32::MIN_POSITIVE),
                padding: [0.0; 3],
            }));
            bytes.resize(bytes.len().next_multiple_of(stride as usize), 0);
        }
    }
    bytes.resize(bytes.len().max(stride as usize), 0);
    let buffer = context.uniform("shadow objects", &bytes);
    let group = context
        .gpu()
        .device()
        .create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("shadow objects"),
            layout: context.pipelines().object_layout(),
            entries: &[wgpu::BindGroupEntry {
                binding: 0,
                resource: wgpu::BindingResource::Buffer(wgpu::BufferBinding {
                    buffer: &buffer,
                    offset: 0,
                    size: std::num::NonZero::new(size_of::<Object>() as u64),
                }),
            }],
        });
    let none = wgpu::TextureUsages::empty();
    let depth = texture(context.gpu(), "shadow depth", DEPTH, volume.size, none);
    let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
        label: Some("shadow"),
        color_attachments: &[Some(attachment(cover))],
        depth_stencil_attachment: Some(wgpu::RenderPassDepthStencilAttachment {
            view: &depth,
            depth_ops: Some(wgpu::Operations {
                load: wgpu::LoadOp::Clear(1.0),
                store: wgpu::StoreOp::Discard,
            }),
            stencil_ops: None,
        }),
        ..wgpu::RenderPassDescriptor::default()
    });
    pass.set_pipeline(context.pipelines().fixed(context.gpu(), Fixed::Nearness));
    for (part, offset) in drawn {
        let geometry = &scene.parts()[part].geometry;
        let Some(positions) = geometry.buffer(Attribute::Position) else {
            continue;
        };
        pass.set_bind_group(0, &group, &[offset]);
        pass.set_vertex_buffer(0, positions.slice(..));
        geometry.draw(&mut pass);
    }
}

fn blur(
    context: &RenderContext,
    from: &wgpu::TextureView,
    to: &wgpu::TextureView,
    step: [f32; 2],
    texel: [f32; 2],
    encoder: &mut wgpu::CommandEncoder,
) {
    let pipeline = context.pipelines().fixed(context.gpu(), Fixed::Blur);
    let numbers = context.uniform("blur", bytemuck::bytes_of(&[step, texel]));
    let group = textured_group(context, pipeline, &numbers, from);
    let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
        label: Some("shadow blur"),
        color_attachments: &[Some(attachment(to))],
        ..wgpu::RenderPassDescriptor::default()
    });
    pass.set_pipeline(pipeline);
    pass.set_bind_group(0, &group, &[]);
    pass.draw(0..3, 0..1);
}

/// Draws the floor into the picture.
pub(super) fn draw_floor(
    context: &RenderContext,
    shadow: Option<&Shadow>,
    view: &View,
    samples: u32,
    pass: &mut wgpu::RenderPass<'_>,
) {
    let Some(shadow) = shadow.filter(|_| view.attributes.shadow_intensity > 0.0) else {
        return;
    };
    let volume = &shadow.volume;
    let place = volume.floor - DVec3::Y * volume.gap;
    if view.camera.position().y <= place.y {
        return;
    }
    let [width, depth] = volume.extent;
    let plane = DMat4::from_cols(
        (DVec3::X * width).extend(0.0),
        (DVec3::Z * depth).extend(0.0),
        -DVec3::Y.extend(0.0),
        place.extend(1.0),
    );
    let softness = f64::from(shadow.cast.softness);
    let opacity = f64::from(view.attributes.shadow_intensity)
        * BASE_OPACITY
        * (HARD_OPACITY + (1.0 - HARD_OPACITY) * softness * softness);
    let numbers = Object {
        clip: clip(view.camera.projection * view.camera.view * plane).to_cols_array(),
        strength: opacity as f32,
        padding: [0.0; 3],
    };
    let floor = match samples {
        1 => Fixed::DraftFloor,
        _ => Fixed::Floor,
    };
    let pipeline = context.pipelines().fixed(context.gpu(), floor);
    let numbers = context.uniform("floor", bytemuck::bytes_of(&numbers));
    let group = textured_group(context, pipeline, &numbers, &shadow.cover);
    pass.set_pipeline(pipeline);
    pass.set_bind_group(0, &group, &[]);
    pass.draw(0..4, 0..1);
}

fn textured_group(
    context: &RenderContext,
    pipeline: &wgpu::RenderPipeline,
    numbers: &wgpu::Buffer,
    view: &wgpu::TextureView,
) -> wgpu::BindGroup {
    context
        .gpu()
        .device()
        .create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("shadow"),
            layout: &pipeline.get_bind_group_layout(0),
            entries: &[
                wgpu::BindGroupEntry {
                    binding: 0,
                    resource: numbers.as_entire_binding(),
                },
                wgpu::BindGroupEntry {
                    binding: 1,
                    resource: wgpu::BindingResource::TextureView(view),
                },
                wgpu::BindGroupEntry {
                    binding: 2,
                    resource: wgpu::BindingResource::Sampler(context.linear_clamp()),
                },
            ],
        })
}

fn attachment(view: &wgpu::TextureView) -> wgpu::RenderPassColorAttachment<'_> {
    wgpu::RenderPassColorAttachment {
        view,
        depth_slice: None,
        resolve_target: None,
        ops: wgpu::Operations {
            load: wgpu::LoadOp::Clear(wgpu::Color::TRANSPARENT),
            store: wgpu::StoreOp::Store,
        },
    }
}

fn texture(
    gpu: &Gpu,
    label: &str,
    format: wgpu::TextureFormat,
    [width, height]: [u32; 2],
    usage: wgpu::TextureUsages,
) -> wgpu::TextureView {
    gpu.device()
        .create_texture(&wgpu::TextureDescriptor {
            label: Some(label),
            size: wgpu::Extent3d {
                width,
                height,
                depth_or_array_layers: 1,
            },
            mip_level_count: 1,
            sample_count: 1,
            dimension: wgpu::TextureDimension::D2,
            format,
            usage: usage | wgpu::TextureUsages::RENDER_ATTACHMENT,
            view_formats: &[],
        })
        .create_view(&wgpu::TextureViewDescriptor::default())
}
