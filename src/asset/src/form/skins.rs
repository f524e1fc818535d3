//! Skins: joints of one tree, and matrices that can be taken back.

use super::subject::{Form, list, number};

pub(super) fn check(form: &mut Form<'_>) {
    let nodes = list(&form.root["nodes"]);
    let mut parent = vec![None; nodes.len()];
    for (index, node) in nodes.iter().enumerate() {
        for child in list(&node["children"]).iter().filter_map(number) {
            if let Some(slot) = parent.get_mut(child) {
                *slot = Some(index);
            }
        }
    }
    // From a node up; no longer than there are nodes, whatever stands below itself.
    let line = |node: usize| -> Vec<usize> {
        let up = std::iter::successors(Some(node), |node| *parent.get(*node)?);
        up.take(nodes.len()).collect()
    };
    for (index, skin) in form.entries("skins") {
        let joints: Vec<usize> = list(&skin["joints"]).iter().filter_map(number).collect();
        let roots: Vec<Option<usize>> = joints
            .iter()
            .map(|joint| line(*joint).last().copied())
            .collect();
        let at = format!("/skins/{index}");
        if roots.windows(2).any(|pair| pair[0] != pair[1]) {
            let problem = "its joints have nothing above all of them";
            form.note("SKIN_NO_COMMON_ROOT", format!("{at}/joints"), problem);
        }
        if let Some(skeleton) = skin.get("skeleton").and_then(number)
            && skeleton < nodes.len()
            && joints.iter().any(|joint| !line(*joint).contains(&skeleton))
        {
            let problem = "isn't above all of the joints";
            form.note("SKIN_SKELETON_INVALID", format!("{at}/skeleton"), problem);
        }
        let Some(read) = form.model.skins.get(index) else {
            continue;
        };
        let named = skin.get("inverseBindMatrices").is_some();
        let wrong = |matrix: &glam::Mat4| matrix.row(3).to_array() != [0.0, 0.0, 0.0, 1.0];
        if named && read.inverse_bind.iter().any(wrong) {
            let at = format!("{at}/inverseBindMatrices");
            let problem = "has matrices whose last row isn't 0, 0, 0, 1";
            form.note("ACCESSOR_INVALID_IBM", at, problem);
        }
    }
}
