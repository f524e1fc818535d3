//! How different two pictures are: PSNR and SSIM over the foreground, so that empty margins don't
//! flatter.

use base::{Fault, Result};

use crate::Picture;

/// By how many pixels the foreground is grown on each side.
const GROWTH: i64 = 2;
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
fn foreground(a: &Picture, b: &Picture, background: [u8; 3]) -> Vec<bool> {
    let seen: Vec<bool> = a
        .rgba
        .chunks_exact(4)
        .zip(b.rgba.chunks_exact(4))
        .map(|(a, b)| a[..3] != background || b[..3] != background)
        .collect();
    let (width, height) = (i64::from(a.width), i64::from(a.height));
    // A square grows along rows first, then along columns.
    let grow = |from: &[bool], dx: i64, dy: i64| -> Vec<bool> {
        (0..height)
            .flat_map(|y| (0..width).map(move |x| (x, y)))
            .map(|(x, y)| {
                (-GROWTH..=GROWTH).any(|step| {
                    let (x, y) = (x + dx * step, y + dy * step);
                    (0..width).contains(&x)
                        && (0..height).contains(&y)
                        && from[(y * width + x) as usize]
                })
            })
            .collect()
    };
    grow(&grow(&seen, 1, 0), 0, 1)
}

/// Mean structural similarity of the three channels over the box around `mask`: uniform windows,
/// sample covariance, borders of half a window left out (scikit-image's defaults).
fn ssim(a: &Picture, b: &Picture, mask: &[bool]) -> f64 {
    let width = a.width as usize;
    let inside = || mask.iter().enumerate().filter(|(_, inside)| **inside);
    let columns = || inside().map(|(index, _)| index % width);
    let rows = || inside().map(|(index, _)| index / width);
    let (Some(left), Some(right), Some(top), Some(bottom)) =
        (columns().min(), columns().max(), rows().min(), rows().max())
    else {
        return 1.0;
    };
    let (w, h) = (right - left + 1, bottom - top + 1);
    if w < WINDOW || h < WINDOW {
        return if a.rgba == b.rgba { 1.0 } else { 0.0 };
    }
    let sum: f64 = (0..3)
        .map(|channel| {
            let values = |picture: &Picture| -> Vec<f64> {
                (top..=bottom)
                    .flat_map(|y| (left..=right).map(move |x| (y * width + x) * 4 + channel))
                    .map(|index| f64::from(picture.rgba[index]))
                    .collect()
            };
            channel_ssim(&values(a), &values(b), w)
        })
        .sum();
    sum / 3.0
}

/// SSIM of one channel of `width` columns.
fn channel_ssim(a: &[f64], b: &[f64], width: usize) -> f64 {
    let product =
        |x: &[f64], y: &[f64]| -> Vec<f64> { x.iter().zip(y).map(|(x, y)| x * y).collect() };
    let means = [
        window_means(a, width),
        window_means(b, width),
        window_means(&product(a, a), width),
        window_means(&product(b, b), width),
        window_means(&product(a, b), width),
    ];
    let samples = (WINDOW * WINDOW) as f64;
    let unbiased = samples / (samples - 1.0);
    let [ma, mb, maa, mbb, mab] = &means;
    let sum: f64 = (0..ma.len())
        .map(|i| {
            let va = unbiased * (maa[i] - ma[i] * ma[i]);
            let vb = unbiased * (mbb[i] - mb[i] * mb[i]);
            let vab = unbiased * (mab[i] - ma[i] * mb[i]);
            ((2.0 * ma[i] * mb[i] + C1) * (2.0 * vab + C2))
                / ((ma[i] * ma[i] + mb[i] * mb[i] + C1) * (va + vb + C2))
        })
        .sum();
    sum / ma.len() as f64
}

/// The mean of every whole window, by sums along rows and then along columns.
fn window_means(values: &[f64], width: usize) -> Vec<f64> {
    let rows: Vec<f64> = values
        .chunks_exact(width)
        .flat_map(|row| row.windows(WINDOW).map(|window| window.iter().sum::<f64>()))
        .collect();
    let narrow = width - WINDOW + 1;
    let height = values.len() / width - WINDOW + 1;
    let mut means = Vec::with_capacity(narrow * height);
    for y in 0..height {
        for x in 0..narrow {
            let sum: f64 = (0..WINDOW).map(|dy| rows[(y + dy) * narrow + x]).sum();
            means.push(sum / (WINDOW * WINDOW) as f64);
        }
    }
    means
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
