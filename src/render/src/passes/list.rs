//! What is drawn, in which order, and where each thing is.

use bytemuck::{Pod, Zeroable};
use glam::{DMat3, DMat4, Mat4};

use super::formats::SAMPLES;
use crate::view::View;
use crate::{RenderContext, Scene};

/// One drawing of a part.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Item {
    /// The part's number in the scene.
    pub(crate) part: usize,
    /// Its place in the buffer of objects.
    pub(crate) object: u32,
    /// Whether its matrix mirrors, which turns the winding of triangles.
    pub(crate) mirrored: bool,
    /// Depth in clip space of the part's middle, by which it is sorted.
    depth: f64,
    rank: usize,
}

/// Everything that a picture shows, in the web viewer's order.
pub(crate) struct List {
    pub(crate) opaque: Vec<Item>,
    pub(crate) transmissive: Vec<Item>,
    pub(crate) blended: Vec<Item>,
    /// Where everything is; bound with a dynamic offset.
    pub(crate) objects: wgpu::BindGroup,
    /// Bytes from one object to the next.
    pub(crate) stride: u32,
    /// Samples of a pixel.
    pub(crate) samples: u32,
}

/// Laid out as common.wgsl has it.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
struct Object {
    model_view: [f32; 16],
    normal_matrix: [[f32; 4]; 3],
    /// Lengths of the node's axes, by which the web viewer scales thickness; instances and skins don't
    /// count. The fourth is the mean length of the edges of triangles.
    scale: [f32; 4],
    color: [f32; 4],
}

impl List {
    /// All items, in the order in which they are drawn.
    pub(crate) fn all(&self) -> [&[Item]; 3] {
        [&self.opaque, &self.transmissive, &self.blended]
    }

    pub(crate) fn new(context: &RenderContext, scene: &Scene, view: &View) -> Self {
        let align = context
            .gpu()
            .device()
            .limits()
            .min_uniform_buffer_offset_alignment;
        let stride = (size_of::<Object>() as u32).next_multiple_of(align);
        let mut bytes: Vec<u8> = Vec::new();
        let (mut opaque, mut transmissive, mut blended) = (Vec::new(), Vec::new(), Vec::new());
        let project = view.camera.projection * view.camera.view;
        for (index, part) in scene.parts().iter().enumerate() {
            let Some(binding) = part.binding().filter(|_| !is_hidden(scene, index, view)) else {
                continue;
            };
            let depth = (project * part.center().extend(1.0)).z;
            for (instance, matrix) in part.matrices.iter().enumerate() {
                let color = part.colors.get(instance).copied().unwrap_or([1.0; 3]);
                let item = Item {
                    part: index,
                    object: (bytes.len() / stride as usize) as u32,
                    mirrored: part.mirrored,
                    depth,
                    rank: part.rank,
                };
                let edge = part.geometry.edge;
                let turn = part.turns.get(instance).copied().unwrap_or_default();
                let normal = normal_matrix(view.camera.view * part.base, turn);
                let seen = (view.camera.view * *matrix, normal);
                let object = object(seen, lengths(part.base), color, edge * mean_length(*matrix));
                bytes.extend(bytemuck::bytes_of(&object));
                bytes.resize(bytes.len().next_multiple_of(stride as usize), 0);
                match (binding.transmissive, binding.blend) {
                    (true, _) => transmissive.push(item),
                    (false, true) => blended.push(item),
                    (false, false) => opaque.push(item),
                }
            }
        }
        opaque.sort_by(|a: &Item, b| a.rank.cmp(&b.rank).then(a.depth.total_cmp(&b.depth)));
        for items in [&mut transmissive, &mut blended] {
            items.sort_by(|a: &Item, b| b.depth.total_cmp(&a.depth));
        }
        if bytes.is_empty() {
            bytes.resize(stride as usize, 0);
        }
        let buffer = context.uniform("objects", &bytes);
        let objects = context
            .gpu()
            .device()
            .create_bind_group(&wgpu::BindGroupDescriptor {
                label: Some("objects"),
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
        let samples = match view.draft && transmissive.is_empty() && view.highlight.is_none() {
            true => 1,
            false => SAMPLES,
        };
        Self {
            opaque,
            transmissive,
            blended,
            objects,
            stride,
            samples,
        }
    }
}

/// Whether a part isn't drawn: the caller hid it, or it is a shadow that the author baked and the
/// viewer casts its own.
pub(crate) fn is_hidden(scene: &Scene, part: usize, view: &View) -> bool {
    if scene.is_hidden(part) {
        return true;
    }
    let part = &scene.parts()[part];
    view.attributes.shadow_intensity > 0.0
        && scene
            .framing(view)
            .is_some_and(|framing| framing.baked_shadows.contains(&(part.node, part.primitive)))
}

/// The matrix that takes normals to the camera's space. As in the web viewer, normals under a matrix
/// that flattens become zero.
fn normal_matrix(model_view: DMat4, turn: DMat3) -> DMat3 {
    let model_view = DMat3::from_mat4(model_view);
    if model_view.determinant() == 0.0 {
        return DMat3::ZERO;
    }
    let normal = model_view.inverse().transpose() * turn;
    if normal.is_finite() {
        normal
    } else {
        DMat3::ZERO
    }
}

/// Lengths of a matrix's columns.
fn lengths(matrix: DMat4) -> [f32; 3] {
    [matrix.x_axis, matrix.y_axis, matrix.z_axis].map(|axis| axis.truncate().length() as f32)
}

fn mean_length(matrix: DMat4) -> f32 {
    let [x, y, z] = lengths(matrix);
    (x + y + z) / 3.0
}

fn object(
    (model_view, normal): (DMat4, DMat3),
    [x, y, z]: [f32; 3],
    [r, g, b]: [f32; 3],
    edge: f32,
) -> Object {
    let column = |column: glam::DVec3| column.as_vec3().extend(0.0).into();
    let model_view: Mat4 = model_view.as_mat4();
    Object {
        model_view: model_view.to_cols_array(),
        normal_matrix: [
            column(normal.x_axis),
            column(normal.y_axis),
            column(normal.z_axis),
        ],
        scale: [x, y, z, edge],
        color: [r, g, b, 1.0],
    }
}
