//! What stays beside what is seen.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use asset::Model;
use asset::model::Primitive;

use crate::Framing;

/// Marks the triangles that share a place with a marked one: they are seen from sides between those
/// that were looked at from, or their edge is.
pub(super) fn add(primitive: &Primitive, seen: &mut [bool]) {
    let Some(corners) = corners(primitive) else {
        return;
    };
    if seen.iter().all(|seen| *seen) {
        return;
    }
    let mut number: HashMap<[u32; 3], u32> = HashMap::new();
    let places: Vec<u32> = primitive
        .positions
        .iter()
        .map(|position| {
            let next = number.len() as u32;
            // 0 and -0 are one place.
            *number
                .entry(position.map(|x| (x + 0.0).to_bits()))
                .or_insert(next)
        })
        .collect();
    let mut touched = vec![false; number.len()];
    let place = |vertex: u32| {
        places
            .get(vertex as usize)
            .map_or(0, |place| *place as usize)
    };
    for (triangle, _) in corners.iter().zip(&*seen).filter(|(_, seen)| **seen) {
        for vertex in triangle {
            if let Some(slot) = touched.get_mut(place(*vertex)) {
                *slot = true;
            }
        }
    }
    for (triangle, seen) in corners.iter().zip(seen) {
        *seen |= triangle
            .iter()
            .any(|vertex| touched.get(place(*vertex)) == Some(&true));
    }
}

/// Marks the triangles that the frame around the model hangs on.
pub(super) fn add_pillars(
    model: &Model,
    framing: &Framing,
    seen: &mut BTreeMap<(usize, usize), Vec<bool>>,
) {
    let mut pillars: BTreeMap<(usize, usize), BTreeSet<u32>> = BTreeMap::new();
    for (node, primitive, vertex) in framing.pillars(model) {
        if let Some(mesh) = model.nodes[node].mesh {
            let own = pillars.entry((mesh, primitive)).or_default();
            own.insert(u32::try_from(vertex).unwrap_or(u32::MAX));
        }
    }
    for (key, vertices) in pillars {
        let Some(seen) = seen.get_mut(&key) else {
            continue;
        };
        let corners = corners(&model.meshes[key.0].primitives[key.1]).unwrap_or_default();
        for (triangle, seen) in corners.iter().zip(seen) {
            *seen |= triangle.iter().any(|vertex| vertices.contains(vertex));
        }
    }
}

/// The corners of each triangle; `None` for points and lines.
pub(super) fn corners(primitive: &Primitive) -> Option<Vec<[u32; 3]>> {
    super::is_surface(primitive.topology).then(|| {
        let list = crate::scene::triangle_list(primitive);
        list.as_chunks::<3>().0.to_vec()
    })
}
