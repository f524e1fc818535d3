//! Joins vertices that are equal in everything: attributes and displacements, bit for bit.

use std::collections::HashMap;

use crate::words::counted;
use crate::work::{Shape, Work};

pub(super) fn run(work: &mut Work) -> Vec<String> {
    let joined: usize = work.meshes.iter_mut().flatten().map(weld).sum();
    if joined == 0 {
        return Vec::new();
    }
    vec![format!(
        "Joined {}",
        counted(joined, "equal vertex", "equal vertices")
    )]
}

/// Joins equal vertices and drops unused ones; returns how many are gone.
pub(super) fn weld(shape: &mut Shape) -> usize {
    let before = shape.vertices();
    let mut known: HashMap<Vec<u32>, u32> = HashMap::with_capacity(before);
    let streams: Vec<_> = shape
        .streams
        .iter()
        .chain(shape.targets.iter().flatten())
        .collect();
    let mut moved = Vec::with_capacity(before);
    let mut kept = Vec::new();
    for vertex in 0..before {
        let elements = streams.iter().flat_map(|stream| stream.element(vertex));
        // 0 and -0 are one number in two patterns of bits.
        let row: Vec<u32> = elements.map(|number| (number + 0.0).to_bits()).collect();
        let next = kept.len() as u32;
        let place = *known.entry(row).or_insert(next);
        if place == next {
            kept.push(vertex as u32);
        }
        moved.push(place);
    }
    drop(streams);
    if kept.len() < before {
        shape.remap(&kept, &moved);
    }
    shape.drop_unused_vertices();
    before - shape.vertices()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{self, shape_of};

    #[test]
    fn equal_vertices_become_one_and_all_triangles_stay() {
        let mut work = samples::work();
        work.meshes[0][0] = shape_of(
            &[
                [0.0, 0.0, 0.0],
                [1.0, 0.0, 0.0],
                [0.0, 1.0, 0.0],
                [1.0, 0.0, -0.0],
                [1.0, 1.0, 0.0],
                [0.0, 1.0, 0.0],
            ],
            &[0, 1, 2, 3, 4, 5],
        );
        assert_eq!(run(&mut work).len(), 1);
        let shape = &work.meshes[0][0];
        assert_eq!(shape.vertices(), 4);
        assert_eq!(shape.indices, [0, 1, 2, 1, 3, 2]);
    }

    #[test]
    fn vertices_that_differ_in_one_attribute_stay_apart() {
        let mut work = samples::work();
        let before = work.meshes[0][0].vertices();
        assert!(run(&mut work).is_empty());
        assert_eq!(work.meshes[0][0].vertices(), before);
    }

    #[test]
    fn unused_vertices_go_even_in_an_empty_mesh() {
        let mut work = samples::work();
        work.meshes[0][0] = shape_of(&[[0.0; 3], [1.0; 3]], &[]);
        run(&mut work);
        assert_eq!(work.meshes[0][0].vertices(), 0);
    }
}
