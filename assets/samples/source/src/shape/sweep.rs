//! Round bars along a path: piping, cord, tubes, springs.

use glam::DVec3;

use super::tile::Tile;
use crate::mesh::Mesh;
use crate::numeric::{HALF, TURN, cos, rotation, sin};

/// A bar along an open path; `radius` in metres by the fraction of the path. Ends are domed.
pub(crate) fn bar(path: &[DVec3], sides: usize, tile: Tile, radius: impl Fn(f64) -> f64) -> Mesh {
    const DOME: usize = 4;
    let frames = frames(path, false);
    let last = path.len() - 1;
    let along = lengths(path);
    let mut rings: Vec<(DVec3, f64, usize, f64)> = Vec::new();
    for k in 0..DOME {
        let angle = HALF * 0.5 * (1.0 - k as f64 / DOME as f64);
        let r = radius(0.0);
        rings.push((
            path[0] - frames[0].2 * (r * sin(angle)),
            r * cos(angle),
            0,
            -r * sin(angle),
        ));
    }
    for (k, &p) in path.iter().enumerate() {
        rings.push((p, radius(along[k] / along[last]), k, along[k]));
    }
    for k in 1..=DOME {
        let angle = HALF * 0.5 * k as f64 / DOME as f64;
        let r = radius(1.0);
        rings.push((
            path[last] + frames[last].2 * (r * sin(angle)),
            r * cos(angle),
            last,
            along[last] + r * sin(angle),
        ));
    }
    let middle = TURN * radius(0.5);
    let repeats = (middle / tile.metres).round().max(1.0) * tile.metres;
    Mesh::grid(sides, rings.len() - 1, |c, r| {
        let (centre, radius, k, metres) = rings[r];
        let radius = if radius < 1e-6 { 0.0 } else { radius };
        (
            ring_point(centre, frames[k], radius, c % sides, sides),
            tile.at(repeats * c as f64 / sides as f64, metres),
        )
    })
}

/// A bar of constant `radius` along a closed path (the first point not repeated).
pub(crate) fn ring(path: &[DVec3], sides: usize, tile: Tile, radius: f64) -> Mesh {
    let frames = frames(path, true);
    let count = path.len();
    let mut closed = path.to_vec();
    closed.push(path[0]);
    let along = lengths(&closed);
    // A whole number of repeats both ways, so that the texture meets itself.
    let repeats = (TURN * radius / tile.metres).round().max(1.0) * tile.metres;
    let stretch = (along[count] / tile.metres).round().max(1.0) * tile.metres / along[count];
    Mesh::grid(sides, count, |c, r| {
        let k = r % count;
        (
            ring_point(path[k], frames[k], radius, c % sides, sides),
            tile.at(repeats * c as f64 / sides as f64, along[r] * stretch),
        )
    })
}

/// A smooth path through `points` (centripetal enough for even spacing: Catmull-Rom), `steps` points for each side. The ends are kept.
pub(crate) fn spline(points: &[DVec3], steps: usize) -> Vec<DVec3> {
    let at = |i: isize| points[i.clamp(0, points.len() as isize - 1) as usize];
    let mut path = Vec::new();
    for i in 0..points.len() as isize - 1 {
        let [a, b, c, d] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
        for k in 0..steps {
            let t = k as f64 / steps as f64;
            let (t2, t3) = (t * t, t * t * t);
            path.push(
                (b * 2.0
                    + (c - a) * t
                    + (a * 2.0 - b * 5.0 + c * 4.0 - d) * t2
                    + (b * 3.0 - a - c * 3.0 + d) * t3)
                    * 0.5,
            );
        }
    }
    path.push(points[points.len() - 1]);
    path
}

/// A point on the ring around `centre`.
fn ring_point(
    centre: DVec3,
    frame: (DVec3, DVec3, DVec3),
    radius: f64,
    c: usize,
    sides: usize,
) -> DVec3 {
    let angle = TURN * c as f64 / sides as f64;
    centre + (frame.0 * cos(angle) + frame.1 * sin(angle)) * radius
}

/// Metres along the path up to each point.
fn lengths(path: &[DVec3]) -> Vec<f64> {
    let mut length = 0.0;
    std::iter::once(0.0)
        .chain(path.windows(2).map(|pair| {
            length += pair[0].distance(pair[1]);
            length
        }))
        .collect()
}

/// Right, up and forward at each point, carried along without twist; over a closed path the remaining twist is spread evenly.
fn frames(path: &[DVec3], closed: bool) -> Vec<(DVec3, DVec3, DVec3)> {
    let count = path.len();
    let tangent = |k: usize| {
        let (before, after) = match closed {
            true => ((k + count - 1) % count, (k + 1) % count),
            false => (k.saturating_sub(1), (k + 1).min(count - 1)),
        };
        (path[after] - path[before]).normalize_or(DVec3::Y)
    };
    let forward = tangent(0);
    let helper = if forward.y.abs() < 0.9 {
        DVec3::Y
    } else {
        DVec3::X
    };
    let mut right = helper.cross(forward).normalize();
    let mut frames: Vec<(DVec3, DVec3, DVec3)> = Vec::with_capacity(count);
    for k in 0..count {
        let forward = tangent(k);
        right =
            (right - forward * forward.dot(right)).normalize_or(forward.any_orthonormal_vector());
        frames.push((right, forward.cross(right), forward));
    }
    if closed {
        let (first, forward) = (frames[0].0, frames[0].2);
        let carried = (right - forward * forward.dot(right)).normalize_or(first);
        let twist = crate::numeric::atan2(carried.cross(first).dot(forward), carried.dot(first));
        for (k, frame) in frames.iter_mut().enumerate() {
            let turn = rotation(frame.2, twist * k as f64 / count as f64);
            frame.0 = turn * frame.0;
            frame.1 = turn * frame.1;
        }
    }
    frames
}
