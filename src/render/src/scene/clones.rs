//! How the web viewer clones materials for geometries, and what becomes of the clones when a variant
//! gives them to others.
//!
//! The viewer clones a material for every kind of geometry that has it in the file, and prepares these
//! clones. What a variant gives to a geometry is made when the variant is first chosen, and never
//! prepared: a material that no part has in the file is loaded then; of any other, the clone of the
//! first part that has it is cloned again, with all that was done to it.

use std::collections::HashMap;

/// By what of a geometry the viewer clones a material.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Kind {
    pub(super) normals: bool,
    pub(super) tangents: bool,
    pub(super) colors: bool,
    pub(super) topology: wgpu::PrimitiveTopology,
    /// Whether several instances of it are drawn at once.
    pub(super) copied: bool,
}

/// How a clone differs from the file's material.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct MaterialClone {
    /// Whether it is lit: points and lines aren't.
    pub(crate) surface: bool,
    /// Whether colours are exposed and tone-mapped even where they aren't lit.
    pub(crate) toned: bool,
    /// Whether mapped normals have their second axis turned.
    pub(crate) turned: bool,
    /// Whether the geometry's normals don't count.
    pub(crate) flat: bool,
    /// Whether it takes colours of vertices.
    pub(crate) colored: bool,
}

impl Kind {
    /// How the viewer clones the file's material for the geometry.
    pub(super) fn own_clone(self) -> MaterialClone {
        let surface = self.topology == wgpu::PrimitiveTopology::TriangleList;
        MaterialClone {
            surface,
            toned: !surface,
            // For instances it is cloned twice, and so turned back.
            turned: !self.tangents && !self.copied,
            flat: !self.normals,
            colored: self.colors,
        }
    }
}

/// For which geometry each material of the file was cloned first.
#[derive(Debug, Default)]
pub(super) struct Clones {
    first: HashMap<usize, Kind>,
}

impl Clones {
    /// Of all parts of the scene, in the order of the tree: the material that the file gives a part,
    /// `None` for glTF's default material, and the kind of its geometry.
    pub(super) fn of(parts: impl Iterator<Item = (Option<usize>, Kind)>) -> Self {
        let mut first = HashMap::new();
        for (material, kind) in parts {
            if let Some(material) = material {
                first.entry(material).or_insert(kind);
            }
        }
        Self { first }
    }

    /// The clone of `material` for a geometry that has it in a variant alone.
    pub(super) fn clone_for(&self, material: usize, kind: Kind) -> MaterialClone {
        let own = kind.own_clone();
        match self.first.get(&material).map(|first| first.own_clone()) {
            // The clone of a clone.
            Some(first) => MaterialClone {
                surface: own.surface && first.surface,
                toned: first.toned,
                turned: own.turned != first.turned,
                flat: own.flat || first.flat,
                colored: own.colored || first.colored,
            },
            None => MaterialClone { toned: true, ..own },
        }
    }
}
