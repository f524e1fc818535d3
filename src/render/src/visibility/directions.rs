//! Directions in which gaps run: those that unseen triangles face, and those along which two of them run.
//!
//! What is deep in a hole is seen from a few degrees alone, and what is made stands square: holes, slits and
//! louvres run across what they end at, or between parallel sides.

use std::collections::BTreeMap;

use asset::Model;
use glam::DVec3;

use super::margin::corners;
use crate::Scene;

/// Sides of the squares into which directions are sorted, two for each side of the octahedron: some 7 degrees.
const CELLS: f64 = 12.0;
/// So many directions that triangles face, and of so many of those each pair.
const FACED: usize = 16;
const PAIRED: usize = 6;
/// Of more triangles than this only so many are asked.
const MOST: usize = 1_000_000;

/// Directions in which the triangles that aren't `seen` may be seen.
pub(super) fn directions(
    model: &Model,
    scene: &Scene,
    seen: &BTreeMap<(usize, usize), &[bool]>,
) -> Vec<DVec3> {
    let mut faced: BTreeMap<[i32; 3], DVec3> = BTreeMap::new();
    let mut asked = 0;
    for part in scene.parts() {
        let key = (
            model.nodes[part.node].mesh.unwrap_or_default(),
            part.primitive,
        );
        let primitive = &model.meshes[key.0].primitives[key.1];
        let Some(own) = seen.get(&key).filter(|own| !own.iter().all(|seen| *seen)) else {
            continue;
        };
        let triangles = corners(primitive).unwrap_or_default();
        for matrix in &part.matrices {
            asked += triangles.len();
            if asked > MOST && !faced.is_empty() {
                return chosen(faced);
            }
            for (triangle, _) in triangles.iter().zip(*own).filter(|(_, seen)| !**seen) {
                let [a, b, c] = triangle.map(|vertex| {
                    let position = primitive.positions.get(vertex as usize);
                    let position = position.copied().unwrap_or_default();
                    matrix.transform_point3(DVec3::from(position.map(f64::from)))
                });
                let area = (b - a).cross(c - a);
                if let Some(direction) = area.try_normalize() {
                    let share = direction / direction.abs().element_sum();
                    let cell = (share * CELLS).round().as_ivec3().to_array();
                    *faced.entry(cell).or_default() += area;
                }
            }
        }
    }
    chosen(faced)
}

fn chosen(faced: BTreeMap<[i32; 3], DVec3>) -> Vec<DVec3> {
    let mut faced: Vec<DVec3> = faced.into_values().collect();
    faced.sort_by(|a, b| b.length_squared().total_cmp(&a.length_squared()));
    let mut directions: Vec<DVec3> = faced
        .iter()
        .filter_map(|area| area.try_normalize())
        .take(FACED)
        .collect();
    let paired = directions.len().min(PAIRED);
    for first in 0..paired {
        for second in 0..first {
            let across = directions[first].cross(directions[second]);
            // Of nearly parallel ones the direction is none.
            if let Some(along) = across.try_normalize().filter(|_| across.length() > 0.1) {
                directions.extend([along, -along]);
            }
        }
    }
    let mut apart: Vec<DVec3> = Vec::new();
    for direction in directions {
        if apart.iter().all(|other| other.dot(direction) < 0.999) {
            apart.push(direction);
        }
    }
    apart
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directions_are_those_faced_most_and_those_along_pairs() {
        let faced = BTreeMap::from([
            ([0, 0, 1], DVec3::Z * 4.0),
            ([1, 0, 0], DVec3::X * 2.0),
            ([9, 0, 0], DVec3::ZERO),
        ]);
        assert_eq!(
            chosen(faced),
            [DVec3::Z, DVec3::X, DVec3::NEG_Y, DVec3::Y].map(|own| own)
        );
    }
}
