//! Morph targets and skins, applied to vertices on the processor.
//!
//! A pose is computed once and then drawn from any side. So shaders need no variants for poses, and
//! framing measures the vertices that are drawn.

use asset::Model;
use asset::model::{Primitive, Skin};
use glam::{DMat4, Mat4, Vec3, Vec4};

/// Vertices of a primitive in a pose.
#[derive(Debug, Clone, Default)]
pub(crate) struct Deformed {
    pub(crate) positions: Vec<[f32; 3]>,
    pub(crate) normals: Option<Vec<[f32; 3]>>,
    pub(crate) tangents: Option<Vec<[f32; 4]>>,
    pub(crate) colors: Option<Vec<[f32; 4]>>,
}

/// The matrices of a skin's joints, from the mesh's space to the world's.
pub(crate) fn joint_matrices(skin: &Skin, world: &[DMat4]) -> Vec<Mat4> {
    skin.joints
        .iter()
        .zip(&skin.inverse_bind)
        .map(|(joint, bind)| (world[*joint] * bind.as_dmat4()).as_mat4())
        .collect()
}

/// Whether a pose changes the vertices themselves, not only the node's matrix.
pub(crate) fn is_deformable(model: &Model, node: usize, primitive: &Primitive) -> bool {
    !primitive.targets.is_empty()
        || asset::scene::skin_of(model, &model.nodes[node], primitive).is_some()
}

/// `primitive` with morph `weights` and, where it is skinned, `joints` applied. With joints the
/// result is in world space.
pub(crate) fn deform(primitive: &Primitive, weights: &[f32], joints: Option<&[Mat4]>) -> Deformed {
    let mut result = Deformed {
        positions: primitive.positions.clone(),
        normals: primitive.normals.clone(),
        tangents: primitive.tangents.clone(),
        colors: primitive.colors.clone(),
    };
    // Where some targets move an attribute and others don't, the web viewer takes the attribute itself
    // as the offset of the others.
    let moves_places = primitive
        .targets
        .iter()
        .any(|target| target.positions.is_some());
    let moves_normals = primitive
        .targets
        .iter()
        .any(|target| target.normals.is_some());
    let moves_colors = primitive
        .targets
        .iter()
        .any(|target| target.colors.is_some());
    for (target, weight) in primitive.targets.iter().zip(weights) {
        if *weight == 0.0 {
            continue;
        }
        if moves_places {
            let offsets = target.positions.as_ref().unwrap_or(&primitive.positions);
            add(&mut result.positions, offsets, *weight);
        }
        let offsets = target.colors.as_ref().or(primitive.colors.as_ref());
        if let (true, Some(colors), Some(offsets)) = (moves_colors, &mut result.colors, offsets) {
            add(colors, offsets, *weight);
        }
        let offsets = target.normals.as_ref().or(primitive.normals.as_ref());
        if let (true, Some(normals), Some(offsets)) = (moves_normals, &mut result.normals, offsets)
        {
            add(normals, offsets, *weight);
        }
    }
    if let (Some(joints), Some(indices), Some(weights)) =
        (joints, &primitive.joints, &primitive.weights)
    {
        skin(&mut result, joints, indices, weights);
    }
    result
}

fn add<const N: usize>(values: &mut [[f32; N]], offsets: &[[f32; N]], weight: f32) {
    for (value, offset) in values.iter_mut().zip(offsets) {
        for axis in 0..N {
            value[axis] += offset[axis] * weight;
        }
    }
}

fn skin(result: &mut Deformed, joints: &[Mat4], indices: &[[u16; 4]], weights: &[[f32; 4]]) {
    for (vertex, (indices, weights)) in indices.iter().zip(weights).enumerate() {
        // Weights that don't sum to one are scaled so that they do, as the web viewer does.
        let sum: f32 = weights.iter().map(|weight| weight.abs()).sum();
        let scale = if sum > 0.0 { 1.0 / sum } else { 1.0 };
        let mut matrix = Mat4::ZERO;
        for (index, weight) in indices.iter().zip(weights) {
            if let Some(joint) = joints.get(usize::from(*index)) {
                matrix += *joint * (*weight * scale);
            }
        }
        if let Some(position) = result.positions.get_mut(vertex) {
            *position = matrix.transform_point3(Vec3::from(*position)).into();
        }
        if let Some(normal) = result.normals.as_mut().and_then(|all| all.get_mut(vertex)) {
            *normal = matrix.transform_vector3(Vec3::from(*normal)).into();
        }
        if let Some(tangent) = result.tangents.as_mut().and_then(|all| all.get_mut(vertex)) {
            let turned = matrix.transform_vector3(Vec4::from(*tangent).truncate());
            *tangent = turned.extend(tangent[3]).into();
        }
    }
}
