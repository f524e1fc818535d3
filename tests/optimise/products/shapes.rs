//! Shapes of which generated products are made.

use std::f32::consts::{PI, TAU};

use glam::Vec3;

use super::writer::Surface;

/// A grid of `rows` x `columns` quads bent by `place`, which gives a place for u and v from 0 to 1, with
/// smooth normals that point to the left of rows and columns.
pub(super) fn sheet(rows: u32, columns: u32, place: impl Fn(f32, f32) -> Vec3) -> Surface {
    /// The step of the slopes.
    const STEP: f32 = 1e-3;
    let mut surface = Surface::default();
    for row in 0..=rows {
        for column in 0..=columns {
            let (u, v) = (column as f32 / columns as f32, row as f32 / rows as f32);
            let along = place(u + STEP, v) - place(u - STEP, v);
            let up = place(u, v + STEP) - place(u, v - STEP);
            surface.positions.push(place(u, v).to_array());
            surface
                .normals
                .push(along.cross(up).normalize_or(Vec3::Y).to_array());
            surface.uvs.push([u, v]);
        }
    }
    let wide = columns + 1;
    let quads = (0..rows).flat_map(|y| (0..columns).map(move |x| y * wide + x));
    surface.indices = quads
        .flat_map(|a| [a, a + 1, a + wide + 1, a, a + wide + 1, a + wide])
        .collect();
    surface
}

/// A closed ball of this radius that `lump` makes larger or smaller, by direction.
pub(super) fn ball(rows: u32, radius: f32, lump: impl Fn(Vec3) -> f32) -> Surface {
    sheet(rows, rows * 2, |u, v| {
        // The poles stay apart by a hair, so that no triangle is without area.
        let (angle, height) = (TAU * u, PI * (0.001 + 0.998 * v));
        let direction = Vec3::new(
            height.sin() * angle.sin(),
            -height.cos(),
            height.sin() * angle.cos(),
        );
        direction * radius * (1.0 + lump(direction))
    })
}

/// A tube along `path`, which gives a place for 0 to 1.
pub(super) fn tube(steps: u32, around: u32, radius: f32, path: impl Fn(f32) -> Vec3) -> Surface {
    sheet(steps, around, |u, v| {
        let along = (path(v + 1e-3) - path(v - 1e-3)).normalize_or(Vec3::Y);
        let side = along
            .cross(Vec3::new(0.31, 0.17, 0.93))
            .normalize_or(Vec3::X);
        let up = side.cross(along);
        let angle = -TAU * u;
        path(v) + (side * angle.cos() + up * angle.sin()) * radius
    })
}

/// A box of these half sides with bevels and hard edges: every face has vertices of its own.
pub(super) fn bevelled(half: Vec3, bevel: f32) -> Surface {
    let mut surface = Surface::default();
    let signs = [-1.0_f32, 1.0];
    let inner = half - Vec3::splat(bevel);
    // The faces that look along an axis, then the bevels between two, then those between three.
    for axis in 0..3 {
        let (a, b) = ((axis + 1) % 3, (axis + 2) % 3);
        for sign in signs {
            let corner = |x: f32, y: f32| {
                let mut place = Vec3::ZERO;
                place[axis] = sign * half[axis];
                place[a] = x * inner[a];
                place[b] = y * inner[b];
                place
            };
            face(
                &mut surface,
                &[
                    corner(-1.0, -1.0),
                    corner(1.0, -1.0),
                    corner(1.0, 1.0),
                    corner(-1.0, 1.0),
                ],
            );
            for other in signs {
                let corner = |along: f32, far: bool| {
                    let mut place = Vec3::ZERO;
                    place[axis] = along * inner[axis];
                    place[a] = sign * if far { half[a] } else { inner[a] };
                    place[b] = other * if far { inner[b] } else { half[b] };
                    place
                };
                face(
                    &mut surface,
                    &[
                        corner(-1.0, true),
                        corner(1.0, true),
                        corner(1.0, false),
                        corner(-1.0, false),
                    ],
                );
            }
        }
    }
    for x in signs {
        for y in signs {
            for z in signs {
                let sign = Vec3::new(x, y, z);
                let corner = |axis: usize| {
                    let mut place = inner;
                    place[axis] = half[axis];
                    place * sign
                };
                face(&mut surface, &[corner(0), corner(1), corner(2)]);
            }
        }
    }
    surface
}

/// A flat and convex face that looks away from the middle of the shape.
pub(super) fn face(surface: &mut Surface, corners: &[Vec3]) {
    let &[first, second, third, ..] = corners else {
        return;
    };
    let middle: Vec3 = corners.iter().sum::<Vec3>() / corners.len() as f32;
    let normal = (second - first).cross(third - first).normalize_or(Vec3::Y);
    let outwards = normal.dot(middle) >= 0.0;
    let normal = if outwards { normal } else { -normal };
    let start = surface.positions.len() as u32;
    for (number, corner) in corners.iter().enumerate() {
        surface.positions.push(corner.to_array());
        surface.normals.push(normal.to_array());
        let uv = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]];
        surface.uvs.push(uv[number % 4]);
    }
    for corner in 1..corners.len() as u32 - 1 {
        let [b, c] = if outwards {
            [corner, corner + 1]
        } else {
            [corner + 1, corner]
        };
        surface.indices.extend([start, start + b, start + c]);
    }
}
