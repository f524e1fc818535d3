//! The ID buffer: IDs of objects and triangles are drawn instead of colours, and say what is where.
//! Picking and visibility read it.

use bytemuck::{Pod, Zeroable};
use glam::DMat4;

use super::frame::{clip, upside_down};
use super::id_pipelines::Use;
use crate::scene::Part;
use crate::{Camera, RenderContext, Scene};

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
    padding: u32,
    parts: [f32; 2],
    to_view: [f32; 16],
    projection: [f32; 16],
}

/// From where IDs are drawn.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Eye {
    /// From the world to a clip space whose depth is 0 to 1.
    pub(crate) to_clip: DMat4,
    /// The picture whose samples are drawn.
    picture: Option<(Camera, [u32; 2])>,
}

impl Eye {
    /// What `to_clip` shows.
    pub(crate) fn new(to_clip: DMat4) -> Self {
        Self {
            to_clip,
            picture: None,
        }
    }

    /// What a picture of this size shows, upside down as it is drawn.
    pub(crate) fn picture(camera: Camera, size: [u32; 2]) -> Self {
        Self {
            to_clip: upside_down(camera.projection) * camera.view,
            picture: Some((camera, size)),
        }
    }
}

impl IdList {
    /// All instances of the parts that `shown` says; `first` says what is added to a triangle's ID, by item
    /// and part.
    pub(crate) fn new(
        context: &RenderContext,
        scene: &Scene,
        eye: Eye,
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
                let to_clip = eye.to_clip * *matrix;
                let mut object = Object {
                    to_clip: to_clip.as_mat4().to_cols_array(),
                    first: first(items.len(), index),
                    ..Object::zeroed()
                };
                if let Some((camera, size)) = &eye.picture {
                    object.parts = size.map(|side| side as f32 * 8.0);
                    object.to_view = (camera.view * *matrix).as_mat4().to_cols_array();
                    object.projection = clip(camera.projection).to_cols_array();
                }
                bytes.extend(bytemuck::bytes_of(&object));
                bytes.resize(bytes.len().next_multiple_of(stride as usize), 0);
                items.push(IdItem {
                    part: index,
                    instance,
                    to_clip,
                    // Upside down, triangles turn the other way.
                    mirrored: part.mirrored != eye.picture.is_some(),
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

    /// Draws the items that `which` picks. For those that mark the third bind group is set already.
    pub(crate) fn draw(
        &self,
        context: &RenderContext,
        scene: &Scene,
        to: Use,
        which: impl Fn(&Part) -> bool,
        pass: &mut wgpu::RenderPass<'_>,
    ) {
        for (number, item) in (0_u32..).zip(&self.items) {
            let part = &scene.parts()[item.part];
            let Some(binding) = part.binding().filter(|_| which(part)) else {
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
