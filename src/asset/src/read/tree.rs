//! Which nodes stand below which: the tree that the web viewer makes of a file, valid or not.
//!
//! three.js loads what scenes, and what the channels of animations name, as promises. Each node takes
//! its children in once they are loaded, from wherever they stood before; a scene takes its nodes in,
//! a copy of those that stand somewhere already. So a node with two parents stands under the one that
//! was ready last, a child that the scene lists stands where the scene lists it unless its parent is
//! loaded too, and what is listed twice is drawn twice. Here the same happens in the same order.

use std::collections::BTreeMap;

use super::source::Source;
use crate::defect::Effect;
use crate::json::At;
use crate::model::{Node, Skin};
use crate::{Error, Limits};

/// How far loading a node's mesh puts it off, in steps of promises. A texture takes longer than any
/// tree without one.
const MESH: u64 = 12;
const TEXTURED: u64 = 1 << 40;
/// How deep nodes may be nested before browsers run out of stack: Chromium loads 2000 levels and fails
/// at 2500.
const DEEPEST: usize = 2000;

/// What holds nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holder {
    Nothing,
    Node(usize),
    Scene(usize),
}

/// The tree.
#[derive(Debug, Default)]
pub(super) struct Tree {
    /// The children of each node, of the copies too.
    pub(super) children: Vec<Vec<usize>>,
    /// The nodes of each scene. Other scenes than the one that is shown list what the file lists.
    pub(super) scenes: Vec<Vec<usize>>,
    /// Which node each of the copies is one of. They stand behind the file's own nodes.
    pub(super) copies: Vec<usize>,
    /// Where each copy's branch begins, among the copies.
    branches: Vec<std::ops::Range<usize>>,
    /// Whether the web viewer loads a node with its children.
    pub(super) loaded: Vec<bool>,
    /// The node that moves where an animation moves a node that has copies.
    moved: BTreeMap<usize, usize>,
}

/// The JSON's own lists.
struct Lists {
    children: Vec<Vec<usize>>,
    scenes: Vec<Vec<usize>>,
    /// Nodes that animations move.
    animated: Vec<usize>,
}

/// Puts the nodes together; `shown` is the scene that is drawn.
pub(super) fn read(
    source: &mut Source<'_>,
    shown: Option<usize>,
    limits: &Limits,
) -> Result<Tree, Error> {
    let nodes: Vec<At<'_>> = source.root.list("nodes")?.collect();
    let scenes: Vec<At<'_>> = source.root.list("scenes")?.collect();
    let (lists, loaded, order) = load(source, &nodes, &scenes)?;
    note(source, &nodes, &scenes, &lists);
    let times = times(source, &nodes, &lists, &loaded, &order);
    Play::new(&lists, shown, limits).run(&times, loaded)
}

/// A step of loading: a node's or a scene's children are there.
#[derive(Debug, Clone, Copy)]
enum Step {
    Node(usize),
    Scene(usize),
}

/// Follows every scene and every animation down, as deep as it goes; the steps are in the order in
/// which the viewer asks for them.
fn load(
    source: &mut Source<'_>,
    nodes: &[At<'_>],
    scenes: &[At<'_>],
) -> Result<(Lists, Vec<bool>, Vec<Step>), Error> {
    let count = nodes.len();
    let mut lists = Lists {
        children: vec![Vec::new(); count],
        scenes: Vec::with_capacity(scenes.len()),
        animated: animated(source, count),
    };
    for scene in scenes {
        let listed = scene.items("nodes").map(|at| at.index("node", count));
        lists.scenes.push(listed.collect::<Result<_, _>>()?);
    }
    let mut state = vec![State::New; count];
    let mut order = Vec::with_capacity(count + scenes.len());
    let mut deepest = 0;
    let roots = |lists: &Lists, scene: usize| lists.scenes[scene].clone();
    for scene in 0..scenes.len() {
        for root in roots(&lists, scene) {
            let depth = descend(nodes, root, &mut state, &mut lists.children, &mut order)?;
            deepest = deepest.max(depth);
        }
        order.push(Step::Scene(scene));
    }
    for index in 0..lists.animated.len() {
        let node = lists.animated[index];
        let depth = descend(nodes, node, &mut state, &mut lists.children, &mut order)?;
        deepest = deepest.max(depth);
    }
    if deepest > DEEPEST {
        let problem = format!(
            "{deepest} nodes stand below one another, and the web viewer can't open more than about \
             {DEEPEST}"
        );
        source.note_path("/nodes".to_owned(), "NODE_DEEP", Effect::Refused, problem);
    }
    let loaded: Vec<bool> = state.iter().map(|state| *state == State::Done).collect();
    // What the viewer never loads may be as wrong as it likes.
    for (index, at) in nodes
        .iter()
        .enumerate()
        .filter(|(index, _)| !loaded[*index])
    {
        match children(at, count) {
            Ok(list) => lists.children[index] = list,
            Err(error) => source.note_unused(at, &error),
        }
    }
    Ok((lists, loaded, order))
}

/// How far a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Open,
    Done,
}

/// Loads `root` and what is below it, and says how deep that is.
fn descend(
    nodes: &[At<'_>],
    root: usize,
    state: &mut [State],
    lists: &mut [Vec<usize>],
    order: &mut Vec<Step>,
) -> Result<usize, Error> {
    if state[root] != State::New {
        return Ok(0);
    }
    let mut deepest = 0;
    let enter = |node: usize, state: &mut [State], lists: &mut [Vec<usize>]| {
        state[node] = State::Open;
        lists[node] = children(&nodes[node], nodes.len())?;
        Ok::<_, Error>((node, 0))
    };
    let mut open = vec![enter(root, state, lists)?];
    while let Some((node, next)) = open.last_mut() {
        let Some(&child) = lists[*node].get(*next) else {
            state[*node] = State::Done;
            order.push(Step::Node(*node));
            open.pop();
            continue;
        };
        *next += 1;
        match state[child] {
            State::Done => {}
            State::New => {
                open.push(enter(child, state, lists)?);
                deepest = deepest.max(open.len());
            }
            State::Open => {
                return Err(Error::Invalid {
                    at: format!("/nodes/{child}"),
                    problem: "is its own ancestor; the web viewer can't open the file either"
                        .to_owned(),
                });
            }
        }
    }
    Ok(deepest)
}

fn children(at: &At<'_>, count: usize) -> Result<Vec<usize>, Error> {
    // A text's letters would be asked for one by one.
    if at.get("children").is_some_and(|at| at.value().is_string()) {
        return at.list("children").map(|_| Vec::new());
    }
    at.items("children")
        .map(|at| at.index("node", count))
        .collect()
}

/// The nodes that animations move, as far as they can be told; reading the animations says the rest.
fn animated(source: &Source<'_>, count: usize) -> Vec<usize> {
    let animations = source.root.list("animations").into_iter().flatten();
    let channels = animations.flat_map(|at| at.list("channels").into_iter().flatten());
    let targets = channels.filter_map(|at| at.get("target")?.get("node"));
    targets
        .filter_map(|at| at.index("node", count).ok())
        .collect()
}

/// Says what the format forbids.
fn note(source: &mut Source<'_>, nodes: &[At<'_>], scenes: &[At<'_>], lists: &Lists) {
    let mut parent: Vec<Option<usize>> = vec![None; nodes.len()];
    for (index, list) in lists.children.iter().enumerate() {
        for (place, &child) in list.iter().enumerate() {
            if let Some(other) = parent[child].replace(index) {
                let at = format!("/nodes/{index}/children/{place}");
                let problem = format!(
                    "node {child} is a child of node {other} as well; the web viewer draws it under \
                     the one that is loaded last"
                );
                source.note_path(at, "NODE_PARENT_OVERRIDE", Effect::Lost, problem);
            }
        }
    }
    for (scene, list) in scenes.iter().zip(&lists.scenes) {
        let mut listed = std::collections::BTreeSet::new();
        for (place, &node) in list.iter().enumerate() {
            let at = format!("{}/nodes/{place}", scene.pointer());
            if let Some(parent) = parent[node] {
                let problem = format!(
                    "node {node} isn't a root: it is a child of node {parent}; the web viewer draws \
                     it from where the scene lists it"
                );
                source.note_path(at.clone(), "SCENE_NON_ROOT_NODE", Effect::Drawn, problem);
            }
            if !listed.insert(node) {
                let problem = format!("node {node} is listed twice and drawn twice");
                source.note_path(at, "DUPLICATE_ELEMENTS", Effect::Drawn, problem);
            }
        }
    }
}

/// The steps, each with when it happens. What happens at the same time happens in their order.
fn times(
    source: &Source<'_>,
    nodes: &[At<'_>],
    lists: &Lists,
    loaded: &[bool],
    order: &[Step],
) -> Vec<Step> {
    let mut costs = Costs::new(source);
    let mut ready: Vec<u64> = vec![0; nodes.len()];
    let mut times: Vec<(u64, Step)> = Vec::with_capacity(order.len());
    for step in order {
        let latest = |list: &[usize], ready: &[u64]| {
            let waits = list.iter().filter(|node| loaded[**node]);
            waits.map(|node| ready[*node]).max().unwrap_or_default()
        };
        let time = match *step {
            Step::Node(node) => {
                let own = costs.node(&nodes[node]) + 1;
                let time = own.max(latest(&lists.children[node], &ready) + 2) + 1;
                ready[node] = time;
                time
            }
            Step::Scene(scene) => latest(&lists.scenes[scene], &ready) + 2,
        };
        times.push((time, *step));
    }
    times.sort_by_key(|(time, _)| *time);
    times.into_iter().map(|(_, step)| step).collect()
}

/// How long nodes' own parts take.
struct Costs<'a> {
    meshes: Vec<At<'a>>,
    textured: Vec<bool>,
    known: BTreeMap<u64, u64>,
}

impl<'a> Costs<'a> {
    fn new(source: &Source<'a>) -> Self {
        let list = |key| source.root.list(key).into_iter().flatten();
        Self {
            meshes: list("meshes").collect(),
            textured: list("materials")
                .map(|at| has_texture(at.value()))
                .collect(),
            known: BTreeMap::new(),
        }
    }

    fn node(&mut self, at: &At<'_>) -> u64 {
        let Some(mesh) = at.get("mesh").and_then(|at| at.whole().ok()) else {
            return 0;
        };
        if let Some(cost) = self.known.get(&mesh) {
            return *cost;
        }
        let mesh_at = usize::try_from(mesh)
            .ok()
            .and_then(|mesh| self.meshes.get(mesh));
        let parts = mesh_at.and_then(|at| at.list("primitives").ok());
        let materials = parts
            .into_iter()
            .flatten()
            .filter_map(|at| at.get("material"));
        let textured = materials
            .filter_map(|at| at.index("material", self.textured.len()).ok())
            .any(|material| self.textured[material]);
        let cost = if textured { TEXTURED } else { MESH };
        self.known.insert(mesh, cost);
        cost
    }
}

/// Whether a material names a texture, in itself or one of its extensions.
fn has_texture(material: &serde_json::Value) -> bool {
    let of = |value: &serde_json::Value| {
        let members = value.as_object().into_iter().flatten();
        members.filter(|(key, _)| key.ends_with("Texture")).count() > 0
    };
    let extensions = material["extensions"].as_object().into_iter().flatten();
    of(material)
        || of(&material["pbrMetallicRoughness"])
        || extensions.map(|(_, value)| value).any(of)
}

/// What happens, step by step.
struct Play<'a> {
    lists: &'a Lists,
    shown: Option<usize>,
    limit: usize,
    /// What holds each node, and the number of the taking in that put it there.
    held: Vec<(Holder, u64)>,
    /// What each node and scene took in; some of it has gone elsewhere since.
    children: Vec<Vec<(usize, u64)>>,
    scenes: Vec<Vec<(usize, u64)>>,
    copies: Vec<usize>,
    branches: Vec<std::ops::Range<usize>>,
    stamp: u64,
}

impl<'a> Play<'a> {
    fn new(lists: &'a Lists, shown: Option<usize>, limits: &Limits) -> Self {
        let count = lists.children.len();
        Self {
            lists,
            shown,
            limit: limits.nodes,
            held: vec![(Holder::Nothing, 0); count],
            children: vec![Vec::new(); count],
            scenes: vec![Vec::new(); lists.scenes.len()],
            copies: Vec::new(),
            branches: Vec::new(),
            stamp: 0,
        }
    }

    fn run(mut self, steps: &[Step], loaded: Vec<bool>) -> Result<Tree, Error> {
        for step in steps {
            match *step {
                Step::Node(node) => {
                    for &child in &self.lists.children[node] {
                        self.take(child, Holder::Node(node));
                    }
                }
                Step::Scene(scene) => self.fill(scene)?,
            }
        }
        self.rest(&loaded);
        Ok(self.finish(loaded))
    }

    /// Moves `node` to the end of what `holder` holds.
    fn take(&mut self, node: usize, holder: Holder) {
        self.stamp += 1;
        self.held[node] = (holder, self.stamp);
        let entry = (node, self.stamp);
        match holder {
            Holder::Nothing => {}
            Holder::Node(parent) => self.children[parent].push(entry),
            Holder::Scene(scene) => self.scenes[scene].push(entry),
        }
    }

    fn fill(&mut self, scene: usize) -> Result<(), Error> {
        for &node in &self.lists.scenes[scene] {
            if self.held[node].0 == Holder::Nothing {
                self.take(node, Holder::Scene(scene));
            } else if self.shown == Some(scene) {
                let copy = self.copy(node)?;
                self.take(copy, Holder::Scene(scene));
            }
        }
        Ok(())
    }

    /// What of `list` is still there.
    fn present<'l>(&'l self, list: &'l [(usize, u64)]) -> impl Iterator<Item = usize> + 'l {
        let here = |(node, stamp): &&(usize, u64)| self.held[*node].1 == *stamp;
        list.iter().filter(here).map(|(node, _)| *node)
    }

    /// A copy of a node and of what is below it now.
    fn copy(&mut self, root: usize) -> Result<usize, Error> {
        let first = self.children.len();
        let copies = self.copies.len();
        let mut open = vec![(root, Holder::Nothing)];
        while let Some((node, holder)) = open.pop() {
            let copy = self.children.len();
            if copy >= self.limit {
                return Err(Error::Limit {
                    at: "/scenes".to_owned(),
                    what: "the number of nodes, with those that are listed twice",
                    value: copy as u64 + 1,
                    limit: self.limit as u64,
                });
            }
            // Copies of copies are copies of the file's node.
            let own = self.lists.children.len();
            self.copies
                .push(node.checked_sub(own).map_or(node, |copy| self.copies[copy]));
            self.held.push((Holder::Nothing, 0));
            let below: Vec<usize> = self.present(&self.children[node]).collect();
            self.children.push(Vec::new());
            self.take(copy, holder);
            open.extend(
                below
                    .into_iter()
                    .rev()
                    .map(|child| (child, Holder::Node(copy))),
            );
        }
        self.branches.push(copies..self.copies.len());
        Ok(first)
    }

    /// Gives what is never loaded its place too, as far as it is free and no cycle comes of it.
    fn rest(&mut self, loaded: &[bool]) {
        let count = self.lists.children.len();
        for node in (0..count).filter(|node| !loaded[*node]) {
            for &child in &self.lists.children[node] {
                if !loaded[child] && self.held[child].0 == Holder::Nothing {
                    self.take(child, Holder::Node(node));
                }
            }
        }
        // With one holder each, what can't be reached from a root is on a cycle or below one.
        let mut reached = vec![false; count];
        let free = |node: &usize| !matches!(self.held[*node].0, Holder::Node(_));
        let mut open: Vec<usize> = (0..count).filter(free).collect();
        while let Some(node) = open.pop() {
            reached[node] = true;
            let below = self.present(&self.children[node]);
            open.extend(below.filter(|child| *child < count));
        }
        for node in (0..count).filter(|node| !reached[*node]) {
            self.children[node].clear();
        }
    }

    fn finish(self, loaded: Vec<bool>) -> Tree {
        let settle = |list: &Vec<(usize, u64)>| self.present(list).collect::<Vec<_>>();
        let mut scenes: Vec<Vec<usize>> = self.scenes.iter().map(settle).collect();
        for (index, (scene, list)) in scenes.iter_mut().zip(&self.lists.scenes).enumerate() {
            if self.shown != Some(index) {
                scene.clone_from(list);
            }
        }
        let mut tree = Tree {
            children: self.children.iter().map(settle).collect(),
            scenes,
            loaded,
            moved: BTreeMap::new(),
            copies: self.copies,
            branches: self.branches,
        };
        tree.moved = tree.first_of_each(self.shown);
        tree
    }
}

impl Tree {
    /// The web viewer finds what an animation moves by its name: the first of that name moves.
    fn first_of_each(&self, shown: Option<usize>) -> BTreeMap<usize, usize> {
        let own = self.children.len() - self.copies.len();
        let mut first = BTreeMap::new();
        let Some(roots) = shown.and_then(|scene| self.scenes.get(scene)) else {
            return first;
        };
        if self.copies.is_empty() {
            return first;
        }
        let copied: std::collections::BTreeSet<usize> = self.copies.iter().copied().collect();
        let mut open: Vec<usize> = roots.iter().rev().copied().collect();
        while let Some(node) = open.pop() {
            let original = node.checked_sub(own).map_or(node, |copy| self.copies[copy]);
            if copied.contains(&original) {
                first.entry(original).or_insert(node);
            }
            open.extend(self.children[node].iter().rev());
        }
        first
    }

    /// The node that moves where an animation moves `node`.
    pub(super) fn moved(&self, node: usize) -> usize {
        self.moved.get(&node).copied().unwrap_or(node)
    }

    /// Gives copies of skinned nodes skins of their own, whose joints are the copies'.
    pub(super) fn copy_skins(&self, nodes: &mut [Node], skins: &mut Vec<Skin>) {
        let own = self.children.len() - self.copies.len();
        for branch in &self.branches {
            let copy_of: BTreeMap<usize, usize> = branch
                .clone()
                .map(|copy| (self.copies[copy], own + copy))
                .collect();
            let mut made: BTreeMap<usize, usize> = BTreeMap::new();
            for node in branch.clone().map(|copy| own + copy) {
                let Some(skin) = nodes[node].skin else {
                    continue;
                };
                let of_copy = *made.entry(skin).or_insert_with(|| {
                    let mut copy = skins[skin].clone();
                    for joint in &mut copy.joints {
                        *joint = copy_of.get(joint).copied().unwrap_or(*joint);
                    }
                    skins.push(copy);
                    skins.len() - 1
                });
                nodes[node].skin = Some(of_copy);
            }
        }
    }
}
