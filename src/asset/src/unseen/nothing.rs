//! Scenes in which nothing can be seen.

use serde_json::Value;

use super::subject::{Subject, blank, refused};
use crate::defect::Defects;
use crate::model::{AlphaMode, Material, Primitive, UV_SETS};
use crate::scene::{Bounds, is_surface};

/// Radii in metres between which graphics processors can draw: their numbers end not far beyond.
const DRAWN: std::ops::Range<f64> = 1e-36..2e37;

pub(super) fn check(subject: &Subject<'_>, defects: &mut Defects) {
    let model = subject.model;
    if model.scene.is_none() {
        refused(defects, "NO_SCENE", String::new(), "the file has no scene");
        return;
    }
    if let Some(at) = nameless(subject) {
        refused(
            defects,
            "MATERIAL_UNKNOWN",
            at,
            "nothing that the web viewer meets has a material, and it can't open such a file",
        );
        return;
    }
    let mut seen = false;
    for (node, mesh) in subject.shown_meshes() {
        let copies = crate::scene::copies(model, &model.nodes[node]);
        if copies.is_some_and(crate::model::Instances::is_empty) {
            continue;
        }
        seen |= subject.primitives(mesh).any(|(_, primitive, _)| {
            let material = primitive
                .material
                .and_then(|material| model.materials.get(material));
            draws(primitive) && !material.is_some_and(is_clear)
        });
    }
    if !seen {
        blank(
            defects,
            "SCENE_EMPTY",
            String::new(),
            "there is nothing in the scene that could be seen",
        );
        return;
    }
    let mut bounds = None;
    crate::scene::visit_vertices(model, crate::scene::Copies::Ignored, |vertex| {
        let so_far = bounds.unwrap_or(Bounds {
            min: vertex,
            max: vertex,
        });
        bounds = Some(so_far.including(vertex));
    });
    let radius = bounds.map_or(0.0, |bounds| bounds.size().length() / 2.0);
    if !DRAWN.contains(&radius) {
        blank(
            defects,
            "SCENE_EXTENT",
            String::new(),
            format!("the scene measures {:e} m", 2.0 * radius),
        );
    }
}

/// Where the viewer has no name for a material. It makes a list of the file's; one of its own joins it
/// only where it has to be changed for a part, which has colours or lacks normals or tangents.
fn nameless(subject: &Subject<'_>) -> Option<String> {
    let kept = |primitive: &Primitive| {
        is_surface(primitive)
            && primitive.tangents.is_some()
            && primitive.normals.is_some()
            && primitive.colors.is_none()
    };
    for (_, mesh) in subject.shown_meshes() {
        for (index, primitive, _) in subject.primitives(mesh) {
            if primitive.material.is_none() && kept(primitive) {
                return Some(format!("/meshes/{mesh}/primitives/{index}"));
            }
        }
    }
    let list = &subject.model.document.json["materials"];
    let bare = |mesh: usize| {
        let mut primitives = subject.model.meshes[mesh].primitives.iter();
        primitives.any(|primitive| primitive.material.is_none())
    };
    let own = subject.loaded_meshes().any(|(_, mesh)| bare(mesh));
    (matches!(list, Value::Null) && !own).then(String::new)
}

/// Whether a primitive puts anything on the screen.
fn draws(primitive: &Primitive) -> bool {
    let corners = primitive
        .indices
        .as_ref()
        .map_or(primitive.positions.len(), Vec::len);
    let adds_to_no_colors = primitive.colors.is_none()
        && primitive
            .targets
            .iter()
            .any(|target| target.colors.is_some());
    match is_surface(primitive) {
        true => primitive.triangles() > 0 && !adds_to_no_colors,
        false => corners > 0,
    }
}

/// Whether nothing can be seen of what wears a material.
fn is_clear(material: &Material) -> bool {
    let alpha = material.base_color[3];
    let mut drawn = material.drawn_textures();
    let unlaid = drawn.any(|(_, texture)| texture.uv_set >= UV_SETS);
    let through = match material.alpha_mode {
        AlphaMode::Opaque => false,
        AlphaMode::Mask { cutoff } => alpha < cutoff,
        AlphaMode::Blend => alpha <= 0.0 && material.transmission.is_none(),
    };
    unlaid || through
}
