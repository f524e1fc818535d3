//! Rows of samples out of a decoded picture, chroma brought to the resolution of luma.

use re_rav1d::{Picture, PixelLayout, PlanarImageComponent, Plane};

/// One row: luma, and both chroma planes where there are any. Samples as they are in the stream,
/// those of chroma with fractions.
pub(super) struct Samples<'r> {
    pub(super) luma: &'r [f32],
    pub(super) chroma: Option<[&'r [f32]; 2]>,
}

/// Reads a picture row by row.
pub(super) struct Rows {
    luma: Sampled,
    chroma: Option<[Sampled; 2]>,
    halved: Halved,
    row: Vec<f32>,
    chroma_rows: [Vec<f32>; 2],
    near: Vec<f32>,
    far: Vec<f32>,
}

/// In which directions chroma has half the resolution.
#[derive(Clone, Copy)]
struct Halved {
    across: bool,
    down: bool,
}

impl Rows {
    /// The rows of `picture`.
    pub(super) fn new(picture: &Picture) -> Self {
        let (width, height) = (picture.width() as usize, picture.height() as usize);
        let layout = picture.pixel_layout();
        let halved = Halved {
            across: matches!(layout, PixelLayout::I420 | PixelLayout::I422),
            down: layout == PixelLayout::I420,
        };
        let half = |length: usize, halved| if halved { length.div_ceil(2) } else { length };
        let plane = |component, width, height| Sampled {
            stride: picture.stride(component) as usize,
            plane: picture.plane(component),
            wide: picture.bit_depth() > 8,
            width,
            height,
        };
        let chroma = (layout != PixelLayout::I400).then(|| {
            [PlanarImageComponent::U, PlanarImageComponent::V].map(|component| {
                plane(
                    component,
                    half(width, halved.across),
                    half(height, halved.down),
                )
            })
        });
        Self {
            luma: plane(PlanarImageComponent::Y, width, height),
            chroma,
            halved,
            row: Vec::new(),
            chroma_rows: [Vec::new(), Vec::new()],
            near: Vec::new(),
            far: Vec::new(),
        }
    }

    /// The samples of row `y`, which is less than the picture's height.
    pub(super) fn at(&mut self, y: usize) -> Samples<'_> {
        self.luma.read(y, &mut self.row);
        let Some(planes) = &self.chroma else {
            return Samples {
                luma: &self.row,
                chroma: None,
            };
        };
        for (plane, row) in planes.iter().zip(&mut self.chroma_rows) {
            if self.halved.down {
                // Chroma lies between two rows of luma: three quarters are of the nearer row.
                plane.read(y / 2, &mut self.near);
                plane.read(beside(y, plane.height), &mut self.far);
                mix(&mut self.near, &self.far);
            } else {
                plane.read(y, &mut self.near);
            }
            if self.halved.across {
                widen(&self.near, self.luma.width, row);
            } else {
                std::mem::swap(&mut self.near, row);
            }
        }
        let [u, v] = &self.chroma_rows;
        Samples {
            luma: &self.row,
            chroma: Some([u, v]),
        }
    }
}

/// The halved place next to that of `place` on the side on which `place` is; `length` is the halved
/// length.
fn beside(place: usize, length: usize) -> usize {
    if place.is_multiple_of(2) {
        (place / 2).saturating_sub(1)
    } else {
        (place / 2 + 1).min(length - 1)
    }
}

/// Lets a quarter of `far` into `near`.
fn mix(near: &mut [f32], far: &[f32]) {
    for (near, far) in near.iter_mut().zip(far) {
        *near = 0.75 * *near + 0.25 * far;
    }
}

/// A row of half as many samples, brought to `width`. The last is as its nearest, as in browsers.
fn widen(row: &[f32], width: usize, wide: &mut Vec<f32>) {
    wide.clear();
    let spread = |x: usize| 0.75 * row[x / 2] + 0.25 * row[beside(x, row.len())];
    wide.extend((0..width - 1).map(spread));
    wide.extend(row.last());
}

/// A plane and its size in samples.
struct Sampled {
    plane: Plane,
    /// Bytes from one row to the next.
    stride: usize,
    /// Two bytes a sample.
    wide: bool,
    width: usize,
    height: usize,
}

impl Sampled {
    /// Reads row `y`.
    fn read(&self, y: usize, row: &mut Vec<f32>) {
        let bytes = self.plane.get(y * self.stride..).unwrap_or_default();
        row.clear();
        if self.wide {
            let samples = bytes.chunks_exact(2).take(self.width);
            row.extend(samples.map(|pair| f32::from(u16::from_ne_bytes([pair[0], pair[1]]))));
        } else {
            row.extend(bytes.iter().take(self.width).copied().map(f32::from));
        }
        // The decoder's planes are as long as they have to be; this holds even if they weren't.
        row.resize(self.width, 0.0);
    }
}
