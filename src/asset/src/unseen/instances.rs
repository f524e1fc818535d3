//! Copies that the web viewer draws otherwise, or not at all.

use super::subject::{Subject, blank, lost};
use crate::defect::Defects;

pub(super) fn check(subject: &Subject<'_>, defects: &mut Defects) {
    for (node, mesh) in subject.shown_meshes() {
        let at = || format!("/nodes/{node}/extensions/EXT_mesh_gpu_instancing");
        if subject.is_instanced(node) {
            let morphs = subject
                .primitives(mesh)
                .any(|(_, _, json)| super::morphs::morphs(json));
            if morphs {
                let problem = "draws copies of a mesh with morph targets at once";
                blank(defects, "INSTANCING_MORPH_TARGETS", at(), problem);
            }
            if subject.model.nodes[node].skin.is_some() {
                let problem = "draws copies of a skinned mesh at once, which aren't posed";
                lost(defects, "INSTANCING_SKIN", at(), problem);
            }
        } else if subject.model.nodes[node].instances.is_some() {
            let problem = "draws copies of points or lines at once, of which one is drawn";
            lost(defects, "INSTANCING_NOT_TRIANGLES", at(), problem);
        }
    }
}
