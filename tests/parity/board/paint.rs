//! The textures of the board: computed patterns, as picture files.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgba, RgbaImage};

/// Pixels along each side of a pattern.
const SIDE: u32 = 128;

/// A pattern: sRGB or data, by its use.
pub(crate) type Pattern = RgbaImage;

/// The kind of a PNG file.
pub(super) const PNG: &str = "image/png";

/// A pattern from a function of the UV square.
pub(super) fn pattern(side: u32, color: impl Fn(f32, f32) -> [f32; 4]) -> Pattern {
    RgbaImage::from_fn(side, side, |x, y| {
        let [u, v] = [x, y].map(|place| (place as f32 + 0.5) / side as f32);
        Rgba(color(u, v).map(|value| (value.clamp(0.0, 1.0) * 255.0).round() as u8))
    })
}

/// Squares of two hues with a bright letter-like hook, so that turns and flips show.
pub(crate) fn checker() -> Pattern {
    pattern(SIDE, |u, v| {
        let odd = ((u * 8.0).floor() + (v * 8.0).floor()) as u32 % 2 == 1;
        let hook = (0.1..0.18).contains(&u) && (0.1..0.6).contains(&v)
            || (0.1..0.45).contains(&u) && (0.52..0.6).contains(&v);
        match (hook, odd) {
            (true, _) => [0.95, 0.85, 0.2, 1.0],
            (_, true) => [0.75, 0.25 + 0.4 * u, 0.2, 1.0],
            (_, false) => [0.15, 0.3, 0.45 + 0.4 * v, 1.0],
        }
    })
}

/// Tangent-space normals of round bumps, `count` along each side.
pub(super) fn bumps(count: f32) -> Pattern {
    pattern(SIDE, |u, v| {
        let [x, y] = [u, v].map(|place| (place * count).fract() * 2.0 - 1.0);
        let round = (x * x + y * y).sqrt();
        let steep = if round < 0.9 {
            0.7 * (round / 0.9)
        } else {
            0.0
        };
        let along = |axis: f32| {
            if round > 0.0 {
                axis / round * steep
            } else {
                0.0
            }
        };
        // Rows go down and the texture's y goes up.
        let (nx, ny) = (along(x), -along(y));
        let nz = (1.0 - nx * nx - ny * ny).max(0.0).sqrt();
        [nx * 0.5 + 0.5, ny * 0.5 + 0.5, nz * 0.5 + 0.5, 1.0]
    })
}

/// Occlusion in red (rings), roughness in green (rising with u), metalness in blue (stripes).
pub(super) fn rings() -> Pattern {
    pattern(SIDE, |u, v| {
        let far = ((u - 0.5).powi(2) + (v - 0.5).powi(2)).sqrt();
        let ring = 0.5 + 0.5 * (far * 40.0).cos();
        let stripe = if (v * 6.0).fract() < 0.5 { 1.0 } else { 0.0 };
        [ring, 0.1 + 0.8 * u, stripe, 1.0]
    })
}

/// Colour with alpha that falls from the middle, with waves.
pub(super) fn fading() -> Pattern {
    pattern(SIDE, |u, v| {
        let far = ((u - 0.5).powi(2) + (v - 0.5).powi(2)).sqrt();
        let wave = 0.15 * (u * 25.0).sin() * (v * 25.0).sin();
        [0.2 + 0.7 * u, 0.6, 0.9 - 0.6 * v, 1.1 - 1.8 * far + wave]
    })
}

/// All four channels rise along u, in steps along v: data for factors.
pub(super) fn ramp() -> Pattern {
    pattern(SIDE, |u, v| {
        let step = (v * 4.0).floor() / 4.0;
        [u, 0.15 + 0.85 * u, 1.0 - step, 0.2 + 0.8 * step]
    })
}

/// A pattern as a file.
pub(super) fn encode(pattern: &Pattern, format: ImageFormat) -> Vec<u8> {
    let picture = DynamicImage::ImageRgba8(pattern.clone());
    // JPEG has no alpha.
    let picture = match format {
        ImageFormat::Jpeg => DynamicImage::ImageRgb8(picture.into_rgb8()),
        _ => picture,
    };
    let mut file = Cursor::new(Vec::new());
    picture
        .write_to(&mut file, format)
        .expect("a picture in memory can be written into memory");
    file.into_inner()
}

/// A pattern as a PNG file.
pub(crate) fn png(pattern: &Pattern) -> Vec<u8> {
    encode(pattern, ImageFormat::Png)
}
