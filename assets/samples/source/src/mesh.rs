//! Triangle meshes as an author would leave them: positions, smooth normals, tangents, texture coordinates and a chart for the baked light.

use std::collections::HashMap;

use glam::{DAffine3, DVec2, DVec3, DVec4};

/// One corner shared by triangles of the same chart.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Vertex {
    /// Metres, +Y up, front +Z.
    pub(crate) position: DVec3,
    /// Unit length once [`Mesh::smooth`] has run.
    pub(crate) normal: DVec3,
    /// Unit tangent and the bitangent's sign once [`Mesh::frame`] has run.
    pub(crate) tangent: DVec4,
    /// Texture coordinates as glTF has them: v runs down the picture.
    pub(crate) uv: DVec2,
    /// Place within the chart in 0..1; within the atlas once it is packed.
    pub(crate) chart: DVec2,
    /// Light that reaches the point: 1 open, 0 hidden.
    pub(crate) shade: f64,
}

/// A rectangle of the surface that is unwrapped in one piece.
#[derive(Clone, Debug)]
pub(crate) struct Chart {
    /// The chart's vertices.
    pub(crate) vertices: std::ops::Range<usize>,
    /// Width and height in metres.
    pub(crate) size: DVec2,
}

/// An indexed triangle mesh, counter-clockwise seen from outside.
#[derive(Clone, Debug, Default)]
pub(crate) struct Mesh {
    /// All corners, chart by chart.
    pub(crate) vertices: Vec<Vertex>,
    /// Three vertex indices each.
    pub(crate) triangles: Vec<[u32; 3]>,
    /// Charts in the order of their vertices.
    pub(crate) charts: Vec<Chart>,
}

impl Mesh {
    /// A grid of `columns` x `rows` quads; `point` gives position and texture coordinates of a corner. The outside is where the direction of columns crossed
    /// with the direction of rows points. Quads that collapse at a pole become triangles.
    pub(crate) fn grid(
        columns: usize,
        rows: usize,
        point: impl Fn(usize, usize) -> (DVec3, DVec2),
    ) -> Self {
        let stride = columns + 1;
        let mut vertices = Vec::with_capacity(stride * (rows + 1));
        for r in 0..=rows {
            for c in 0..=columns {
                let (position, uv) = point(c, r);
                let chart = DVec2::new(c as f64 / columns as f64, r as f64 / rows as f64);
                vertices.push(Vertex {
                    position,
                    normal: DVec3::Y,
                    tangent: DVec4::X,
                    uv,
                    chart,
                    shade: 1.0,
                });
            }
        }
        let at = |c: usize, r: usize| vertices[r * stride + c].position;
        let width = (0..=rows)
            .map(|r| {
                (0..columns)
                    .map(|c| at(c, r).distance(at(c + 1, r)))
                    .sum::<f64>()
            })
            .fold(0.0, f64::max);
        let height = (0..=columns)
            .map(|c| {
                (0..rows)
                    .map(|r| at(c, r).distance(at(c, r + 1)))
                    .sum::<f64>()
            })
            .fold(0.0, f64::max);
        let mut mesh = Self {
            charts: vec![Chart {
                vertices: 0..vertices.len(),
                size: DVec2::new(width, height),
            }],
            vertices,
            triangles: Vec::new(),
        };
        for r in 0..rows {
            for c in 0..columns {
                let [a, b, d, e] = [
                    r * stride + c,
                    r * stride + c + 1,
                    (r + 1) * stride + c,
                    (r + 1) * stride + c + 1,
                ];
                mesh.triangle(a, b, e);
                mesh.triangle(a, e, d);
            }
        }
        mesh
    }

    /// Adds a triangle unless two of its corners coincide.
    fn triangle(&mut self, a: usize, b: usize, c: usize) {
        let [p, q, r] = [a, b, c].map(|i| self.vertices[i].position);
        if p.distance(q) > 1e-7 && q.distance(r) > 1e-7 && r.distance(p) > 1e-7 {
            self.triangles.push([a as u32, b as u32, c as u32]);
        }
    }

    /// Adds the other mesh's surface to this one.
    pub(crate) fn append(&mut self, other: Self) {
        let first = self.vertices.len();
        self.vertices.extend(other.vertices);
        self.triangles
            .extend(other.triangles.iter().map(|t| t.map(|i| i + first as u32)));
        self.charts.extend(other.charts.into_iter().map(|c| Chart {
            vertices: c.vertices.start + first..c.vertices.end + first,
            size: c.size,
        }));
    }

    /// This mesh with the other one's surface added.
    pub(crate) fn with(mut self, other: Self) -> Self {
        self.append(other);
        self
    }

    /// The mesh moved, turned or scaled. Normals must be made afterwards.
    pub(crate) fn transformed(mut self, transform: DAffine3) -> Self {
        for vertex in &mut self.vertices {
            vertex.position = transform.transform_point3(vertex.position);
        }
        self
    }

    /// The mesh moved by `offset` metres.
    pub(crate) fn moved(self, offset: DVec3) -> Self {
        self.transformed(DAffine3::from_translation(offset))
    }

    /// The mesh with every position changed by `change`. Normals must be made afterwards.
    pub(crate) fn reshaped(mut self, change: impl Fn(DVec3) -> DVec3) -> Self {
        for vertex in &mut self.vertices {
            vertex.position = change(vertex.position);
        }
        self
    }

    /// Sets each normal to the mean of the faces around its position, weighted by area and corner angle, so that large flat faces stay flat beside narrow
    /// bevels. Corners at the same place are smoothed together, also across charts.
    pub(crate) fn smooth(&mut self) {
        let mut sums: HashMap<[i64; 3], DVec3> = HashMap::with_capacity(self.vertices.len());
        for triangle in &self.triangles {
            let p = triangle.map(|i| self.vertices[i as usize].position);
            let face = (p[1] - p[0]).cross(p[2] - p[0]);
            for k in 0..3 {
                let (a, b) = (
                    (p[(k + 1) % 3] - p[k]).normalize_or_zero(),
                    (p[(k + 2) % 3] - p[k]).normalize_or_zero(),
                );
                *sums.entry(place(p[k])).or_insert(DVec3::ZERO) +=
                    face * crate::numeric::acos(a.dot(b));
            }
        }
        for vertex in &mut self.vertices {
            let sum = sums
                .get(&place(vertex.position))
                .copied()
                .unwrap_or(DVec3::Y);
            vertex.normal = sum.try_normalize().unwrap_or(DVec3::Y);
        }
    }

    /// Sets each tangent to the direction of growing u on the surface, at right angles to the normal; the bitangent points up the picture (falling v).
    pub(crate) fn frame(&mut self) {
        let mut along = vec![(DVec3::ZERO, DVec3::ZERO); self.vertices.len()];
        for triangle in &self.triangles {
            let [a, b, c] = triangle.map(|i| self.vertices[i as usize]);
            let (e, f) = (b.position - a.position, c.position - a.position);
            let (s, t) = (b.uv - a.uv, c.uv - a.uv);
            let area = s.x * t.y - s.y * t.x;
            if area.abs() < 1e-14 {
                continue;
            }
            let u = (e * t.y - f * s.y) / area;
            let v = (f * s.x - e * t.x) / area;
            let weight = e.cross(f).length();
            for &i in triangle {
                along[i as usize].0 += u.normalize_or_zero() * weight;
                along[i as usize].1 -= v.normalize_or_zero() * weight;
            }
        }
        for (vertex, (u, v)) in self.vertices.iter_mut().zip(along) {
            let n = vertex.normal;
            let t = (u - n * n.dot(u))
                .try_normalize()
                .unwrap_or_else(|| n.any_orthonormal_vector());
            let sign = if n.cross(t).dot(v) < 0.0 { -1.0 } else { 1.0 };
            vertex.tangent = t.extend(sign);
        }
    }
}

/// A lattice cell for a position, 5 micrometres wide; the odd offset keeps round coordinates off the cells' borders.
fn place(p: DVec3) -> [i64; 3] {
    [p.x, p.y, p.z].map(|c| (c * 2e5 + 0.37).floor() as i64)
}
