//! JPEG, by mozjpeg.

use std::panic::{AssertUnwindSafe, catch_unwind};

use asset::image::Pixels;
use mozjpeg::{ColorSpace, Compress};

/// The format's longest side.
const MOST: u32 = 65_500;

/// JPEG of `quality` 1 to 100 with full detail in colour and without alpha; grey pictures have one
/// channel. `None` where the picture is larger than the format takes.
pub(crate) fn jpeg(pixels: &Pixels, quality: u8) -> Option<Vec<u8>> {
    let (width, height) = (pixels.width, pixels.height);
    if width == 0 || height == 0 || width.max(height) > MOST {
        return None;
    }
    let texels = pixels.rgba.as_chunks::<4>().0;
    let grey = texels.iter().all(|[r, g, b, _]| r == g && g == b);
    let (space, data) = if grey {
        let one = texels.iter().map(|texel| texel[0]).collect();
        (ColorSpace::JCS_GRAYSCALE, one)
    } else {
        (ColorSpace::JCS_RGB, without_alpha(pixels))
    };
    // The library reports its own mistakes by unwinding.
    catch_unwind(AssertUnwindSafe(|| {
        let mut encoder = Compress::new(space);
        encoder.set_size(width as usize, height as usize);
        encoder.set_quality(f32::from(quality));
        encoder.set_chroma_sampling_pixel_sizes((1, 1), (1, 1));
        encoder.set_progressive_mode();
        encoder.set_optimize_coding(true);
        let mut encoder = encoder.start_compress(Vec::new()).ok()?;
        encoder.write_scanlines(&data).ok()?;
        encoder.finish().ok()
    }))
    .ok()
    .flatten()
}

/// Red, green and blue.
pub(super) fn without_alpha(pixels: &Pixels) -> Vec<u8> {
    pixels
        .rgba
        .as_chunks::<4>()
        .0
        .iter()
        .flat_map(|[r, g, b, _]| [*r, *g, *b])
        .collect()
}
