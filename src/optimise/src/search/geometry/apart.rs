//! Opaque triangles that lie on one another as a part of their own, so that the others are free of their order.
//!
//! Of two triangles in one place the later is seen. Draco keeps triangles in their order only where it keeps
//! every corner as it is, which takes five times the bytes; so a few such triangles are worth a draw call.

use std::collections::BTreeSet;

use crate::work::links::entries;
use crate::work::{Shape, Stream, TRIANGLES, Work};

/// Takes triangles that lie on others out of parts whose order must stay for their sake.
pub(super) fn apart(work: &mut Work) {
    if work.fixed {
        return;
    }
    let meshes = entries(&mut work.json, "meshes").iter_mut();
    for (mesh, shapes) in meshes.zip(&mut work.meshes) {
        let Some(primitives) = mesh["primitives"].as_array_mut() else {
            continue;
        };
        for place in 0..shapes.len().min(primitives.len()) {
            if let Some((free, stuck)) = divided(&shapes[place]) {
                shapes[place] = free;
                shapes.push(stuck);
                primitives.push(primitives[place].clone());
            }
        }
    }
}

/// The triangles that are free of their order, and those that aren't; `None` where it can't be told apart, or
/// the grids that vertices lie on would become others.
fn divided(shape: &Shape) -> Option<(Shape, Shape)> {
    let order = shape.order;
    let fits = shape.mode == TRIANGLES
        && order.layered
        && !order.sorted
        && !order.tied
        && !shape.is_deformed();
    if !fits {
        return None;
    }
    let stuck: BTreeSet<u32> = shape.stuck.iter().copied().collect();
    let corners = shape.indices.as_chunks::<3>().0.iter();
    let (tied, rest): (Vec<[u32; 3]>, Vec<[u32; 3]>) =
        corners.partition(|corners| corners.iter().all(|corner| stuck.contains(corner)));
    if tied.is_empty() || rest.is_empty() {
        return None;
    }
    let mut free = shape.clone();
    let named: BTreeSet<u32> = rest.iter().flatten().copied().collect();
    // What the frame hangs on may be in either, and Draco keeps what no triangle names only in order.
    free.held.retain(|vertex| named.contains(vertex));
    free.indices = rest.into_flattened();
    free.order.layered = false;
    free.stuck.clear();
    free.drop_unused_vertices();
    let mut own = shape.clone();
    own.indices = tied.into_flattened();
    own.held.retain(|vertex| !named.contains(vertex));
    own.held.extend(shape.streams.iter().flat_map(extremes));
    own.drop_unused_vertices();
    let same = |stream: &Stream| {
        let other = free.stream(&stream.name);
        other.is_some_and(|other| bounds(other) == bounds(stream))
    };
    shape.streams.iter().all(same).then_some((free, own))
}

/// The vertices at the ends of each column of what is stored on grids.
fn extremes(stream: &Stream) -> Vec<u32> {
    if !is_on_grid(stream) {
        return Vec::new();
    }
    let columns = 0..stream.width;
    let ends = columns.flat_map(|column| {
        let value = move |vertex: &usize| stream.element(*vertex)[column];
        let by = move |a: &usize, b: &usize| value(a).total_cmp(&value(b));
        let vertices = 0..stream.count();
        [vertices.clone().min_by(by), vertices.max_by(by)]
    });
    ends.flatten().map(|vertex| vertex as u32).collect()
}

fn is_on_grid(stream: &Stream) -> bool {
    stream.name == "POSITION" || stream.name.starts_with("TEXCOORD")
}

/// The numbers at the ends of each column; nothing of what is stored otherwise.
fn bounds(stream: &Stream) -> Vec<u32> {
    let ends = extremes(stream).into_iter().enumerate();
    // Two for each column.
    ends.map(|(number, vertex)| stream.element(vertex as usize)[number / 2].to_bits())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{self, grid};

    /// A grid whose first two triangles are there twice.
    fn doubled() -> Work {
        let mut work = samples::work();
        let mut shape = grid(8, 0.0);
        let first = shape.indices[..6].to_vec();
        shape.stuck = first
            .iter()
            .copied()
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        shape.indices.extend(first);
        shape.order.layered = true;
        work.meshes[0][0] = shape;
        work
    }

    #[test]
    fn what_lies_on_one_another_becomes_a_part_and_the_rest_is_free() {
        let mut work = doubled();
        let before = work.triangles();
        apart(&mut work);
        let [free, own] = &work.meshes[0][..] else {
            panic!("{} parts", work.meshes[0].len());
        };
        assert!(!free.order.layered && own.order.layered);
        assert_eq!((own.indices.len() / 3, work.triangles()), (4, before));
        // The later are still the later.
        assert_eq!(own.indices[..6], own.indices[6..]);
        for name in ["POSITION", "TEXCOORD_0"] {
            let of = |shape: &Shape| shape.stream(name).map(bounds);
            assert_eq!(of(free), of(own), "{name}");
        }
        let primitives = work.json["meshes"][0]["primitives"].as_array();
        assert_eq!(primitives.map(Vec::len), Some(2));
    }

    #[test]
    fn what_others_lie_on_stays_whole() {
        for change in [
            |shape: &mut Shape| shape.order.tied = true,
            |shape: &mut Shape| shape.order.sorted = true,
            |shape: &mut Shape| shape.stuck.clear(),
        ] {
            let mut work = doubled();
            change(&mut work.meshes[0][0]);
            apart(&mut work);
            assert_eq!(work.meshes[0].len(), 1);
        }
    }
}
