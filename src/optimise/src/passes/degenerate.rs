//! Drops triangles that can't be seen from anywhere: with a corner that isn't finite, with two
//! corners in one, or without area.

use crate::words::counted;
use crate::work::{Shape, TRIANGLES, Work};

pub(super) fn run(work: &mut Work) -> Vec<String> {
    let shapes = work.meshes.iter_mut().flatten();
    let dropped: usize = shapes.map(clean).sum();
    if dropped == 0 {
        return Vec::new();
    }
    vec![format!(
        "Dropped {} without area",
        counted(dropped, "triangle", "triangles")
    )]
}

fn clean(shape: &mut Shape) -> usize {
    if shape.mode != TRIANGLES {
        return 0;
    }
    let before = shape.indices.len() / 3;
    // What has no area at rest may get some when it moves.
    let moves = shape.is_deformed();
    let positions = shape.positions();
    let visible = |corners: &[u32; 3]| {
        let [a, b, c] = *corners;
        if a == b || b == c || c == a {
            return false;
        }
        let corner = |index: u32| {
            positions
                .get(index as usize)
                .map(|p| glam::Vec3::from(*p).as_dvec3())
        };
        let (Some(a), Some(b), Some(c)) = (corner(a), corner(b), corner(c)) else {
            return false;
        };
        let area = (b - a).cross(c - a).length();
        area.is_finite() && (moves || area > 0.0)
    };
    let kept: Vec<u32> = shape
        .indices
        .as_chunks::<3>()
        .0
        .iter()
        .filter(|corners| visible(corners))
        .flatten()
        .copied()
        .collect();
    let dropped = before - kept.len() / 3;
    if dropped > 0 {
        shape.indices = kept;
        shape.drop_unused_vertices();
    }
    dropped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{self, shape_of};

    const CORNERS: [[f32; 3]; 5] = [
        [0.0, 0.0, 0.0],
        [1.0, 0.0, 0.0],
        [0.0, 1.0, 0.0],
        [2.0, 0.0, 0.0],
        [f32::NAN, 0.0, 0.0],
    ];

    #[test]
    fn lines_points_and_nan_go_and_the_rest_stays() {
        let mut work = samples::work();
        let indices = [0, 1, 2, 0, 1, 3, 1, 1, 2, 0, 2, 4];
        work.meshes[0][0] = shape_of(&CORNERS, &indices);
        assert_eq!(run(&mut work).len(), 1);
        let shape = &work.meshes[0][0];
        assert_eq!((shape.indices.len(), shape.vertices()), (3, 3));
    }

    #[test]
    fn a_mesh_of_nothing_else_becomes_empty() {
        let mut work = samples::work();
        work.meshes[0][0] = shape_of(&CORNERS, &[0, 1, 3]);
        run(&mut work);
        assert!(work.meshes[0][0].indices.is_empty());
    }

    #[test]
    fn flat_triangles_that_morph_stay() {
        let mut work = samples::work();
        let mut shape = shape_of(&CORNERS, &[0, 1, 3]);
        shape.targets = vec![shape.streams.clone()];
        work.meshes[0][0] = shape;
        assert!(run(&mut work).is_empty());
    }
}
