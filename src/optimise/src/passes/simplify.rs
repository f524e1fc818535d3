//! Removes triangles where the surface, its shading and its texture hardly move.
//!
//! The error counts normals, texture coordinates and colours beside positions. Seams of texture
//! coordinates are protected, edges that parts of a mesh share are locked so that no gaps open, and
//! meshes that bend (skins, morph targets) are left alone.
//! Loose pieces go only where the error is so small that they are below a pixel from the nearest
//! camera.

use std::collections::{HashMap, HashSet};

use base::{Fault, Job, Result};
use meshopt::{SimplifyOptions, SimplifyVertex, VertexDataAdapter};

use crate::words::counted;
use crate::work::{Shape, Stream, TRIANGLES, Work};

/// How much a change of a unit vector counts, against a move by the size of the mesh.
const NORMAL_WEIGHT: f32 = 0.5;
/// How much a change of texture coordinates counts.
const UV_WEIGHT: f32 = 1.0;
/// How much a change of a colour counts.
const COLOR_WEIGHT: f32 = 0.5;

/// So many numbers beside the position are what the simplifier takes.
const MOST: usize = 32;
/// Loose pieces may go up to this error: a pixel at the nearest distance and the narrowest field of
/// view is about as much of the model's size.
const PIXEL: f32 = 0.000_2;

pub(super) fn run(work: &mut Work, error: f32, job: &Job) -> Result<Vec<String>> {
    if error <= 0.0 {
        return Ok(Vec::new());
    }
    let before = work.triangles();
    for mesh in &mut work.meshes {
        let shared = shared_places(mesh);
        for shape in mesh.iter_mut() {
            job.check()?;
            if !shape.part_quality.is_locked() {
                simplify(shape, error / shape.part_quality.0, &shared)?;
            }
        }
    }
    let gone = before - work.triangles();
    if gone == 0 {
        return Ok(Vec::new());
    }
    Ok(vec![removed(gone)])
}

/// What is said of so many triangles less.
pub(crate) fn removed(gone: u64) -> String {
    let gone = counted(gone as usize, "triangle", "triangles");
    format!("Removed {gone}")
}

/// A position, exactly.
type Place = [u32; 3];

fn place(position: &[f32; 3]) -> Place {
    position.map(|number| (number + 0.0).to_bits())
}

/// Places where more than one part of a mesh has a vertex.
fn shared_places(mesh: &[Shape]) -> HashSet<Place> {
    let mut owner: HashMap<Place, usize> = HashMap::new();
    let mut shared = HashSet::new();
    if mesh.len() > 1 {
        for (number, shape) in mesh.iter().enumerate() {
            for position in shape.positions() {
                let place = place(position);
                if *owner.entry(place).or_insert(number) != number {
                    shared.insert(place);
                }
            }
        }
    }
    shared
}

fn simplify(shape: &mut Shape, error: f32, shared: &HashSet<Place>) -> Result<()> {
    let positions = shape.positions();
    let finite = positions
        .as_flattened()
        .iter()
        .all(|number| number.is_finite());
    let triangles = shape.mode == TRIANGLES && shape.indices.len().is_multiple_of(3);
    if !triangles || shape.indices.is_empty() || shape.is_deformed() || !finite {
        return Ok(());
    }
    let adapter = VertexDataAdapter::new(bytemuck::cast_slice(positions), 12, 0)
        .map_err(|error| Fault::input("The positions of a mesh can't be used").because(error))?;
    let (attributes, weights) = attributes(shape);
    let locks = locks(shape, shared);
    let mut options = SimplifyOptions::Permissive;
    if error <= PIXEL {
        options |= SimplifyOptions::Prune;
    }
    let stride = weights.len() * size_of::<f32>();
    let kept = if weights.is_empty() {
        meshopt::simplify_with_locks(&shape.indices, &adapter, &locks, 0, error, options, None)
    } else {
        meshopt::simplify_with_attributes_and_locks(
            &shape.indices,
            &adapter,
            &attributes,
            &weights,
            stride,
            &locks,
            0,
            error,
            options,
            None,
        )
    };
    // A part that is so small that all of it could go is kept as it is: removing parts is for those
    // who know that they can't be seen.
    if !kept.is_empty() && kept.len() < shape.indices.len() {
        shape.indices = kept;
        shape.drop_unused_vertices();
    }
    Ok(())
}

/// How much each number of a stream counts, and how many of an element's do; `None` for streams that
/// don't.
fn counted_numbers(stream: &Stream) -> Option<(f32, usize)> {
    let (weight, used) = match stream.name.as_str() {
        "NORMAL" => (NORMAL_WEIGHT, 3),
        name if name.starts_with("TEXCOORD") => (UV_WEIGHT, 2),
        // The web viewer shows no other colours.
        "COLOR_0" => (COLOR_WEIGHT, stream.width),
        _ => return None,
    };
    let finite = stream.values.iter().all(|value| value.is_finite());
    (stream.width >= used && finite).then_some((weight, used))
}

/// The numbers beside the position that count, vertex by vertex, and how much each counts.
fn attributes(shape: &Shape) -> (Vec<f32>, Vec<f32>) {
    let mut columns = Vec::new();
    let mut weights = Vec::new();
    for stream in &shape.streams {
        let fits = counted_numbers(stream).filter(|(_, used)| weights.len() + used <= MOST);
        if let Some((weight, used)) = fits {
            columns.push((stream, used));
            weights.extend(std::iter::repeat_n(weight, used));
        }
    }
    let mut values = Vec::with_capacity(shape.vertices() * weights.len());
    for vertex in 0..shape.vertices() {
        for (stream, used) in &columns {
            values.extend(stream.element(vertex).iter().take(*used));
        }
    }
    (values, weights)
}

/// Which vertices must stay (those that other parts share, those of triangles that lie on others, and those
/// that the viewer's frame hangs on) and which seams must (those of texture
/// coordinates).
fn locks(shape: &Shape, shared: &HashSet<Place>) -> Vec<SimplifyVertex> {
    let uvs: Vec<_> = shape
        .streams
        .iter()
        .filter(|stream| stream.name.starts_with("TEXCOORD"))
        .collect();
    let row = |vertex: usize| -> Vec<u32> {
        uvs.iter()
            .flat_map(|stream| stream.element(vertex))
            .map(|n| (n + 0.0).to_bits())
            .collect()
    };
    let mut first: HashMap<Place, usize> = HashMap::new();
    let mut seams = HashSet::new();
    let places: Vec<Place> = shape.positions().iter().map(place).collect();
    for (vertex, place) in places.iter().enumerate() {
        let other = *first.entry(*place).or_insert(vertex);
        if other != vertex && row(other) != row(vertex) {
            seams.insert(*place);
        }
    }
    let stays = shape.stuck.iter().chain(&shape.held);
    let stays: HashSet<Place> = stays.map(|vertex| places[*vertex as usize]).collect();
    let stays = |place: &Place| shared.contains(place) || stays.contains(place);
    let lock = |place: &Place| match (stays(place), seams.contains(place)) {
        (true, _) => SimplifyVertex::Lock,
        (false, true) => SimplifyVertex::Protect,
        (false, false) => SimplifyVertex::None,
    };
    places.iter().map(lock).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;
    use crate::samples::{self, grid};

    fn run_on(mesh: Vec<Shape>, error: f32) -> Vec<Shape> {
        let mut work = samples::work();
        work.meshes = vec![mesh];
        run(&mut work, error, &Job::quiet()).unwrap();
        work.meshes.remove(0)
    }

    #[test]
    fn a_flat_grid_becomes_a_few_triangles() {
        let before = grid(16, 0.0);
        let after = run_on(vec![before.clone()], 0.01);
        assert!(
            after[0].indices.len() < before.indices.len() / 20,
            "{}",
            after[0].indices.len()
        );
    }

    #[test]
    fn nothing_goes_without_leave() {
        let before = grid(4, 0.0);
        assert_eq!(run_on(vec![before.clone()], 0.0)[0].indices, before.indices);
    }

    #[test]
    fn corners_shared_with_another_part_stay() {
        let (left, right) = (grid(8, 0.0), grid(8, 1.0));
        let shared = shared_places(&[left.clone(), right.clone()]);
        assert_eq!(shared.len(), 9);
        for shape in run_on(vec![left, right], 0.01) {
            let places: HashSet<_> = shape.positions().iter().map(place).collect();
            assert!(shared.is_subset(&places));
        }
    }

    #[test]
    fn one_triangle_stays() {
        let shape = samples::shape_of(&[[0.0; 3], [1e-6, 0.0, 0.0], [0.0, 1e-6, 0.0]], &[0, 1, 2]);
        assert_eq!(run_on(vec![shape], 0.5)[0].indices.len(), 3);
    }

    #[test]
    fn meshes_that_bend_are_left_alone() {
        let mut shape = grid(8, 0.0);
        shape.targets = vec![vec![shape.streams[0].clone()]];
        assert_eq!(run_on(vec![shape.clone()], 0.1)[0].indices, shape.indices);
    }
}
