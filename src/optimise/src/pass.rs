//! What can make a model smaller: the names of the passes, in the order in which they run, and what each
//! needs and may change. The passes themselves are in `passes`.

use base::{Fault, Result};
use serde::{Serialize, Serializer};

/// One way to make a model smaller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Pass {
    /// Keeps one of equal images, textures, materials and meshes.
    Dedup,
    /// Replaces textures of one colour by numbers.
    Constant,
    /// Drops normals that are those of flat triangles.
    Facets,
    /// Drops attributes and extensions without effect.
    Unused,
    /// Joins vertices that are equal in everything.
    Weld,
    /// Drops triangles without area.
    Degenerate,
    /// Takes nodes that only stand there out of their tree, and joins what wears the same material.
    Flatten,
    /// Joins parts of a mesh that wear the same material.
    Join,
    /// Draws what stands in many places at once.
    Instance,
    /// Makes parts of a mesh whose materials differ by colour alone one part.
    Palette,
    /// Drops keys of animations that the curves pass through anyway.
    Resample,
    /// Drops triangles that can't be seen from anywhere.
    Hidden,
    /// Makes textures smaller that are never looked at in full.
    Seen,
    /// Fills what no surface shows of textures.
    Islands,
    /// Removes triangles where the surface hardly moves.
    Simplify,
    /// Stores vertices with as many bits as can be seen.
    Quantise,
    /// Orders triangles and vertices so that GPUs draw them faster and they compress better.
    Reorder,
    /// Makes textures smaller that are larger than the target takes.
    Resize,
    /// Stores each texture in the form that is smallest for what it is used for.
    Textures,
    /// Drops what nothing uses.
    Prune,
    /// Compresses geometry, last.
    Compress,
    /// Says that it is exact and drops half of all triangles.
    #[cfg(test)]
    Spoil,
}

/// What a pass needs and may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Nature {
    /// See [`Pass::is_exact`].
    exact: bool,
    /// See [`Pass::prepares`].
    prepares: bool,
    /// See [`Pass::needs_visibility`].
    visibility: bool,
    /// See [`Pass::trusts_views`].
    views: bool,
    /// See [`Pass::is_searched`].
    searched: bool,
}

impl Nature {
    /// It may change how the model looks, by rules of thumb.
    const LOSSY: Self = Self {
        exact: false,
        prepares: false,
        visibility: false,
        views: false,
        searched: false,
    };
    /// It never changes how the model looks.
    const EXACT: Self = Self {
        exact: true,
        ..Self::LOSSY
    };
    /// The same, where what can be seen is known.
    const BY_VISIBILITY: Self = Self {
        visibility: true,
        views: true,
        ..Self::EXACT
    };
    /// It never changes what is seen, and makes ready what later passes store.
    const PREPARING: Self = Self {
        prepares: true,
        views: true,
        ..Self::EXACT
    };
    /// The search decides how far it goes.
    const SEARCHED: Self = Self {
        searched: true,
        ..Self::LOSSY
    };
}

/// What a pass is called, and what it is like.
struct Row {
    pass: Pass,
    name: &'static str,
    nature: Nature,
}

const fn row(pass: Pass, name: &'static str, nature: Nature) -> Row {
    Row { pass, name, nature }
}

/// All passes, in the order of [`Pass`], in which they run.
const ROWS: &[Row] = &[
    row(Pass::Dedup, "dedup", Nature::EXACT),
    row(Pass::Constant, "constant", Nature::EXACT),
    row(Pass::Facets, "facets", Nature::EXACT),
    row(Pass::Unused, "idle", Nature::EXACT),
    row(Pass::Weld, "weld", Nature::EXACT),
    row(Pass::Degenerate, "degenerate", Nature::EXACT),
    row(Pass::Flatten, "flatten", Nature::EXACT),
    row(Pass::Join, "join", Nature::EXACT),
    row(Pass::Instance, "instance", Nature::EXACT),
    row(Pass::Palette, "palette", Nature::EXACT),
    row(Pass::Resample, "resample", Nature::EXACT),
    row(Pass::Hidden, "hidden", Nature::BY_VISIBILITY),
    row(Pass::Seen, "seen", Nature::BY_VISIBILITY),
    row(Pass::Islands, "islands", Nature::PREPARING),
    row(Pass::Simplify, "simplify", Nature::SEARCHED),
    row(Pass::Quantise, "quantise", Nature::SEARCHED),
    row(Pass::Reorder, "reorder", Nature::SEARCHED),
    row(Pass::Resize, "resize", Nature::LOSSY),
    row(Pass::Textures, "textures", Nature::LOSSY),
    row(Pass::Prune, "prune", Nature::LOSSY),
    row(Pass::Compress, "compress", Nature::LOSSY),
];

/// No pass of the product's: see [`Pass::Spoil`].
#[cfg(test)]
const SPOIL: Row = row(Pass::Spoil, "spoil", Nature::EXACT);

impl Pass {
    /// Every pass, in the order in which they run.
    pub fn all() -> impl Iterator<Item = Self> {
        ROWS.iter().map(|row| row.pass)
    }

    const fn row(self) -> &'static Row {
        #[cfg(test)]
        if matches!(self, Self::Spoil) {
            return &SPOIL;
        }
        &ROWS[self as usize]
    }

    /// Its name on the command line and in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.row().name
    }

    /// The pass called `name`; `quantize` is `quantise`.
    ///
    /// # Errors
    /// A usage fault that lists the names there are.
    pub fn find(name: &str) -> Result<Self> {
        let wanted = if name == "quantize" { "quantise" } else { name };
        Self::all()
            .find(|pass| pass.name() == wanted)
            .ok_or_else(|| {
                let names: Vec<&str> = Self::all().map(Self::name).collect();
                Fault::usage(format!("There is no pass called {name}"))
                    .hint(format!("The passes are {}", names.join(", ")))
            })
    }

    /// Whether it never changes how the model looks, so that it needs no look.
    #[must_use]
    pub const fn is_exact(self) -> bool {
        self.row().nature.exact
    }

    /// Whether it only makes ready what later passes store, so that it is kept where it costs nothing.
    pub(crate) const fn prepares(self) -> bool {
        self.row().nature.prepares
    }

    /// Whether it goes by what can be seen, which is then looked at first.
    pub(crate) const fn needs_visibility(self) -> bool {
        self.row().nature.visibility
    }

    /// Whether it trusts that what no view showed is never seen. Views are never all there are.
    pub(crate) const fn trusts_views(self) -> bool {
        self.row().nature.views
    }

    /// Whether the search decides how far it goes, and has run it where it goes anywhere.
    pub(crate) const fn is_searched(self) -> bool {
        self.row().nature.searched
    }
}

impl Serialize for Pass {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    #[test]
    fn every_pass_is_found_by_its_name_in_its_place() {
        for (place, pass) in Pass::all().enumerate() {
            assert_eq!(place, pass as usize, "{} stands in its place", pass.name());
            assert_eq!(Pass::find(pass.name()).unwrap(), pass);
        }
        assert_eq!(Pass::find("quantize").unwrap(), Pass::Quantise);
        let fault = Pass::find("spoil").unwrap_err();
        assert!(
            fault.to_string().contains("no pass called spoil"),
            "{fault}"
        );
    }
}
