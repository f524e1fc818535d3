//! What people call the parts of a scene, and which of them are shown.

use std::collections::BTreeSet;

use asset::Model;

use super::{Part, Scene};
use crate::pose::Tree;

/// A part of a scene: one primitive of one node, with all its instances.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartInfo {
    /// Its number in the scene, by which it is hidden, outlined and picked.
    pub id: usize,
    /// What to call it: the node's name, or the mesh's, or `Part 3`.
    pub name: String,
    /// The node's number in the file.
    pub node: usize,
    /// The mesh's name.
    pub mesh: Option<String>,
    /// The primitive's number in its mesh.
    pub primitive: usize,
    /// Number of the material that it has in the present variant; `None` is the default material.
    pub material: Option<usize>,
    /// That material's name.
    pub material_name: Option<String>,
    /// Triangles, each instance's counted.
    pub triangles: u64,
    /// How often it is drawn.
    pub instances: usize,
    /// Whether it is hidden.
    pub hidden: bool,
}

/// Names of nodes and meshes, which outlive the model.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// By node: its name, its parent, and its mesh's name.
    nodes: Vec<(Option<String>, Option<usize>, Option<String>)>,
}

impl Names {
    pub(super) fn of(model: &Model, tree: &Tree) -> Self {
        let mut nodes: Vec<_> = model
            .nodes
            .iter()
            .map(|node| {
                let mesh = node.mesh.and_then(|mesh| model.meshes[mesh].name.clone());
                (node.name.clone(), None, mesh)
            })
            .collect();
        for (node, parent) in &tree.order {
            nodes[*node].1 = *parent;
        }
        Self { nodes }
    }

    /// Whether the node, one above it, or its mesh is called so.
    fn is_called(&self, node: usize, name: &str) -> bool {
        let mesh = self.nodes[node].2.as_deref();
        let mut above = Some(node);
        while let Some(node) = above {
            if self.nodes[node].0.as_deref() == Some(name) {
                return true;
            }
            above = self.nodes[node].1;
        }
        mesh == Some(name)
    }
}

impl Scene {
    /// Every part, by its id.
    #[must_use]
    pub fn part_infos(&self) -> Vec<PartInfo> {
        (0..self.parts.len())
            .filter_map(|id| self.part_info(id))
            .collect()
    }

    /// What there is to say of a part.
    #[must_use]
    pub fn part_info(&self, id: usize) -> Option<PartInfo> {
        let part = self.parts.get(id)?;
        let (node_name, _, mesh) = &self.names.nodes[part.node];
        let material = self.materials.get(part.material);
        Some(PartInfo {
            id,
            name: node_name
                .clone()
                .or_else(|| mesh.clone())
                .unwrap_or_else(|| format!("Part {}", id + 1)),
            node: part.node,
            mesh: mesh.clone(),
            primitive: part.primitive,
            material: material.map(|_| part.material),
            material_name: material.and_then(|material| material.name.clone()),
            triangles: part.geometry.triangles() * part.matrices.len() as u64,
            instances: part.matrices.len(),
            hidden: self.is_hidden(id),
        })
    }

    /// The parts that `name` stands for: those of the nodes that are called so and of all nodes
    /// under them, of the mesh that is called so, or else those that have the material of this
    /// name.
    #[must_use]
    pub fn parts_named(&self, name: &str) -> Vec<usize> {
        let that = |fits: &dyn Fn(&Part) -> bool| -> Vec<usize> {
            let parts = self.parts.iter().enumerate();
            parts
                .filter(|(_, part)| fits(part))
                .map(|(id, _)| id)
                .collect()
        };
        let named = that(&|part| self.names.is_called(part.node, name));
        if !named.is_empty() {
            return named;
        }
        that(&|part| {
            let material = self.materials.get(part.material);
            material.and_then(|material| material.name.as_deref()) == Some(name)
        })
    }

    /// Hides these parts and shows all others. Hidden parts cast no shadow; the frame around the
    /// model stays.
    pub fn set_hidden(&mut self, parts: impl IntoIterator<Item = usize>) {
        let hidden: BTreeSet<usize> = parts
            .into_iter()
            .filter(|id| *id < self.parts.len())
            .collect();
        if hidden != self.hidden {
            self.hidden = hidden;
            self.casts = super::next_cast();
        }
    }

    /// Shows only these parts.
    pub fn isolate(&mut self, parts: &[usize]) {
        let others = (0..self.parts.len()).filter(|id| !parts.contains(id));
        self.set_hidden(others.collect::<Vec<_>>());
    }

    /// Whether a part is hidden.
    #[must_use]
    pub fn is_hidden(&self, part: usize) -> bool {
        self.hidden.contains(&part)
    }
}
