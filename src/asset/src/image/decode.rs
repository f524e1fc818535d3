//! From encoded bytes to RGBA pixels.

use std::io::Cursor;

use ::image::codecs::{jpeg::JpegDecoder, png::PngDecoder, webp::WebPDecoder};
use ::image::{DynamicImage, ImageDecoder, ImageError};

use super::{Pixels, probe};
use crate::model::{Image, Mime};
use crate::{Error, Limits};

/// The pixels of `image` as 8-bit RGBA.
///
/// Palettes and greys are expanded and 16-bit channels rounded to 8, as browsers do for textures;
/// colour profiles and orientation tags are ignored, as glTF asks. Of an animation it is the first
/// frame. The size is checked against `limits` from the header, before anything is allocated.
///
/// # Errors
/// [`Error::Limit`] for a picture that is too large, [`Error::Unsupported`] for AVIF, KTX2 and
/// unknown forms, [`Error::Codec`] for broken or missing data.
pub fn decode(image: &Image, limits: &Limits) -> Result<Pixels, Error> {
    let (mime, width, height) = probe(&image.data);
    check_size(image, width, height, limits)?;
    let bytes = Cursor::new(&image.data[..]);
    let fail = |problem: ImageError| refuse(image, mime, problem.to_string());
    match mime {
        Mime::Png => {
            // The decoder's own chunks (text, profiles) count against this too.
            let mut bounds = ::image::Limits::default();
            bounds.max_alloc = Some(limits.image_pixels.saturating_mul(8).max(64 << 20));
            let decoder = PngDecoder::with_limits(bytes, bounds).map_err(fail)?;
            finish(image, mime, decoder, limits)
        }
        Mime::Jpeg => finish(image, mime, JpegDecoder::new(bytes).map_err(fail)?, limits),
        Mime::WebP => finish(image, mime, WebPDecoder::new(bytes).map_err(fail)?, limits),
        Mime::Avif => Err(unsupported(image, "AVIF images")),
        Mime::Ktx2 => Err(unsupported(image, "KTX2 images")),
        Mime::Unknown if image.data.is_empty() => Err(refuse(
            image,
            mime,
            "it has no data; its file is missing".to_owned(),
        )),
        Mime::Unknown => Err(unsupported(image, "images of unknown form")),
    }
}

/// Runs a decoder whose header was read.
fn finish(
    image: &Image,
    mime: Mime,
    decoder: impl ImageDecoder,
    limits: &Limits,
) -> Result<Pixels, Error> {
    let (width, height) = decoder.dimensions();
    check_size(image, width, height, limits)?;
    let decoded = DynamicImage::from_decoder(decoder)
        .map_err(|problem| refuse(image, mime, problem.to_string()))?;
    Ok(Pixels {
        width,
        height,
        rgba: decoded.into_rgba8().into_raw(),
    })
}

/// Refuses sizes over the limits.
fn check_size(image: &Image, width: u32, height: u32, limits: &Limits) -> Result<(), Error> {
    let at = || title(image);
    let side = width.max(height);
    if side > limits.image_side {
        return Err(Error::Limit {
            at: at(),
            what: "the longer side in pixels",
            value: side.into(),
            limit: limits.image_side.into(),
        });
    }
    let pixels = u64::from(width) * u64::from(height);
    if pixels > limits.image_pixels {
        return Err(Error::Limit {
            at: at(),
            what: "the number of pixels",
            value: pixels,
            limit: limits.image_pixels,
        });
    }
    Ok(())
}

/// What people know the image by.
fn title(image: &Image) -> String {
    let name = image.name.as_deref().or(image.uri.as_deref());
    name.map_or_else(|| "image".to_owned(), |name| format!("image '{name}'"))
}

fn unsupported(image: &Image, format: &str) -> Error {
    Error::Unsupported {
        at: title(image),
        format: format.to_owned(),
    }
}

fn refuse(image: &Image, mime: Mime, problem: String) -> Error {
    let format = match mime {
        Mime::Png => "PNG",
        Mime::Jpeg => "JPEG",
        Mime::WebP => "WebP",
        Mime::Avif => "AVIF",
        Mime::Ktx2 => "KTX2",
        Mime::Unknown => "image",
    };
    Error::Codec {
        at: title(image),
        format,
        problem,
    }
}
