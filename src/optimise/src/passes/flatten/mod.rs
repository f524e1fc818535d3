//! Takes nodes that only stand there out of their tree: what nothing moves or names is lifted to where the
//! tree begins, and joined there with others of the same material. A file of a CAD program has ten thousand
//! nodes and draws each by a call of its own; draw calls are what phones die of.
//!
//! A node stays where it is that an animation moves, a skin hangs on or an extension says something of, and
//! so do its children, below it. Parts stay parts whose order can be seen (see [`crate::order`]), that bend,
//! or that are held otherwise than the others. Names and extras of lifted nodes go: `keep_nodes` in
//! [`Options`](crate::Options) keeps the tree.
//!
//! A mesh that stands in many places is copied only where its copies cost less than their draw calls; of
//! more the [`instance`](super::instance) pass makes instances.

mod bake;
mod lift;
mod tree;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::options::Options;
use crate::pass::Pass;
use crate::passes::instance;
use crate::words::counted;
use crate::work::links::{self, List, entries};
use crate::work::{Shape, Work};
use bake::bake;
use lift::{Lifted, lift};
use tree::Tree;

/// A mesh that stands in several places is copied for each of them up to so many vertices: at some four bytes
/// each when they are compressed, that is what a draw call is worth ([`crate::run::CALL`]).
const COPIED: usize = 128;

pub(super) fn run(work: &mut Work, options: &Options) -> Vec<String> {
    let instanced = options.wants(Pass::Instance) && instance::refusal(work).is_none();
    flatten(work, instanced.then(|| instance::least(options)))
}

/// What is left of nodes beside those that were made instances.
pub(super) fn rest(work: &mut Work) -> Vec<String> {
    flatten(work, None)
}

/// Leaves meshes alone that stand in `instanced` places, if any: they become instances.
fn flatten(work: &mut Work, instanced: Option<usize>) -> Vec<String> {
    if work.fixed || instance::has_pointers(&work.json) {
        return Vec::new();
    }
    let tree = Tree::of(&work.json);
    let lifted = lift(work, &tree);
    if lifted.is_empty() {
        return Vec::new();
    }
    let joined = join(work, &lifted, instanced);
    let moved = lifted.iter().filter(|one| one.moves).count();
    let emptied = prune(work, &tree, &lifted, &joined);
    let mut changes = Vec::new();
    if moved > 0 {
        let mut told = format!(
            "Lifted {} out of the tree, without their names and extras",
            counted(moved, "node", "nodes")
        );
        if emptied > 0 {
            told += &format!(
                ", and dropped {} that held nothing else",
                counted(emptied, "node", "nodes")
            );
        }
        changes.push(told);
    }
    if !joined.nodes.is_empty() {
        changes.push(format!(
            "Joined the parts of {} into {}, one for each material",
            counted(joined.nodes.len(), "node", "nodes"),
            counted(joined.parts, "part", "parts")
        ));
    }
    changes
}

/// What was joined.
#[derive(Default)]
struct Joined {
    /// The nodes whose parts went into others.
    nodes: BTreeSet<usize>,
    /// How many parts there are instead of theirs.
    parts: usize,
}

/// A node whose parts may be joined, with each part's place in the mesh.
struct Candidate<'a> {
    lifted: &'a Lifted,
    mesh: usize,
    keys: Vec<String>,
}

/// Joins the parts of nodes below one anchor that wear the same.
fn join(work: &mut Work, lifted: &[Lifted], instanced: Option<usize>) -> Joined {
    let uses = uses(&work.json);
    let mut places: BTreeMap<(Option<usize>, usize), usize> = BTreeMap::new();
    for one in lifted {
        *places.entry((one.anchor, one.mesh)).or_default() += 1;
    }
    let mut families: BTreeMap<Option<usize>, Vec<Candidate<'_>>> = BTreeMap::new();
    let mut alike = Vec::new();
    for one in lifted {
        let shapes = work.meshes.get(one.mesh).map_or(&[][..], Vec::as_slice);
        let used = uses.get(&one.mesh).copied().unwrap_or(0);
        let places = places.get(&(one.anchor, one.mesh)).copied().unwrap_or(0);
        let many = instanced.is_some_and(|least| places >= least);
        let heavy = shapes.iter().map(Shape::vertices).sum::<usize>() > COPIED;
        if many {
            alike.push(one.node);
        }
        if many || (used > 1 && heavy) {
            continue;
        }
        let primitives = work.json["meshes"][one.mesh]["primitives"].as_array();
        let keys = primitives.into_iter().flatten().zip(shapes);
        let keys = keys.map(|(primitive, shape)| bake::key(primitive, shape));
        families.entry(one.anchor).or_default().push(Candidate {
            lifted: one,
            mesh: one.mesh,
            keys: keys.collect(),
        });
    }
    for node in alike {
        let node = entries(&mut work.json, "nodes").get_mut(node);
        if let Some(node) = node.and_then(Value::as_object_mut) {
            node.retain(|key, _| key != "name" && key != "extras");
        }
    }
    let mut joined = Joined::default();
    for (anchor, candidates) in families {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for key in candidates.iter().flat_map(|one| &one.keys) {
            *counts.entry(key).or_default() += 1;
        }
        let has_partner = |one: &&Candidate<'_>| {
            let mut keys = one.keys.iter();
            keys.any(|key| counts.get(key.as_str()).is_some_and(|count| *count > 1))
        };
        let chosen: Vec<&Candidate<'_>> = candidates.iter().filter(has_partner).collect();
        // The parts of one node are a matter of the pass that joins within a mesh.
        if chosen.len() > 1 {
            joined.parts += gather(work, anchor, &chosen);
            joined
                .nodes
                .extend(chosen.iter().map(|one| one.lifted.node));
        }
    }
    joined
}

/// Makes one mesh, below `anchor`, of the parts of all `chosen`; says how many parts it has.
fn gather(work: &mut Work, anchor: Option<usize>, chosen: &[&Candidate<'_>]) -> usize {
    let mut shapes: Vec<Shape> = Vec::new();
    let mut primitives: Vec<Value> = Vec::new();
    let mut homes: BTreeMap<&str, usize> = BTreeMap::new();
    for one in chosen {
        let own = work.meshes.get(one.mesh).map_or(&[][..], Vec::as_slice);
        for (place, (shape, key)) in own.iter().zip(&one.keys).enumerate() {
            let baked = bake(shape, &one.lifted.matrix);
            if let Some(home) = homes.get(key.as_str()) {
                shapes[*home].append(&baked);
            } else {
                homes.insert(key, shapes.len());
                shapes.push(baked);
                let primitive = &work.json["meshes"][one.mesh]["primitives"][place];
                primitives.push(primitive.clone());
            }
        }
    }
    let parts = shapes.len();
    let mesh = work.meshes.len();
    work.meshes.push(shapes);
    push(
        &mut work.json,
        "meshes",
        json!({ "primitives": primitives }),
    );
    let node = push(&mut work.json, "nodes", json!({ "mesh": mesh }));
    tree::adopt(&mut work.json, anchor, &[node]);
    for one in chosen {
        let nodes = entries(&mut work.json, "nodes");
        let node = nodes
            .get_mut(one.lifted.node)
            .and_then(Value::as_object_mut);
        if let Some(node) = node {
            node.shift_remove("mesh");
        }
    }
    parts
}

/// Appends to a list of the root; gives the entry's number.
fn push(json: &mut Value, list: &str, entry: Value) -> usize {
    let number = links::count(json, list);
    if let Some(list) = json[list].as_array_mut() {
        list.push(entry);
    }
    number
}

/// How many nodes show each mesh.
fn uses(json: &Value) -> BTreeMap<usize, usize> {
    let mut uses = BTreeMap::new();
    let nodes = json["nodes"].as_array().into_iter().flatten();
    for mesh in nodes.filter_map(|node| node["mesh"].as_u64()) {
        *uses.entry(mesh as usize).or_default() += 1;
    }
    uses
}

/// Drops the nodes whose parts were joined and those that hold nothing any more, and meshes that nobody
/// shows; says how many nodes held nothing any more.
fn prune(work: &mut Work, tree: &Tree, lifted: &[Lifted], joined: &Joined) -> usize {
    let places = lifted.iter().map(|one| one.node);
    let emptied = tree::emptied(&work.json, tree, places, &joined.nodes);
    let count = links::count(&work.json, "nodes");
    let keep: Vec<bool> = (0..count)
        .map(|node| !joined.nodes.contains(&node) && !emptied.contains(&node))
        .collect();
    links::drop_nodes(&mut work.json, &keep);
    let uses = uses(&work.json);
    let shown: BTreeSet<usize> = lifted.iter().map(|one| one.mesh).collect();
    let mut next = 0;
    let moved: Vec<Option<usize>> = (0..work.meshes.len())
        .map(|mesh| {
            // What nobody showed before stays: that is another pass's to say.
            let goes = !uses.contains_key(&mesh) && shown.contains(&mesh);
            next += usize::from(!goes);
            (!goes).then_some(next - usize::from(!goes))
        })
        .collect();
    links::renumber(&mut work.json, List::Meshes, &moved);
    let kept: Vec<bool> = moved.iter().map(Option::is_some).collect();
    work.retain(List::Meshes, &kept);
    emptied.len()
}

#[cfg(test)]
mod tests;
