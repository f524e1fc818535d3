//! Variants beside what the web viewer forgets the parts' names over.
//!
//! Once a file has variants, the viewer looks up the material of every part that it shows, by the
//! mesh and the primitive it came from, as soon as the model is loaded. Where it doesn't find one, it
//! waits for ever.

use super::subject::{Subject, blank};
use crate::defect::Defects;

const EXTENSION: &str = "KHR_materials_variants";
/// The name by which the viewer looks up its own material.
const OWN: &str = "Default";

pub(super) fn check(subject: &Subject<'_>, defects: &mut Defects) {
    let json = &subject.model.document.json;
    if !json["extensions"][EXTENSION].is_object() {
        return;
    }
    instanced(subject, defects);
    scenes(subject, defects);
    default_material(subject, defects);
}

/// Copies drawn at once have no such name.
fn instanced(subject: &Subject<'_>, defects: &mut Defects) {
    if let Some((node, _)) = subject
        .shown_meshes()
        .find(|(node, _)| subject.is_instanced(*node))
    {
        blank(
            defects,
            "VARIANTS_WITH_INSTANCING",
            format!("/nodes/{node}/extensions/EXT_mesh_gpu_instancing"),
            "the file has variants and draws copies at once (EXT_mesh_gpu_instancing)",
        );
    }
}

/// Each scene that is loaded drops the names of the other scenes' parts.
fn scenes(subject: &Subject<'_>, defects: &mut Defects) {
    let model = subject.model;
    // One without a mesh is done before it can do harm.
    let has_mesh = |scene: &crate::model::Scene| {
        let met = super::subject::reach(model, scene.nodes.iter().copied());
        subject.meshes_of(&met).next().is_some()
    };
    let mut scenes = model.scenes.iter().enumerate();
    let other = scenes.find(|(index, scene)| Some(*index) != model.scene && has_mesh(scene));
    if let Some((scene, _)) = other {
        blank(
            defects,
            "VARIANTS_WITH_SCENES",
            format!("/scenes/{scene}"),
            "the file has variants and a second scene",
        );
    }
}

/// A part without a material wears one that the viewer looks up as the first that is named "Default".
fn default_material(subject: &Subject<'_>, defects: &mut Defects) {
    let model = subject.model;
    let named = model
        .materials
        .iter()
        .position(|material| material.name.as_deref() == Some(OWN));
    let Some(material) = named else { return };
    for (_, mesh) in subject.shown_meshes() {
        for (index, primitive, _) in subject.primitives(mesh) {
            if primitive.material.is_none() && crate::scene::is_surface(primitive) {
                blank(
                    defects,
                    "VARIANTS_DEFAULT_MATERIAL",
                    format!("/materials/{material}/name"),
                    format!(
                        "the file has variants, a part without a material (/meshes/{mesh}/primitives/{index}) and a material named \"Default\""
                    ),
                );
                return;
            }
        }
    }
}
