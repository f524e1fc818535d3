//! Vertices and indices on the device.

use std::sync::OnceLock;

use asset::model::{Primitive, Topology, UV_SETS};
use base::Result;
use bytemuck::NoUninit;
use glam::Vec3;

use super::edges::Edges;
use crate::Gpu;
use crate::deform::Deformed;

/// Triangles whose edges are measured, at most.
const MOST_MEASURED: usize = 4096;

/// An attribute of a vertex; the number is its location in the shaders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Attribute {
    Position = 0,
    Normal = 1,
    Tangent = 2,
    Uv0 = 3,
    Uv1 = 4,
    Color = 5,
    Uv2 = 6,
    Uv3 = 7,
}

impl Attribute {
    /// The UV sets by number.
    pub(crate) const UVS: [Self; UV_SETS] = [Self::Uv0, Self::Uv1, Self::Uv2, Self::Uv3];

    /// Its form in a buffer of its own.
    pub(crate) const fn format(self) -> wgpu::VertexFormat {
        match self {
            Self::Position | Self::Normal => wgpu::VertexFormat::Float32x3,
            Self::Tangent | Self::Color => wgpu::VertexFormat::Float32x4,
            Self::Uv0 | Self::Uv1 | Self::Uv2 | Self::Uv3 => wgpu::VertexFormat::Float32x2,
        }
    }
}

/// A primitive on the device. Strips, fans and loops have become lists.
#[derive(Debug)]
pub(crate) struct Geometry {
    pub(crate) topology: wgpu::PrimitiveTopology,
    attributes: Vec<(Attribute, wgpu::Buffer)>,
    indices: Option<wgpu::Buffer>,
    /// Indices, or vertices where there are none.
    count: u32,
    /// The triangles' edges, once they were asked for.
    edges: OnceLock<Edges>,
    /// The middle of the box around the vertices, in the mesh's space.
    pub(crate) center: [f32; 3],
    /// The mean length of its triangles' edges, in the mesh's space.
    pub(crate) edge: f32,
    bytes: u64,
}

impl Geometry {
    /// Uploads a primitive; `deformed` stands for its positions, normals, tangents and colours where
    /// a pose changes them.
    pub(crate) fn new(gpu: &Gpu, primitive: &Primitive, deformed: Option<&Deformed>) -> Self {
        let positions = deformed.map_or(&primitive.positions, |deformed| &deformed.positions);
        let normals = deformed.map_or(&primitive.normals, |deformed| &deformed.normals);
        let tangents = deformed.map_or(&primitive.tangents, |deformed| &deformed.tangents);
        let colors = deformed.map_or(&primitive.colors, |deformed| &deformed.colors);
        let mut bytes = 0;
        let mut vertices = |data: &[u8]| {
            bytes += data.len() as u64;
            // Visibility reads positions and indices without drawing them.
            let usage = wgpu::BufferUsages::VERTEX | wgpu::BufferUsages::STORAGE;
            gpu.buffer("vertices", usage, data)
        };
        let mut attributes = vec![(Attribute::Position, vertices(cast(positions)))];
        let mut add = |attribute: Attribute, data: Option<&[u8]>| {
            if let Some(data) = data {
                attributes.push((attribute, vertices(data)));
            }
        };
        add(Attribute::Normal, normals.as_deref().map(cast));
        add(Attribute::Tangent, tangents.as_deref().map(cast));
        for (attribute, uvs) in Attribute::UVS.into_iter().zip(&primitive.uvs) {
            add(attribute, uvs.as_deref().map(cast));
        }
        add(Attribute::Color, colors.as_deref().map(cast));
        let list = list(primitive);
        let indices = list.as_deref().or(primitive.indices.as_deref());
        let count = indices.map_or(positions.len(), <[u32]>::len);
        let edge = mean_edge(positions, indices, count);
        let indices = indices.map(|indices| {
            bytes += size_of_val(indices) as u64;
            let usage = wgpu::BufferUsages::INDEX
                | wgpu::BufferUsages::STORAGE
                | wgpu::BufferUsages::COPY_SRC;
            gpu.buffer("indices", usage, cast(indices))
        });
        Self {
            topology: match primitive.topology {
                Topology::Points => wgpu::PrimitiveTopology::PointList,
                Topology::Lines | Topology::LineLoop | Topology::LineStrip => {
                    wgpu::PrimitiveTopology::LineList
                }
                Topology::Triangles | Topology::TriangleStrip | Topology::TriangleFan => {
                    wgpu::PrimitiveTopology::TriangleList
                }
            },
            attributes,
            indices,
            count: u32::try_from(count).unwrap_or(u32::MAX),
            edges: OnceLock::new(),
            center: center(positions),
            edge,
            bytes,
        }
    }

    /// Puts the vertices of another pose in place.
    pub(crate) fn deform(&mut self, gpu: &Gpu, deformed: &Deformed) {
        let data = [
            (Attribute::Position, Some(cast(&deformed.positions))),
            (Attribute::Normal, deformed.normals.as_deref().map(cast)),
            (Attribute::Tangent, deformed.tangents.as_deref().map(cast)),
            (Attribute::Color, deformed.colors.as_deref().map(cast)),
        ];
        for (attribute, data) in data {
            if let (Some(buffer), Some(data)) = (self.buffer(attribute), data) {
                gpu.queue().write_buffer(buffer, 0, data);
            }
        }
        self.center = center(&deformed.positions);
    }

    /// An attribute's buffer, where there is one.
    pub(crate) fn buffer(&self, attribute: Attribute) -> Option<&wgpu::Buffer> {
        self.attributes
            .iter()
            .find(|(own, _)| *own == attribute)
            .map(|(_, buffer)| buffer)
    }

    /// The indices, where there are any.
    pub(crate) fn indices(&self) -> Option<&wgpu::Buffer> {
        self.indices.as_ref()
    }

    /// How many indices there are, or vertices where there are none.
    pub(crate) fn count(&self) -> u32 {
        self.count
    }

    /// Draws it, once its vertex buffers are set.
    pub(crate) fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        match &self.indices {
            Some(indices) => {
                pass.set_index_buffer(indices.slice(..), wgpu::IndexFormat::Uint32);
                pass.draw_indexed(0..self.count, 0, 0..1);
            }
            None => pass.draw(0..self.count, 0..1),
        }
    }

    /// A bit for each attribute that it has.
    pub(crate) fn attribute_bits(&self) -> u32 {
        let bits = self.attributes.iter().map(|(own, _)| 1 << *own as u32);
        bits.fold(0, |all, bit: u32| all | bit)
    }

    /// Makes the edges ready for [`draw_edges`](Self::draw_edges); waits for the device the first
    /// time.
    pub(crate) fn make_edges(&self, gpu: &Gpu) -> Result<()> {
        if self.edges.get().is_none() && self.topology == wgpu::PrimitiveTopology::TriangleList {
            let edges = Edges::of(gpu, self.indices.as_ref(), self.count)?;
            // Where another thread was faster, its edges are the same.
            let _ = self.edges.set(edges);
        }
        Ok(())
    }

    /// Draws the triangles' edges, where they are ready.
    pub(crate) fn draw_edges(&self, pass: &mut wgpu::RenderPass<'_>) {
        if let Some(edges) = self.edges.get() {
            edges.draw(pass);
        }
    }

    /// Bytes of device memory.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes + self.edges.get().map_or(0, Edges::bytes)
    }

    /// How many triangles it draws; 0 for lines and points.
    pub(crate) fn triangles(&self) -> u64 {
        match self.topology {
            wgpu::PrimitiveTopology::TriangleList => u64::from(self.count / 3),
            _ => 0,
        }
    }

    /// Whether the geometry has an attribute.
    pub(crate) fn has(&self, attribute: Attribute) -> bool {
        self.buffer(attribute).is_some()
    }
}

fn cast<T: NoUninit>(values: &[T]) -> &[u8] {
    bytemuck::cast_slice(values)
}

/// The corners of a primitive's triangles (or lines, or points), three after three.
pub(crate) fn triangle_list(primitive: &Primitive) -> Vec<u32> {
    let vertices = u32::try_from(primitive.positions.len()).unwrap_or(u32::MAX);
    list(primitive)
        .or_else(|| primitive.indices.clone())
        .unwrap_or_else(|| (0..vertices).collect())
}

/// The indices of strips, fans and loops as lists; `None` where they are a list already.
fn list(primitive: &Primitive) -> Option<Vec<u32>> {
    let vertices = u32::try_from(primitive.positions.len()).unwrap_or(u32::MAX);
    let own: Vec<u32> = match primitive.topology {
        Topology::Points | Topology::Lines | Topology::Triangles => return None,
        _ => primitive
            .indices
            .clone()
            .unwrap_or_else(|| (0..vertices).collect()),
    };
    Some(match primitive.topology {
        Topology::TriangleStrip => own
            .windows(3)
            .enumerate()
            .flat_map(|(index, corners)| match index % 2 {
                0 => [corners[0], corners[1], corners[2]],
                _ => [corners[2], corners[1], corners[0]],
            })
            .collect(),
        Topology::TriangleFan => own
            .windows(2)
            .skip(1)
            .flat_map(|pair| [own[0], pair[0], pair[1]])
            .collect(),
        _ => {
            let mut lines: Vec<u32> = own.windows(2).flatten().copied().collect();
            if let (Topology::LineLoop, [first, .., last]) = (primitive.topology, &own[..]) {
                lines.extend([*last, *first]);
            }
            lines
        }
    })
}

fn center(positions: &[[f32; 3]]) -> [f32; 3] {
    let mut min = [f32::INFINITY; 3];
    let mut max = [f32::NEG_INFINITY; 3];
    for position in positions {
        for axis in 0..3 {
            min[axis] = min[axis].min(position[axis]);
            max[axis] = max[axis].max(position[axis]);
        }
    }
    if positions.is_empty() {
        return [0.0; 3];
    }
    std::array::from_fn(|axis| (min[axis] + max[axis]) / 2.0)
}

/// The mean length of triangles' edges, from some of them: `count` corners that `indices` name, or in
/// their order.
fn mean_edge(positions: &[[f32; 3]], indices: Option<&[u32]>, count: usize) -> f32 {
    let place = |corner: usize| {
        let index = indices.map_or(Some(corner), |list| Some(*list.get(corner)? as usize));
        index
            .and_then(|index| positions.get(index))
            .map(|position| Vec3::from(*position))
    };
    let triangles = count / 3;
    let step = triangles.div_ceil(MOST_MEASURED).max(1);
    let lengths = (0..triangles).step_by(step).filter_map(|triangle| {
        let [a, b, c] = [0, 1, 2].map(|corner| place(3 * triangle + corner));
        let (a, b, c) = (a?, b?, c?);
        Some(f64::from(a.distance(b) + b.distance(c) + c.distance(a)) / 3.0)
    });
    let (sum, measured) = lengths.fold((0.0, 0_u32), |(sum, measured), length| {
        (sum + length, measured + 1)
    });
    (sum / f64::from(measured.max(1))) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn indices(topology: Topology) -> Option<Vec<u32>> {
        list(&Primitive {
            topology,
            positions: vec![[0.0; 3]; 5],
            ..Primitive::default()
        })
    }

    #[test]
    fn edges_are_measured_with_and_without_indices() {
        let corners = [[0.0; 3], [3.0, 0.0, 0.0], [3.0, 4.0, 0.0]];
        assert_eq!(mean_edge(&corners, None, 3), 4.0);
        assert_eq!(mean_edge(&corners, Some(&[0, 1, 2, 2, 1, 0]), 6), 4.0);
        assert_eq!(mean_edge(&[], None, 0), 0.0);
    }

    #[test]
    fn strips_fans_and_loops_become_lists() {
        assert_eq!(indices(Topology::Triangles), None);
        assert_eq!(
            indices(Topology::TriangleStrip),
            Some(vec![0, 1, 2, 3, 2, 1, 2, 3, 4])
        );
        assert_eq!(
            indices(Topology::TriangleFan),
            Some(vec![0, 1, 2, 0, 2, 3, 0, 3, 4])
        );
        assert_eq!(
            indices(Topology::LineLoop),
            Some(vec![0, 1, 1, 2, 2, 3, 3, 4, 4, 0])
        );
        assert_eq!(
            indices(Topology::LineStrip),
            Some(vec![0, 1, 1, 2, 2, 3, 3, 4])
        );
    }
}
