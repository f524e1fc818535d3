//! From encoded bytes to RGBA pixels.

use std::io::Cursor;

use ::image::codecs::{
    bmp::BmpDecoder, gif::GifDecoder, ico::IcoDecoder, jpeg::JpegDecoder, png::PngDecoder,
    webp::WebPDecoder,
};
use ::image::metadata::Orientation;
use ::image::{DynamicImage, ImageDecoder, ImageError, RgbaImage, imageops};

use super::apng::First;
use super::avif::{Alpha, Avif};
use super::ktx2::Ktx2;
use super::{Blocks, Pixels, Refusal, damage, ktx2 as basis, probe};
use crate::model::{Image, Mime};
use crate::{Error, Limits};

/// The pixels of `image` as 8-bit RGBA.
///
/// Palettes and greys are expanded and deeper channels rounded to 8 bits, as browsers do for
/// textures; orientation tags are followed, colour profiles aren't. Of an animation it is
/// the first frame, whatever picture stands beside it, of mip levels the largest. Alpha is what the file means: see [`decode_shown`] for
/// what customers see. The size is checked against `limits` from the header,
/// before anything is allocated.
///
/// # Errors
/// [`Error::Limit`] for a picture that is too large, [`Error::Unsupported`] for unknown forms and
/// KTX2 that isn't Basis Universal, [`Error::Codec`] for broken or missing data.
pub fn decode(image: &Image, limits: &Limits) -> Result<Pixels, Error> {
    let (mime, width, height) = probe(&image.data);
    check_size(image, width, height, limits)?;
    if let Some(damage) = damage(&image.data) {
        return Err(refuse(image, mime, damage.problem()));
    }
    let bytes = Cursor::new(&image.data[..]);
    let fail = |problem: ImageError| refuse(image, mime, problem.to_string());
    match mime {
        Mime::Png => {
            // The decoder's own chunks (text, profiles) count against this too.
            let mut bounds = ::image::Limits::default();
            bounds.max_alloc = Some(limits.image_pixels.saturating_mul(8).max(64 << 20));
            match First::find(&image.data) {
                Ok(Some(first)) => animated(image, first, bounds, limits),
                _ => {
                    let decoder = PngDecoder::with_limits(bytes, bounds).map_err(fail)?;
                    finish(image, mime, decoder, limits)
                }
            }
        }
        Mime::Jpeg => finish(image, mime, JpegDecoder::new(bytes).map_err(fail)?, limits),
        Mime::WebP => finish(image, mime, WebPDecoder::new(bytes).map_err(fail)?, limits),
        Mime::Gif => finish(image, mime, GifDecoder::new(bytes).map_err(fail)?, limits),
        Mime::Bmp => finish(image, mime, BmpDecoder::new(bytes).map_err(fail)?, limits),
        Mime::Ico => finish(image, mime, IcoDecoder::new(bytes).map_err(fail)?, limits),
        Mime::Avif => avif(image, limits, Alpha::Meant),
        Mime::Ktx2 => ktx2(image, limits, 1)?
            .pop()
            .ok_or_else(|| refuse(image, mime, "it has no levels".to_owned())),
        Mime::Unknown if image.data.is_empty() => Err(refuse(
            image,
            mime,
            "it has no data; its file is missing".to_owned(),
        )),
        Mime::Unknown => Err(unsupported(image, "images of unknown form")),
    }
}

/// The same as customers' browsers show it: Chromium stretches alpha of AVIF, so that up to 16 is
/// nothing and from 235 everything.
///
/// # Errors
/// Those of [`decode`].
pub fn decode_shown(image: &Image, limits: &Limits) -> Result<Pixels, Error> {
    match probe(&image.data).0 {
        Mime::Avif => avif(image, limits, Alpha::Shown),
        _ => decode(image, limits),
    }
}

/// The pixels of every mip level that `image` holds, the largest first; each is half as large as the
/// one before. Only KTX2 may hold more than one, and it needn't hold all down to one pixel.
///
/// They are those that customers' browsers show (see [`decode_shown`]). A KTX2 file with one level is as
/// large as its blocks of 4 x 4 pixels: so the web viewer takes it, and UVs span the last blocks too.
///
/// # Errors
/// Those of [`decode`].
pub fn decode_levels(image: &Image, limits: &Limits) -> Result<Vec<Pixels>, Error> {
    match probe(&image.data).0 {
        Mime::Ktx2 => match basis::with_whole_blocks(&image.data) {
            Some(data) => {
                let data = data.into();
                ktx2(
                    &Image {
                        data,
                        ..image.clone()
                    },
                    limits,
                    u32::MAX,
                )
            }
            None => ktx2(image, limits, u32::MAX),
        },
        _ => Ok(vec![decode_shown(image, limits)?]),
    }
}

/// Every mip level that `image` holds as BC7 blocks, the largest first; `None` where the image isn't
/// KTX2, or where its sides aren't multiples of 4 pixels.
///
/// # Errors
/// Those of [`decode`].
pub fn decode_blocks(image: &Image, limits: &Limits) -> Result<Option<Vec<Blocks>>, Error> {
    if probe(&image.data).0 != Mime::Ktx2 {
        return Ok(None);
    }
    let fail = |why| explain(image, Mime::Ktx2, why);
    let file = Ktx2::parse(&image.data).map_err(fail)?;
    let (width, height) = file.size();
    check_size(image, width, height, limits)?;
    file.blocks().map_err(fail)
}

/// The pixels of an AVIF file.
fn avif(image: &Image, limits: &Limits, alpha: Alpha) -> Result<Pixels, Error> {
    let fail = |why| explain(image, Mime::Avif, why);
    let file = Avif::parse(&image.data).map_err(fail)?;
    let (width, height) = file.size();
    check_size(image, width, height, limits)?;
    file.decode(alpha).map_err(fail)
}

/// The largest levels of a KTX2 file.
fn ktx2(image: &Image, limits: &Limits, most: u32) -> Result<Vec<Pixels>, Error> {
    let fail = |why| explain(image, Mime::Ktx2, why);
    let file = Ktx2::parse(&image.data).map_err(fail)?;
    let (width, height) = file.size();
    check_size(image, width, height, limits)?;
    file.decode(most).map_err(fail)
}

/// The first picture of an animated PNG that isn't its still one, in its place.
fn animated(
    image: &Image,
    first: First,
    bounds: ::image::Limits,
    limits: &Limits,
) -> Result<Pixels, Error> {
    let fail = |problem: ImageError| refuse(image, Mime::Png, problem.to_string());
    let [width, height] = first.canvas;
    check_size(image, width, height, limits)?;
    let decoder = PngDecoder::with_limits(Cursor::new(&first.png[..]), bounds.clone());
    let frame = finish(image, Mime::Png, decoder.map_err(fail)?, limits)?;
    let frame = RgbaImage::from_raw(frame.width, frame.height, frame.rgba).unwrap_or_default();
    let mut canvas = RgbaImage::new(width, height);
    let [x, y] = first.at.map(i64::from);
    imageops::replace(&mut canvas, &frame, x, y);
    // A tag that can't be read turns nothing.
    let orientation = PngDecoder::with_limits(Cursor::new(&image.data[..]), bounds)
        .and_then(|mut decoder| decoder.orientation())
        .unwrap_or(Orientation::NoTransforms);
    let mut turned = DynamicImage::from(canvas);
    turned.apply_orientation(orientation);
    Ok(Pixels {
        width: turned.width(),
        height: turned.height(),
        rgba: turned.into_rgba8().into_raw(),
    })
}

/// Runs a decoder whose header was read.
fn finish(
    image: &Image,
    mime: Mime,
    mut decoder: impl ImageDecoder,
    limits: &Limits,
) -> Result<Pixels, Error> {
    let (width, height) = decoder.dimensions();
    check_size(image, width, height, limits)?;
    // A tag that can't be read turns nothing.
    let orientation = match mime {
        // Chromium doesn't look for one there.
        Mime::WebP => Orientation::NoTransforms,
        _ => decoder.orientation().unwrap_or(Orientation::NoTransforms),
    };
    let mut decoded = DynamicImage::from_decoder(decoder)
        .map_err(|problem| refuse(image, mime, problem.to_string()))?;
    decoded.apply_orientation(orientation);
    let mut pixels = Pixels {
        width: decoded.width(),
        height: decoded.height(),
        rgba: decoded.into_rgba8().into_raw(),
    };
    if mime == Mime::Gif {
        // What is transparent has no colour in browsers, which opaque materials show.
        for pixel in pixels
            .rgba
            .chunks_exact_mut(4)
            .filter(|pixel| pixel[3] == 0)
        {
            pixel.fill(0);
        }
    }
    Ok(pixels)
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

/// The error for what a form's decoder says.
fn explain(image: &Image, mime: Mime, why: Refusal) -> Error {
    match why {
        Refusal::Broken(problem) => refuse(image, mime, problem),
        Refusal::Unsupported(format) => unsupported(image, &format),
    }
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
        Mime::Gif => "GIF",
        Mime::Bmp => "BMP",
        Mime::Ico => "ICO",
        Mime::Unknown => "image",
    };
    Error::Codec {
        at: title(image),
        format,
        problem,
    }
}
