//! What Plinth can put right by itself: one fix a file, and the list of them.
//!
//! A fix changes the JSON of a document as little as it can. It is offered where a check or a defect
//! of the file asks for it: [`fix_for`] names the fix of a defect's code.

mod add_joints;
mod add_scene;
mod declare_extensions;
mod dissolve_instances;
mod drop_empties;
mod drop_scenes;
mod drop_textures;
mod even_morphs;
mod json;
mod measure_bounds;
mod plain_material;
mod rename_default;
#[cfg(test)]
mod samples;
mod split_skins;
mod stand_on_floor;
mod untangle_nodes;
mod zero_morphs;

use std::str::FromStr;

use asset::{Document, Model};
use base::{Fault, Result};
use serde::{Deserialize, Serialize};

/// A change that [`fix`] makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FixId {
    /// Moves everything so that the lowest point is on the floor and the middle of the base at the
    /// origin. The product itself doesn't change: it gets a new root node with a translation.
    StandOnFloor,
    /// Makes a scene of all nodes that have no parent, where the file has none.
    AddScene,
    /// Keeps the scene that is shown and drops the others.
    DropScenes,
    /// Gives materials that are named "Default" another name.
    RenameDefault,
    /// Puts a node in the place of every instance.
    DissolveInstances,
    /// Gives what of a skinned mesh is drawn without its skin a mesh of its own.
    SplitSkins,
    /// Gives morph targets that move no vertex positions that say so.
    ZeroMorphs,
    /// Takes textures that name no picture off their materials.
    DropTextures,
    /// Lists every node once, where the web viewer draws it.
    UntangleNodes,
    /// Puts the joints that parts hang on into the scene.
    AddJoints,
    /// Gives parts without a material a plain one.
    PlainMaterial,
    /// Gives all parts of a mesh as many morph targets.
    EvenMorphs,
    /// Lists the extensions that the file uses.
    DeclareExtensions,
    /// Says rightly how far positions reach and when animations begin and end.
    MeasureBounds,
    /// Leaves out empty lists and members that are null.
    DropEmpties,
}

/// What a fix is.
struct Fix {
    id: FixId,
    /// Its name on the command line.
    name: &'static str,
    /// What the button says.
    label: &'static str,
    /// What it does, as a sentence without a full stop.
    does: &'static str,
    /// Codes of the defects that it mends.
    mends: &'static [&'static str],
    run: fn(&Model) -> Result<Document>,
}

/// All fixes, in the order in which they are made: what another one relies on comes first.
const FIXES: [&Fix; 15] = [
    &drop_empties::FIX,
    &declare_extensions::FIX,
    &add_scene::FIX,
    &drop_scenes::FIX,
    &untangle_nodes::FIX,
    &add_joints::FIX,
    &rename_default::FIX,
    &plain_material::FIX,
    &dissolve_instances::FIX,
    &split_skins::FIX,
    &even_morphs::FIX,
    &zero_morphs::FIX,
    &drop_textures::FIX,
    &measure_bounds::FIX,
    &stand_on_floor::FIX,
];

impl FixId {
    /// All fixes, in the order in which they are to be made.
    pub fn all() -> impl Iterator<Item = Self> {
        FIXES.iter().map(|fix| fix.id)
    }

    fn fix(self) -> &'static Fix {
        FIXES
            .into_iter()
            .find(|fix| fix.id == self)
            .unwrap_or(&stand_on_floor::FIX)
    }

    /// Its name on the command line, such as `drop-scenes`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.fix().name
    }

    /// What the button says.
    #[must_use]
    pub fn label(self) -> &'static str {
        self.fix().label
    }

    /// What it does, as a sentence without a full stop.
    #[must_use]
    pub fn does(self) -> &'static str {
        self.fix().does
    }
}

impl FromStr for FixId {
    type Err = Fault;

    fn from_str(name: &str) -> Result<Self> {
        Self::all().find(|id| id.name() == name).ok_or_else(|| {
            let names: Vec<&str> = Self::all().map(Self::name).collect();
            Fault::usage(format!("There is no fix '{name}'"))
                .hint(format!("Fixes are {}", names.join(", ")))
        })
    }
}

/// The fix for defects of a code; `None` where Plinth has none.
#[must_use]
pub fn fix_for(code: &str) -> Option<FixId> {
    let fix = FIXES.iter().find(|fix| fix.mends.contains(&code));
    fix.map(|fix| fix.id)
}

/// The fixes for what is wrong with `model`, each once, in the order in which they are to be made.
#[must_use]
pub fn fixes_for(model: &Model) -> Vec<FixId> {
    let asked = |fix: &&&Fix| {
        let mut codes = model.defects.iter().map(|defect| defect.code);
        codes.any(|code| fix.mends.contains(&code))
    };
    FIXES.iter().filter(asked).map(|fix| fix.id).collect()
}

/// The document of `model` with `id` put right. All else stays as it was, in the author's order.
///
/// # Errors
/// An input fault where there is nothing to put right or where it can't be done safely.
pub fn fix(model: &Model, id: FixId) -> Result<Document> {
    (id.fix().run)(model)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    #[test]
    fn a_fix_has_one_name_everywhere_and_a_code_one_fix() {
        let mut codes: Vec<&str> = FIXES.iter().flat_map(|fix| fix.mends).copied().collect();
        for id in FixId::all() {
            assert_eq!(serde_json::to_value(id).unwrap(), id.name());
            assert_eq!(id.name().parse::<FixId>().unwrap(), id);
        }
        codes.sort_unstable();
        let all = codes.len();
        codes.dedup();
        assert_eq!(codes.len(), all, "a code has two fixes");
        let fault = "polish".parse::<FixId>().unwrap_err();
        assert_eq!(fault.kind(), base::FaultKind::Usage);
    }
}
