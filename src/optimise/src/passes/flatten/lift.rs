//! Moves nodes out of the tree that holds them, to where they stay in place.

use std::collections::BTreeSet;

use glam::{DMat4, DVec3};
use serde_json::{Value, json};

use super::tree::{Tree, adopt};
use crate::order::local;
use crate::work::links::{self, entries, list};
use crate::work::{Shape, TRIANGLES, Work};

/// How far a matrix may be from the translation, rotation and scale that it is made of: rounding.
const ROUNDING: f64 = 1e-6;

/// A node that may stand anywhere below its anchor.
pub(super) struct Lifted {
    pub(super) node: usize,
    pub(super) mesh: usize,
    /// The nearest node above that must stay; `None` is the scene.
    pub(super) anchor: Option<usize>,
    /// Where it is, as its anchor sees it.
    pub(super) matrix: DMat4,
    /// Whether it was further down, and could be moved.
    pub(super) moves: bool,
}

/// Moves every node that shows something and that nothing holds to below its anchor.
pub(super) fn lift(work: &mut Work, tree: &Tree) -> Vec<Lifted> {
    // A file of several scenes has several roots to go to; the viewer shows one of them.
    if list(&work.json["scenes"]).count() != 1 {
        return Vec::new();
    }
    let plain: Vec<bool> = list(&work.json["meshes"])
        .zip(&work.meshes)
        .map(|(mesh, shapes)| mesh.get("extensions").is_none() && shapes.iter().all(is_plain))
        .collect();
    let nodes: Vec<&Value> = list(&work.json["nodes"]).collect();
    let mut rooms = Rooms::new(&nodes, tree);
    let mut lifted = Vec::new();
    for (number, node) in nodes.iter().enumerate() {
        let mesh = node["mesh"].as_u64().map(|mesh| mesh as usize);
        let Some(mesh) = mesh.filter(|mesh| plain.get(*mesh) == Some(&true)) else {
            continue;
        };
        let is_leaf = list(&node["children"]).next().is_none();
        if tree.bound[number] || !is_leaf {
            continue;
        }
        let parent = tree.parents[number];
        let Some(room) = rooms.below(parent) else {
            // Nobody shows it.
            continue;
        };
        let matrix = room.matrix * local(node);
        // What is scaled to nothing has no normals that could be moved.
        if matrix.is_finite() && matrix.determinant() != 0.0 {
            lifted.push(Lifted {
                node: number,
                mesh,
                anchor: room.anchor,
                matrix,
                moves: parent != room.anchor && terms(&matrix).is_some(),
            });
        }
    }
    hang(work, tree, &lifted);
    lifted
}

/// Where the children of a node stand.
#[derive(Clone, Copy)]
struct Room {
    anchor: Option<usize>,
    /// From there to the anchor.
    matrix: DMat4,
}

/// The rooms of all nodes, each found once.
struct Rooms<'a> {
    nodes: &'a [&'a Value],
    tree: &'a Tree,
    /// `None` while it isn't known; the inner one is of what no scene shows.
    found: Vec<Option<Option<Room>>>,
}

impl<'a> Rooms<'a> {
    fn new(nodes: &'a [&'a Value], tree: &'a Tree) -> Self {
        Self {
            nodes,
            tree,
            found: vec![None; nodes.len()],
        }
    }

    /// The room below `holder`; that of the scene without one.
    fn below(&mut self, holder: Option<usize>) -> Option<Room> {
        let scene = Room {
            anchor: None,
            matrix: DMat4::IDENTITY,
        };
        let mut open = Vec::new();
        let mut next = holder;
        // Up to what is known, or the root.
        let mut room = loop {
            let Some(node) = next else {
                break Some(scene);
            };
            if let Some(known) = self.found.get(node).copied().flatten() {
                break known;
            }
            if open.len() > self.nodes.len() {
                // Nodes that hold one another in a ring.
                break None;
            }
            open.push(node);
            next = self.tree.parents[node];
            if next.is_none() && self.tree.scenes[node] != Some(0) {
                break None;
            }
        };
        for node in open.into_iter().rev() {
            room = room.map(|room| match self.tree.bound[node] {
                true => Room {
                    anchor: Some(node),
                    ..scene
                },
                false => Room {
                    matrix: room.matrix * local(self.nodes[node]),
                    ..room
                },
            });
            self.found[node] = Some(room);
        }
        room
    }
}

/// Whether the viewer draws a part as it would draw it anywhere, and joined to others.
fn is_plain(shape: &Shape) -> bool {
    shape.mode == TRIANGLES
        && shape.indices.len().is_multiple_of(3)
        && shape.vertices() > 0
        && !shape.is_deformed()
        && !shape.order.sorted
        && !shape.order.tied
}

/// The members of a node that put it where `matrix` says; `None` where it shears, which no node can.
fn terms(matrix: &DMat4) -> Option<Vec<(&'static str, Value)>> {
    let (scale, rotation, translation) = matrix.to_scale_rotation_translation();
    let again = DMat4::from_scale_rotation_translation(scale, rotation, translation);
    let largest = matrix.to_cols_array().map(f64::abs).into_iter();
    let largest = largest.fold(0.0, f64::max);
    if !scale.is_finite()
        || !rotation.is_finite()
        || !again.abs_diff_eq(*matrix, ROUNDING * largest)
    {
        return None;
    }
    let short = |numbers: &[f64]| -> Value { numbers.iter().copied().map(links::short).collect() };
    // Rounding leaves what is no turn and no scale a little beside it. How little a move is depends on the
    // product's size, which may be anything.
    let near = |a: &[f64], b: &[f64]| a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-7);
    let mut terms = Vec::new();
    if translation != DVec3::ZERO {
        terms.push(("translation", short(&translation.to_array())));
    }
    if !near(&rotation.to_array(), &[0.0, 0.0, 0.0, 1.0]) {
        terms.push(("rotation", short(&rotation.to_array())));
    }
    if !near(&scale.to_array(), &[1.0; 3]) {
        terms.push(("scale", short(&scale.to_array())));
    }
    Some(terms)
}

/// Takes the nodes that move from where they hang, and hangs them below their anchors, without a name.
fn hang(work: &mut Work, tree: &Tree, lifted: &[Lifted]) {
    let moving: BTreeSet<usize> = lifted
        .iter()
        .filter(|one| one.moves)
        .map(|one| one.node)
        .collect();
    let holders: BTreeSet<usize> = moving
        .iter()
        .filter_map(|node| tree.parents[*node])
        .collect();
    for holder in holders {
        let Some(node) = entries(&mut work.json, "nodes").get_mut(holder) else {
            continue;
        };
        let stay: Vec<bool> = list(&node["children"])
            .map(|child| {
                child
                    .as_u64()
                    .is_none_or(|child| !moving.contains(&(child as usize)))
            })
            .collect();
        links::retain(node, "children", &stay);
    }
    for one in lifted.iter().filter(|one| one.moves) {
        let nodes = entries(&mut work.json, "nodes");
        if let Some(node) = nodes.get_mut(one.node) {
            let mut bare = json!({ "mesh": one.mesh });
            for (key, value) in terms(&one.matrix).unwrap_or_default() {
                bare[key] = value;
            }
            *node = bare;
        }
        adopt(&mut work.json, one.anchor, &[one.node]);
    }
}
