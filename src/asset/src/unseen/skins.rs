//! Skinned meshes that the web viewer can't bind.

use super::subject::{Subject, lost, refused};
use crate::defect::Defects;
use crate::scene::is_surface;

pub(super) fn check(subject: &Subject<'_>, defects: &mut Defects) {
    let model = subject.model;
    // Once any node gives a mesh a skin, in a scene or not, the mesh is skinned wherever it is used.
    let mut skinned = vec![false; model.meshes.len()];
    for node in &model.nodes {
        if let Some(slot) = node
            .mesh
            .zip(node.skin)
            .and_then(|(mesh, _)| skinned.get_mut(mesh))
        {
            *slot = true;
        }
    }
    let mut told = vec![false; model.meshes.len()];
    for (node, mesh) in subject.loaded_meshes().filter(|(_, mesh)| skinned[*mesh]) {
        if !std::mem::replace(&mut told[mesh], true) {
            attributes(subject, mesh, defects);
        }
        if !subject.shown[node] || subject.is_instanced(node) {
            continue;
        }
        match model.nodes[node].skin {
            None => refused(
                defects,
                "SKIN_MESH_SHARED",
                format!("/nodes/{node}"),
                format!("uses the mesh {mesh} without a skin, which another node gives one"),
            ),
            Some(skin) => {
                joints(subject, node, mesh, skin, defects);
                flat(subject, node, mesh, defects);
            }
        }
    }
}

/// Weights are made to sum up to 1, so there must be some; the joints are asked for soon after.
fn attributes(subject: &Subject<'_>, mesh: usize, defects: &mut Defects) {
    for (index, primitive, _) in subject.primitives(mesh) {
        // Points and lines aren't posed at all.
        if !is_surface(primitive) || primitive.positions.is_empty() {
            continue;
        }
        let at = format!("/meshes/{mesh}/primitives/{index}/attributes");
        match (&primitive.joints, &primitive.weights) {
            (Some(_), Some(_)) => {}
            (Some(_), None) | (None, Some(_)) => {
                let problem = "has one of JOINTS_0 and WEIGHTS_0 without the other";
                refused(
                    defects,
                    "MESH_PRIMITIVE_JOINTS_WEIGHTS_MISMATCH",
                    at,
                    problem,
                );
            }
            (None, None) => {
                let problem = "is part of a skinned mesh and has no JOINTS_0";
                refused(defects, "SKIN_PRIMITIVE_NO_JOINTS", at, problem);
            }
        }
    }
}

/// What hangs on joints is taken back to its node and from there to where it was, which a flat one
/// can't do.
fn flat(subject: &Subject<'_>, node: usize, mesh: usize, defects: &mut Defects) {
    let world = &subject.world[node];
    let posed = subject
        .primitives(mesh)
        .any(|(_, primitive, _)| is_surface(primitive));
    if posed && world.is_some_and(|world| world.determinant() == 0.0) {
        lost(
            defects,
            "SKIN_NODE_FLAT",
            format!("/nodes/{node}"),
            "is scaled to nothing along an axis and skinned",
        );
    }
}

/// Joints that a vertex hangs on must be in the scene.
fn joints(subject: &Subject<'_>, node: usize, mesh: usize, skin: usize, defects: &mut Defects) {
    let Some(skin) = subject.model.skins.get(skin) else {
        return;
    };
    let outside: Vec<bool> = skin
        .joints
        .iter()
        .map(|joint| subject.shown.get(*joint) != Some(&true))
        .collect();
    if !outside.contains(&true) {
        return;
    }
    let hangs =
        |joint: u16, weight: f32| weight != 0.0 && outside.get(usize::from(joint)) == Some(&true);
    let found = subject.primitives(mesh).any(|(_, primitive, _)| {
        let joints = primitive.joints.iter().flatten();
        let weights = primitive.weights.iter().flatten();
        is_surface(primitive)
            && joints.zip(weights).any(|(joints, weights)| {
                joints
                    .iter()
                    .zip(weights)
                    .any(|(joint, weight)| hangs(*joint, *weight))
            })
    });
    if found {
        refused(
            defects,
            "NODE_SKIN_NO_SCENE",
            format!("/nodes/{node}/skin"),
            "hangs on joints that aren't in the scene",
        );
    }
}
