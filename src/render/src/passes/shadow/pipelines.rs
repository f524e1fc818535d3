//! Pipelines that only shadows need.

use super::super::pipelines::{full_screen, layout, shader, uniform};
use super::super::{COLOR, DEPTH, OVER, SAMPLES};
use crate::Gpu;
use crate::scene::Attribute;

const DEPTH_SHADER: &str = include_str!("../../../../../shaders/shadow.wgsl");
const BLUR_SHADER: &str = include_str!("../../../../../shaders/shadow_blur.wgsl");
const FLOOR_SHADER: &str = include_str!("../../../../../shaders/floor.wgsl");

/// One channel is enough: how much the floor is covered.
pub(super) const COVER: wgpu::TextureFormat = wgpu::TextureFormat::R8Unorm;

/// Pipelines that only shadows need.
#[derive(Debug)]
pub(crate) struct ShadowPipelines {
    pub(super) depth: wgpu::RenderPipeline,
    pub(super) depth_layout: wgpu::BindGroupLayout,
    pub(super) blur: wgpu::RenderPipeline,
    pub(super) floor: wgpu::RenderPipeline,
}

impl ShadowPipelines {
    pub(crate) fn new(gpu: &Gpu) -> Self {
        let depth_layout = layout(
            gpu,
            "shadow",
            &[uniform(0, wgpu::ShaderStages::VERTEX_FRAGMENT, true)],
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
    let module = shader(gpu, "shadow", DEPTH_SHADER);
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
    let module = shader(gpu, "floor", FLOOR_SHADER);
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
