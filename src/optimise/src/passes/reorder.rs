//! Orders triangles for the vertex cache and vertices by first use: GPUs draw them faster, and both
//! compress better. Of triangles that are seen through one another (see [`crate::order`]) only the vertices
//! are ordered.

use crate::work::{Shape, TRIANGLES, Work};

pub(super) fn run(work: &mut Work) -> Vec<String> {
    let mut shapes = 0;
    for shape in work.meshes.iter_mut().flatten() {
        shapes += usize::from(reorder(shape));
    }
    if shapes == 0 {
        return Vec::new();
    }
    vec!["Ordered triangles and vertices for drawing and compression".into()]
}

fn reorder(shape: &mut Shape) -> bool {
    let vertices = shape.vertices();
    if shape.mode != TRIANGLES || shape.indices.is_empty() || !shape.indices.len().is_multiple_of(3)
    {
        return false;
    }
    let ordered = if shape.order.layered {
        shape.indices.clone()
    } else {
        meshopt::optimize_vertex_cache_strip(&shape.indices, vertices)
    };
    // In the order of first use.
    let mut moved = vec![u32::MAX; vertices];
    let mut kept = Vec::with_capacity(vertices);
    for index in ordered.iter().chain(&shape.held) {
        if let Some(slot) = moved
            .get_mut(*index as usize)
            .filter(|slot| **slot == u32::MAX)
        {
            *slot = kept.len() as u32;
            kept.push(*index);
        }
    }
    shape.indices = ordered;
    shape.remap(&kept, &moved);
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    #[test]
    fn triangles_that_are_seen_through_one_another_stay_in_their_order() {
        let corners = |shape: &Shape| -> Vec<[f32; 3]> {
            let positions = shape.positions();
            let indices = shape.indices.iter();
            indices.map(|index| positions[*index as usize]).collect()
        };
        let mut work = samples::work();
        let shape = &mut work.meshes[0][0];
        *shape = samples::grid(12, 0.0);
        // From the last to the first, which no order for a cache is like.
        shape.indices.reverse();
        let before = corners(shape);
        let mut free = work.clone();
        run(&mut free);
        assert_ne!(corners(&free.meshes[0][0]), before);
        work.meshes[0][0].order.layered = true;
        run(&mut work);
        assert_eq!(corners(&work.meshes[0][0]), before);
        assert_eq!(work.meshes[0][0].indices[0], 0);
    }

    #[test]
    fn the_same_triangles_come_out() {
        let corners = |shape: &Shape| {
            let positions = shape.positions();
            let mut triangles: Vec<Vec<[u32; 3]>> = shape
                .indices
                .chunks(3)
                .map(|corners| {
                    let mut corners: Vec<_> = corners
                        .iter()
                        .map(|index| positions[*index as usize].map(f32::to_bits))
                        .collect();
                    // The same triangle may start at another corner.
                    let first = (0..3).min_by_key(|place| corners[*place]).unwrap_or(0);
                    corners.rotate_left(first);
                    corners
                })
                .collect();
            triangles.sort();
            triangles
        };
        let mut work = samples::work();
        let before = corners(&work.meshes[0][0]);
        run(&mut work);
        assert_eq!(corners(&work.meshes[0][0]), before);
        assert_eq!(work.meshes[0][0].indices[0], 0);
    }
}
