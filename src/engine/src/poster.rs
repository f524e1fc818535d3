//! The pictures of a listing: a poster for the page and a thumbnail for lists.

use ::publish::BundleFile;
use asset::{Defect, Model};
use base::{Fault, Job, Result};
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, RgbaImage};
use listing::Role;
use render::Picture;
use viewer::{Attributes, Background};

use super::Engine;
use super::workplace::Workplace;

/// Side of the poster in pixels: enough for a product frame of 600 CSS pixels on a dense display.
const POSTER: u32 = 1200;
/// Side of the thumbnail in pixels.
const THUMBNAIL: u32 = 400;
/// JPEG quality at which fabric and edges show no blocks at twice the size.
const QUALITY: u8 = 90;
/// Side of a picture among hundreds in pixels.
const MINIATURE: u32 = 280;

/// An encoded picture.
#[derive(Debug)]
pub(super) struct Encoded {
    /// A JPEG file.
    pub(super) jpeg: Vec<u8>,
    /// Width and height in pixels.
    pub(super) side: u32,
}

/// A listing's pictures.
#[derive(Debug)]
pub(super) struct Pictures {
    pub(super) poster: Encoded,
    pub(super) thumbnail: Encoded,
    /// What came to light when they were drawn.
    pub(super) defects: Vec<Defect>,
}

impl Engine {
    /// Draws the pictures of `model`'s listing, on the white of the shop page.
    pub(super) fn listing_pictures(
        &self,
        model: &Model,
        attributes: &Attributes,
        job: &Job,
    ) -> Result<Pictures> {
        let mut session = self.session_of(model, job)?;
        let picture = session.draw(&on_white(attributes), [POSTER, POSTER], job)?;
        encode(picture, session.found().to_vec())
    }

    /// Draws `model` in the same way, as small as it is shown among hundreds: a JPEG file.
    pub(super) fn miniature(
        &self,
        model: &Model,
        attributes: &Attributes,
        job: &Job,
    ) -> Result<Vec<u8>> {
        let size = [MINIATURE, MINIATURE];
        let picture = self.picture(model, &on_white(attributes), size, job)?;
        Ok(jpeg(&image_of(picture)?)?.jpeg)
    }
}

/// The same on the white of the shop page.
fn on_white(attributes: &Attributes) -> Attributes {
    Attributes {
        background: Background::WHITE,
        ..attributes.clone()
    }
}

fn image_of(picture: Picture) -> Result<DynamicImage> {
    RgbaImage::from_raw(picture.width, picture.height, picture.rgba)
        .map(DynamicImage::ImageRgba8)
        .ok_or_else(|| Fault::service("The graphics adapter gave half a picture"))
}

/// Both pictures from the one that was drawn.
fn encode(picture: Picture, defects: Vec<Defect>) -> Result<Pictures> {
    let image = image_of(picture)?;
    let small = image.resize_exact(THUMBNAIL, THUMBNAIL, FilterType::Lanczos3);
    Ok(Pictures {
        poster: jpeg(&image)?,
        thumbnail: jpeg(&small)?,
        defects,
    })
}

/// A picture among hundreds: the same, smaller, as a JPEG file.
pub(super) fn miniature(picture: &Encoded) -> Result<Vec<u8>> {
    let image = image::load_from_memory(&picture.jpeg).map_err(|error| {
        Fault::service("A picture of the product can't be read back").because(error)
    })?;
    let small = image.resize_exact(MINIATURE, MINIATURE, FilterType::Triangle);
    Ok(jpeg(&small)?.jpeg)
}

/// A picture as a file of a bundle, written to `place`.
pub(super) fn file(
    role: Role,
    name: &str,
    picture: &Encoded,
    place: &Workplace,
) -> Result<BundleFile> {
    Ok(BundleFile {
        role,
        target: None,
        path: place.write(name, &picture.jpeg)?,
        content_type: "image/jpeg".into(),
        extension: "jpg".into(),
        triangles: None,
        width: Some(picture.side),
        height: Some(picture.side),
    })
}

fn jpeg(image: &DynamicImage) -> Result<Encoded> {
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, QUALITY)
        .encode_image(&image.to_rgb8())
        .map_err(|error| {
            Fault::service("A picture of the product can't be written as JPEG").because(error)
        })?;
    Ok(Encoded {
        jpeg,
        side: image.width(),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    #[test]
    fn a_drawn_picture_becomes_a_poster_and_a_thumbnail() {
        let picture = Picture {
            width: POSTER,
            height: POSTER,
            rgba: [200, 30, 30, 255].repeat((POSTER * POSTER) as usize),
        };
        let pictures = encode(picture, Vec::new()).unwrap();
        for (encoded, side) in [(&pictures.poster, POSTER), (&pictures.thumbnail, THUMBNAIL)] {
            let back = image::load_from_memory(&encoded.jpeg).unwrap().to_rgb8();
            assert_eq!(
                (back.width(), back.height(), encoded.side),
                (side, side, side)
            );
            let [r, g, b] = back.get_pixel(side / 2, side / 2).0;
            assert!(r.abs_diff(200) < 4 && g.abs_diff(30) < 4 && b.abs_diff(30) < 4);
        }
        let small = image::load_from_memory(&miniature(&pictures.thumbnail).unwrap()).unwrap();
        assert_eq!((small.width(), small.height()), (MINIATURE, MINIATURE));
    }
}
