//! A cube of radiance with seamless bilinear sampling, stored with the precision of half floats.

use glam::Vec3;
use half::f16;

use super::faces;

/// Six square faces of one channel.
#[derive(Debug, Clone)]
pub(super) struct Cube {
    size: usize,
    texels: Vec<f32>,
}

impl Cube {
    /// A cube whose texels are `value` of the direction through their centre.
    pub(super) fn new(size: usize, value: impl Fn(Vec3) -> f32) -> Self {
        let side = size as f32;
        let texels = (0..6 * size * size)
            .map(|index| {
                let (face, place) = (index / (size * size), index % (size * size));
                let center = |at: usize| (at as f32 + 0.5) / side;
                let uv = [center(place % size), center(place / size)];
                f16::from_f32(value(faces::direction(face, uv))).to_f32()
            })
            .collect();
        Self { size, texels }
    }

    /// Texels along a side.
    pub(super) fn size(&self) -> usize {
        self.size
    }

    /// The radiance in a direction.
    pub(super) fn sample(&self, direction: Vec3) -> [f32; 1] {
        let (face, uv) = faces::face_of(direction);
        let [x, y] = uv.map(|value| value * self.size as f32 - 0.5);
        let (left, bottom) = (x.floor(), y.floor());
        let (fx, fy) = (x - left, y - bottom);
        let corners = [(0, 0), (1, 0), (0, 1), (1, 1)]
            .map(|(dx, dy)| self.texel(face, left as i32 + dx, bottom as i32 + dy));
        // Where three faces meet there is no fourth texel: the mean of the three stands for it.
        let known = corners.iter().flatten();
        let mean = known.clone().sum::<f32>() / known.count().max(1) as f32;
        let [a, b, c, d] = corners.map(|corner| corner.unwrap_or(mean));
        let low = a + (b - a) * fx;
        let high = c + (d - c) * fx;
        [low + (high - low) * fy]
    }

    /// A texel of a face; places just outside are on the neighbour. `None` beyond a corner.
    fn texel(&self, face: usize, x: i32, y: i32) -> Option<f32> {
        let size = self.size as i32;
        let outside = |at: i32| !(0..size).contains(&at);
        let index = match (outside(x), outside(y)) {
            (false, false) => (face, x as usize, y as usize),
            (true, true) => return None,
            _ => {
                let center = |at: i32| (at as f32 + 0.5) / self.size as f32;
                let (face, uv) = faces::face_of(faces::direction(face, [center(x), center(y)]));
                let [x, y] =
                    uv.map(|value| ((value * self.size as f32) as usize).min(self.size - 1));
                (face, x, y)
            }
        };
        let (face, x, y) = index;
        self.texels
            .get((face * self.size + y) * self.size + x)
            .copied()
    }
}
