//! Compute pipelines, and what is bound to them.

use crate::Gpu;
use crate::passes::shader;

/// A compute pipeline; without layouts it has those that its shader has.
pub(super) fn compute(
    gpu: &Gpu,
    label: &str,
    text: &str,
    layouts: Option<[&wgpu::BindGroupLayout; 2]>,
) -> wgpu::ComputePipeline {
    let device = gpu.device();
    let layout = layouts.map(|layouts| {
        device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            label: Some(label),
            bind_group_layouts: &layouts.map(Some),
            immediate_size: 0,
        })
    });
    device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
        label: Some(label),
        layout: layout.as_ref(),
        module: &shader(gpu, label, text),
        entry_point: Some(label),
        compilation_options: wgpu::PipelineCompilationOptions::default(),
        cache: None,
    })
}

pub(super) fn view(binding: u32, view: &wgpu::TextureView) -> wgpu::BindGroupEntry<'_> {
    wgpu::BindGroupEntry {
        binding,
        resource: wgpu::BindingResource::TextureView(view),
    }
}

pub(super) fn buffer(binding: u32, buffer: &wgpu::Buffer) -> wgpu::BindGroupEntry<'_> {
    wgpu::BindGroupEntry {
        binding,
        resource: buffer.as_entire_binding(),
    }
}
