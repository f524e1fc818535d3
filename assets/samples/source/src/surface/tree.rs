//! A bounding-box tree over triangles that answers one question: does anything lie within a distance along a ray?

use glam::Vec3;

/// Triangles per leaf.
const LEAF: usize = 4;

/// A node: its box, and either children (`count` 0: left is the next node, right is `start`) or a run of triangles.
struct Node {
    low: Vec3,
    high: Vec3,
    start: u32,
    count: u32,
}

/// Triangles sorted for ray queries.
pub(crate) struct Tree {
    nodes: Vec<Node>,
    triangles: Vec<[Vec3; 3]>,
}

impl Tree {
    /// Builds the tree by halving at the median of the widest axis.
    pub(crate) fn new(mut triangles: Vec<[Vec3; 3]>) -> Self {
        let mut nodes = Vec::new();
        if !triangles.is_empty() {
            let count = triangles.len();
            split(&mut triangles, 0, count, &mut nodes);
        }
        Self { nodes, triangles }
    }

    /// Whether a triangle lies between 0 and `reach` metres from `origin` along the unit vector `direction`.
    pub(crate) fn blocked(&self, origin: Vec3, direction: Vec3, reach: f32) -> bool {
        if self.nodes.is_empty() {
            return false;
        }
        let inverse = direction.recip();
        let mut stack = [0_u32; 64];
        let mut depth = 1;
        while depth > 0 {
            depth -= 1;
            let index = stack[depth];
            let node = &self.nodes[index as usize];
            let (a, b) = (
                (node.low - origin) * inverse,
                (node.high - origin) * inverse,
            );
            let near = a.min(b).max_element().max(0.0);
            let far = a.max(b).min_element().min(reach);
            // Written so that a NaN from a zero direction on a box's face counts as a hit.
            if near > far {
                continue;
            }
            if node.count > 0 {
                let run = node.start as usize..(node.start + node.count) as usize;
                if self.triangles[run]
                    .iter()
                    .any(|t| hit(t, origin, direction, reach))
                {
                    return true;
                }
            } else {
                stack[depth] = node.start;
                stack[depth + 1] = index + 1;
                depth += 2;
            }
        }
        false
    }
}

/// Builds the node for `triangles[from..to]` and returns its index.
fn split(triangles: &mut [[Vec3; 3]], from: usize, to: usize, nodes: &mut Vec<Node>) -> u32 {
    let (mut low, mut high) = (Vec3::INFINITY, Vec3::NEG_INFINITY);
    for p in triangles[from..to].iter().flatten() {
        (low, high) = (low.min(*p), high.max(*p));
    }
    let index = nodes.len();
    nodes.push(Node {
        low,
        high,
        start: from as u32,
        count: (to - from) as u32,
    });
    if to - from > LEAF {
        let size = high - low;
        let axis = (0..3)
            .max_by(|&a, &b| size[a].total_cmp(&size[b]))
            .unwrap_or(0);
        let centre = |t: &[Vec3; 3]| t[0][axis] + t[1][axis] + t[2][axis];
        // A stable sort: the order, and so every float, is the same on each run.
        triangles[from..to].sort_by(|a, b| centre(a).total_cmp(&centre(b)));
        let middle = (from + to) / 2;
        split(triangles, from, middle, nodes);
        let right = split(triangles, middle, to, nodes);
        nodes[index].start = right;
        nodes[index].count = 0;
    }
    index as u32
}

/// Möller and Trumbore's test, both sides.
fn hit(t: &[Vec3; 3], origin: Vec3, direction: Vec3, reach: f32) -> bool {
    let (e, f) = (t[1] - t[0], t[2] - t[0]);
    let p = direction.cross(f);
    let determinant = e.dot(p);
    if determinant.abs() < 1e-14 {
        return false;
    }
    let s = (origin - t[0]) / determinant;
    let u = s.dot(p);
    if !(0.0..=1.0).contains(&u) {
        return false;
    }
    let q = s.cross(e);
    let v = direction.dot(q);
    if v < 0.0 || u + v > 1.0 {
        return false;
    }
    let distance = f.dot(q);
    distance > 1e-5 && distance < reach
}
