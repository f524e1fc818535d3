//! How directions map to the six faces of a cube: +x +y +z -x -y -z, numbered in this order.

use glam::Vec3;

/// The face that a direction meets, and where on it: 0 to 1 to the right and up.
pub(super) fn face_of(direction: Vec3) -> (usize, [f32; 2]) {
    let Vec3 { x, y, z } = direction;
    let (ax, ay, az) = (x.abs(), y.abs(), z.abs());
    let (face, u, v) = if ax > az && ax > ay {
        if x > 0.0 {
            (0, z / ax, y / ax)
        } else {
            (3, -z / ax, y / ax)
        }
    } else if ax <= az && az > ay {
        if z > 0.0 {
            (2, -x / az, y / az)
        } else {
            (5, x / az, y / az)
        }
    } else if y > 0.0 {
        (1, -x / ay, -z / ay)
    } else {
        (4, -x / ay, z / ay)
    };
    (face, [0.5 * (u + 1.0), 0.5 * (v + 1.0)])
}

/// The direction through a place on a face; not of unit length.
pub(super) fn direction(face: usize, uv: [f32; 2]) -> Vec3 {
    let [u, v] = uv.map(|value| 2.0 * value - 1.0);
    match face {
        0 => Vec3::new(1.0, v, u),
        1 => Vec3::new(-u, 1.0, -v),
        2 => Vec3::new(-u, v, 1.0),
        3 => Vec3::new(-1.0, v, -u),
        4 => Vec3::new(-u, -1.0, v),
        _ => Vec3::new(u, v, -1.0),
    }
}

/// Where on a face's plane a point appears from the cube's middle; `None` behind the face.
pub(super) fn project(face: usize, point: Vec3) -> Option<[f32; 2]> {
    let Vec3 { x, y, z } = point;
    let (depth, u, v) = match face {
        0 => (x, z, y),
        1 => (y, -x, -z),
        2 => (z, -x, y),
        3 => (-x, -z, y),
        4 => (-y, -x, z),
        _ => (-z, x, y),
    };
    (depth > 0.0).then(|| [0.5 * (u / depth + 1.0), 0.5 * (v / depth + 1.0)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faces_and_directions_are_inverse() {
        for face in 0..6 {
            for uv in [[0.5, 0.5], [0.1, 0.7], [0.95, 0.05]] {
                let (back, [u, v]) = face_of(direction(face, uv));
                assert_eq!(back, face);
                assert!((u - uv[0]).abs() < 1e-6 && (v - uv[1]).abs() < 1e-6);
            }
        }
    }
}
