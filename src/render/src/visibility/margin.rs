//! Triangles that count as seen although no view showed them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use asset::Model;
use asset::model::Primitive;
use asset::scene::is_surface;
use glam::DVec3;

use crate::Framing;

/// How far from what is seen a surface counts as seen, as a share of the framed radius.
const REACH: f64 = 0.02;

/// Marks triangles near seen ones: a corner of theirs is at most [`REACH`] away from a corner of what is
/// seen, along edges. They, or their edges, may be seen from sides between those that were looked from.
#[derive(Debug, Default)]
pub(super) struct Margins(BTreeMap<(usize, usize), Margin>);

/// The triangles of one primitive.
#[derive(Debug)]
struct Margin {
    /// The number of the place of each corner; vertices in one place share it.
    corners: Vec<[u32; 3]>,
    places: Vec<DVec3>,
    /// In the primitive's units.
    reach: f64,
    marked: Vec<bool>,
}

impl Margins {
    /// Of the primitives in `seen`; `scales` are the least at which meshes are shown.
    pub(super) fn of(
        model: &Model,
        scales: &BTreeMap<usize, f64>,
        framing: &Framing,
        seen: &BTreeMap<(usize, usize), Vec<bool>>,
    ) -> Self {
        let mut marked: BTreeMap<_, _> = seen
            .iter()
            .map(|(key, seen)| (*key, vec![false; seen.len()]))
            .collect();
        add_pillars(model, framing, &mut marked);
        let own = |(key, marked): ((usize, usize), Vec<bool>)| {
            let scale = scales.get(&key.0).copied().unwrap_or(1.0);
            let reach = REACH * framing.radius / scale.max(f64::MIN_POSITIVE);
            let primitive = &model.meshes[key.0].primitives[key.1];
            (key, Margin::of(primitive, reach, marked))
        };
        Self(marked.into_iter().map(own).collect())
    }

    /// Whether nothing is left that isn't marked.
    pub(super) fn are_full(&self) -> bool {
        self.0
            .values()
            .flat_map(|own| &own.marked)
            .all(|marked| *marked)
    }

    /// How many aren't marked.
    pub(super) fn left(&self) -> usize {
        let marked = self.0.values().flat_map(|own| &own.marked);
        marked.filter(|marked| !**marked).count()
    }

    /// Takes note of what is seen. How many triangles of it weren't marked before.
    pub(super) fn grow(&mut self, seen: &BTreeMap<(usize, usize), Vec<bool>>) -> usize {
        let mut news = 0;
        for (key, seen) in seen {
            if let Some(own) = self.0.get_mut(key) {
                news += own.grow(seen);
            }
        }
        news
    }

    /// Whether triangles are seen or near what is.
    pub(super) fn marks(&self) -> BTreeMap<(usize, usize), &[bool]> {
        let own = self.0.iter();
        own.map(|(key, own)| (*key, own.marked.as_slice()))
            .collect()
    }

    /// What is seen or near it.
    pub(super) fn marked(self) -> BTreeMap<(usize, usize), Vec<bool>> {
        let own = |(key, own): (_, Margin)| (key, own.marked);
        self.0.into_iter().map(own).collect()
    }
}

impl Margin {
    fn of(primitive: &Primitive, reach: f64, marked: Vec<bool>) -> Self {
        let mut number: HashMap<[u32; 3], u32> = HashMap::new();
        let mut places = Vec::new();
        let place_of: Vec<u32> = primitive
            .positions
            .iter()
            .map(|position| {
                // 0 and -0 are one place.
                let key = position.map(|x| (x + 0.0).to_bits());
                *number.entry(key).or_insert_with(|| {
                    places.push(DVec3::from(position.map(f64::from)));
                    places.len() as u32 - 1
                })
            })
            .collect();
        let place = |vertex: u32| place_of.get(vertex as usize).copied().unwrap_or(0);
        let corners = corners(primitive).unwrap_or_default();
        Self {
            corners: corners.iter().map(|own| own.map(place)).collect(),
            places,
            reach,
            marked,
        }
    }

    fn grow(&mut self, seen: &[bool]) -> usize {
        let pairs = seen.iter().zip(&self.marked);
        let news = pairs.filter(|(seen, marked)| **seen && !**marked).count();
        for (marked, seen) in self.marked.iter_mut().zip(seen) {
            *marked |= *seen;
        }
        if self.marked.iter().all(|marked| *marked) {
            return news;
        }
        let point = |place: u32| self.places.get(place as usize).copied().unwrap_or_default();
        // The edges of triangles that aren't seen, as far as they are within reach.
        let mut ways: HashMap<u32, Vec<(u32, f64)>> = HashMap::new();
        let triangles = || self.corners.iter().zip(seen);
        for (triangle, _) in triangles().filter(|(_, seen)| !**seen) {
            for (from, to) in [(0, 1), (1, 2), (2, 0)].map(|(a, b)| (triangle[a], triangle[b])) {
                let length = point(from).distance(point(to));
                if length <= self.reach {
                    ways.entry(from).or_default().push((to, length));
                    ways.entry(to).or_default().push((from, length));
                }
            }
        }
        let mut way = vec![f64::INFINITY; self.places.len().max(1)];
        let mut open = BTreeSet::new();
        for (triangle, _) in triangles().filter(|(_, seen)| **seen) {
            for place in triangle {
                way[*place as usize] = 0.0;
                if ways.contains_key(place) {
                    open.insert((0, *place));
                }
            }
        }
        // The nearest first. Positive floats have the order of their bits.
        while let Some((bits, from)) = open.pop_first() {
            let length = f64::from_bits(bits);
            if length > way[from as usize] {
                continue;
            }
            for (to, step) in ways.get(&from).map_or(&[][..], Vec::as_slice) {
                let all = length + step;
                if all <= self.reach && all < way[*to as usize] {
                    way[*to as usize] = all;
                    open.insert((all.to_bits(), *to));
                }
            }
        }
        for (triangle, marked) in self.corners.iter().zip(&mut self.marked) {
            *marked |= triangle
                .iter()
                .any(|place| way[*place as usize] <= self.reach);
        }
        news
    }
}

/// Marks the triangles that decide the frame around the model.
fn add_pillars(model: &Model, framing: &Framing, seen: &mut BTreeMap<(usize, usize), Vec<bool>>) {
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
