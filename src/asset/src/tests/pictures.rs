//! Images: headers and pixels.

use std::io::Cursor;

use bytes::Bytes;
use image::{DynamicImage, ImageFormat};

use super::build::png;
use crate::image::{decode, probe};
use crate::model::{Image, Mime};
use crate::{Error, Limits};

fn picture(data: impl Into<Bytes>) -> Image {
    let data = data.into();
    let (mime, width, height) = probe(&data);
    Image {
        name: Some("cloth".to_owned()),
        uri: None,
        mime,
        data,
        width,
        height,
    }
}

fn encode(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A PNG whose header tells of any size, with a right checksum.
fn png_of_size(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = png(1, 1, [0; 4]);
    bytes[16..20].copy_from_slice(&width.to_be_bytes());
    bytes[20..24].copy_from_slice(&height.to_be_bytes());
    // CRC-32 of the chunk's kind and data, bit by bit.
    let crc = !bytes[12..29].iter().fold(!0_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg())
        })
    });
    bytes[29..33].copy_from_slice(&crc.to_be_bytes());
    bytes
}

#[test]
fn every_kind_of_png_becomes_rgba() {
    use image::{GrayAlphaImage, GrayImage, ImageBuffer, Luma, LumaA, Rgb, RgbImage};
    let cases = [
        (
            DynamicImage::from(GrayImage::from_pixel(3, 2, Luma([7]))),
            [7, 7, 7, 255],
        ),
        (
            DynamicImage::from(GrayAlphaImage::from_pixel(3, 2, LumaA([7, 9]))),
            [7, 7, 7, 9],
        ),
        (
            DynamicImage::from(RgbImage::from_pixel(3, 2, Rgb([1, 2, 3]))),
            [1, 2, 3, 255],
        ),
        // 16 bits are rounded: 0x1290 / 257 = 18.49, 0x12ff / 257 = 18.9.
        (
            DynamicImage::ImageRgb16(ImageBuffer::from_pixel(3, 2, Rgb([0x1290, 0x12ff, 0xffff]))),
            [18, 19, 255, 255],
        ),
    ];
    for (image, pixel) in cases {
        let pixels = decode(
            &picture(encode(&image, ImageFormat::Png)),
            &Limits::default(),
        )
        .unwrap();
        assert_eq!((pixels.width, pixels.height), (3, 2));
        assert_eq!(pixels.rgba, pixel.repeat(6));
    }
}

#[test]
fn jpeg_and_webp_decode_and_their_headers_tell_the_size() {
    let image = DynamicImage::from(image::RgbImage::from_pixel(
        17,
        9,
        image::Rgb([200, 100, 50]),
    ));
    for (format, mime) in [
        (ImageFormat::Jpeg, Mime::Jpeg),
        (ImageFormat::WebP, Mime::WebP),
    ] {
        let picture = picture(encode(&image, format));
        assert_eq!((picture.mime, picture.width, picture.height), (mime, 17, 9));
        let pixels = decode(&picture, &Limits::default()).unwrap();
        assert_eq!(pixels.rgba.len(), 17 * 9 * 4);
        let near = pixels.rgba[..4]
            .iter()
            .zip([200, 100, 50, 255])
            .all(|(a, b)| a.abs_diff(b) < 4);
        assert!(near, "{:?}", &pixels.rgba[..4]);
    }
}

#[test]
fn headers_alone_tell_form_and_size() {
    type Case = (&'static [u8], (Mime, u32, u32));
    let cases: [Case; 8] = [
        (b"\x89PNG\r\n\x1a\n", (Mime::Png, 0, 0)),
        (
            b"\xff\xd8\xff\xe0\0\x04ab\xff\xc2\0\x11\x08\0\x05\0\x07",
            (Mime::Jpeg, 7, 5),
        ),
        (b"\xff\xd8\xff\xda\0\x04", (Mime::Jpeg, 0, 0)),
        (
            b"RIFF\0\0\0\0WEBPVP8X\0\0\0\0\0\0\0\0\x0f\x01\0\x07\0\0",
            (Mime::WebP, 272, 8),
        ),
        (
            b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0...\x9d\x01\x2a\x10\0\x20\0",
            (Mime::WebP, 16, 32),
        ),
        (
            b"\xabKTX 20\xbb\r\n\x1a\n\0\0\0\0\0\0\0\0\x40\0\0\0\x20\0\0\0",
            (Mime::Ktx2, 64, 32),
        ),
        (
            b"\0\0\0\x14ftypavif\0\0\0\0mif1....ispe\0\0\0\0\0\0\0\x08\0\0\0\x06",
            (Mime::Avif, 8, 6),
        ),
        (b"GIF89a\x07\0\x05\0", (Mime::Gif, 7, 5)),
    ];
    for (bytes, expected) in cases {
        assert_eq!(probe(bytes), expected);
        for end in 0..bytes.len() {
            let (mime, ..) = probe(&bytes[..end]);
            assert!(mime == expected.0 || mime == Mime::Unknown);
        }
    }
}

#[test]
fn a_huge_png_is_refused_by_its_header() {
    for (width, height) in [(65_535, 65_535), (u32::MAX, 1), (1, u32::MAX), (65_535, 1)] {
        let refusal = decode(&picture(png_of_size(width, height)), &Limits::default()).unwrap_err();
        assert!(
            matches!(refusal, Error::Limit { limit: 16_384, .. }),
            "{refusal}"
        );
    }
    let refusal = decode(&picture(png_of_size(65_535, 65_535)), &Limits::default()).unwrap_err();
    let expected =
        "image 'cloth': the longer side in pixels is 65535, more than the limit of 16384";
    assert_eq!(refusal.to_string(), expected);
    let limits = Limits {
        image_pixels: 100,
        ..Limits::default()
    };
    let refusal = decode(&picture(png_of_size(11, 10)), &limits).unwrap_err();
    assert!(
        matches!(
            refusal,
            Error::Limit {
                value: 110,
                limit: 100,
                ..
            }
        ),
        "{refusal}"
    );
}

#[test]
fn a_model_with_a_huge_png_is_read_with_a_warning() {
    let mut build = super::seeds::textured();
    let view = build.view(&png_of_size(65_535, 65_535));
    build.json["images"][0]["bufferView"] = view.into();
    let model = super::read(build.glb()).unwrap();
    assert_eq!(
        model.warnings(),
        ["/images/0: is 65535 x 65535 pixels, too large to decode"]
    );
}

#[test]
fn what_is_not_decoded_is_refused_with_its_name() {
    let avif = b"\0\0\0\x14ftypavif\0\0\0\0mif1";
    let ktx2 = b"\xabKTX 20\xbb\r\n\x1a\n";
    let cases: [(&[u8], &str); 5] = [
        (
            avif,
            "image 'cloth': the AVIF data can't be decoded: its description is missing",
        ),
        (
            ktx2,
            "image 'cloth': the KTX2 data can't be decoded: its header is cut short",
        ),
        (
            b"II*\0 TIFF",
            "image 'cloth': Plinth doesn't read images of unknown form",
        ),
        (
            b"",
            "image 'cloth': the image data can't be decoded: it has no data; its file is missing",
        ),
        (
            &png(4, 4, [1; 4])[..50],
            "image 'cloth': the PNG data can't be decoded: it is cut short",
        ),
    ];
    for (bytes, expected) in cases {
        let refusal = decode(&picture(bytes.to_vec()), &Limits::default())
            .unwrap_err()
            .to_string();
        assert!(refusal.starts_with(expected), "{refusal}");
    }
}

#[test]
fn damaged_pictures_are_survived() {
    let image = DynamicImage::from(image::RgbImage::from_fn(16, 16, |x, y| {
        image::Rgb([x as u8 * 16, y as u8 * 16, 9])
    }));
    let limits = Limits {
        image_side: 64,
        image_pixels: 4096,
        ..Limits::default()
    };
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
        let good = encode(&image, format);
        for at in 0..good.len() {
            for damage in [0x01, 0x80, 0xff] {
                let mut bytes = good.clone();
                bytes[at] ^= damage;
                let _ = decode(&picture(bytes), &limits);
            }
            let _ = decode(&picture(good[..at].to_vec()), &limits);
        }
    }
}
