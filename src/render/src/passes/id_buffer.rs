//! The ID buffer: IDs of objects and triangles are drawn instead of colours, and say what is where.
//! Picking and visibility read it.

use bytemuck::{Pod, Zeroable};
use glam::DMat4;

use super::id_pipelines::Use;
use crate::scene::MaterialBinding;
use crate::{RenderContext, Scene};

/// One drawing of a part.
#[derive(Debug, Clone, Copy)]
pub(crate) struct IdItem {
    /// The part's number in the scene.
    pub(crate) part: usize,
    /// Which of its instances.
    pub(crate) instance: usize,
    /// From its space to the clip space.
    pub(crate) to_clip: DMat4,
    /// Whether its matrix mirrors, which turns the winding of triangles.
    pub(crate) mirrored: bool,
}

/// All that is drawn into one ID buffer.
pub(crate) struct IdList {
    pub(crate) items: Vec<IdItem>,
    objects: wgpu::BindGroup,
    stride: u32,
}

/// Laid out as id_buffer.wgsl has it.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
struct Object {
    to_clip: [f32; 16],
    first: u32,
    padding: [u32; 3],
}

impl IdList {
    /// All instances of the parts that `shown` says. `project` goes from the world to a clip space
    /// whose depth is 0 to 1; `first` says what is added to a triangle's ID, by item and part.
    pub(crate) fn new(
        context: &RenderContext,
        scene: &Scene,
        project: DMat4,
        shown: impl Fn(usize) -> bool,
        first: impl Fn(usize, usize) -> u32,
    ) -> Self {
        let limits = context.gpu().device().limits();
        let stride = (size_of::<Object>() as u32)
            .next_multiple_of(limits.min_uniform_buffer_offset_alignment);
        let mut items = Vec::new();
        let mut bytes: Vec<u8> = Vec::new();
        for (index, part) in scene.parts().iter().enumerate() {
            if !shown(index) || part.binding().is_none() {
                continue;
            }
            for (instance, matrix) in part.matrices.iter().enumerate() {
                let to_clip = project * *matrix;
                let object = Object {
                    to_clip: to_clip.as_mat4().to_cols_array(),
                    first: first(items.len(), index),
                    padding: [0; 3],
                };
                bytes.extend(bytemuck::bytes_of(&object));
                bytes.resize(bytes.len().next_multiple_of(stride as usize), 0);
                items.push(IdItem {
                    part: index,
                    instance,
                    to_clip,
                    mirrored: part.mirrored,
                });
            }
        }
        if bytes.is_empty() {
            bytes.resize(stride as usize, 0);
        }
        let buffer = context.uniform("objects with IDs", &bytes);
        let objects = context
            .gpu()
            .device()
            .create_bind_group(&wgpu::BindGroupDescriptor {
                label: Some("objects with IDs"),
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
        Self {
            items,
            objects,
            stride,
        }
    }

    /// Draws the items that `which` picks. For [`Use::Mark`] the third bind group is set already.
    pub(crate) fn draw(
        &self,
        context: &RenderContext,
        scene: &Scene,
        to: Use,
        which: impl Fn(&MaterialBinding) -> bool,
        pass: &mut wgpu::RenderPass<'_>,
    ) {
        for (number, item) in (0_u32..).zip(&self.items) {
            let part = &scene.parts()[item.part];
            let Some(binding) = part.binding().filter(|binding| which(binding)) else {
                continue;
            };
            let geometry = &part.geometry;
            let (pipeline, attributes, textured) =
                context
                    .pipelines()
                    .id_surface(context.gpu(), binding, geometry, item.mirrored, to);
            pass.set_pipeline(&pipeline);
            pass.set_bind_group(0, &self.objects, &[number * self.stride]);
            if textured {
                pass.set_bind_group(1, &binding.bind_group, &[]);
            }
            for (slot, attribute) in (0..).zip(attributes) {
                if let Some(buffer) = geometry.buffer(attribute) {
                    pass.set_vertex_buffer(slot, buffer.slice(..));
                }
            }
            geometry.draw(pass);
        }
    }
}

/// From OpenGL's clip space to one whose depth is 0 to 1.
pub(crate) fn depth_from_zero(projection: DMat4) -> DMat4 {
    DMat4::from_cols_array(&[
        1.0, 0.0, 0.0, 0.0, //
        0.0, 1.0, 0.0, 0.0, //
        0.0, 0.0, 0.5, 0.0, //
        0.0, 0.0, 0.5, 1.0,
    ]) * projection
}
