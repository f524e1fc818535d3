//! Morph targets over which the web viewer stops drawing.

use serde_json::Value;

use super::subject::{Subject, blank, lost, refused};
use crate::defect::Defects;
use crate::scene::is_surface;

/// Whether a primitive morphs as far as the web viewer knows: tangents alone don't count.
pub(super) fn morphs(primitive: &Value) -> bool {
    ["POSITION", "NORMAL", "COLOR_0"]
        .into_iter()
        .any(|name| moves(primitive, name))
}

/// Whether a morph target of a primitive changes the attribute `name`.
fn moves(primitive: &Value, name: &str) -> bool {
    let targets = primitive["targets"].as_array().into_iter().flatten();
    targets.into_iter().any(|target| target.get(name).is_some())
}

pub(super) fn check(subject: &Subject<'_>, defects: &mut Defects) {
    weights(subject, defects);
    let mut told = vec![false; subject.model.meshes.len()];
    for (node, mesh) in subject.shown_meshes() {
        // Copies have a rule of their own.
        if subject.is_instanced(node) || std::mem::replace(&mut told[mesh], true) {
            continue;
        }
        for (index, primitive, json) in subject.primitives(mesh) {
            let at = format!("/meshes/{mesh}/primitives/{index}/targets");
            if !morphs(json) || primitive.positions.is_empty() {
                continue;
            }
            if !is_surface(primitive) {
                let problem = "points or lines have morph targets";
                blank(defects, "MORPH_TARGETS_NOT_TRIANGLES", at, problem);
            } else if !moves(json, "POSITION") {
                let problem = "the morph targets change normals or colours and no positions";
                blank(defects, "MORPH_TARGET_NO_POSITION", at, problem);
            } else if moves(json, "COLOR_0") && primitive.colors.is_none() {
                let problem = "the morph targets change colours, of which the part has none";
                lost(
                    defects,
                    "MESH_PRIMITIVE_MORPH_TARGET_NO_BASE_ACCESSOR",
                    at,
                    problem,
                );
            }
        }
    }
}

/// A node's own weights go to the mesh's parts, which must have some.
fn weights(subject: &Subject<'_>, defects: &mut Defects) {
    for (node, mesh) in subject.loaded_meshes() {
        let own = subject.model.nodes[node].weights.as_ref();
        if own.is_none_or(Vec::is_empty) {
            continue;
        }
        let stiff = subject
            .primitives(mesh)
            .any(|(_, primitive, json)| is_surface(primitive) && !morphs(json));
        if stiff {
            refused(
                defects,
                "NODE_WEIGHTS_INVALID",
                format!("/nodes/{node}/weights"),
                format!("gives weights to the mesh {mesh}, of which a part has no morph targets"),
            );
        }
    }
}
