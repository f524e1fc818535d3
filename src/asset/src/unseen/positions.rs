//! Vertices that aren't anywhere: the web viewer's camera then is nowhere, too.

use super::subject::{Subject, blank};
use crate::defect::Defects;

pub(super) fn check(subject: &Subject<'_>, defects: &mut Defects) {
    let model = subject.model;
    let world = &subject.world;
    let mut told = vec![false; model.meshes.len()];
    for (node, mesh) in subject.shown_meshes() {
        let Some(Some(matrix)) = world.get(node) else {
            continue;
        };
        let joints = crate::scene::joint_matrices(model, &model.nodes[node], world);
        for (index, primitive, _) in subject.primitives(mesh) {
            let vertices = crate::scene::rest_vertices(
                model,
                &model.nodes[node],
                primitive,
                *matrix,
                joints.as_deref(),
            );
            let nowhere = vertices.filter(|vertex| !vertex.is_finite()).count();
            if nowhere > 0 && !std::mem::replace(&mut told[mesh], true) {
                blank(
                    defects,
                    "ACCESSOR_INVALID_FLOAT",
                    format!("/meshes/{mesh}/primitives/{index}"),
                    format!(
                        "{nowhere} of its {} vertices are at no finite place",
                        primitive.positions.len()
                    ),
                );
            }
        }
    }
}
