//! The viewer's shadow: things near the floor darken it, as seen from below and blurred.

use bytemuck::{Pod, Zeroable};
use glam::{DMat4, DVec3};

use super::frame::clip;
use super::pipelines::full_screen;
use super::{COLOR, DEPTH, OVER, SAMPLES};
use crate::draw::View;
use crate::scene::Attribute;
use crate::{Framing, Gpu, Scene, Stage};

const DEPTH_SHADER: &str = include_str!("../../../../shaders/shadow.wgsl");
const BLUR_SHADER: &str = include_str!("../../../../shaders/shadow_blur.wgsl");
const FLOOR_SHADER: &str = include_str!("../../../../shaders/floor.wgsl");

/// All shaders of shadows.
#[cfg(test)]
pub(super) const SHADERS: [&str; 3] = [DEPTH_SHADER, BLUR_SHADER, FLOOR_SHADER];

/// log2 of the texels along the longer side, for a hard and for a soft shadow.
const LOG_HARD: f64 = 9.0;
const LOG_SOFT: f64 = 6.0;
/// How much more room the shadow of a model has that moves.
const ROOM_TO_MOVE: f64 = 2.0;
/// Texels around the shadow for the blur.
const BLUR_WIDTH: f64 = 10.0;
/// Opacity of a hard shadow over that of a soft one.
const HARD_OPACITY: f64 = 0.3;
/// Opacity of a shadow of intensity 1.
const BASE_OPACITY: f64 = 0.5;
/// How far under the model the floor is, in longest sides.
const GAP: f64 = 0.001;
/// One channel is enough: how much the floor is covered.
const COVER: wgpu::TextureFormat = wgpu::TextureFormat::R8Unorm;

/// A model's shadow, drawn once for a pose and a softness.
#[derive(Debug)]
pub(crate) struct Shadow {
    cover: wgpu::TextureView,
    volume: Volume,
    softness: f32,
    posed: Option<(usize, f32)>,
}

/// The room in which things cast a shadow, and how finely.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Volume {
    /// The middle of the floor.
    floor: DVec3,
    /// Width and depth of the floor, the blur's room included.
    extent: [f64; 2],
    /// Height of the room.
    height: f64,
    /// Texels.
    size: [u32; 2],
    /// How far under the model the floor is shown.
    gap: f64,
}

#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
struct Object {
    clip: [f32; 16],
    strength: f32,
    padding: [f32; 3],
}

/// Pipelines that only shadows need.
#[derive(Debug)]
pub(super) struct ShadowPipelines {
    depth: wgpu::RenderPipeline,
    depth_layout: wgpu::BindGroupLayout,
    blur: wgpu::RenderPipeline,
    floor: wgpu::RenderPipeline,
}

impl Volume {
    fn of(framing: &Framing, animated: bool, softness: f64) -> Self {
        let mut size = framing.size();
        let mut longest = size.max_element();
        let mut finer = 1.0;
        let mut taller = 1.0;
        if animated {
            longest *= ROOM_TO_MOVE;
            size = DVec3::new(longest, size.y, longest);
            finer = ROOM_TO_MOVE * ROOM_TO_MOVE;
            taller = ROOM_TO_MOVE;
        }
        let texels = finer * (LOG_HARD - softness * (LOG_HARD - LOG_SOFT)).exp2();
        let wide = size.x > size.z;
        let ratio = |a: f64, b: f64| if b > 0.0 { a / b } else { 0.0 };
        let width = if wide {
            texels
        } else {
            texels * ratio(size.x, size.z)
        };
        let depth = if wide {
            texels * ratio(size.z, size.x)
        } else {
            texels
        };
        let [width, depth] = [width, depth].map(|texels| texels.floor().max(1.0));
        let center = (framing.min + framing.max) / 2.0;
        Self {
            floor: DVec3::new(center.x, framing.min.y, center.z),
            extent: [
                size.x * (1.0 + BLUR_WIDTH / width),
                size.z * (1.0 + BLUR_WIDTH / depth),
            ],
            height: size.y * taller * (1.0 - softness) + size.y / 2.0 * softness,
            size: [width, depth].map(|texels| (texels + BLUR_WIDTH) as u32),
            gap: GAP * longest,
        }
    }

    /// From the world to the clip space of a camera under the floor that looks up, to the right of
    /// the world and with its own up towards +z.
    fn clip(&self) -> DMat4 {
        let [width, depth] = self.extent.map(|side| side.max(f64::MIN_POSITIVE));
        let view = DMat4::from_cols(
            DVec3::X.extend(0.0),
            -DVec3::Z.extend(0.0),
            DVec3::Y.extend(0.0),
            glam::DVec4::W,
        ) * DMat4::from_translation(-self.floor);
        let height = self.height.max(f64::MIN_POSITIVE);
        let projection = DMat4::from_cols_array(&[
            2.0 / width,
            0.0,
            0.0,
            0.0,
            0.0,
            2.0 / depth,
            0.0,
            0.0,
            0.0,
            0.0,
            -2.0 / height,
            0.0,
            0.0,
            0.0,
            -1.0,
            1.0,
        ]);
        projection * view
    }
}

/// Draws the scene's shadow, unless it has it already.
pub(super) fn prepare(
    stage: &Stage,
    scene: &mut Scene,
    view: &View,
    encoder: &mut wgpu::CommandEncoder,
) {
    let softness = view.attributes.shadow_softness.clamp(0.0, 1.0);
    let Some(framing) = scene
        .framing()
        .filter(|_| view.attributes.shadow_intensity > 0.0)
    else {
        return;
    };
    let posed = scene.posed();
    if scene
        .shadow
        .as_ref()
        .is_some_and(|shadow| shadow.softness == softness && shadow.posed == posed)
    {
        return;
    }
    let volume = Volume::of(framing, scene.is_animated(), softness.into());
    let [cover, other] = ["shadow", "shadow blur"].map(|label| {
        texture(
            stage.gpu(),
            label,
            COVER,
            volume.size,
            wgpu::TextureUsages::TEXTURE_BINDING,
        )
    });
    draw_nearness(stage, scene, &volume, softness, &cover, encoder);
    let texel = volume.size.map(|side| 1.0 / side as f32);
    blur(stage, &cover, &other, [texel[0], 0.0], texel, encoder);
    blur(stage, &other, &cover, [0.0, texel[1]], texel, encoder);
    scene.shadow = Some(Shadow {
        cover,
        volume,
        softness,
        posed,
    });
}

/// Draws how near everything is to the floor.
fn draw_nearness(
    stage: &Stage,
    scene: &Scene,
    volume: &Volume,
    softness: f32,
    cover: &wgpu::TextureView,
    encoder: &mut wgpu::CommandEncoder,
) {
    let pipelines = stage.pipelines().shadow(stage.gpu());
    let align = stage
        .gpu()
        .device()
        .limits()
        .min_uniform_buffer_offset_alignment;
    let stride = (size_of::<Object>() as u32).next_multiple_of(align);
    let mut bytes = Vec::new();
    let mut drawn = Vec::new();
    for (index, part) in scene.parts().iter().enumerate() {
        let baked = scene
            .framing()
            .is_some_and(|framing| framing.baked_shadows.contains(&(part.node, part.primitive)));
        let surface = part.geometry.topology == wgpu::PrimitiveTopology::TriangleList;
        if baked || !surface {
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
    let buffer = stage.uniform("shadow objects", &bytes);
    let group = stage
        .gpu()
        .device()
        .create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("shadow objects"),
            layout: &pipelines.depth_layout,
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
    let depth = texture(stage.gpu(), "shadow depth", DEPTH, volume.size, none);
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
    pass.set_pipeline(&pipelines.depth);
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
    stage: &Stage,
    from: &wgpu::TextureView,
    to: &wgpu::TextureView,
    step: [f32; 2],
    texel: [f32; 2],
    encoder: &mut wgpu::CommandEncoder,
) {
    let pipelines = stage.pipelines().shadow(stage.gpu());
    let numbers = stage.uniform("blur", bytemuck::bytes_of(&[step, texel]));
    let group = textured_group(stage, &pipelines.blur, &numbers, from);
    let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
        label: Some("shadow blur"),
        color_attachments: &[Some(attachment(to))],
        ..wgpu::RenderPassDescriptor::default()
    });
    pass.set_pipeline(&pipelines.blur);
    pass.set_bind_group(0, &group, &[]);
    pass.draw(0..3, 0..1);
}

/// Draws the floor into the picture.
pub(super) fn draw_floor(
    stage: &Stage,
    scene: &Scene,
    view: &View,
    pass: &mut wgpu::RenderPass<'_>,
) {
    let Some(shadow) = scene
        .shadow
        .as_ref()
        .filter(|_| view.attributes.shadow_intensity > 0.0)
    else {
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
    let softness = f64::from(shadow.softness);
    let opacity = f64::from(view.attributes.shadow_intensity)
        * BASE_OPACITY
        * (HARD_OPACITY + (1.0 - HARD_OPACITY) * softness * softness);
    let numbers = Object {
        clip: clip(view.camera.projection * view.camera.view * plane).to_cols_array(),
        strength: opacity as f32,
        padding: [0.0; 3],
    };
    let pipelines = stage.pipelines().shadow(stage.gpu());
    let numbers = stage.uniform("floor", bytemuck::bytes_of(&numbers));
    let group = textured_group(stage, &pipelines.floor, &numbers, &shadow.cover);
    pass.set_pipeline(&pipelines.floor);
    pass.set_bind_group(0, &group, &[]);
    pass.draw(0..4, 0..1);
}

fn textured_group(
    stage: &Stage,
    pipeline: &wgpu::RenderPipeline,
    numbers: &wgpu::Buffer,
    view: &wgpu::TextureView,
) -> wgpu::BindGroup {
    stage
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
                    resource: wgpu::BindingResource::Sampler(stage.linear_clamp()),
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

impl ShadowPipelines {
    pub(super) fn new(gpu: &Gpu) -> Self {
        let depth_layout = super::pipelines::layout(
            gpu,
            "shadow",
            &[super::pipelines::uniform(
                0,
                wgpu::ShaderStages::VERTEX_FRAGMENT,
                true,
            )],
        );
        Self {
            depth: depth_pipeline(gpu, &depth_layout),
            depth_layout,
            blur: full_screen(gpu, "shadow blur", BLUR_SHADER, COVER),
            floor: floor_pipeline(gpu),
        }
    }
}

fn depth_pipeline(gpu: &Gpu, layout: &wgpu::BindGroupLayout) -> wgpu::RenderPipeline {
    let module = super::pipelines::shader(gpu, "shadow", DEPTH_SHADER);
    let layout = gpu
        .device()
        .create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            label: Some("shadow"),
            bind_group_layouts: &[Some(layout)],
            immediate_size: 0,
        });
    gpu.device()
        .create_render_pipeline(&wgpu::RenderPipelineDescriptor {
            label: Some("shadow"),
            layout: Some(&layout),
            vertex: wgpu::VertexState {
                module: &module,
                entry_point: Some("vertex_main"),
                compilation_options: wgpu::PipelineCompilationOptions::default(),
                buffers: &[Some(wgpu::VertexBufferLayout {
                    array_stride: Attribute::Position.format().size(),
                    step_mode: wgpu::VertexStepMode::Vertex,
                    attributes: &[wgpu::VertexAttribute {
                        format: Attribute::Position.format(),
                        offset: 0,
                        shader_location: 0,
                    }],
                })],
            },
            primitive: wgpu::PrimitiveState::default(),
            depth_stencil: Some(wgpu::DepthStencilState {
                format: DEPTH,
                depth_write_enabled: Some(true),
                depth_compare: Some(wgpu::CompareFunction::LessEqual),
                stencil: wgpu::StencilState::default(),
                bias: wgpu::DepthBiasState::default(),
            }),
            multisample: wgpu::MultisampleState::default(),
            fragment: Some(wgpu::FragmentState {
                module: &module,
                entry_point: Some("fragment_main"),
                compilation_options: wgpu::PipelineCompilationOptions::default(),
                targets: &[Some(COVER.into())],
            }),
            multiview_mask: None,
            cache: None,
        })
}

fn floor_pipeline(gpu: &Gpu) -> wgpu::RenderPipeline {
    let module = super::pipelines::shader(gpu, "floor", FLOOR_SHADER);
    gpu.device()
        .create_render_pipeline(&wgpu::RenderPipelineDescriptor {
            label: Some("floor"),
            layout: None,
            vertex: wgpu::VertexState {
                module: &module,
                entry_point: Some("vertex_main"),
                compilation_options: wgpu::PipelineCompilationOptions::default(),
                buffers: &[],
            },
            primitive: wgpu::PrimitiveState {
                topology: wgpu::PrimitiveTopology::TriangleStrip,
                ..wgpu::PrimitiveState::default()
            },
            depth_stencil: Some(wgpu::DepthStencilState {
                format: DEPTH,
                depth_write_enabled: Some(true),
                depth_compare: Some(wgpu::CompareFunction::LessEqual),
                stencil: wgpu::StencilState::default(),
                bias: wgpu::DepthBiasState::default(),
            }),
            multisample: wgpu::MultisampleState {
                count: SAMPLES,
                ..wgpu::MultisampleState::default()
            },
            fragment: Some(wgpu::FragmentState {
                module: &module,
                entry_point: Some("fragment_main"),
                compilation_options: wgpu::PipelineCompilationOptions::default(),
                targets: &[Some(wgpu::ColorTargetState {
                    format: COLOR,
                    blend: Some(OVER),
                    write_mask: wgpu::ColorWrites::ALL,
                })],
            }),
            multiview_mask: None,
            cache: None,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn framing() -> Framing {
        Framing {
            min: DVec3::new(-1.0, 0.0, -0.5),
            max: DVec3::new(1.0, 3.0, 0.5),
            target: DVec3::ZERO,
            radius: 1.0,
            field_of_view: 0.5,
            ideal_aspect: 1.0,
            baked_shadows: Vec::new(),
        }
    }

    #[test]
    fn volumes_are_the_viewers() {
        let soft = Volume::of(&framing(), false, 1.0);
        assert_eq!(soft.size, [74, 42]);
        assert_eq!(soft.height, 1.5);
        assert_eq!(soft.extent, [2.0 * (1.0 + 10.0 / 64.0), 1.0 + 10.0 / 32.0]);
        assert_eq!(soft.gap, 0.003);
        let hard = Volume::of(&framing(), false, 0.0);
        assert_eq!((hard.size, hard.height), ([522, 266], 3.0));
        let moving = Volume::of(&framing(), true, 1.0);
        assert_eq!((moving.size, moving.height), ([266, 266], 1.5));
    }

    #[test]
    fn the_shadow_camera_looks_up_from_the_floor() {
        let clip = Volume::of(&framing(), false, 0.0).clip();
        let floor = clip.project_point3(DVec3::new(0.0, 0.0, 0.0));
        let ceiling = clip.project_point3(DVec3::new(0.0, 3.0, 0.0));
        assert!((floor.z + 1.0).abs() < 1e-12 && (ceiling.z - 1.0).abs() < 1e-12);
        let corner = clip.project_point3(DVec3::new(1.0, 0.0, 0.5));
        assert!(corner.x > 0.9 && corner.x < 1.0 && corner.y > 0.9 && corner.y < 1.0);
    }
}
