//! Where every node is: the file's transforms, with an animation's values in their place.

use asset::Model;
use asset::model::{Node, Transform};
use glam::{DMat4, DQuat, DVec3};

/// Local transforms and morph weights of all nodes.
#[derive(Debug, Clone)]
pub(crate) struct Locals {
    /// A node's transform relative to its parent.
    pub(crate) transforms: Vec<Local>,
    /// A node's morph weights; empty where its mesh has none.
    pub(crate) weights: Vec<Vec<f32>>,
}

/// A transform in the form in which it can be animated.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Local {
    pub(crate) translation: DVec3,
    pub(crate) rotation: DQuat,
    pub(crate) scale: DVec3,
}

impl Local {
    fn of(node: &Node) -> Self {
        match node.transform {
            Transform::Matrix(matrix) => Self::parts_of(matrix.as_dmat4()),
            Transform::Trs {
                translation,
                rotation,
                scale,
            } => Self {
                translation: translation.as_dvec3(),
                rotation: rotation.as_dquat(),
                scale: scale.as_dvec3(),
            },
        }
    }

    /// A matrix taken apart, as the web viewer does with every matrix: shear is lost, and of a matrix
    /// that flattens only the translation is kept.
    fn parts_of(matrix: DMat4) -> Self {
        if matrix.determinant() == 0.0 {
            return Self {
                translation: matrix.w_axis.truncate(),
                rotation: DQuat::IDENTITY,
                scale: DVec3::ONE,
            };
        }
        let (scale, rotation, translation) = matrix.to_scale_rotation_translation();
        Self {
            translation,
            rotation,
            scale,
        }
    }

    fn matrix(self) -> DMat4 {
        DMat4::from_scale_rotation_translation(self.scale, self.rotation, self.translation)
    }
}

/// What the web viewer makes of a node's matrix: it takes every one apart, so that shear is lost, and of one
/// that flattens only the translation is kept.
#[must_use]
pub fn node_matrix(matrix: DMat4) -> DMat4 {
    Local::parts_of(matrix).matrix()
}

impl Locals {
    /// The pose in which the file rests.
    pub(crate) fn rest(model: &Model) -> Self {
        let weights = model
            .nodes
            .iter()
            .map(|node| {
                let mesh = node.mesh.map(|mesh| &model.meshes[mesh]);
                match (&node.weights, mesh) {
                    (Some(weights), _) => weights.clone(),
                    (None, Some(mesh)) => mesh.weights.clone(),
                    (None, None) => Vec::new(),
                }
            })
            .collect();
        Self {
            transforms: model.nodes.iter().map(Local::of).collect(),
            weights,
        }
    }
}

/// The tree of the scene that is shown: nodes in the order in which they are met, parents first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tree {
    /// A node and its parent.
    pub(crate) order: Vec<(usize, Option<usize>)>,
    nodes: usize,
}

impl Tree {
    /// The tree under the roots of the model's scene, depth first.
    pub(crate) fn of(model: &Model) -> Self {
        let mut order = Vec::new();
        let roots = model
            .scene
            .and_then(|scene| model.scenes.get(scene))
            .map_or(&[][..], |scene| &scene.nodes);
        let mut stack: Vec<(usize, Option<usize>)> =
            roots.iter().rev().map(|node| (*node, None)).collect();
        while let Some((node, parent)) = stack.pop() {
            order.push((node, parent));
            let children = &model.nodes[node].children;
            stack.extend(children.iter().rev().map(|child| (*child, Some(node))));
        }
        Self {
            order,
            nodes: model.nodes.len(),
        }
    }

    /// The matrix that takes each node's space to the world's; identity for nodes outside the tree.
    /// `placement` takes the file's space there.
    pub(crate) fn world(&self, locals: &Locals, placement: DMat4) -> Vec<DMat4> {
        let mut world = vec![DMat4::IDENTITY; self.nodes];
        for (node, parent) in &self.order {
            let local = locals.transforms[*node].matrix();
            world[*node] = match parent {
                Some(parent) => world[*parent] * local,
                None => placement * local,
            };
        }
        world
    }
}
