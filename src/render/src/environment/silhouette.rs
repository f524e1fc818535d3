//! Which texels a box covers when a graphics adapter draws it.
//!
//! The viewer's rooms are drawn, not traced: corners are snapped to a sixteenth of a texel, so that
//! a sliver that an exact ray would hit may be missed. One row of a lamp's texels more or less shows
//! in what it lights, so the same texels are covered here.

use glam::Vec3;

use super::faces;

/// Parts of a texel that corners are snapped to.
const PARTS: f32 = 16.0;
/// Sides of a box by its corners' numbers, in order around the side.
const SIDES: [[usize; 4]; 6] = [
    [0, 1, 3, 2],
    [4, 6, 7, 5],
    [0, 4, 5, 1],
    [2, 3, 7, 6],
    [0, 2, 6, 4],
    [1, 5, 7, 3],
];

/// A box as the six faces of a cube see it.
#[derive(Debug, Clone)]
pub(super) struct Silhouette {
    size: f32,
    /// For each face the box's sides as snapped corners; `None` where a corner is behind the face
    /// and the side would have to be cut.
    faces: [Option<Vec<[[i64; 2]; 4]>>; 6],
}

impl Silhouette {
    /// The silhouette of a box with these corners (numbered by bits: x, y, z) for faces of `size`
    /// texels.
    pub(super) fn of(corners: &[Vec3; 8], size: usize) -> Self {
        let size = size as f32;
        let faces = std::array::from_fn(|face| {
            let snapped: Option<Vec<[i64; 2]>> = corners
                .iter()
                .map(|corner| {
                    let [u, v] = faces::project(face, *corner)?;
                    Some([u, v].map(|value| (value * size * PARTS).round() as i64))
                })
                .collect();
            snapped.map(|snapped| {
                SIDES
                    .map(|side| side.map(|corner| snapped[corner]))
                    .to_vec()
            })
        });
        Self { size, faces }
    }

    /// Whether the box covers the texel whose centre is in this direction.
    pub(super) fn covers(&self, direction: Vec3) -> bool {
        let (face, uv) = faces::face_of(direction);
        let Some(sides) = &self.faces[face] else {
            return true;
        };
        // Centres are halves of texels, thus whole parts.
        let center = uv.map(|value| (value * self.size * PARTS).round() as i64);
        sides.iter().any(|side| contains(side, center))
    }
}

/// Whether a convex polygon contains a point. Of points on an edge, those on right and top edges
/// belong to it.
fn contains(corners: &[[i64; 2]; 4], point: [i64; 2]) -> bool {
    let area: i64 = edges(corners).map(|(a, b)| a[0] * b[1] - b[0] * a[1]).sum();
    if area == 0 {
        return false;
    }
    edges(corners).all(|(a, b)| {
        let (a, b) = if area > 0 { (a, b) } else { (b, a) };
        let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
        let side = dx * (point[1] - a[1]) - dy * (point[0] - a[0]);
        side > 0 || (side == 0 && (dy > 0 || (dy == 0 && dx < 0)))
    })
}

fn edges(corners: &[[i64; 2]; 4]) -> impl Iterator<Item = ([i64; 2], [i64; 2])> + '_ {
    (0..4).map(|index| (corners[index], corners[(index + 1) % 4]))
}
