//! The texels that triangles cover.

/// What a texture does beyond its edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wrap {
    Repeat,
    Mirror,
    Clamp,
}

/// As many times may a triangle go round a texture; beyond that it shows all of it.
const TILES: f32 = 4.0;

/// One flag a texel.
#[derive(Debug, Clone)]
pub(super) struct Shown {
    width: usize,
    height: usize,
    flags: Vec<bool>,
}

impl Shown {
    /// Nothing is shown.
    pub(super) fn new(width: u32, height: u32) -> Self {
        let (width, height) = (width as usize, height as usize);
        Self {
            width,
            height,
            flags: vec![false; width * height],
        }
    }

    /// Width and height.
    pub(super) fn size(&self) -> (u32, u32) {
        (self.width as u32, self.height as u32)
    }

    /// One flag a texel, row by row.
    pub(super) fn flags(&self) -> &[bool] {
        &self.flags
    }

    /// The share of texels that are shown.
    pub(super) fn share(&self) -> f64 {
        let shown = self.flags.iter().filter(|shown| **shown).count();
        shown as f64 / self.flags.len().max(1) as f64
    }

    /// Marks a triangle of UVs with the texels that it touches; `false` where it has no place.
    pub(super) fn triangle(&mut self, corners: [[f32; 2]; 3], wrap: [Wrap; 2]) -> bool {
        if !corners
            .as_flattened()
            .iter()
            .all(|uv| uv.is_finite() && uv.abs() < 1e6)
        {
            return false;
        }
        let size = [self.width as f32, self.height as f32];
        let points = corners.map(|uv| [uv[0] * size[0], uv[1] * size[1]]);
        let range = |axis: usize| {
            let values = points.map(|point| point[axis]);
            let least = values.iter().copied().fold(f32::INFINITY, f32::min);
            let greatest = values.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            (least, greatest)
        };
        let ((left, right), (top, bottom)) = (range(0), range(1));
        if right - left > TILES * size[0] || bottom - top > TILES * size[1] {
            self.flags.fill(true);
            return true;
        }
        for y in top.floor() as i64..=bottom.floor() as i64 {
            let Some((from, to)) = span(&points, y as f32, y as f32 + 1.0) else {
                continue;
            };
            let row = place(y, self.height, wrap[1]) * self.width;
            for x in from.floor() as i64..=to.floor() as i64 {
                self.flags[row + place(x, self.width, wrap[0])] = true;
            }
        }
        true
    }

    /// Grows what is shown by `margin` texels on every side, round the edges too.
    pub(super) fn grow(&mut self, margin: usize) {
        let (width, height) = (self.width, self.height);
        let mut line = Vec::new();
        for y in 0..height {
            let row = &mut self.flags[y * width..(y + 1) * width];
            grow_line(row.iter().copied(), width, margin, &mut line);
            row.copy_from_slice(&line);
        }
        for x in 0..width {
            let column = self.flags[x..].iter().step_by(width).copied();
            grow_line(column, height, margin, &mut line);
            for (y, shown) in line.iter().enumerate() {
                self.flags[y * width + x] = *shown;
            }
        }
    }
}

/// The least and greatest x of a triangle between two heights.
fn span(points: &[[f32; 2]; 3], top: f32, bottom: f32) -> Option<(f32, f32)> {
    let mut range: Option<(f32, f32)> = None;
    let mut add = |x: f32| {
        let (least, greatest) = range.unwrap_or((x, x));
        range = Some((least.min(x), greatest.max(x)));
    };
    for (a, b) in [(0, 1), (1, 2), (2, 0)].map(|(a, b)| (points[a], points[b])) {
        let (least, greatest) = (a[1].min(b[1]).max(top), a[1].max(b[1]).min(bottom));
        if least > greatest {
            continue;
        }
        for y in [least, greatest] {
            let share = if b[1] == a[1] {
                0.0
            } else {
                (y - a[1]) / (b[1] - a[1])
            };
            add(a[0] + (b[0] - a[0]) * share);
        }
        if a[1] == b[1] {
            add(b[0]);
        }
    }
    range
}

/// The texel that stands for `index`, which may be beyond the edge.
fn place(index: i64, size: usize, wrap: Wrap) -> usize {
    let size = size as i64;
    let place = match wrap {
        Wrap::Clamp => index.clamp(0, size - 1),
        Wrap::Repeat => index.rem_euclid(size),
        Wrap::Mirror => {
            let both = index.rem_euclid(2 * size);
            both.min(2 * size - 1 - both)
        }
    };
    place as usize
}

/// `line` becomes `from` with every flag spread over `margin` neighbours, round the ends.
fn grow_line(from: impl Iterator<Item = bool>, length: usize, margin: usize, line: &mut Vec<bool>) {
    let flags: Vec<bool> = from.collect();
    line.clear();
    line.resize(length, false);
    if margin * 2 + 1 >= length {
        line.fill(flags.contains(&true));
        return;
    }
    // How many flags are in the window around each place.
    let at = |index: usize| usize::from(flags[index % length]);
    let mut count: usize = (0..=2 * margin)
        .map(|step| at(length - margin + step))
        .sum();
    for (index, slot) in line.iter_mut().enumerate() {
        *slot = count > 0;
        count += at(index + margin + 1);
        count -= at(index + length - margin);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(shown: &Shown) -> usize {
        shown.flags().iter().filter(|shown| **shown).count()
    }

    #[test]
    fn a_triangle_marks_every_texel_that_it_touches() {
        let mut shown = Shown::new(8, 8);
        assert!(shown.triangle([[0.0, 0.0], [0.49, 0.0], [0.0, 0.49]], [Wrap::Repeat; 2]));
        assert!(shown.flags()[0] && shown.flags()[3] && shown.flags()[3 * 8]);
        assert!(!shown.flags()[4] && !shown.flags()[3 * 8 + 3]);
        // A sliver thinner than a texel, and a point.
        let mut thin = Shown::new(8, 8);
        thin.triangle([[0.1, 0.5], [0.9, 0.5], [0.5, 0.5]], [Wrap::Repeat; 2]);
        assert_eq!(count(&thin), 8);
        let mut point = Shown::new(8, 8);
        point.triangle([[0.5, 0.5]; 3], [Wrap::Repeat; 2]);
        assert_eq!(count(&point), 1);
    }

    #[test]
    fn what_is_beyond_the_edge_comes_back_as_the_sampler_says() {
        let at = |wrap: Wrap| {
            let mut shown = Shown::new(8, 8);
            shown.triangle([[1.05, 0.05]; 3], [wrap; 2]);
            shown.flags().iter().position(|shown| *shown)
        };
        assert_eq!(at(Wrap::Repeat), Some(0));
        assert_eq!((at(Wrap::Mirror), at(Wrap::Clamp)), (Some(7), Some(7)));
    }

    #[test]
    fn a_margin_goes_round_the_edge() {
        let mut shown = Shown::new(16, 16);
        shown.triangle([[0.0, 0.0]; 3], [Wrap::Repeat; 2]);
        shown.grow(2);
        assert_eq!(count(&shown), 25);
        assert!(shown.flags()[15 * 16 + 15] && shown.flags()[2 * 16 + 2]);
        assert!(!shown.flags()[3 * 16 + 3]);
    }

    #[test]
    fn broken_corners_have_no_place_and_many_tiles_are_all() {
        let mut shown = Shown::new(4, 4);
        assert!(!shown.triangle([[f32::NAN, 0.0]; 3], [Wrap::Repeat; 2]));
        assert!(shown.triangle([[0.0, 0.0], [90.0, 0.0], [0.0, 1.0]], [Wrap::Repeat; 2]));
        assert_eq!(count(&shown), 16);
    }
}
