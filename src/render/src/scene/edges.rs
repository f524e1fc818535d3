//! The edges of triangles as lines, for the wireframe.

use base::Result;

use crate::Gpu;
use crate::gpu::read_buffer;

/// Every edge of a geometry once, as a list of lines.
#[derive(Debug)]
pub(super) struct Edges {
    indices: wgpu::Buffer,
    count: u32,
}

impl Edges {
    /// The edges of the triangles that `indices` make, or that `count` vertices make in their order.
    /// Indices are read back from the device: scenes don't keep them, and few are ever shown so.
    pub(super) fn of(gpu: &Gpu, indices: Option<&wgpu::Buffer>, count: u32) -> Result<Self> {
        let edges = match indices {
            Some(_) if count == 0 => Vec::new(),
            Some(indices) => {
                let bytes = read_buffer(gpu, indices, u64::from(count) * 4)?;
                edges(&bytemuck::pod_collect_to_vec(&bytes))
            }
            None => edges(&(0..count).collect::<Vec<u32>>()),
        };
        Ok(Self {
            count: u32::try_from(edges.len()).unwrap_or(u32::MAX),
            indices: gpu.buffer(
                "edges",
                wgpu::BufferUsages::INDEX,
                bytemuck::cast_slice(&edges),
            ),
        })
    }

    /// Bytes of device memory.
    pub(super) fn bytes(&self) -> u64 {
        self.indices.size()
    }

    /// Draws them, once vertex buffers are set.
    pub(super) fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        pass.set_index_buffer(self.indices.slice(..), wgpu::IndexFormat::Uint32);
        pass.draw_indexed(0..self.count, 0, 0..1);
    }
}

/// Both ends of every edge. Neighbours share theirs, which is listed once.
fn edges(triangles: &[u32]) -> Vec<u32> {
    let mut edges: Vec<[u32; 2]> = triangles
        .chunks_exact(3)
        .flat_map(|corner| {
            [(0, 1), (1, 2), (2, 0)].map(|(from, to)| {
                let (from, to) = (corner[from], corner[to]);
                [from.min(to), from.max(to)]
            })
        })
        .collect();
    edges.sort_unstable();
    edges.dedup();
    edges.into_flattened()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shared_edges_are_listed_once() {
        assert_eq!(edges(&[0, 1, 2, 2, 1, 3]), [0, 1, 0, 2, 1, 2, 1, 3, 2, 3]);
        assert!(edges(&[]).is_empty());
    }
}
