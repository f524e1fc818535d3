//! Where meshes stand in the world at rest.

use glam::{DMat4, DQuat, DVec3};
use serde_json::Value;

use super::Work;

/// The matrices, from its space to the world's, of every node that shows each mesh in some scene.
/// Skins and instances aren't followed.
pub(crate) fn users(work: &Work) -> Vec<Vec<DMat4>> {
    let mut users = vec![Vec::new(); work.meshes.len()];
    let nodes = work.json["nodes"].as_array().map_or(&[][..], Vec::as_slice);
    let scenes = work.json["scenes"].as_array().into_iter().flatten();
    let mut stack: Vec<(usize, DMat4)> = scenes
        .flat_map(|scene| numbers(&scene["nodes"]))
        .map(|node| (node, DMat4::IDENTITY))
        .collect();
    let mut known = std::collections::BTreeSet::new();
    while let Some((number, parent)) = stack.pop() {
        // Scenes may share nodes.
        let Some(node) = nodes.get(number).filter(|_| known.insert(number)) else {
            continue;
        };
        let world = parent * local(node);
        let mesh = node["mesh"]
            .as_u64()
            .and_then(|mesh| users.get_mut(mesh as usize));
        if let Some(mesh) = mesh {
            mesh.push(world);
        }
        stack.extend(numbers(&node["children"]).map(|child| (child, world)));
    }
    users
}

/// The longest side of a box around everything that is shown, in metres.
pub(crate) fn size(work: &Work, users: &[Vec<DMat4>]) -> f64 {
    let mut least = DVec3::INFINITY;
    let mut greatest = DVec3::NEG_INFINITY;
    for (shapes, matrices) in work.meshes.iter().zip(users) {
        for position in shapes.iter().flat_map(super::Shape::positions) {
            let local = DVec3::from(position.map(f64::from));
            for place in matrices.iter().map(|matrix| matrix.transform_point3(local)) {
                if place.is_finite() {
                    least = least.min(place);
                    greatest = greatest.max(place);
                }
            }
        }
    }
    (greatest - least).max_element().max(0.0)
}

/// By how much a matrix lengthens at most along an axis.
pub(crate) fn scale(matrix: &DMat4) -> f64 {
    [matrix.x_axis, matrix.y_axis, matrix.z_axis]
        .map(|axis| axis.truncate().length())
        .into_iter()
        .fold(0.0, f64::max)
}

fn numbers(list: &Value) -> impl Iterator<Item = usize> + '_ {
    let list = list.as_array().into_iter().flatten();
    list.filter_map(|number| number.as_u64().map(|number| number as usize))
}

fn local(node: &Value) -> DMat4 {
    let list = |key: &str| -> Option<Vec<f64>> {
        node[key].as_array()?.iter().map(Value::as_f64).collect()
    };
    if let Some(Ok(matrix)) = list("matrix").map(<[f64; 16]>::try_from) {
        return DMat4::from_cols_array(&matrix);
    }
    let vector = |key: &str, default: DVec3| match list(key).as_deref() {
        Some([x, y, z]) => DVec3::new(*x, *y, *z),
        _ => default,
    };
    let rotation = match list("rotation").as_deref() {
        Some([x, y, z, w]) => DQuat::from_xyzw(*x, *y, *z, *w),
        _ => DQuat::IDENTITY,
    };
    DMat4::from_scale_rotation_translation(
        vector("scale", DVec3::ONE),
        rotation,
        vector("translation", DVec3::ZERO),
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::samples;

    #[test]
    fn a_mesh_stands_where_its_nodes_and_their_parents_put_it() {
        let mut work = samples::work();
        work.json["nodes"] = json!([
            {"children": [1], "scale": [2.0, 2.0, 2.0]},
            {"mesh": 0, "translation": [1.0, 0.0, 0.0]},
            {"mesh": 0},
        ]);
        let users = users(&work);
        assert_eq!(users[0].len(), 1);
        assert_eq!(users[0][0].transform_point3(DVec3::ZERO), DVec3::X * 2.0);
        assert!((scale(&users[0][0]) - 2.0).abs() < 1e-12);
        assert!((size(&work, &users) - 2.0).abs() < 1e-6);
    }

    #[test]
    fn nothing_has_no_size() {
        let mut work = samples::work();
        work.meshes[0][0].streams.clear();
        let users = users(&work);
        assert_eq!(size(&work, &users), 0.0);
    }
}
