//! WebP, by libwebp.

use asset::image::Pixels;
use webp::{Encoder, WebPConfig};

/// Lossy WebP of `quality` 1 to 100; alpha is lossless. `None` where the picture is larger than the
/// format's 16383 pixels a side.
///
/// With `sharp`, colour edges keep more detail at half resolution; it takes longer.
pub(crate) fn webp(pixels: &Pixels, alpha: bool, quality: u8, sharp: bool) -> Option<Vec<u8>> {
    webp_with(pixels, alpha.then_some(100), quality, sharp)
}

/// The same with alpha of a quality of its own: below 100 it has fewer levels.
pub(crate) fn webp_with(
    pixels: &Pixels,
    alpha: Option<u8>,
    quality: u8,
    sharp: bool,
) -> Option<Vec<u8>> {
    let mut config = WebPConfig::new().ok()?;
    config.quality = f32::from(quality);
    config.method = METHOD;
    config.use_sharp_yuv = i32::from(sharp);
    // Colours under transparent texels bleed into the edges of cut-outs: keep them.
    config.exact = 1;
    // Noise shaping is made for photographs looked at as such; a texture's noise is shading.
    config.sns_strength = 0;
    config.alpha_quality = i32::from(alpha.unwrap_or(100));
    // The best of the filters of alpha, each tried.
    config.alpha_filtering = 2;
    encode(pixels, alpha.is_some(), &config)
}

/// Lossless WebP, with the colours under transparent texels.
pub(crate) fn webp_lossless(pixels: &Pixels, alpha: bool) -> Option<Vec<u8>> {
    let mut config = WebPConfig::new().ok()?;
    config.lossless = 1;
    config.quality = 75.0;
    config.method = METHOD;
    config.exact = 1;
    encode(pixels, alpha, &config)
}

/// libwebp's effort, 0 to 6.
const METHOD: i32 = 5;

fn encode(pixels: &Pixels, alpha: bool, config: &WebPConfig) -> Option<Vec<u8>> {
    let (width, height) = (pixels.width, pixels.height);
    if width == 0 || height == 0 || width > 16383 || height > 16383 {
        return None;
    }
    let rgb;
    let encoder = if alpha {
        Encoder::from_rgba(&pixels.rgba, width, height)
    } else {
        rgb = super::jpeg::without_alpha(pixels);
        Encoder::from_rgb(&rgb, width, height)
    };
    encoder
        .encode_advanced(config)
        .ok()
        .map(|memory| memory.to_vec())
}
