//! How different two pictures are: PSNR and SSIM over the foreground alone. Empty margins are equal
//! in any two pictures and would hide a difference.

use base::{Fault, Result};

use crate::Picture;

/// By how many pixels the foreground is grown on each side.
const GROWTH: usize = 2;
/// Side of the window of SSIM, in pixels.
const WINDOW: usize = 7;
/// SSIM's constants, for values from 0 to 255.
const C1: f64 = (0.01 * 255.0) * (0.01 * 255.0);
const C2: f64 = (0.03 * 255.0) * (0.03 * 255.0);

/// How different two pictures are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Comparison {
    /// Peak signal-to-noise ratio over the foreground in dB; infinite for equal pictures.
    pub psnr: f64,
    /// Structural similarity over the foreground's box; 1 for equal pictures.
    pub ssim: f64,
    /// Pixels of the foreground.
    pub foreground: usize,
    /// The greatest difference of one channel of one pixel, 0 to 255.
    pub greatest: u8,
}

/// Compares red, green and blue of two pictures of one size. The foreground is every pixel where
/// either picture isn't `background`, grown by two pixels.
///
/// # Errors
/// A [`Usage`](base::FaultKind::Usage) fault if the sizes differ.
pub fn compare(a: &Picture, b: &Picture, background: [u8; 3]) -> Result<Comparison> {
    if (a.width, a.height) != (b.width, b.height) {
        return Err(Fault::usage(format!(
            "A picture of {} x {} can't be compared with one of {} x {}",
            a.width, a.height, b.width, b.height
        ))
        .hint("Draw both at one size"));
    }
    let mask = foreground(a, b, background);
    let mut error = 0.0;
    let mut greatest = 0;
    let pixels = a.rgba.chunks_exact(4).zip(b.rgba.chunks_exact(4));
    for ((a, b), _) in pixels.zip(&mask).filter(|(_, inside)| **inside) {
        for (a, b) in a.iter().zip(b).take(3) {
            let difference = a.abs_diff(*b);
            greatest = greatest.max(difference);
            error += f64::from(difference).powi(2);
        }
    }
    let count = mask.iter().filter(|inside| **inside).count();
    let mean = error / (3 * count.max(1)) as f64;
    Ok(Comparison {
        psnr: if mean == 0.0 {
            f64::INFINITY
        } else {
            10.0 * (255.0 * 255.0 / mean).log10()
        },
        ssim: ssim(a, b, &mask),
        foreground: count,
        greatest,
    })
}

/// Where either picture isn't the background, grown.
pub(crate) fn foreground(a: &Picture, b: &Picture, background: [u8; 3]) -> Vec<bool> {
    let width = (a.width as usize).max(1);
    let seen = a
        .rgba
        .chunks_exact(4)
        .zip(b.rgba.chunks_exact(4))
        .map(|(a, b)| a[..3] != background || b[..3] != background);
    // A square grows along rows first, then along columns.
    let mut wide = vec![false; width * a.height as usize];
    for (place, _) in seen.enumerate().filter(|(_, seen)| *seen) {
        let (start, x) = (place - place % width, place % width);
        let end = (x + GROWTH + 1).min(width);
        wide[start + x.saturating_sub(GROWTH)..start + end].fill(true);
    }
    let mut mask = wide.clone();
    for step in 1..=GROWTH {
        let shift = (step * width).min(mask.len());
        let (from, _) = wide.split_at(wide.len() - shift);
        mask[shift..]
            .iter_mut()
            .zip(from)
            .for_each(|(to, from)| *to |= from);
        mask.iter_mut()
            .zip(&wide[shift..])
            .for_each(|(to, from)| *to |= from);
    }
    mask
}

/// Mean structural similarity of the three channels over the box around `mask`: uniform windows,
/// sample covariance, borders of half a window left out (scikit-image's defaults).
fn ssim(a: &Picture, b: &Picture, mask: &[bool]) -> f64 {
    let Some(area) = Area::around(mask, a.width as usize) else {
        return 1.0;
    };
    if area.width() < WINDOW || area.height() < WINDOW {
        return if a.rgba == b.rgba { 1.0 } else { 0.0 };
    }
    let sum: f64 = (0..3)
        .map(|channel| channel_ssim(a, b, channel, &area))
        .sum();
    sum / 3.0
}

/// A box of pixels; the sides count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Area {
    pub(crate) left: usize,
    pub(crate) right: usize,
    pub(crate) top: usize,
    pub(crate) bottom: usize,
}

impl Area {
    /// The least box around what is `true` in a mask of `width` columns.
    pub(crate) fn around(mask: &[bool], width: usize) -> Option<Self> {
        let mut area: Option<Self> = None;
        for (y, row) in mask.chunks_exact(width.max(1)).enumerate() {
            let (Some(left), Some(right)) = (
                row.iter().position(|inside| *inside),
                row.iter().rposition(|inside| *inside),
            ) else {
                continue;
            };
            let grown = area.get_or_insert(Self {
                left,
                right,
                top: y,
                bottom: y,
            });
            (grown.left, grown.right) = (grown.left.min(left), grown.right.max(right));
            grown.bottom = y;
        }
        area
    }

    pub(crate) const fn width(&self) -> usize {
        self.right - self.left + 1
    }

    pub(crate) const fn height(&self) -> usize {
        self.bottom - self.top + 1
    }
}

/// Sums over a window: of both values, of their squares and of their product. They are whole numbers,
/// from which a value can be taken away again without rounding.
type Sums = [u32; 5];

/// SSIM of one channel within `area`. Sums of columns slide down, sums of windows to the right.
fn channel_ssim(a: &Picture, b: &Picture, channel: usize, area: &Area) -> f64 {
    let width = a.width as usize;
    let row = |picture: &Picture, y: usize| -> Vec<u32> {
        let start = (y * width + area.left) * 4;
        let row = picture.rgba.get(start..start + area.width() * 4);
        row.unwrap_or(&[])
            .chunks_exact(4)
            .map(|pixel| u32::from(pixel[channel]))
            .collect()
    };
    let samples = (WINDOW * WINDOW) as f64;
    let unbiased = samples / (samples - 1.0);
    let mut columns: Vec<Sums> = vec![[0; 5]; area.width()];
    let change = |columns: &mut [Sums], y: usize, add: bool| {
        for (sums, (a, b)) in columns.iter_mut().zip(row(a, y).iter().zip(row(b, y))) {
            for (sum, value) in sums.iter_mut().zip([*a, b, a * a, b * b, a * b]) {
                *sum = if add { *sum + value } else { *sum - value };
            }
        }
    };
    let (mut total, mut count) = (0.0, 0_u64);
    for y in area.top..=area.bottom {
        change(&mut columns, y, true);
        if y + 1 < area.top + WINDOW {
            continue;
        }
        let mut window: Sums = [0; 5];
        for (x, sums) in columns.iter().enumerate() {
            for (sum, value) in window.iter_mut().zip(sums) {
                *sum += value;
            }
            if x + 1 < WINDOW {
                continue;
            }
            let [ma, mb, maa, mbb, mab] = window.map(|sum| f64::from(sum) / samples);
            let va = unbiased * (maa - ma * ma);
            let vb = unbiased * (mbb - mb * mb);
            let vab = unbiased * (mab - ma * mb);
            total += ((2.0 * ma * mb + C1) * (2.0 * vab + C2))
                / ((ma * ma + mb * mb + C1) * (va + vb + C2));
            count += 1;
            for (sum, value) in window.iter_mut().zip(&columns[x + 1 - WINDOW]) {
                *sum -= value;
            }
        }
        change(&mut columns, y + 1 - WINDOW, false);
    }
    total / count.max(1) as f64
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    /// A pattern on white, 24 x 20; `noise` adds to it.
    fn pattern(noise: impl Fn(u32, u32, u32) -> u32, range: u32) -> Picture {
        let mut rgba = Vec::new();
        for (y, x) in (0..20).flat_map(|y| (0..24).map(move |x| (y, x))) {
            for channel in 0..3 {
                let inside = (4..20).contains(&x) && (3..17).contains(&y);
                let value = (x * 13 + y * 7 + channel * 31 + noise(x, y, channel)) % range;
                rgba.push(if inside { value as u8 } else { 255 });
            }
            rgba.push(255);
        }
        Picture {
            width: 24,
            height: 20,
            rgba,
        }
    }

    #[test]
    fn values_are_those_of_scikit_image() {
        let a = pattern(|_, _, _| 0, 200);
        let b = pattern(|x, y, channel| (x * y + channel) % 11, 210);
        let result = compare(&a, &b, [255; 3]).unwrap();
        assert_eq!(result.foreground, 360);
        assert!(
            (result.psnr - 19.728_644_514_892_85).abs() < 1e-9,
            "{result:?}"
        );
        assert!(
            (result.ssim - 0.887_237_118_348_871_4).abs() < 1e-9,
            "{result:?}"
        );
    }

    #[test]
    fn equal_pictures_have_no_difference() {
        let a = pattern(|_, _, _| 0, 200);
        let result = compare(&a, &a, [255; 3]).unwrap();
        assert_eq!(result.psnr, f64::INFINITY);
        assert!((result.ssim - 1.0).abs() < 1e-12);
        assert_eq!(result.greatest, 0);
    }

    #[test]
    fn empty_pictures_are_alike_and_sizes_must_match() {
        let white = |width: u32| Picture {
            width,
            height: 2,
            rgba: vec![255; width as usize * 8],
        };
        let result = compare(&white(2), &white(2), [255; 3]).unwrap();
        assert_eq!((result.foreground, result.ssim), (0, 1.0));
        assert!(compare(&white(2), &white(3), [255; 3]).is_err());
    }
}
