//! How alike two pictures look to people: SSIMULACRA2 over the foreground's box.
//!
//! The measure compares structure and edges at six sizes in a colour space modelled on the eye
//! (XYB), weighted by what thousands of people answered about pictures. 100 is the same picture; its
//! authors call 90 indistinguishable when both are flipped to and fro, and 85 when they stand side by
//! side. Unlike a mean of squared errors it weighs a soft or blocky texture heavily, and noise on a rough
//! one lightly.
//!
//! Source: github.com/cloudinary/ssimulacra2 (Sneyers, 2023).

use base::{Fault, Result};
use fast_ssim2::{PixelDescriptor, PixelSlice, compute_ssimulacra2};

use crate::Picture;
use crate::compare::{Area, foreground};

/// Boxes smaller than this are widened: the measure halves the picture several times.
const LEAST_SIDE: usize = 64;

/// The SSIMULACRA2 of two pictures of one size, at most 100 (the same), over the box around every
/// pixel where either isn't `background`, so that empty margins don't flatter. Alpha is ignored.
///
/// # Errors
/// A [`Usage`](base::FaultKind::Usage) fault if the sizes differ or a side is below 8 pixels.
pub fn likeness(a: &Picture, b: &Picture, background: [u8; 3]) -> Result<f64> {
    if (a.width, a.height) != (b.width, b.height) {
        return Err(Fault::usage(format!(
            "A picture of {} x {} can't be compared with one of {} x {}",
            a.width, a.height, b.width, b.height
        ))
        .hint("Draw both at one size"));
    }
    if a.rgba == b.rgba {
        return Ok(100.0);
    }
    let Some(area) = Area::around(&foreground(a, b, background), a.width as usize) else {
        return Ok(100.0);
    };
    let area = widened(area, a);
    let (a, b) = (crop(a, &area), crop(b, &area));
    let (width, height) = (area.width() as u32, area.height() as u32);
    let stride = width as usize * 3;
    let kind = PixelDescriptor::RGB8_SRGB;
    let refuse = |error: &dyn std::fmt::Display| {
        Fault::usage(format!(
            "Pictures of {width} x {height} pixels can't be compared"
        ))
        .hint("Draw them larger")
        .because(error.to_string())
    };
    let a = PixelSlice::new(&a, width, height, stride, kind).map_err(|error| refuse(&error))?;
    let b = PixelSlice::new(&b, width, height, stride, kind).map_err(|error| refuse(&error))?;
    compute_ssimulacra2(&a, &b).map_err(|error| refuse(&error))
}

/// `area` with sides of at least [`LEAST_SIDE`], as far as the picture reaches.
fn widened(area: Area, picture: &Picture) -> Area {
    let widen = |from: usize, to: usize, most: usize| {
        let missing = LEAST_SIDE.saturating_sub(to - from + 1);
        let from = from.saturating_sub(missing.div_ceil(2));
        (from, (from + LEAST_SIDE - 1).max(to).min(most - 1))
    };
    let (left, right) = widen(area.left, area.right, picture.width as usize);
    let (top, bottom) = widen(area.top, area.bottom, picture.height as usize);
    Area {
        left,
        right,
        top,
        bottom,
    }
}

/// Red, green and blue of a part of a picture.
fn crop(picture: &Picture, area: &Area) -> Vec<u8> {
    let width = picture.width as usize;
    let mut rgb = Vec::with_capacity(area.width() * area.height() * 3);
    for y in area.top..=area.bottom {
        let start = (y * width + area.left) * 4;
        let row = picture.rgba.get(start..start + area.width() * 4);
        for pixel in row.unwrap_or(&[]).chunks_exact(4) {
            rgb.extend_from_slice(&pixel[..3]);
        }
    }
    rgb
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    const WHITE: [u8; 3] = [255; 3];

    /// Stripes of a product on white, brighter by `more` in every second pixel.
    fn picture(side: u32, more: u8) -> Picture {
        let rgba = (0..side * side)
            .flat_map(|place| {
                let (x, y) = (place % side, place / side);
                let inside =
                    (side / 4..side * 3 / 4).contains(&x) && (side / 4..side * 3 / 4).contains(&y);
                let value = if inside {
                    60 + (x * 7 + y * 3) as u8 % 90 + more * ((x + y) % 2) as u8
                } else {
                    255
                };
                [value, value, value, 255]
            })
            .collect();
        Picture {
            width: side,
            height: side,
            rgba,
        }
    }

    #[test]
    fn the_same_picture_is_100_and_more_harm_is_less() {
        let original = picture(128, 0);
        assert_eq!(likeness(&original, &original, WHITE).unwrap(), 100.0);
        let little = likeness(&original, &picture(128, 4), WHITE).unwrap();
        let much = likeness(&original, &picture(128, 30), WHITE).unwrap();
        assert!(100.0 > little && little > much, "{little} {much}");
    }

    #[test]
    fn empty_margins_do_not_flatter() {
        let (near, far) = (picture(128, 12), picture(128, 0));
        let padded = |picture: &Picture| {
            let mut rgba = vec![255; 512 * 512 * 4];
            for (y, row) in picture.rgba.chunks_exact(128 * 4).enumerate() {
                let start = ((y + 100) * 512 + 200) * 4;
                rgba[start..start + row.len()].copy_from_slice(row);
            }
            Picture {
                width: 512,
                height: 512,
                rgba,
            }
        };
        let tight = likeness(&far, &near, WHITE).unwrap();
        let wide = likeness(&padded(&far), &padded(&near), WHITE).unwrap();
        assert!((tight - wide).abs() < 1e-9, "{tight} {wide}");
    }

    #[test]
    fn nothing_is_like_nothing_and_specks_can_be_compared() {
        let white = picture(16, 0);
        assert!(likeness(&white, &picture(16, 40), WHITE).unwrap() < 100.0);
        let other = Picture {
            width: 8,
            ..white.clone()
        };
        assert!(likeness(&white, &other, WHITE).is_err());
    }
}
