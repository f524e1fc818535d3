//! What the graphics device does: it draws IDs and marks the triangles that are seen.

use std::collections::BTreeMap;

use asset::Model;
use asset::scene::is_surface;
use base::Result;
use bytemuck::{Pod, Zeroable};
use glam::DMat4;

use super::bindings::{buffer, compute, view};
use super::samples::Samples;
use crate::gpu::read_buffer;
use crate::passes::{Eye, ID_BUFFER_DEPTH, IdList, TRIANGLE_ID, Use, is_hidden};
use crate::scene::{Attribute, MaterialBinding, Part};
use crate::view::View;
use crate::{RenderContext, Scene};

const COLLECT: &str = include_str!("../../../../shaders/visibility_collect.wgsl");
const POINTS: &str = include_str!("../../../../shaders/visibility_points.wgsl");

/// How far behind a surface something is that pictures may draw in front of it, in framed radii: some
/// steps of the web viewer's depth at its farthest, where a step is 2e-4.
const SLACK: f64 = 5e-4;

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
    part_layout: wgpu::BindGroupLayout,
    marks: wgpu::BindGroup,
    /// What draws pictures' samples, for pictures of one size.
    samples: Option<Samples>,
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
struct Numbers {
    to_clip: [f32; 16],
    first: u32,
    triangles: u32,
    indexed: u32,
    turn: i32,
    slack: f32,
    padding: [f32; 3],
}

/// What is looked at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    /// From the world to a clip space whose depth is 0 to 1.
    pub(super) to_clip: DMat4,
    /// How much less deep something is there, at a distance of 1, that is a framed radius nearer.
    pub(super) depth: f64,
    /// Whether all surfaces hide what is behind them, from both sides: so they do where they cast a
    /// shadow.
    pub(super) casts: bool,
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
        let collect = compute(gpu, "collect", COLLECT, None);
        let part_layout = part_layout(device);
        let geometry_layout = geometry_layout(device);
        let points = compute(
            gpu,
            "points",
            POINTS,
            Some([&part_layout, &geometry_layout]),
        );
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
                        &geometry_layout,
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
            part_layout,
            marks,
            samples: None,
            geometries,
            first,
            ranges,
            resolution,
        }))
    }

    /// Looks at `scene` as it is posed now and notes what is seen.
    pub(super) fn draw(
        &mut self,
        context: &RenderContext,
        scene: &Scene,
        look: Look,
        shown: impl Fn(usize) -> bool,
    ) -> Result<()> {
        let gpu = context.gpu();
        let ids = IdList::new(context, scene, Eye::new(look.to_clip), shown, |_, part| {
            self.first[part]
        });
        let (hiding, marking) = match look.casts {
            true => (Use::Cast, None),
            false => (Use::Triangle, Some(Use::Mark)),
        };
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
            let hides = |part: &Part| look.casts && is_area(part) || hides(part);
            ids.draw(context, scene, hiding, hides, &mut pass);
        }
        if let Some(marking) = marking {
            let mut pass = self.pass(&mut encoder, wgpu::LoadOp::Load, false);
            pass.set_bind_group(2, &self.marks, &[]);
            ids.draw(context, scene, marking, is_seen_through, &mut pass);
        }
        {
            let mut pass = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor::default());
            pass.set_pipeline(&self.collect);
            pass.set_bind_group(0, &self.collect_group, &[]);
            let groups = self.resolution.div_ceil(8);
            pass.dispatch_workgroups(groups, groups, 1);
            self.draw_points(context, scene, look, &ids, &mut pass);
        }
        gpu.queue().submit([encoder.finish()]);
        // One view at a time, so that work that is cancelled stops after one view at most.
        gpu.wait()
    }

    /// Looks at points of every triangle that wasn't seen yet.
    fn draw_points(
        &self,
        context: &RenderContext,
        scene: &Scene,
        look: Look,
        ids: &IdList,
        pass: &mut wgpu::ComputePass<'_>,
    ) {
        let device = context.gpu().device();
        let align = device.limits().min_uniform_buffer_offset_alignment;
        let stride = (size_of::<Numbers>() as u32).next_multiple_of(align);
        let mut bytes = Vec::with_capacity(ids.items.len().max(1) * stride as usize);
        for item in &ids.items {
            let part = &scene.parts()[item.part];
            let double = look.casts || part.binding().is_none_or(|own| own.double_sided);
            bytes.extend(bytemuck::bytes_of(&Numbers {
                to_clip: item.to_clip.as_mat4().to_cols_array(),
                first: self.first[item.part],
                triangles: part.geometry.count() / 3,
                indexed: u32::from(part.geometry.indices().is_some()),
                turn: match (double, item.mirrored) {
                    (true, _) => 0,
                    (false, false) => 1,
                    (false, true) => -1,
                },
                slack: (SLACK * look.depth) as f32,
                padding: [0.0; 3],
            }));
            bytes.resize(bytes.len().next_multiple_of(stride as usize), 0);
        }
        bytes.resize(bytes.len().max(stride as usize), 0);
        let numbers = context.uniform("parts", &bytes);
        let group = device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("parts"),
            layout: &self.part_layout,
            entries: &[
                wgpu::BindGroupEntry {
                    binding: 0,
                    resource: wgpu::BindingResource::Buffer(wgpu::BufferBinding {
                        buffer: &numbers,
                        offset: 0,
                        size: std::num::NonZero::new(size_of::<Numbers>() as u64),
                    }),
                },
                buffer(1, &self.list),
                view(2, &self.depth),
            ],
        });
        pass.set_pipeline(&self.points);
        for (number, item) in (0_u32..).zip(&ids.items) {
            let Some(geometry) = &self.geometries[item.part] else {
                continue;
            };
            let triangles = scene.parts()[item.part].geometry.count() / 3;
            pass.set_bind_group(0, &group, &[number * stride]);
            pass.set_bind_group(1, geometry, &[]);
            let width = triangles.min(ROW).div_ceil(64);
            pass.dispatch_workgroups(width, triangles.div_ceil(ROW), 1);
        }
    }

    /// Notes what a picture of `view` shows, to the sample; `scene` is posed for it.
    pub(super) fn draw_picture(
        &mut self,
        context: &RenderContext,
        scene: &Scene,
        picture: &View,
    ) -> Result<()> {
        let gpu = context.gpu();
        let samples = match self.samples.take() {
            Some(samples) if samples.size == picture.size => samples,
            _ => Samples::new(context, picture.size, &self.list)?,
        };
        let ids = IdList::new(
            context,
            scene,
            Eye::picture(picture.camera, picture.size),
            |part| !is_hidden(scene, part, picture),
            |_, part| self.first[part],
        );
        let mut encoder = gpu
            .device()
            .create_command_encoder(&wgpu::CommandEncoderDescriptor {
                label: Some("visibility"),
            });
        {
            let mut pass = samples.pass(&mut encoder, true);
            ids.draw(context, scene, Use::Samples, hides, &mut pass);
        }
        {
            let mut pass = samples.pass(&mut encoder, false);
            pass.set_bind_group(2, &samples.marks, &[]);
            ids.draw(context, scene, Use::SampleMark, is_seen_through, &mut pass);
        }
        samples.collect(&mut encoder);
        self.samples = Some(samples);
        gpu.queue().submit([encoder.finish()]);
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

/// Whether a part hides what is behind it. Points and lines are a pixel wide in pictures of any size, so
/// that they hide less in large ones.
fn hides(part: &Part) -> bool {
    is_area(part) && part.binding().is_some_and(MaterialBinding::hides)
}

/// Whether something can be seen behind a part, or its own surface where the IDs have gaps.
fn is_seen_through(part: &Part) -> bool {
    let masked = |binding: &MaterialBinding| binding.features.contains("MASK");
    !hides(part) || part.binding().is_some_and(masked)
}

fn is_area(part: &Part) -> bool {
    part.geometry.topology == wgpu::PrimitiveTopology::TriangleList
}

/// The layout of a part's numbers, the list of marks and the depth.
fn part_layout(device: &wgpu::Device) -> wgpu::BindGroupLayout {
    let numbers = wgpu::BindingType::Buffer {
        ty: wgpu::BufferBindingType::Uniform,
        has_dynamic_offset: true,
        min_binding_size: None,
    };
    let depth = wgpu::BindingType::Texture {
        sample_type: wgpu::TextureSampleType::Depth,
        view_dimension: wgpu::TextureViewDimension::D2,
        multisampled: false,
    };
    device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
        label: Some("parts"),
        entries: &[entry(0, numbers), entry(1, list_of(false)), entry(2, depth)],
    })
}

/// The layout of a part's positions and indices.
fn geometry_layout(device: &wgpu::Device) -> wgpu::BindGroupLayout {
    device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
        label: Some("geometry"),
        entries: &[entry(0, list_of(true)), entry(1, list_of(true))],
    })
}

const fn list_of(read_only: bool) -> wgpu::BindingType {
    wgpu::BindingType::Buffer {
        ty: wgpu::BufferBindingType::Storage { read_only },
        has_dynamic_offset: false,
        min_binding_size: None,
    }
}

const fn entry(binding: u32, ty: wgpu::BindingType) -> wgpu::BindGroupLayoutEntry {
    wgpu::BindGroupLayoutEntry {
        binding,
        visibility: wgpu::ShaderStages::COMPUTE,
        ty,
        count: None,
    }
}
