//! Nodes: what places them, and how they stand below one another.

use glam::{DMat3, DQuat, DVec3};
use serde_json::Value;

use super::subject::{Form, list, number};

/// How far the length of a rotation may be from 1; the validator's own bound.
const UNIT: f64 = 0.007_69;

pub(super) fn check(form: &mut Form<'_>) {
    for (index, node) in form.entries("nodes") {
        let at = |key: &str| format!("/nodes/{index}/{key}");
        let numbers =
            |key: &str| -> Vec<f64> { list(&node[key]).iter().filter_map(Value::as_f64).collect() };
        let placed = ["translation", "rotation", "scale"];
        let is_placed = placed.iter().any(|key| node.get(key).is_some());
        if node.get("matrix").is_some() && is_placed {
            let problem = "stands beside a translation, rotation or scale, which isn't taken";
            form.note("NODE_MATRIX_TRS", at("matrix"), problem);
        }
        if let [x, y, z, w] = numbers("rotation")[..] {
            let length = DQuat::from_xyzw(x, y, z, w).length();
            if (length - 1.0).abs() > UNIT {
                let problem = format!("is of length {length}, and stretches what it turns");
                form.note("ROTATION_NON_UNIT", at("rotation"), problem);
            }
        }
        let matrix = numbers("matrix");
        if matrix.len() == 16 && !is_composed(&matrix) {
            let problem = "shears, or isn't of space alone";
            form.note("NODE_MATRIX_NON_TRS", at("matrix"), problem);
        }
        weights(form, index, node);
    }
    for (index, mesh) in form.entries("meshes") {
        let parts = list(&mesh["primitives"]);
        let most = parts.iter().map(|part| list(&part["targets"]).len()).max();
        let (has, most) = (list(&mesh["weights"]).len(), most.unwrap_or_default());
        if mesh["weights"].is_array() && has != most && has > 0 {
            let problem = format!("{has} weights for {most} morph targets");
            form.note(
                "MESH_INVALID_WEIGHTS_COUNT",
                format!("/meshes/{index}/weights"),
                problem,
            );
        }
    }
    twice(form);
    loops(form);
}

/// Whether a matrix is a translation, a rotation and a scale, as far as the validator asks.
fn is_composed(columns: &[f64]) -> bool {
    let [x, y, z, w] = [3, 7, 11, 15].map(|place| columns[place]);
    if [x, y, z] != [0.0; 3] || w != 1.0 {
        return false;
    }
    let axis = |start: usize| DVec3::new(columns[start], columns[start + 1], columns[start + 2]);
    let axes = DMat3::from_cols(axis(0), axis(4), axis(8));
    let unit = |axis: DVec3| axis.try_normalize();
    let (Some(x), Some(y), Some(z)) = (unit(axes.x_axis), unit(axes.y_axis), unit(axes.z_axis))
    else {
        return false;
    };
    let skew = [x.dot(y), y.dot(z), z.dot(x)];
    skew.iter().all(|skew| skew.abs() < 5e-4)
}

fn weights(form: &mut Form<'_>, index: usize, node: &Value) {
    let Some(mesh) = form.entry("meshes", &node["mesh"]) else {
        return;
    };
    let has = list(&node["weights"]).len();
    let parts = list(&mesh["primitives"]).iter();
    let most = parts.map(|part| list(&part["targets"]).len()).max();
    if has > 0 && Some(has) != most {
        let problem = format!(
            "{has} weights for {} morph targets",
            most.unwrap_or_default()
        );
        form.note(
            "NODE_WEIGHTS_INVALID",
            format!("/nodes/{index}/weights"),
            problem,
        );
    }
}

/// Children that one node lists twice.
fn twice(form: &mut Form<'_>) {
    for (index, node) in form.entries("nodes") {
        let children = list(&node["children"]);
        let mut listed = std::collections::BTreeSet::new();
        for (place, child) in children.iter().enumerate() {
            if number(child).is_some_and(|child| !listed.insert(child)) {
                let at = format!("/nodes/{index}/children/{place}");
                form.note("DUPLICATE_ELEMENTS", at, "is listed twice");
            }
        }
    }
}

/// Nodes below themselves that nothing shows: those that are shown can't be read.
fn loops(form: &mut Form<'_>) {
    let nodes = list(&form.root["nodes"]);
    let mut state = vec![0_u8; nodes.len()];
    let mut found = Vec::new();
    for root in 0..nodes.len() {
        let mut open = vec![(root, 0)];
        if state[root] != 0 {
            continue;
        }
        state[root] = 1;
        while let Some((node, next)) = open.last_mut() {
            let child = list(&nodes[*node]["children"]).get(*next);
            *next += 1;
            let Some(child) = child else {
                state[*node] = 2;
                open.pop();
                continue;
            };
            match number(child).and_then(|child| Some((child, *state.get(child)?))) {
                Some((child, 0)) => {
                    state[child] = 1;
                    open.push((child, 0));
                }
                Some((child, 1)) => found.push(child),
                _ => {}
            }
        }
    }
    for node in found {
        form.note("NODE_LOOP", format!("/nodes/{node}"), "is its own ancestor");
    }
}
