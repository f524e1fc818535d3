//! Where nodes and their instances stand.

use glam::{Mat4, Quat, Vec3};
use serde_json::{Map, Value};

/// How far a matrix may be from the translation, rotation and scale that it is made of: rounding.
const ROUNDING: f32 = 1e-5;

/// Where an instance is: metres, a unit quaternion, factors.
pub(super) type Place = (Vec3, Quat, Vec3);
/// Nodes that are alike but for their place.
pub(super) type Group = Vec<(usize, Place)>;

/// Where a node is; `None` for what instances can't do.
pub(super) fn place(node: &Map<String, Value>) -> Option<Place> {
    let numbers = |key: &str| -> Option<Vec<f32>> {
        let list = node.get(key)?.as_array()?.iter();
        list.map(|number| number.as_f64().map(|number| number as f32))
            .collect()
    };
    let (translation, rotation, scale) = if node.contains_key("matrix") {
        let matrix = Mat4::from_cols_array(&numbers("matrix")?.try_into().ok()?);
        let (scale, rotation, translation) = matrix.to_scale_rotation_translation();
        let again = Mat4::from_scale_rotation_translation(scale, rotation, translation);
        let largest = matrix.to_cols_array().map(f32::abs).into_iter();
        let largest = largest.fold(0.0, f32::max);
        if !again.abs_diff_eq(matrix, ROUNDING * largest) {
            // It shears.
            return None;
        }
        (translation, rotation, scale)
    } else {
        let of = |key: &str, plain: &[f32]| match node.contains_key(key) {
            true => numbers(key).filter(|numbers| numbers.len() == plain.len()),
            false => Some(plain.to_vec()),
        };
        (
            Vec3::from_slice(&of("translation", &[0.0; 3])?),
            Quat::from_slice(&of("rotation", &[0.0, 0.0, 0.0, 1.0])?),
            Vec3::from_slice(&of("scale", &[1.0; 3])?),
        )
    };
    let right = translation.is_finite()
        && scale.is_finite()
        && scale.element_product() > 0.0
        && rotation.is_finite()
        && (rotation.length() - 1.0).abs() < 1e-3;
    right.then(|| (translation, rotation.normalize(), scale))
}

/// Where the node stands that draws a group, whose first member is at `first`: there, so that the
/// viewer, which frames the mesh where the node is, frames it as before. Other places can't be told
/// relative to one of uneven size without shear; then it is only moved there.
pub(super) fn base(first: &Place) -> Place {
    let (at, turn, size) = *first;
    if size == Vec3::splat(size.x) {
        (at, turn, size)
    } else {
        (at, Quat::IDENTITY, Vec3::ONE)
    }
}

/// `place` as seen from `base`, whose size is even.
pub(super) fn relative(place: &Place, base: &Place) -> Place {
    let back = base.1.inverse();
    (
        back * (place.0 - base.0) / base.2,
        (back * place.1).normalize(),
        place.2 / base.2,
    )
}
