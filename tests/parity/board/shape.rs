//! The shapes that board items are made of.

use std::f32::consts::{FRAC_PI_2, PI, TAU};

use glam::{Mat3, Vec3};

/// Vertices and triangles.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shape {
    pub(crate) positions: Vec<[f32; 3]>,
    pub(crate) normals: Vec<[f32; 3]>,
    pub(crate) uvs: Vec<[f32; 2]>,
    /// Empty: the viewer makes its own.
    pub(crate) tangents: Vec<[f32; 4]>,
    /// The second UV set; empty without one.
    pub(crate) second_uvs: Vec<[f32; 2]>,
    /// Linear colour and alpha; empty without.
    pub(crate) colors: Vec<[f32; 4]>,
    pub(crate) indices: Vec<u16>,
}

impl Shape {
    /// A sphere of radius 0.5 about the origin: 861 vertices.
    pub(crate) fn sphere() -> Self {
        Self::lathe(20, 40, |v| {
            let (sin, cos) = (v * PI).sin_cos();
            ([0.5 * sin, 0.5 * cos], [sin, cos])
        })
    }

    /// A round bar of radius 0.12 that stands on the origin, one unit high, open at its ends.
    pub(crate) fn bar() -> Self {
        Self::lathe(16, 24, |v| ([0.12, 1.0 - v], [1.0, 0.0]))
    }

    /// Turns a profile about the vertical: `(radius, height)` and the normal of the same kind at
    /// a share of its length, from above.
    fn lathe(rings: u16, sectors: u16, profile: impl Fn(f32) -> ([f32; 2], [f32; 2])) -> Self {
        let mut shape = Self::default();
        for ring in 0..=rings {
            let v = f32::from(ring) / f32::from(rings);
            let ([radius, height], [out, up]) = profile(v);
            for sector in 0..=sectors {
                let u = f32::from(sector) / f32::from(sectors);
                let (sin, cos) = (u * TAU).sin_cos();
                shape.positions.push([radius * sin, height, radius * cos]);
                shape.normals.push([out * sin, up, out * cos]);
                shape.uvs.push([u, v]);
            }
        }
        shape.grid(rings, sectors);
        shape
    }

    /// A square of side 1 about the origin that faces +z.
    pub(crate) fn square() -> Self {
        let mut shape = Self::default();
        for [u, v] in [[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]] {
            shape.positions.push([u - 0.5, 0.5 - v, 0.0]);
            shape.normals.push([0.0, 0.0, 1.0]);
            shape.uvs.push([u, v]);
        }
        shape.grid(1, 1);
        shape
    }

    /// A cube of side 1 about the origin with edges rounded to a radius of 0.15; each side has the
    /// whole UV square.
    pub(crate) fn rounded_cube() -> Self {
        const STEPS: u16 = 10;
        const RADIUS: f32 = 0.15;
        let sides = [
            Mat3::IDENTITY,
            Mat3::from_rotation_y(FRAC_PI_2),
            Mat3::from_rotation_y(PI),
            Mat3::from_rotation_y(-FRAC_PI_2),
            Mat3::from_rotation_x(FRAC_PI_2),
            Mat3::from_rotation_x(-FRAC_PI_2),
        ];
        let mut whole = Self::default();
        for turn in sides {
            let mut side = Self::default();
            for row in 0..=STEPS {
                for column in 0..=STEPS {
                    let [u, v] = [column, row].map(|step| f32::from(step) / f32::from(STEPS));
                    let flat = Vec3::new(u - 0.5, 0.5 - v, 0.5);
                    let core = flat.clamp(Vec3::splat(RADIUS - 0.5), Vec3::splat(0.5 - RADIUS));
                    let normal = (flat - core).normalize();
                    side.positions
                        .push((turn * (core + normal * RADIUS)).to_array());
                    side.normals.push((turn * normal).to_array());
                    side.uvs.push([u, v]);
                }
            }
            side.grid(STEPS, STEPS);
            whole.append(&side);
        }
        whole
    }

    /// Adds another shape's vertices and triangles.
    pub(crate) fn append(&mut self, other: &Self) {
        let start = self.positions.len() as u16;
        self.positions.extend(&other.positions);
        self.normals.extend(&other.normals);
        self.uvs.extend(&other.uvs);
        self.tangents.extend(&other.tangents);
        self.second_uvs.extend(&other.second_uvs);
        self.colors.extend(&other.colors);
        self.indices
            .extend(other.indices.iter().map(|index| start + index));
    }

    /// The shape, scaled and then moved.
    pub(crate) fn placed(mut self, scale: f32, at: [f32; 3]) -> Self {
        for position in &mut self.positions {
            *position = (Vec3::from(*position) * scale + Vec3::from(at)).to_array();
        }
        self
    }

    /// The shape with tangents that follow u, made from its triangles.
    pub(crate) fn with_tangents(mut self) -> Self {
        let mut sums = vec![Vec3::ZERO; self.positions.len()];
        for corners in self.indices.chunks_exact(3) {
            let [a, b, c] = [0, 1, 2].map(|corner| usize::from(corners[corner]));
            let place = |index: usize| Vec3::from(self.positions[index]);
            let [du1, dv1] = [0, 1].map(|axis| self.uvs[b][axis] - self.uvs[a][axis]);
            let [du2, dv2] = [0, 1].map(|axis| self.uvs[c][axis] - self.uvs[a][axis]);
            let area = du1 * dv2 - du2 * dv1;
            if area != 0.0 {
                let along = ((place(b) - place(a)) * dv2 - (place(c) - place(a)) * dv1) / area;
                [a, b, c]
                    .into_iter()
                    .for_each(|index| sums[index] += along.normalize_or_zero());
            }
        }
        self.tangents = sums
            .iter()
            .zip(&self.normals)
            .map(|(sum, normal)| {
                let normal = Vec3::from(*normal);
                let flat = sum.reject_from_normalized(normal);
                // A pole has no direction of its own: any will do.
                let along = flat
                    .try_normalize()
                    .unwrap_or(normal.any_orthonormal_vector());
                [along.x, along.y, along.z, 1.0]
            })
            .collect();
        self
    }

    /// The shape with a second UV set: the first, turned a quarter and twice as dense.
    pub(crate) fn with_second_uvs(mut self) -> Self {
        self.second_uvs = self
            .uvs
            .iter()
            .map(|[u, v]| [2.0 * v, 2.0 * (1.0 - u)])
            .collect();
        self
    }

    /// The shape with colours of its places.
    pub(crate) fn with_colors(mut self, alpha: impl Fn([f32; 2]) -> f32) -> Self {
        let places = self.positions.iter().zip(&self.uvs);
        self.colors = places
            .map(|([x, y, z], uv)| [0.5 + x, 0.5 + y, 0.5 + z, alpha(*uv)])
            .collect();
        self
    }

    /// The triangles of a grid of `rows` by `columns` cells.
    fn grid(&mut self, rows: u16, columns: u16) {
        let width = columns + 1;
        for row in 0..rows {
            for column in 0..columns {
                let a = row * width + column;
                self.indices
                    .extend([a, a + width, a + 1, a + 1, a + width, a + width + 1]);
            }
        }
    }
}
