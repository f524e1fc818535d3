//! What the graphics device does: it draws IDs and marks the triangles that are seen.

use std::collections::BTreeMap;

use asset::Model;
use asset::scene::is_surface;
use base::Result;
use bytemuck::{Pod, Zeroable};
use glam::DMat4;

use crate::gpu::read_buffer;
use crate::passes::{ID_BUFFER_DEPTH, IdList, TRIANGLE_ID, Use, shader};
use crate::scene::{Attribute, MaterialBinding};
use crate::{RenderContext, Scene};

const COLLECT: &str = include_str!("../../../../shaders/visibility_collect.wgsl");
const POINTS: &str = include_str!("../../../../shaders/visibility_points.wgsl");

/// Triangles in a row of the second shader's grid.
const ROW: u32 = 64 * 32768;

/// An ID buffer, and the list of what was seen in it.
pub(super) struct VisibilityPass {
    ids: wgpu::TextureView,
    depth: wgpu::TextureView,
    /// One word a triangle: 1 where it was seen.
    list: wgpu::Buffer,
    collect: wgpu::ComputePipeline,
    collect_group: wgpu::BindGroup,
    points: wgpu::ComputePipeline,
    marks: wgpu::BindGroup,
    /// Positions and indices of each part that is a surface.
    geometries: Vec<Option<wgpu::BindGroup>>,
    /// Number of each part's first triangle.
    first: Vec<u32>,
    /// Mesh, primitive, first triangle and how many.
    ranges: Vec<((usize, usize), u32, u32)>,
    resolution: u32,
}

/// Laid out as visibility_points.wgsl has it.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
struct Part {
    to_clip: [f32; 16],
    first: u32,
    triangles: u32,
    indexed: u32,
    turn: i32,
}

impl VisibilityPass {
    /// Makes all that looking at `scene` needs; `None` where it is more than the device can bind.
    pub(super) fn new(
        context: &RenderContext,
        model: &Model,
        scene: &Scene,
        resolution: u32,
    ) -> Result<Option<Self>> {
        let gpu = context.gpu();
        let device = gpu.device();
        let resolution = resolution.clamp(16, gpu.max_side());
        let mut ranges: Vec<((usize, usize), u32, u32)> = Vec::new();
        let mut known: BTreeMap<(usize, usize), u32> = BTreeMap::new();
        let mut next = 0_u32;
        let mut first = Vec::new();
        for part in scene.parts() {
            let mesh = model.nodes[part.node].mesh.unwrap_or_default();
            let key = (mesh, part.primitive);
            let start = *known.entry(key).or_insert_with(|| {
                let primitive = &model.meshes[mesh].primitives[part.primitive];
                // Points and lines hide too, so they have IDs of their own.
                let mut elements = part.geometry.count();
                if is_surface(primitive) {
                    elements /= 3;
                    ranges.push((key, next, elements));
                }
                let start = next;
                next = next.saturating_add(elements);
                start
            });
            first.push(start);
        }
        let size = u64::from(next.max(1)) * 4;
        let most = device.limits().max_storage_buffer_binding_size;
        let fits = |buffer: Option<&wgpu::Buffer>| buffer.is_none_or(|b| b.size() <= most);
        let all_fit = scene.parts().iter().all(|part| {
            fits(part.geometry.buffer(Attribute::Position)) && fits(part.geometry.indices())
        });
        if next == u32::MAX || size > most || !all_fit {
            return Ok(None);
        }
        let list = device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("seen"),
            size,
            usage: wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_SRC,
            mapped_at_creation: false,
        });
        let texture = |label, format| {
            device
                .create_texture(&wgpu::TextureDescriptor {
                    label: Some(label),
                    size: wgpu::Extent3d {
                        width: resolution,
                        height: resolution,
                        depth_or_array_layers: 1,
                    },
                    mip_level_count: 1,
                    sample_count: 1,
                    dimension: wgpu::TextureDimension::D2,
                    format,
                    usage: wgpu::TextureUsages::RENDER_ATTACHMENT
                        | wgpu::TextureUsages::TEXTURE_BINDING,
                    view_formats: &[],
                })
                .create_view(&wgpu::TextureViewDescriptor::default())
        };
        let ids = texture("ID buffer", TRIANGLE_ID);
        let depth = texture("depth of ID buffer", ID_BUFFER_DEPTH);
        let pipeline = |label, text: &str, entry| {
            device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
                label: Some(label),
                layout: None,
                module: &shader(gpu, label, text),
                entry_point: Some(entry),
                compilation_options: wgpu::PipelineCompilationOptions::default(),
                cache: None,
            })
        };
        let collect = pipeline("collect", COLLECT, "collect");
        let points = pipeline("points", POINTS, "points");
        let group =
            |label, layout: &wgpu::BindGroupLayout, entries: &[wgpu::BindGroupEntry<'_>]| {
                device.create_bind_group(&wgpu::BindGroupDescriptor {
                    label: Some(label),
                    layout,
                    entries,
                })
            };
        let collect_group = group(
            "collect",
            &collect.get_bind_group_layout(0),
            &[view(0, &ids), buffer(1, &list)],
        );
        let marks = group(
            "marks",
            &context.pipelines().id_buffer(gpu).mark_layout,
            &[buffer(0, &list), view(1, &depth)],
        );
        let nothing = context.storage("nothing", &[0; 4]);
        let geometries = scene
            .parts()
            .iter()
            .map(|part| {
                let surface = part.geometry.topology == wgpu::PrimitiveTopology::TriangleList;
                let positions = part.geometry.buffer(Attribute::Position)?;
                let indices = part.geometry.indices().unwrap_or(&nothing);
                surface.then(|| {
                    group(
                        "geometry",
                        &points.get_bind_group_layout(1),
                        &[buffer(0, positions), buffer(1, indices)],
                    )
                })
            })
            .collect();
        gpu.check()?;
        Ok(Some(Self {
            ids,
            depth,
            list,
            collect,
            collect_group,
            points,
            marks,
            geometries,
            first,
            ranges,
            resolution,
        }))
    }

    /// Draws `scene` as it is posed now and notes what is seen; `project` goes from the world to the
    /// clip space.
    pub(super) fn draw(
        &mut self,
        context: &RenderContext,
        scene: &Scene,
        project: DMat4,
    ) -> Result<()> {
        let gpu = context.gpu();
        let ids = IdList::new(
            context,
            scene,
            project,
            |_| true,
            |_, part| self.first[part],
        );
        let mut encoder = gpu
            .device()
            .create_command_encoder(&wgpu::CommandEncoderDescriptor {
                label: Some("visibility"),
            });
        {
            let mut pass = self.pass(
                &mut encoder,
                wgpu::LoadOp::Clear(wgpu::Color::TRANSPARENT),
                true,
            );
            ids.draw(
                context,
                scene,
                Use::Triangle,
                MaterialBinding::hides,
                &mut pass,
            );
        }
        {
            let mut pass = self.pass(&mut encoder, wgpu::LoadOp::Load, false);
            pass.set_bind_group(2, &self.marks, &[]);
            ids.draw(
                context,
                scene,
                Use::Mark,
                |binding| !binding.hides(),
                &mut pass,
            );
        }
        {
            let mut pass = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor::default());
            pass.set_pipeline(&self.collect);
            pass.set_bind_group(0, &self.collect_group, &[]);
            let groups = self.resolution.div_ceil(8);
            pass.dispatch_workgroups(groups, groups, 1);
            pass.set_pipeline(&self.points);
            for item in &ids.items {
                let part = &scene.parts()[item.part];
                let (Some(geometry), Some(binding)) = (&self.geometries[item.part], part.binding())
                else {
                    continue;
                };
                let triangles = part.geometry.count() / 3;
                let content = Part {
                    to_clip: item.to_clip.as_mat4().to_cols_array(),
                    first: self.first[item.part],
                    triangles,
                    indexed: u32::from(part.geometry.indices().is_some()),
                    turn: match (binding.double_sided, item.mirrored) {
                        (true, _) => 0,
                        (false, false) => 1,
                        (false, true) => -1,
                    },
                };
                let uniform = context.uniform("part", bytemuck::bytes_of(&content));
                let group = gpu.device().create_bind_group(&wgpu::BindGroupDescriptor {
                    label: Some("part"),
                    layout: &self.points.get_bind_group_layout(0),
                    entries: &[
                        buffer(0, &uniform),
                        buffer(1, &self.list),
                        view(2, &self.depth),
                    ],
                });
                pass.set_bind_group(0, &group, &[]);
                pass.set_bind_group(1, geometry, &[]);
                let width = triangles.min(ROW).div_ceil(64);
                pass.dispatch_workgroups(width, triangles.div_ceil(ROW), 1);
            }
        }
        gpu.queue().submit([encoder.finish()]);
        // One view at a time, so that work that is cancelled stops after one view at most.
        gpu.wait()
    }

    fn pass<'a>(
        &self,
        encoder: &'a mut wgpu::CommandEncoder,
        load: wgpu::LoadOp<wgpu::Color>,
        with_depth: bool,
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
            label: Some("visibility"),
            color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                view: &self.ids,
                depth_slice: None,
                resolve_target: None,
                ops: wgpu::Operations {
                    load,
                    store: wgpu::StoreOp::Store,
                },
            })],
            depth_stencil_attachment: with_depth.then_some(depth),
            ..wgpu::RenderPassDescriptor::default()
        })
    }

    /// What was seen so far, by mesh and primitive.
    pub(super) fn seen(
        &self,
        context: &RenderContext,
    ) -> Result<BTreeMap<(usize, usize), Vec<bool>>> {
        let bytes = read_buffer(context.gpu(), &self.list, self.list.size())?;
        let words: &[u8] = &bytes;
        Ok(self
            .ranges
            .iter()
            .map(|(key, first, count)| {
                let start = *first as usize * 4;
                let own = words.get(start..start + *count as usize * 4).unwrap_or(&[]);
                (*key, own.chunks_exact(4).map(|word| word[0] != 0).collect())
            })
            .collect())
    }
}

fn view(binding: u32, view: &wgpu::TextureView) -> wgpu::BindGroupEntry<'_> {
    wgpu::BindGroupEntry {
        binding,
        resource: wgpu::BindingResource::TextureView(view),
    }
}

fn buffer(binding: u32, buffer: &wgpu::Buffer) -> wgpu::BindGroupEntry<'_> {
    wgpu::BindGroupEntry {
        binding,
        resource: buffer.as_entire_binding(),
    }
}
