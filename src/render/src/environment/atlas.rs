//! The flat texture of a prefiltered environment.

use glam::Vec3;
use half::f16;

use super::faces;

/// log2 of the smallest face.
const MIN_LOG: usize = 4;
/// Levels beyond the smallest face, at its size, for the roughest surfaces.
const EXTRA_LEVELS: usize = 6;

/// Filtered radiance: `N` channels (1 for grey light), rows from the bottom.
///
/// Level i belongs to roughness i / (levels - 1). Its faces stand 3 x 2 (+x +y +z, above them -x
/// -y -z), each with a border of one texel, so that bilinear sampling never leaves a face.
#[derive(Debug, Clone, PartialEq)]
pub struct Atlas<const N: usize> {
    log_size: usize,
    width: usize,
    height: usize,
    texels: Vec<[f32; N]>,
}

/// One level's place in the atlas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Level {
    /// Texels along a face, border included.
    pub(super) size: usize,
    /// The left column.
    pub(super) x: usize,
    /// The bottom row.
    pub(super) y: usize,
}

impl<const N: usize> Atlas<N> {
    /// A black atlas for cubes of `size` texels, which is rounded down to a power of two, at
    /// least 16.
    pub(super) fn black(size: usize) -> Self {
        let log_size = (size.max(1).ilog2() as usize).max(MIN_LOG);
        let size = 1 << log_size;
        let width = 3 * size.max((1 << MIN_LOG) * (EXTRA_LEVELS + 1));
        let height = 4 * size;
        Self {
            log_size,
            width,
            height,
            texels: vec![[0.0; N]; width * height],
        }
    }

    /// An atlas for cubes of 256 texels from its half floats.
    pub(super) fn from_halves(halves: &[f16]) -> Option<Self> {
        let mut atlas = Self::black(256);
        if halves.len() != atlas.texels.len() * N {
            return None;
        }
        for (texel, halves) in atlas.texels.iter_mut().zip(halves.chunks_exact(N)) {
            for (channel, half) in texel.iter_mut().zip(halves) {
                *channel = half.to_f32();
            }
        }
        Some(atlas)
    }

    /// Width in texels.
    #[must_use]
    pub fn width(&self) -> usize {
        self.width
    }

    /// Height in texels.
    #[must_use]
    pub fn height(&self) -> usize {
        self.height
    }

    /// log2 of the texels along a face of the first level.
    #[must_use]
    pub fn log_size(&self) -> usize {
        self.log_size
    }

    /// All texels as half floats, rows from the bottom.
    #[must_use]
    pub fn halves(&self) -> Vec<f16> {
        self.texels
            .iter()
            .flatten()
            .map(|value| f16::from_f32(*value))
            .collect()
    }

    /// How many levels there are.
    pub(super) fn levels(&self) -> usize {
        self.log_size - MIN_LOG + 1 + EXTRA_LEVELS
    }

    /// Where a level lies.
    pub(super) fn level(&self, index: usize) -> Level {
        let log = self.log_size.saturating_sub(index).max(MIN_LOG);
        let size = 1 << log;
        let extra = index.saturating_sub(self.log_size - MIN_LOG);
        Level {
            size,
            x: 3 * size * extra,
            y: 4 * ((1 << self.log_size) - size),
        }
    }

    /// The direction through a texel of a level, by face, column and row. Border texels look past
    /// the face's edge.
    pub(super) fn direction(level: Level, face: usize, x: usize, y: usize) -> Vec3 {
        let inner = (level.size - 2) as f32;
        let place = |at: usize| (at as f32 - 0.5) / inner;
        faces::direction(face, [place(x), place(y)])
    }

    /// Bilinear radiance of a level in a direction.
    pub(super) fn sample(&self, level: Level, direction: Vec3) -> [f32; N] {
        let (face, uv) = faces::face_of(direction);
        let inner = (level.size - 2) as f32;
        // Texel centres are at halves; one texel of border comes first.
        let [x, y] = uv.map(|value| value * inner + 0.5);
        let (left, bottom) = (x as usize, y as usize);
        let (fx, fy) = (x - left as f32, y - bottom as f32);
        let (face_x, face_y) = (face % 3, face / 3);
        let start = (level.y + face_y * level.size + bottom) * self.width
            + level.x
            + face_x * level.size
            + left;
        let [a, b, c, d] = [0, 1, self.width, self.width + 1]
            .map(|offset| self.texels.get(start + offset).copied().unwrap_or([0.0; N]));
        std::array::from_fn(|channel| {
            let low = a[channel] + (b[channel] - a[channel]) * fx;
            let high = c[channel] + (d[channel] - c[channel]) * fx;
            low + (high - low) * fy
        })
    }

    /// Fills a level: `value` is given the direction through each texel. Rows are shared among all
    /// cores; results are kept with the precision of half floats.
    pub(super) fn fill(&mut self, level: Level, value: impl Fn(Vec3) -> [f32; N] + Sync) {
        let rows: Vec<(usize, usize)> = (0..6)
            .flat_map(|face| (0..level.size).map(move |y| (face, y)))
            .collect();
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let share = rows.len().div_ceil(threads).max(1);
        let value = &value;
        let filled: Vec<Vec<[f32; N]>> = std::thread::scope(|scope| {
            let workers: Vec<_> = rows
                .chunks(share)
                .map(|rows| {
                    scope.spawn(move || {
                        rows.iter()
                            .flat_map(|(face, y)| (0..level.size).map(move |x| (*face, x, *y)))
                            .map(|(face, x, y)| {
                                value(Self::direction(level, face, x, y))
                                    .map(|channel| f16::from_f32(channel).to_f32())
                            })
                            .collect()
                    })
                })
                .collect();
            workers
                .into_iter()
                .map(|worker| worker.join().unwrap_or_default())
                .collect()
        });
        for ((face, y), row) in rows
            .iter()
            .zip(filled.iter().flat_map(|part| part.chunks_exact(level.size)))
        {
            let start = (level.y + face / 3 * level.size + y) * self.width
                + level.x
                + face % 3 * level.size;
            self.texels[start..start + level.size].copy_from_slice(row);
        }
    }
}
