//! Fills texels that aren't shown from those that are, by way of ever smaller pictures: each hole
//! takes its colour from the next smaller picture, in which it is smaller too ("pull-push").

use asset::image::Pixels;

use super::shown::Shown;

/// A picture whose holes have no weight.
struct Level {
    width: usize,
    height: usize,
    /// Red, green, blue, alpha; 0 to 255.
    texels: Vec<[f32; 4]>,
    /// Whether each texel has a colour.
    known: Vec<bool>,
}

/// `pixels` with what isn't `shown` filled; what is shown stays to the bit.
pub(super) fn fill(mut pixels: Pixels, shown: &Shown) -> Pixels {
    let first = Level {
        width: pixels.width as usize,
        height: pixels.height as usize,
        texels: pixels
            .rgba
            .as_chunks::<4>()
            .0
            .iter()
            .map(|texel| texel.map(f32::from))
            .collect(),
        known: shown.flags().to_vec(),
    };
    let mut levels = vec![first];
    while let Some(last) = levels.last()
        && last.known.contains(&false)
        && last.width.max(last.height) > 1
    {
        let next = last.halved();
        levels.push(next);
    }
    // From the smallest, which may know nothing at all, up.
    for index in (1..levels.len()).rev() {
        let (larger, smaller) = levels.split_at_mut(index);
        if let (Some(larger), Some(smaller)) = (larger.last_mut(), smaller.first()) {
            larger.take_from(smaller);
        }
    }
    if let Some(first) = levels.first() {
        let flags = shown.flags().iter().zip(&first.texels);
        for (texel, (shown, filled)) in pixels.rgba.as_chunks_mut::<4>().0.iter_mut().zip(flags) {
            if !shown {
                *texel = filled.map(|value| value.round().clamp(0.0, 255.0) as u8);
            }
        }
    }
    pixels
}

impl Level {
    /// Half the size: the mean of what is known.
    fn halved(&self) -> Self {
        let (width, height) = (self.width.div_ceil(2), self.height.div_ceil(2));
        let mut texels = Vec::with_capacity(width * height);
        let mut known = Vec::with_capacity(width * height);
        for y in 0..height {
            for x in 0..width {
                let mut sum = [0.0; 4];
                let mut count = 0.0;
                for (dx, dy) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
                    let (x, y) = (2 * x + dx, 2 * y + dy);
                    if x >= self.width || y >= self.height || !self.known[y * self.width + x] {
                        continue;
                    }
                    let texel = self.texels[y * self.width + x];
                    for (sum, value) in sum.iter_mut().zip(texel) {
                        *sum += value;
                    }
                    count += 1.0;
                }
                known.push(count > 0.0);
                texels.push(sum.map(|sum| if count > 0.0 { sum / count } else { 0.0 }));
            }
        }
        Self {
            width,
            height,
            texels,
            known,
        }
    }

    /// Takes what isn't known from a picture of half the size, between whose texels it is mixed.
    fn take_from(&mut self, smaller: &Self) {
        for y in 0..self.height {
            for x in 0..self.width {
                let index = y * self.width + x;
                if !self.known[index] {
                    self.texels[index] =
                        smaller.between(x as f32 / 2.0 - 0.25, y as f32 / 2.0 - 0.25);
                    self.known[index] = true;
                }
            }
        }
    }

    /// The colour at a place between texels.
    fn between(&self, x: f32, y: f32) -> [f32; 4] {
        let (x, y) = (x.max(0.0), y.max(0.0));
        let (left, top) = (x as usize, y as usize);
        let (right, bottom) = (
            (left + 1).min(self.width - 1),
            (top + 1).min(self.height - 1),
        );
        let (left, top) = (left.min(self.width - 1), top.min(self.height - 1));
        let (fx, fy) = (x.fract(), y.fract());
        let at = |x: usize, y: usize| self.texels[y * self.width + x];
        let (a, b, c, d) = (
            at(left, top),
            at(right, top),
            at(left, bottom),
            at(right, bottom),
        );
        std::array::from_fn(|channel| {
            let upper = a[channel] + (b[channel] - a[channel]) * fx;
            let lower = c[channel] + (d[channel] - c[channel]) * fx;
            upper + (lower - upper) * fy
        })
    }
}
