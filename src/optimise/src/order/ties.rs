//! Opaque surfaces in one place: which of them is seen, the order of drawing decides.
//!
//! The web viewer draws what is opaque in the order in which it meets the materials, then by depth, and of
//! two surfaces of equal depth the later wins. So a decal that lies exactly on its ground is seen or not by
//! its place in that order, and so is each half of a plane that is in the file twice.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use glam::{DVec2, DVec3};

use super::drawn;
use crate::work::{TRIANGLES, Work};

/// Models of more triangles than this are spared.
const MOST: usize = 400_000;
/// Directions and distances of planes are told apart by this share.
const DIRECTION: f64 = 1e5;
const DISTANCE: f64 = 1e6;
/// The most squares along a side of the grid over a plane.
const SQUARES: f64 = 512.0;
/// As many pairs of triangles of a plane are compared at most.
const PAIRS: usize = 4_000_000;

/// A part: mesh and primitive.
type Part = (usize, usize);

/// What lies in one place with something else.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Ties {
    /// Parts that share places with other parts, or with themselves under another node.
    pub(super) parts: BTreeSet<Part>,
    /// Parts of which triangles lie on one another.
    pub(super) layered: BTreeSet<Part>,
    /// By part the triangles that share places with any other.
    pub(super) triangles: BTreeMap<Part, BTreeSet<usize>>,
}

impl Ties {
    fn note(&mut self, tile: &Tile) {
        let triangles = self.triangles.entry(tile.part).or_default();
        triangles.insert(tile.triangle);
    }
}

/// A triangle in a plane: its part, its number there, which drawing of it, and its corners.
struct Tile {
    part: Part,
    triangle: usize,
    draw: usize,
    corners: [DVec2; 3],
}

/// Looks for opaque surfaces in one plane that cover one another, at rest. Scans and other models of very
/// many triangles are spared: they are no planes.
pub(super) fn find(work: &Work) -> Ties {
    let mut ties = Ties::default();
    if work.triangles() > MOST as u64 {
        return ties;
    }
    let mut planes: HashMap<[i64; 4], Vec<Tile>> = HashMap::new();
    let mut size = 0.0_f64;
    let mut triangles = Vec::new();
    for (draw, (mesh, world)) in drawn(&work.json).into_iter().enumerate() {
        let shapes = work.meshes.get(mesh).map_or(&[][..], Vec::as_slice);
        for (place, shape) in shapes.iter().enumerate() {
            if shape.mode != TRIANGLES || shape.order.sorted || shape.is_deformed() {
                continue;
            }
            let positions: Vec<DVec3> = shape
                .positions()
                .iter()
                .map(|place| world.transform_point3(DVec3::from(place.map(f64::from))))
                .collect();
            let corner = |index: u32| positions.get(index as usize).copied();
            for (number, [a, b, c]) in shape.indices.as_chunks::<3>().0.iter().enumerate() {
                if let (Some(a), Some(b), Some(c)) = (corner(*a), corner(*b), corner(*c)) {
                    size = [a, b, c].iter().fold(size, |most, place| {
                        if place.is_finite() {
                            most.max(place.abs().max_element())
                        } else {
                            most
                        }
                    });
                    triangles.push(((mesh, place), number, draw, [a, b, c]));
                }
            }
            // Copies of copies may be more than what is in the file.
            if triangles.len() > 2 * MOST {
                return ties;
            }
        }
    }
    for (part, triangle, draw, [a, b, c]) in triangles {
        let across = (b - a).cross(c - a);
        let Some(mut normal) = across.try_normalize() else {
            continue;
        };
        let largest = normal.abs().max_element();
        let axis = (0..3)
            .find(|axis| normal[*axis].abs() == largest)
            .unwrap_or(0);
        if normal[axis] < 0.0 {
            normal = -normal;
        }
        let distance = normal.dot(a) / size.max(f64::MIN_POSITIVE);
        let rounded = (normal * DIRECTION)
            .round()
            .to_array()
            .map(|side| side as i64);
        let key = [
            rounded[0],
            rounded[1],
            rounded[2],
            (distance * DISTANCE).round() as i64,
        ];
        // Seen along the axis that it faces most, the plane keeps all its triangles apart.
        let flat = |place: DVec3| match axis {
            0 => DVec2::new(place.y, place.z),
            1 => DVec2::new(place.z, place.x),
            _ => DVec2::new(place.x, place.y),
        };
        let corners = [flat(a), flat(b), flat(c)];
        planes.entry(key).or_default().push(Tile {
            part,
            triangle,
            draw,
            corners,
        });
    }
    for tiles in planes.values().filter(|tiles| tiles.len() > 1) {
        compare(tiles, &mut ties);
    }
    ties
}

/// Compares the triangles of one plane, those that meet in a square of a grid over it.
fn compare(tiles: &[Tile], ties: &mut Ties) {
    let corners = || tiles.iter().flat_map(|tile| tile.corners);
    let least = corners().fold(DVec2::INFINITY, DVec2::min);
    let most = corners().fold(DVec2::NEG_INFINITY, DVec2::max);
    let count = (tiles.len() as f64).sqrt().ceil().clamp(1.0, SQUARES);
    let side = ((most - least) / count).max(DVec2::splat(f64::MIN_POSITIVE));
    let mut squares: BTreeMap<[u32; 2], Vec<usize>> = BTreeMap::new();
    for (number, tile) in tiles.iter().enumerate() {
        let [a, b, c] = tile.corners;
        let square = |at: DVec2| ((at - least) / side).floor().min(DVec2::splat(count - 1.0));
        let (from, to) = (square(a.min(b).min(c)), square(a.max(b).max(c)));
        for y in from.y as u32..=to.y as u32 {
            for x in from.x as u32..=to.x as u32 {
                squares.entry([x, y]).or_default().push(number);
            }
        }
    }
    let mut pairs = 0;
    for numbers in squares.values() {
        for (place, number) in numbers.iter().enumerate() {
            for other in &numbers[place + 1..] {
                pairs += 1;
                if pairs > PAIRS {
                    // Those that weren't compared may lie on one another as well.
                    tiles.iter().for_each(|tile| ties.note(tile));
                    return;
                }
                let (tile, other) = (&tiles[*number], &tiles[*other]);
                let own = tile.part == other.part && tile.draw == other.draw;
                if !overlap(&tile.corners, &other.corners) {
                    continue;
                }
                if own {
                    ties.layered.insert(tile.part);
                } else {
                    ties.parts.extend([tile.part, other.part]);
                }
                ties.note(tile);
                ties.note(other);
            }
        }
    }
}

/// Whether two triangles cover a common area, by more than rounding: no side of either has all of the
/// other beyond it.
fn overlap(a: &[DVec2; 3], b: &[DVec2; 3]) -> bool {
    let separates = |own: &[DVec2; 3], other: &[DVec2; 3]| {
        (0..3).any(|side| {
            let (from, to) = (own[side], own[(side + 1) % 3]);
            let along = to - from;
            let of = |point: DVec2| along.perp_dot(point - from);
            let inside = of(own[(side + 2) % 3]);
            let close = inside.abs() * 1e-4;
            other
                .iter()
                .all(|point| of(*point) * inside.signum() <= close)
        })
    };
    !separates(a, b) && !separates(b, a)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::samples::{self, grid, shape_of};

    #[test]
    fn planes_that_touch_are_not_tied_and_those_that_cover_one_another_are() {
        let mut work = samples::work();
        work.meshes = vec![vec![grid(4, 0.0), grid(4, 1.0)], vec![grid(3, 0.0)]];
        work.json["nodes"] = json!([{"children": [1, 2]}, {"mesh": 0},
            {"mesh": 1, "translation": [0, 0, 0.1]}]);
        assert_eq!(find(&work), Ties::default());
        work.json["nodes"][2]["translation"] = json!([1.5, 0.0, 0.0]);
        let ties = find(&work);
        assert_eq!(ties.parts, BTreeSet::from([(0, 1), (1, 0)]));
        assert!(ties.layered.is_empty());
        // What the viewer sorts anyway is another matter.
        work.meshes[1][0].order.sorted = true;
        assert_eq!(find(&work), Ties::default());
    }

    #[test]
    fn triangles_of_a_part_that_lie_on_one_another_are_layered() {
        let corners = [
            [0.0, 0.0, 0.0],
            [1.0, 0.0, 0.0],
            [0.0, 1.0, 0.0],
            [1.0, 1.0, 0.0],
        ];
        let mut work = samples::work();
        work.meshes[0][0] = shape_of(&corners, &[0, 1, 2, 2, 1, 3]);
        assert_eq!(find(&work), Ties::default());
        work.meshes[0][0] = shape_of(&corners, &[0, 1, 2, 0, 1, 3]);
        let ties = find(&work);
        assert_eq!(ties.layered, BTreeSet::from([(0, 0)]));
        assert_eq!(ties.triangles[&(0, 0)], BTreeSet::from([0, 1]));
    }

    #[test]
    fn a_mesh_that_two_nodes_show_in_one_place_lies_on_itself() {
        let mut work = samples::work();
        work.json["nodes"] = json!([{"children": [1, 2]}, {"mesh": 0}, {"mesh": 0}]);
        assert_eq!(find(&work).parts, BTreeSet::from([(0, 0)]));
    }
}
