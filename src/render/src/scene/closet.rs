//! Materials as the web viewer makes them for geometries, and what becomes of them when a variant
//! puts them on others.
//!
//! The viewer copies a material for every kind of geometry, and prepares those copies that the file
//! comes in. A variant's material is loaded when it is worn first and never prepared; one that the file
//! comes in already is copied from the copy of the part that wears it first, with all that was done to it.

use std::collections::HashMap;

use super::Part;

/// What of a geometry the viewer copies a material for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Kind {
    pub(super) normals: bool,
    pub(super) tangents: bool,
    pub(super) colors: bool,
    pub(super) topology: wgpu::PrimitiveTopology,
    /// Whether copies of it are drawn at once.
    pub(super) copied: bool,
}

/// How a copy differs from the file's material.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Cut {
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
    /// How the viewer copies the file's material for the geometry.
    pub(super) fn own_cut(self) -> Cut {
        let surface = self.topology == wgpu::PrimitiveTopology::TriangleList;
        Cut {
            surface,
            toned: !surface,
            // For copies it is copied twice, and so turned back.
            turned: !self.tangents && !self.copied,
            flat: !self.normals,
            colored: self.colors,
        }
    }
}

/// The materials that the file comes in, and for which geometries they were copied first.
#[derive(Debug, Default)]
pub(super) struct Closet {
    first: HashMap<usize, Kind>,
}

impl Closet {
    /// Of all parts of the scene, in the order of the tree.
    pub(super) fn of(parts: &[Part]) -> Self {
        let mut first = HashMap::new();
        for part in parts {
            if let Some(material) = part.own_material() {
                first.entry(material).or_insert_with(|| part.kind());
            }
        }
        Self { first }
    }

    /// How `material` comes out when a variant puts it on a geometry that doesn't come in it.
    pub(super) fn cut(&self, material: usize, kind: Kind) -> Cut {
        let own = kind.own_cut();
        match self.first.get(&material).map(|first| first.own_cut()) {
            // The copy of a copy.
            Some(first) => Cut {
                surface: own.surface && first.surface,
                toned: first.toned,
                turned: own.turned != first.turned,
                flat: own.flat || first.flat,
                colored: own.colored || first.colored,
            },
            None => Cut { toned: true, ..own },
        }
    }
}

/// Numbers the materials as the viewer meets them, and so the order in which opaque parts are drawn:
/// first those that the file comes in, then those of the variant, which it walks backwards.
pub(super) fn rank(parts: &mut [Part]) {
    let mut met = HashMap::new();
    let own = |part: &&mut Part| part.own_material() == part.worn();
    let (kept, changed): (Vec<_>, Vec<_>) = parts.iter_mut().partition(own);
    for (changes, part) in kept
        .into_iter()
        .map(|part| (false, part))
        .chain(changed.into_iter().rev().map(|part| (true, part)))
    {
        let next = met.len();
        part.rank = *met
            .entry((changes, part.material, part.kind()))
            .or_insert(next);
    }
}
