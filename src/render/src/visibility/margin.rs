//! Triangles that count as seen although no view showed them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use asset::Model;
use asset::model::Primitive;
use asset::scene::is_surface;
use glam::DVec3;

use crate::Framing;

/// Marks triangles near marked ones: a corner of theirs is at most `reach` away from a marked corner,
/// along edges and in the primitive's units. They, or their edges, may be seen from sides between
/// those that were looked from.
pub(super) fn add(primitive: &Primitive, reach: f64, seen: &mut [bool]) {
    let Some(corners) = corners(primitive) else {
        return;
    };
    if seen.iter().all(|seen| *seen) {
        return;
    }
    let mut number: HashMap<[u32; 3], u32> = HashMap::new();
    let places: Vec<usize> = primitive
        .positions
        .iter()
        .map(|position| {
            let next = number.len() as u32;
            // 0 and -0 are one place.
            let key = position.map(|x| (x + 0.0).to_bits());
            *number.entry(key).or_insert(next) as usize
        })
        .collect();
    let place = |vertex: &u32| places.get(*vertex as usize).copied().unwrap_or(0);
    let point = |vertex: &u32| {
        let position = primitive.positions.get(*vertex as usize);
        DVec3::from(position.copied().unwrap_or_default().map(f64::from))
    };
    // The edges of unmarked triangles, as far as they are within reach.
    let mut ways: HashMap<usize, Vec<(usize, f64)>> = HashMap::new();
    for (triangle, _) in corners.iter().zip(&*seen).filter(|(_, seen)| !**seen) {
        for (from, to) in [(0, 1), (1, 2), (2, 0)].map(|(a, b)| (&triangle[a], &triangle[b])) {
            let length = point(from).distance(point(to));
            if length <= reach {
                ways.entry(place(from))
                    .or_default()
                    .push((place(to), length));
                ways.entry(place(to))
                    .or_default()
                    .push((place(from), length));
            }
        }
    }
    let mut way = vec![f64::INFINITY; number.len().max(1)];
    let mut open = BTreeSet::new();
    for (triangle, _) in corners.iter().zip(&*seen).filter(|(_, seen)| **seen) {
        for vertex in triangle {
            way[place(vertex)] = 0.0;
            open.insert((0, place(vertex)));
        }
    }
    // The nearest first. Positive floats have the order of their bits.
    while let Some((bits, from)) = open.pop_first() {
        let length = f64::from_bits(bits);
        if length > way[from] {
            continue;
        }
        for (to, step) in ways.get(&from).map_or(&[][..], Vec::as_slice) {
            let all = length + step;
            if all <= reach && all < way[*to] {
                way[*to] = all;
                open.insert((all.to_bits(), *to));
            }
        }
    }
    for (triangle, seen) in corners.iter().zip(seen) {
        *seen |= triangle.iter().any(|vertex| way[place(vertex)] <= reach);
    }
}

/// Marks the triangles that decide the frame around the model.
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
    is_surface(primitive).then(|| {
        let list = crate::scene::triangle_list(primitive);
        list.as_chunks::<3>().0.to_vec()
    })
}
