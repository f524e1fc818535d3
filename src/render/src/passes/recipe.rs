//! How layouts, shaders and pipelines are made.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

use crate::Gpu;
use crate::scene::Attribute;

/// By what one pipeline differs from another; all else is the same for all.
#[derive(Debug)]
pub(super) struct Recipe<'a> {
    pub(super) label: &'a str,
    /// Its entry points are `vertex_main` and `fragment_main`.
    pub(super) shader: &'a wgpu::ShaderModule,
    /// `None` for the layout that the shader has.
    pub(super) layout: Option<&'a wgpu::PipelineLayout>,
    /// One buffer each, at the location of its number.
    pub(super) attributes: &'a [Attribute],
    pub(super) primitive: wgpu::PrimitiveState,
    pub(super) depth: Option<wgpu::DepthStencilState>,
    /// Samples of a pixel.
    pub(super) samples: u32,
    pub(super) target: wgpu::ColorTargetState,
}

impl Recipe<'_> {
    pub(super) fn make(&self, gpu: &Gpu) -> wgpu::RenderPipeline {
        let attributes: Vec<[wgpu::VertexAttribute; 1]> = self
            .attributes
            .iter()
            .map(|attribute| {
                [wgpu::VertexAttribute {
                    format: attribute.format(),
                    offset: 0,
                    shader_location: *attribute as u32,
                }]
            })
            .collect();
        let buffers: Vec<Option<wgpu::VertexBufferLayout<'_>>> = attributes
            .iter()
            .map(|attributes| {
                Some(wgpu::VertexBufferLayout {
                    array_stride: attributes[0].format.size(),
                    step_mode: wgpu::VertexStepMode::Vertex,
                    attributes,
                })
            })
            .collect();
        gpu.device()
            .create_render_pipeline(&wgpu::RenderPipelineDescriptor {
                label: Some(self.label),
                layout: self.layout,
                vertex: wgpu::VertexState {
                    module: self.shader,
                    entry_point: Some("vertex_main"),
                    compilation_options: wgpu::PipelineCompilationOptions::default(),
                    buffers: &buffers,
                },
                primitive: self.primitive,
                depth_stencil: self.depth.clone(),
                multisample: wgpu::MultisampleState {
                    count: self.samples,
                    ..wgpu::MultisampleState::default()
                },
                fragment: Some(wgpu::FragmentState {
                    module: self.shader,
                    entry_point: Some("fragment_main"),
                    compilation_options: wgpu::PipelineCompilationOptions::default(),
                    targets: &[Some(self.target.clone())],
                }),
                multiview_mask: None,
                cache: None,
            })
    }
}

/// Pipelines by what tells them apart, each made when something first needs it.
#[derive(Debug)]
pub(super) struct Made<K>(Mutex<HashMap<K, wgpu::RenderPipeline>>);

impl<K> Default for Made<K> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Eq + Hash> Made<K> {
    pub(super) fn get(
        &self,
        key: K,
        make: impl FnOnce(&K) -> wgpu::RenderPipeline,
    ) -> wgpu::RenderPipeline {
        let mut made = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(pipeline) = made.get(&key) {
            return pipeline.clone();
        }
        let pipeline = make(&key);
        made.insert(key, pipeline.clone());
        pipeline
    }
}

/// A depth test that hides what is behind.
pub(super) fn hiding(format: wgpu::TextureFormat) -> wgpu::DepthStencilState {
    wgpu::DepthStencilState {
        format,
        depth_write_enabled: Some(true),
        depth_compare: Some(wgpu::CompareFunction::LessEqual),
        stencil: wgpu::StencilState::default(),
        bias: wgpu::DepthBiasState::default(),
    }
}

/// A texture that is filtered.
pub(super) const TEXTURE: wgpu::BindingType = wgpu::BindingType::Texture {
    sample_type: wgpu::TextureSampleType::Float { filterable: true },
    view_dimension: wgpu::TextureViewDimension::D2,
    multisampled: false,
};

/// What filters it.
pub(super) const SAMPLER: wgpu::BindingType =
    wgpu::BindingType::Sampler(wgpu::SamplerBindingType::Filtering);

/// A binding that fragment shaders alone see.
pub(super) fn fragment(binding: u32, ty: wgpu::BindingType) -> wgpu::BindGroupLayoutEntry {
    wgpu::BindGroupLayoutEntry {
        binding,
        visibility: wgpu::ShaderStages::FRAGMENT,
        ty,
        count: None,
    }
}

pub(super) fn uniform(
    binding: u32,
    visibility: wgpu::ShaderStages,
    has_dynamic_offset: bool,
) -> wgpu::BindGroupLayoutEntry {
    wgpu::BindGroupLayoutEntry {
        binding,
        visibility,
        ty: wgpu::BindingType::Buffer {
            ty: wgpu::BufferBindingType::Uniform,
            has_dynamic_offset,
            min_binding_size: None,
        },
        count: None,
    }
}

pub(super) fn layout(
    gpu: &Gpu,
    label: &str,
    entries: &[wgpu::BindGroupLayoutEntry],
) -> wgpu::BindGroupLayout {
    gpu.device()
        .create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: Some(label),
            entries,
        })
}

pub(super) fn pipeline_layout(
    gpu: &Gpu,
    label: &str,
    groups: &[Option<&wgpu::BindGroupLayout>],
) -> wgpu::PipelineLayout {
    gpu.device()
        .create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            label: Some(label),
            bind_group_layouts: groups,
            immediate_size: 0,
        })
}

pub(crate) fn shader(gpu: &Gpu, label: &str, text: &str) -> wgpu::ShaderModule {
    gpu.device()
        .create_shader_module(wgpu::ShaderModuleDescriptor {
            label: Some(label),
            source: wgpu::ShaderSource::Wgsl(text.into()),
        })
}
