//! Parts as another node sees them, and put together.

use glam::{DMat3, DMat4, DVec3};
use serde_json::Value;

use crate::work::{Shape, Stored, Stream};

/// What parts that can be one have in common: all that their primitive says, what they are held to, whether
/// their triangles must stay in their order, and the kinds of their attributes.
pub(super) fn key(primitive: &Value, shape: &Shape) -> String {
    let mut streams: Vec<String> = shape
        .streams
        .iter()
        .map(|stream| {
            let stored = match is_moved(&stream.name) {
                true => Stored::FLOAT,
                false => stream.stored,
            };
            format!("{} {} {stored:?}", stream.name, stream.width)
        })
        .collect();
    streams.sort_unstable();
    // Of what must be drawn in its order nothing may be ordered anew, so the rest stays apart from it.
    let layered = shape.order.layered;
    format!(
        "{primitive} {:?} {layered} {}",
        shape.part_quality,
        streams.join(";")
    )
}

/// Attributes that move with the part.
fn is_moved(name: &str) -> bool {
    matches!(name, "POSITION" | "NORMAL" | "TANGENT")
}

/// A part as it is where `matrix` puts it.
pub(super) fn bake(shape: &Shape, matrix: &DMat4) -> Shape {
    let mut baked = shape.clone();
    let linear = DMat3::from_mat4(*matrix);
    // three.js: normals by the inverse transpose, tangents by the matrix, both of unit length after.
    let normals = linear.inverse().transpose();
    for stream in &mut baked.streams {
        match stream.name.as_str() {
            "POSITION" => each(stream, |place| matrix.transform_point3(place)),
            "NORMAL" => each(stream, |normal| (normals * normal).normalize_or_zero()),
            "TANGENT" => each(stream, |tangent| (linear * tangent).normalize_or_zero()),
            _ => {}
        }
    }
    if linear.determinant() < 0.0 {
        // Mirrored, front sides are back sides.
        for [_, b, c] in baked.indices.as_chunks_mut::<3>().0 {
            std::mem::swap(b, c);
        }
    }
    baked
}

/// Moves the first three numbers of each element.
fn each(stream: &mut Stream, by: impl Fn(DVec3) -> DVec3) {
    stream.stored = Stored::FLOAT;
    for element in stream.values.chunks_exact_mut(stream.width.max(1)) {
        if let [x, y, z, ..] = element {
            let moved = by(DVec3::new(f64::from(*x), f64::from(*y), f64::from(*z)));
            [*x, *y, *z] = moved.as_vec3().to_array();
        }
    }
}
