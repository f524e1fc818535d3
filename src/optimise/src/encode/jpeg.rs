//! JPEG: by mozjpeg where it is built in, otherwise by `image`.

use asset::image::Pixels;

/// The format's longest side.
const MOST: u32 = 65_500;

/// JPEG of `quality` 1 to 100 with full detail in colour and without alpha. `None` where the picture
/// is larger than the format takes.
pub(crate) fn jpeg(pixels: &Pixels, quality: u8) -> Option<Vec<u8>> {
    let (width, height) = (pixels.width, pixels.height);
    if width == 0 || height == 0 || width.max(height) > MOST {
        return None;
    }
    let texels = pixels.rgba.as_chunks::<4>().0;
    let grey = texels.iter().all(|[r, g, b, _]| r == g && g == b);
    let data = match grey {
        true => texels.iter().map(|texel| texel[0]).collect(),
        false => without_alpha(pixels),
    };
    encode(&data, grey, (width, height), quality)
}

/// Grey pictures have one channel, others three. mozjpeg chooses coefficients by what they cost,
/// which makes files about a tenth smaller.
#[cfg(feature = "mozjpeg")]
fn encode(data: &[u8], grey: bool, (width, height): (u32, u32), quality: u8) -> Option<Vec<u8>> {
    use mozjpeg::{ColorSpace, Compress};
    let space = match grey {
        true => ColorSpace::JCS_GRAYSCALE,
        false => ColorSpace::JCS_RGB,
    };
    // The library reports its own mistakes by unwinding.
    std::panic::catch_unwind(|| {
        let mut encoder = Compress::new(space);
        encoder.set_size(width as usize, height as usize);
        encoder.set_quality(f32::from(quality));
        encoder.set_chroma_sampling_pixel_sizes((1, 1), (1, 1));
        encoder.set_progressive_mode();
        encoder.set_optimize_coding(true);
        let mut encoder = encoder.start_compress(Vec::new()).ok()?;
        encoder.write_scanlines(data).ok()?;
        encoder.finish().ok()
    })
    .ok()
    .flatten()
}

/// Grey pictures have one channel, others three.
#[cfg(not(feature = "mozjpeg"))]
fn encode(data: &[u8], grey: bool, (width, height): (u32, u32), quality: u8) -> Option<Vec<u8>> {
    use image::ExtendedColorType;
    use image::codecs::jpeg::JpegEncoder;
    let color = match grey {
        true => ExtendedColorType::L8,
        false => ExtendedColorType::Rgb8,
    };
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality)
        .encode(data, width, height, color)
        .ok()?;
    Some(bytes)
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
