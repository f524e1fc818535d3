//! What the web viewer never shows, or can't open, though the file may be in order: one kind a file.
//!
//! Each rule was found in the viewer's source and tried in a browser: `tests/unseen` holds a file for
//! each, and what the viewer makes of it. Rules are about parts that the viewer meets: those in a
//! scene, those that an animation moves, and joints are loaded; those in the scene that is shown are
//! drawn.

mod animations;
mod instances;
mod morphs;
mod nothing;
mod positions;
mod skins;
mod subject;
mod textures;
mod variants;

use crate::defect::{Defect, Defects};
use crate::model::Model;
use subject::Subject;

/// What the web viewer won't show of `model`.
pub(crate) fn defects(model: &Model) -> Vec<Defect> {
    let subject = Subject::of(model);
    let mut defects = Defects::default();
    for rule in [
        nothing::check,
        variants::check,
        instances::check,
        morphs::check,
        skins::check,
        positions::check,
        textures::check,
        animations::check,
    ] {
        rule(&subject, &mut defects);
    }
    defects.into_list()
}
