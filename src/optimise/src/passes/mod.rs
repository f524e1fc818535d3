//! The passes: one file each, and the table of them.

mod constant;
mod dedup;
mod degenerate;
mod hidden;
mod idle;
pub(crate) mod instance;
mod islands;
mod join;
mod prune;
mod quantise;
mod reorder;
mod resample;
mod resize;
mod seen;
mod simplify;
pub(crate) mod textures;
mod weld;

use base::{Fault, Job, Result};
use serde::{Serialize, Serializer};

use crate::options::Options;
use crate::work::Work;

/// One way to make a model smaller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Pass {
    /// Drops triangles that can't be seen from anywhere.
    Hidden,
    /// Keeps one of equal images, textures, materials and meshes.
    Dedup,
    /// Replaces textures of one colour by numbers.
    Constant,
    /// Drops attributes and extensions without effect.
    Idle,
    /// Joins vertices that are equal in everything.
    Weld,
    /// Drops triangles without area.
    Degenerate,
    /// Joins parts of a mesh that wear the same material.
    Join,
    /// Draws what stands in many places at once; only where it is asked for.
    Instance,
    /// Drops keys of animations that the curves pass through anyway.
    Resample,
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

impl Pass {
    /// Every pass, in the order in which they run.
    pub const ALL: [Self; 18] = [
        Self::Hidden,
        Self::Dedup,
        Self::Constant,
        Self::Idle,
        Self::Weld,
        Self::Degenerate,
        Self::Join,
        Self::Instance,
        Self::Resample,
        Self::Seen,
        Self::Islands,
        Self::Simplify,
        Self::Quantise,
        Self::Reorder,
        Self::Resize,
        Self::Textures,
        Self::Prune,
        Self::Compress,
    ];

    /// Its name on the command line and in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hidden => "hidden",
            Self::Dedup => "dedup",
            Self::Constant => "constant",
            Self::Idle => "idle",
            Self::Weld => "weld",
            Self::Degenerate => "degenerate",
            Self::Join => "join",
            Self::Instance => "instance",
            Self::Resample => "resample",
            Self::Seen => "seen",
            Self::Islands => "islands",
            Self::Simplify => "simplify",
            Self::Quantise => "quantise",
            Self::Reorder => "reorder",
            Self::Resize => "resize",
            Self::Textures => "textures",
            Self::Prune => "prune",
            Self::Compress => "compress",
            #[cfg(test)]
            Self::Spoil => "spoil",
        }
    }

    /// The pass called `name`; `quantize` is `quantise`.
    ///
    /// # Errors
    /// A usage fault that lists the names there are.
    pub fn find(name: &str) -> Result<Self> {
        let wanted = if name == "quantize" { "quantise" } else { name };
        Self::ALL
            .into_iter()
            .find(|pass| pass.name() == wanted)
            .ok_or_else(|| {
                Fault::usage(format!("There is no pass called {name}")).hint(format!(
                    "The passes are {}",
                    Self::ALL.map(Self::name).join(", ")
                ))
            })
    }

    /// Changes `work` and says what it did. [`Self::Compress`] is a matter of writing and does
    /// nothing here.
    pub(crate) fn run(self, work: &mut Work, options: &Options, job: &Job) -> Result<Vec<String>> {
        match self {
            Self::Hidden => Ok(hidden::run(work)),
            Self::Dedup => Ok(dedup::run(work)),
            Self::Constant => constant::run(work, job),
            Self::Idle => Ok(idle::run(work)),
            Self::Weld => Ok(weld::run(work)),
            Self::Degenerate => Ok(degenerate::run(work)),
            Self::Join => Ok(join::run(work)),
            Self::Instance => instance::run(work),
            Self::Resample => Ok(resample::run(work)),
            Self::Seen => seen::run(work, job),
            Self::Islands => islands::run(work, job),
            Self::Simplify => simplify::run(work, options.simplify, job),
            Self::Quantise => Ok(quantise::run(work, options)),
            Self::Reorder => Ok(reorder::run(work)),
            Self::Resize => resize::run(work, options.target.texture_side(), job),
            Self::Textures => textures::run(work, options, job),
            Self::Prune => Ok(prune::run(work)),
            Self::Compress => Ok(Vec::new()),
            #[cfg(test)]
            Self::Spoil => Ok(spoil(work)),
        }
    }

    /// Whether it never changes how the model looks, so that it needs no look.
    #[must_use]
    pub const fn is_exact(self) -> bool {
        #[cfg(test)]
        if matches!(self, Self::Spoil) {
            return true;
        }
        matches!(
            self,
            Self::Hidden
                | Self::Dedup
                | Self::Constant
                | Self::Idle
                | Self::Weld
                | Self::Degenerate
                | Self::Join
                | Self::Instance
                | Self::Resample
                | Self::Seen
                | Self::Islands
        )
    }

    /// Whether it only makes ready what later passes store, so that it is kept where it costs nothing.
    pub(crate) const fn prepares(self) -> bool {
        matches!(self, Self::Islands)
    }

    /// Whether it goes by what can be seen, which is then looked at first.
    pub(crate) const fn needs_sight(self) -> bool {
        matches!(self, Self::Hidden | Self::Seen)
    }

    /// Whether the search decides how far it goes, and has run it where it goes anywhere.
    pub(crate) const fn is_searched(self) -> bool {
        matches!(self, Self::Simplify | Self::Quantise | Self::Reorder)
    }

    /// Whether the target can't take `work` without the pass.
    pub(crate) fn is_demanded(self, work: &Work, options: &Options) -> bool {
        match self {
            Self::Resize => true,
            Self::Textures => !textures::all_taken(work, options),
            _ => false,
        }
    }
}

/// What no pass may do: half of all triangles go.
#[cfg(test)]
fn spoil(work: &mut Work) -> Vec<String> {
    for shape in work.meshes.iter_mut().flatten() {
        shape.indices.truncate(shape.indices.len() / 6 * 3);
        shape.drop_unused_vertices();
    }
    vec!["Dropped half of all triangles".to_owned()]
}

impl Serialize for Pass {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// `count` with `one` or `many` behind it.
fn counted(count: usize, one: &str, many: &str) -> String {
    let word = if count == 1 { one } else { many };
    format!("{} {word}", base::units::count(count as u64))
}
