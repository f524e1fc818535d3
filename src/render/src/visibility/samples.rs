//! What a picture shows, to the sample: IDs are drawn where the picture's pixels are sampled.

use base::Result;

use super::bindings::{buffer, compute, view};
use crate::RenderContext;
use crate::passes::{DEPTH, SAMPLE_ID, SAMPLES};

const COLLECT: &str = include_str!("../../../../shaders/visibility_samples.wgsl");

/// An ID buffer with a picture's samples.
pub(super) struct Samples {
    /// Width and height of the picture.
    pub(super) size: [u32; 2],
    ids: wgpu::TextureView,
    depth: wgpu::TextureView,
    collect: wgpu::ComputePipeline,
    collect_group: wgpu::BindGroup,
    pub(super) marks: wgpu::BindGroup,
}

impl Samples {
    /// Of pictures of this size; what is seen is marked in `list`.
    pub(super) fn new(
        context: &RenderContext,
        size: [u32; 2],
        list: &wgpu::Buffer,
    ) -> Result<Self> {
        let gpu = context.gpu();
        let texture = |label, format| {
            gpu.device()
                .create_texture(&wgpu::TextureDescriptor {
                    label: Some(label),
                    size: wgpu::Extent3d {
                        width: size[0],
                        height: size[1],
                        depth_or_array_layers: 1,
                    },
                    mip_level_count: 1,
                    sample_count: SAMPLES,
                    dimension: wgpu::TextureDimension::D2,
                    format,
                    usage: wgpu::TextureUsages::RENDER_ATTACHMENT
                        | wgpu::TextureUsages::TEXTURE_BINDING,
                    view_formats: &[],
                })
                .create_view(&wgpu::TextureViewDescriptor::default())
        };
        let ids = texture("IDs of samples", SAMPLE_ID);
        let depth = texture("depth of samples", DEPTH);
        let collect = compute(gpu, "collect", COLLECT, None);
        let group = |label, layout: &wgpu::BindGroupLayout, entries: [_; 2]| {
            gpu.device().create_bind_group(&wgpu::BindGroupDescriptor {
                label: Some(label),
                layout,
                entries: &entries,
            })
        };
        let collect_group = group(
            "collect",
            &collect.get_bind_group_layout(0),
            [view(0, &ids), buffer(1, list)],
        );
        let marks = group(
            "marks",
            &context.pipelines().id_buffer(gpu).sample_mark_layout,
            [buffer(0, list), view(1, &depth)],
        );
        gpu.check()?;
        Ok(Self {
            size,
            ids,
            depth,
            collect,
            collect_group,
            marks,
        })
    }

    /// A pass that draws IDs, or one that marks what is in front of them.
    pub(super) fn pass<'a>(
        &self,
        encoder: &'a mut wgpu::CommandEncoder,
        draws: bool,
    ) -> wgpu::RenderPass<'a> {
        let depth = wgpu::RenderPassDepthStencilAttachment {
            view: &self.depth,
            depth_ops: Some(wgpu::Operations {
                load: wgpu::LoadOp::Clear(1.0),
                store: wgpu::StoreOp::Store,
            }),
            stencil_ops: None,
        };
        encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            label: Some("samples"),
            color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                view: &self.ids,
                depth_slice: None,
                resolve_target: None,
                ops: wgpu::Operations {
                    load: match draws {
                        true => wgpu::LoadOp::Clear(wgpu::Color::TRANSPARENT),
                        false => wgpu::LoadOp::Load,
                    },
                    store: wgpu::StoreOp::Store,
                },
            })],
            depth_stencil_attachment: draws.then_some(depth),
            ..wgpu::RenderPassDescriptor::default()
        })
    }

    /// Marks what was drawn.
    pub(super) fn collect(&self, encoder: &mut wgpu::CommandEncoder) {
        let mut pass = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor::default());
        pass.set_pipeline(&self.collect);
        pass.set_bind_group(0, &self.collect_group, &[]);
        let [across, down] = self.size.map(|side| side.div_ceil(8));
        pass.dispatch_workgroups(across, down, 1);
    }
}
