//! A model, what of it the web viewer meets, and how rules say what is wrong with it.

use glam::DMat4;
use serde_json::Value;

use crate::defect::{Defect, Defects, Effect};
use crate::model::{Model, Primitive};
use crate::scene::{copies, world_matrices};

/// A model, and which of its nodes the viewer meets.
pub(super) struct Subject<'a> {
    pub(super) model: &'a Model,
    /// By node: whether it is in the scene that is shown.
    pub(super) shown: Vec<bool>,
    /// By node: whether the viewer makes something of it, in whatever scene.
    pub(super) loaded: Vec<bool>,
    /// By node: from its space to the world's; `None` for those that aren't shown.
    pub(super) world: Vec<Option<DMat4>>,
}

impl<'a> Subject<'a> {
    pub(super) fn of(model: &'a Model) -> Self {
        let scene = model.scene.and_then(|scene| model.scenes.get(scene));
        let shown = reach(
            model,
            scene
                .into_iter()
                .flat_map(|scene| scene.nodes.iter().copied()),
        );
        let listed = model
            .scenes
            .iter()
            .flat_map(|scene| scene.nodes.iter().copied());
        let moved = model
            .animations
            .iter()
            .flat_map(|animation| animation.channels.iter().map(|channel| channel.node));
        let mut loaded = reach(model, listed.chain(moved));
        // Joints are made by themselves, without what is below them.
        for (node, is_loaded) in model.nodes.iter().zip(loaded.clone()) {
            let skin = node.skin.filter(|_| is_loaded);
            let skin = skin.and_then(|skin| model.skins.get(skin));
            for joint in skin.iter().flat_map(|skin| &skin.joints) {
                if let Some(slot) = loaded.get_mut(*joint) {
                    *slot = true;
                }
            }
        }
        Self {
            model,
            shown,
            loaded,
            world: world_matrices(model),
        }
    }

    /// Nodes of the scene that is shown, with the meshes that they show.
    pub(super) fn shown_meshes(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        self.meshes_of(&self.shown)
    }

    /// Nodes that the viewer loads, with their meshes.
    pub(super) fn loaded_meshes(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        self.meshes_of(&self.loaded)
    }

    pub(super) fn meshes_of<'s>(
        &'s self,
        met: &'s [bool],
    ) -> impl Iterator<Item = (usize, usize)> + 's {
        let nodes = self.model.nodes.iter().enumerate().zip(met);
        nodes
            .filter(|(_, met)| **met)
            .filter_map(|((index, node), _)| Some((index, node.mesh?)))
            .filter(|(_, mesh)| *mesh < self.model.meshes.len())
    }

    /// A mesh's primitives with their JSON, each with its index.
    pub(super) fn primitives(
        &self,
        mesh: usize,
    ) -> impl Iterator<Item = (usize, &'a Primitive, &'a Value)> {
        let json = &self.model.document.json["meshes"][mesh]["primitives"];
        let primitives = self.model.meshes[mesh].primitives.iter().enumerate();
        primitives.map(|(index, primitive)| (index, primitive, &json[index]))
    }

    /// Whether the viewer draws a node's copies.
    pub(super) fn is_instanced(&self, node: usize) -> bool {
        copies(self.model, &self.model.nodes[node]).is_some()
    }
}

/// By node: whether it is one of `roots` or below one.
pub(super) fn reach(model: &Model, roots: impl Iterator<Item = usize>) -> Vec<bool> {
    let mut reached = vec![false; model.nodes.len()];
    let mut open: Vec<usize> = roots.collect();
    while let Some(node) = open.pop() {
        if let Some(slot) = reached.get_mut(node)
            && !std::mem::replace(slot, true)
        {
            open.extend(&model.nodes[node].children);
        }
    }
    reached
}

/// Notes what the page says it couldn't load.
pub(super) fn refused(
    defects: &mut Defects,
    code: &'static str,
    at: String,
    problem: impl Into<String>,
) {
    defects.push(Defect::new(code, Effect::Refused, at, problem));
}

/// Notes why nothing at all is shown.
pub(super) fn blank(
    defects: &mut Defects,
    code: &'static str,
    at: String,
    problem: impl Into<String>,
) {
    defects.push(Defect::new(code, Effect::Blank, at, problem));
}

/// Notes what is missing from what is shown.
pub(super) fn lost(
    defects: &mut Defects,
    code: &'static str,
    at: String,
    problem: impl Into<String>,
) {
    defects.push(Defect::new(code, Effect::Lost, at, problem));
}
