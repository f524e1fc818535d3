//! Which pictures customers see, and how they are turned: each right value is what `createImageBitmap`
//! of Chromium 156 gives for the same bytes.

use std::io::Cursor;

use bytes::Bytes;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use serde_json::{Value, json};

use super::seeds::textured;
use crate::defect::Effect;
use crate::image::{Pixels, damage, decode_shown, probe};
use crate::model::{Image, Mime};
use crate::{Defect, Limits, Model, write_glb, write_gltf};

/// Forms that the `image` crate writes.
const FORMS: [(ImageFormat, Mime); 6] = [
    (ImageFormat::Png, Mime::Png),
    (ImageFormat::Jpeg, Mime::Jpeg),
    (ImageFormat::WebP, Mime::WebP),
    (ImageFormat::Gif, Mime::Gif),
    (ImageFormat::Bmp, Mime::Bmp),
    (ImageFormat::Ico, Mime::Ico),
];

/// A picture whose corners all differ.
fn chart() -> RgbImage {
    RgbImage::from_fn(24, 16, |x, y| match (x < 12, y < 8) {
        (true, true) => Rgb([255, 0, 0]),
        (false, true) => Rgb([0, 255, 0]),
        (true, false) => Rgb([0, 0, 255]),
        (false, false) => Rgb([255, 255, 255]),
    })
}

fn encoded(format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let image = DynamicImage::from(chart()).into_rgba8();
    let image = DynamicImage::from(image);
    match format {
        ImageFormat::Jpeg | ImageFormat::Bmp => DynamicImage::from(image.into_rgb8()),
        _ => image,
    }
    .write_to(&mut bytes, format)
    .unwrap();
    bytes.into_inner()
}

fn pixels(data: impl Into<Bytes>) -> Result<Pixels, crate::Error> {
    let data = data.into();
    let (mime, width, height) = probe(&data);
    let image = Image {
        name: None,
        uri: None,
        mime,
        data,
        width,
        height,
    };
    decode_shown(&image, &Limits::default())
}

/// The colour of the pixel in the middle of each quarter, row by row, to the nearest of black and full.
fn quarters(pixels: &Pixels) -> [[u8; 3]; 4] {
    let (width, height) = (pixels.width as usize, pixels.height as usize);
    [(1, 1), (3, 1), (1, 3), (3, 3)].map(|(x, y)| {
        let at = 4 * (y * height / 4 * width + x * width / 4);
        [0, 1, 2].map(|channel| {
            if pixels.rgba[at + channel] > 127 {
                255
            } else {
                0
            }
        })
    })
}

const RED: [u8; 3] = [255, 0, 0];
const GREEN: [u8; 3] = [0, 255, 0];
const BLUE: [u8; 3] = [0, 0, 255];
const WHITE: [u8; 3] = [255; 3];

/// A model whose first image is `bytes`, with `more` members beside its buffer view.
fn model(bytes: &[u8], more: &Value) -> Model {
    let mut build = textured();
    let view = build.view(bytes);
    let mut image = json!({ "bufferView": view });
    for (key, value) in more.as_object().unwrap() {
        image[key] = value.clone();
    }
    build.json["images"][0] = image;
    super::read(build.glb()).unwrap()
}

/// Code, place and effect of each defect.
fn told(model: &Model) -> Vec<(&'static str, &str, Effect)> {
    let told = |defect: &'_ Defect| (defect.code, defect.effect);
    let list = model.defects.iter();
    list.map(|defect| (told(defect).0, defect.at.as_str(), defect.effect))
        .collect()
}

#[test]
fn every_form_that_browsers_show_is_read() {
    for (format, mime) in FORMS {
        let bytes = encoded(format);
        assert_eq!(probe(&bytes), (mime, 24, 16));
        assert_eq!(damage(&bytes), None, "{mime:?}");
        let pixels = pixels(bytes).unwrap();
        assert_eq!((pixels.width, pixels.height), (24, 16));
        assert_eq!(quarters(&pixels), [RED, GREEN, BLUE, WHITE], "{mime:?}");
    }
}

#[test]
fn what_is_cut_short_is_not_shown() {
    // So many bytes may be missing at the end: a checksum of nothing, the trailer of an animation.
    let spare = |mime| match mime {
        Mime::Png => 4,
        Mime::Gif => 1,
        _ => 0,
    };
    for (format, mime) in FORMS {
        let bytes = encoded(format);
        for end in 16..bytes.len() {
            let cut = &bytes[..end];
            if probe(cut).0 != mime {
                continue;
            }
            let is_whole = end >= bytes.len() - spare(mime);
            assert_eq!(
                damage(cut).is_none(),
                is_whole,
                "{mime:?} {end} of {}",
                bytes.len()
            );
            assert_eq!(pixels(cut.to_vec()).is_ok(), is_whole, "{mime:?} {end}");
        }
        // What follows is never looked at.
        let longer = [&bytes[..], &[0; 40]].concat();
        assert_eq!(damage(&longer), None, "{mime:?}");
        assert!(pixels(longer).is_ok(), "{mime:?}");
    }
}

#[test]
fn checksums_count_where_pixels_hang_on_them() {
    let png = encoded(ImageFormat::Png);
    let at = png.windows(4).position(|word| word == b"IDAT").unwrap();
    let mut broken = png.clone();
    broken[at + 9] ^= 1;
    let problem = damage(&broken).unwrap().problem();
    assert_eq!(problem, "the checksum of its IDAT part is wrong");
    assert!(pixels(broken).is_err());
    let mut text = png[..at - 4].to_vec();
    text.extend(b"\0\0\0\x03tEXta\0b\0\0\0\0");
    text.extend(&png[at - 4..]);
    assert_eq!(damage(&text), None);
    assert!(pixels(text).is_ok());
}

/// EXIF that tells an orientation.
fn exif(orientation: u8) -> Vec<u8> {
    let mut exif = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
    exif
}

#[test]
fn exif_turns_jpeg_and_png_and_not_webp() {
    use image::ImageEncoder;
    use image::codecs::{jpeg::JpegEncoder, png::PngEncoder, webp::WebPEncoder};
    fn encode(mut encoder: impl ImageEncoder, exif: Vec<u8>) {
        encoder.set_exif_metadata(exif).unwrap();
        let form = image::ExtendedColorType::Rgb8;
        encoder.write_image(&chart(), 24, 16, form).unwrap();
    }
    // Where the quarters of the chart end up.
    let turned = [
        (2, [GREEN, RED, WHITE, BLUE]),
        (3, [WHITE, BLUE, GREEN, RED]),
        (4, [BLUE, WHITE, RED, GREEN]),
        (5, [RED, BLUE, GREEN, WHITE]),
        (6, [BLUE, RED, WHITE, GREEN]),
        (7, [WHITE, GREEN, BLUE, RED]),
        (8, [GREEN, WHITE, RED, BLUE]),
    ];
    for (orientation, expected) in turned {
        let mut files = [Vec::new(), Vec::new(), Vec::new()];
        let [jpeg, png, webp] = &mut files;
        encode(JpegEncoder::new(jpeg), exif(orientation));
        encode(PngEncoder::new(png), exif(orientation));
        encode(WebPEncoder::new_lossless(webp), exif(orientation));
        let [jpeg, png, webp] = files.map(|file| pixels(file).unwrap());
        assert_eq!(quarters(&jpeg), expected, "JPEG {orientation}");
        assert_eq!(quarters(&png), expected, "PNG {orientation}");
        assert_eq!(quarters(&webp), [RED, GREEN, BLUE, WHITE]);
        assert_eq!((webp.width, webp.height), (24, 16));
    }
}

/// A fixture, two of whose properties tell something else: the name of the new property and its first
/// byte, and whether it is marked as one that has to be understood.
fn told_avif(changes: &[(usize, &[u8; 4], u8, bool)]) -> Vec<u8> {
    let mut file = include_bytes!("fixtures/yuv444.avif").to_vec();
    let find = |file: &[u8], name: &[u8; 4]| file.windows(4).position(|word| word == name).unwrap();
    // The list of the picture's properties follows version, count, number and count again.
    let list = find(&file, b"ipma") + 15;
    for (place, name, value, essential) in changes {
        let old = [b"ispe", b"pixi", b"av1C", b"colr"][*place];
        let at = find(&file, old);
        file[at..at + 4].copy_from_slice(*name);
        file[at + 4] = *value;
        file[list + place] = (file[list + place] & 0x7f) | if *essential { 0x80 } else { 0 };
    }
    file
}

#[test]
fn irot_and_imir_turn_avif() {
    use image::{RgbaImage, imageops};
    let plain = |turn: fn(&RgbaImage) -> RgbaImage, mirrored: bool| {
        // Both lack the colours' signal, so that all else is the same.
        let file = match mirrored {
            true => told_avif(&[(3, b"skip", 0, false)]),
            false => told_avif(&[]),
        };
        let pixels = pixels(file).unwrap();
        let image = RgbaImage::from_raw(pixels.width, pixels.height, pixels.rgba).unwrap();
        let image = turn(&image);
        let (width, height) = image.dimensions();
        let rgba = image.into_raw();
        Pixels {
            width,
            height,
            rgba,
        }
    };
    type Turn = fn(&RgbaImage) -> RgbaImage;
    let cases: [(Option<u8>, Option<u8>, Turn); 7] = [
        (Some(0), None, Clone::clone),
        // Against the clock.
        (Some(1), None, |image| imageops::rotate270(image)),
        (Some(2), None, |image| imageops::rotate180(image)),
        (Some(3), None, |image| imageops::rotate90(image)),
        (None, Some(0), |image| imageops::flip_vertical(image)),
        (None, Some(1), |image| imageops::flip_horizontal(image)),
        // Turned first, mirrored then.
        (Some(1), Some(1), |image| {
            imageops::flip_horizontal(&imageops::rotate270(image))
        }),
    ];
    for (irot, imir, turn) in cases {
        let mut changes = Vec::new();
        changes.extend(irot.map(|angle| (1, b"irot", angle, true)));
        changes.extend(imir.map(|axis| (3, b"imir", axis, true)));
        let shown = pixels(told_avif(&changes)).unwrap();
        assert_eq!(shown, plain(turn, imir.is_some()), "{irot:?} {imir:?}");
    }
}

#[test]
fn avif_whose_properties_are_marked_wrongly_is_not_shown() {
    for (name, value, essential, shown) in [
        (b"irot", 1, true, true),
        (b"irot", 1, false, false),
        (b"irot", 0, false, false),
        // Only two bits tell a turn.
        (b"irot", 5, true, false),
        (b"imir", 1, true, true),
        (b"imir", 1, false, false),
        (b"imir", 3, true, false),
        (b"clap", 0, false, false),
        (b"a1op", 0, true, true),
        (b"a1op", 0, false, false),
        (b"a1lx", 0, true, false),
        (b"a1lx", 0, false, true),
        (b"clli", 0, true, true),
        (b"abcd", 0, true, false),
        (b"abcd", 0, false, true),
    ] {
        let file = told_avif(&[(1, name, value, essential)]);
        let name = String::from_utf8_lossy(name);
        assert_eq!(damage(&file).is_none(), shown, "{name} {value} {essential}");
        assert_eq!(pixels(file).is_ok(), shown, "{name} {value} {essential}");
    }
}

#[test]
fn tiles_of_avif_lie_side_by_side() {
    let file = include_bytes!("fixtures/grid.avif").to_vec();
    assert_eq!(damage(&file), None);
    let shown = pixels(file.clone()).unwrap();
    // Two by two of 64 x 64, of which the last reach beyond.
    assert_eq!((shown.width, shown.height), (120, 100));
    let at = |x: usize, y: usize| &shown.rgba[4 * (120 * y + x)..][..4];
    for (x, y) in [(0, 0), (20, 7), (55, 35), (40, 20)] {
        assert_eq!(at(x, y), at(x + 64, y), "{x} {y}");
        assert_eq!(at(x, y), at(x, y + 64), "{x} {y}");
    }
    assert_ne!(at(10, 10), at(40, 30));
    // The layout follows the box of its own: version, flags, rows and columns less one, and the size.
    let layout = file.windows(4).position(|word| word == b"idat").unwrap() + 4;
    assert_eq!(file[layout..layout + 8], [0, 0, 1, 1, 0, 120, 0, 100]);
    for (what, offset, value) in [
        ("another version", 0, 1),
        ("more rows", 2, 2),
        ("fewer columns", 3, 0),
        ("another width", 5, 121),
        ("another height", 7, 99),
    ] {
        let mut file = file.clone();
        file[layout + offset] = value;
        assert!(damage(&file).is_some(), "{what}");
        assert!(pixels(file).is_err(), "{what}");
    }
}

#[test]
fn clap_cuts_avif_from_its_corner_alone() {
    let file = include_bytes!("fixtures/cropped.avif").to_vec();
    let whole = pixels(told_avif(&[])).unwrap();
    let cut = pixels(file.clone()).unwrap();
    assert_eq!((cut.width, cut.height), (whole.width - 4, whole.height - 4));
    let row = |pixels: &Pixels, row: usize| {
        let start = row * pixels.width as usize * 4;
        pixels.rgba[start..start + 15 * 4].to_vec()
    };
    for y in 0..9 {
        assert_eq!(row(&cut, y), row(&whole, y), "row {y}");
    }
    // How far the middles are apart: one pixel off, and all is shown.
    let at = file.windows(4).position(|word| word == b"clap").unwrap() + 4 + 16;
    let mut off = file;
    assert_eq!(off[at..at + 8], [0xff, 0xff, 0xff, 0xfc, 0, 0, 0, 2]);
    off[at + 3] = 0xfe;
    assert_eq!(pixels(off).unwrap(), whole);
}

/// A chunk of PNG.
fn chunk(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let whole = [&kind[..], body].concat();
    let sum = crc32fast::hash(&whole).to_be_bytes();
    [&(body.len() as u32).to_be_bytes()[..], &whole, &sum].concat()
}

/// The compressed pixels of a plain picture.
fn plain_data(width: u32, height: u32, color: [u8; 3]) -> Vec<u8> {
    let mut png = Cursor::new(Vec::new());
    let image = RgbImage::from_pixel(width, height, Rgb(color));
    DynamicImage::from(image)
        .write_to(&mut png, ImageFormat::Png)
        .unwrap();
    let png = png.into_inner();
    let at = png.windows(4).position(|word| word == b"IDAT").unwrap();
    let length = u32::from_be_bytes(png[at - 4..at].try_into().unwrap());
    png[at + 4..at + 4 + length as usize].to_vec()
}

/// An animated PNG of 16 x 16 pixels whose still picture, a red one, isn't part of the animation, and
/// what follows that.
fn hidden(frames: u32, rest: &[Vec<u8>]) -> Vec<u8> {
    let header = [0, 0, 0, 16, 0, 0, 0, 16, 8, 2, 0, 0, 0];
    [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        chunk(b"IHDR", &header),
        chunk(b"acTL", &[frames.to_be_bytes(), [0; 4]].concat()),
        chunk(b"IDAT", &plain_data(16, 16, RED)),
        rest.concat(),
    ]
    .concat()
}

/// The control of a frame of a place and size.
fn control(number: u32, size: u32, at: u32) -> Vec<u8> {
    let numbers = [number, size, size, at, at].map(u32::to_be_bytes);
    chunk(
        b"fcTL",
        &[&numbers.concat()[..], &[0, 1, 0, 2, 0, 0]].concat(),
    )
}

fn frame(number: u32, data: &[u8]) -> Vec<u8> {
    chunk(b"fdAT", &[&number.to_be_bytes()[..], data].concat())
}

#[test]
fn of_a_hidden_still_the_animation_is_shown() {
    let green = plain_data(16, 16, GREEN);
    let end = || chunk(b"IEND", &[]);
    let file = hidden(1, &[control(0, 16, 0), frame(1, &green), end()]);
    assert_eq!(damage(&file), None);
    assert_eq!(quarters(&pixels(file).unwrap()), [GREEN; 4]);
    let parts = [frame(1, &green[..9]), frame(2, &green[9..])].concat();
    let split = hidden(1, &[control(0, 16, 0), parts, end()]);
    assert_eq!(quarters(&pixels(split).unwrap()), [GREEN; 4]);
    // A smaller frame lies on nothing.
    let small = plain_data(8, 8, GREEN);
    let second = [control(2, 16, 0), frame(3, &plain_data(16, 16, BLUE))].concat();
    let small = hidden(2, &[control(0, 8, 8), frame(1, &small), second, end()]);
    let shown = pixels(small).unwrap();
    assert_eq!(quarters(&shown), [[0; 3], [0; 3], [0; 3], GREEN]);
    assert_eq!([shown.rgba[3], shown.rgba[4 * 255 + 3]], [0, 255]);
    // Without frames, there is no animation.
    let none = hidden(0, &[control(0, 16, 0), frame(1, &green), end()]);
    assert_eq!(quarters(&pixels(none).unwrap()), [RED; 4]);
}

#[test]
fn of_a_broken_animation_nothing_is_shown() {
    let green = plain_data(16, 16, GREEN);
    let end = || chunk(b"IEND", &[]);
    let cut = |mut bytes: Vec<u8>, by: usize| {
        bytes.truncate(bytes.len() - by);
        bytes
    };
    let broken = |mut bytes: Vec<u8>| {
        if let Some(last) = bytes.last_mut() {
            *last ^= 1;
        }
        bytes
    };
    let whole = frame(1, &green);
    for (what, rest, shown) in [
        ("no frame", vec![end()], false),
        ("no pixels", vec![control(0, 16, 0), end()], false),
        ("cut", vec![control(0, 16, 0), cut(whole.clone(), 9)], false),
        (
            "without an end",
            vec![control(0, 16, 0), whole.clone()],
            false,
        ),
        (
            "a begun end",
            vec![control(0, 16, 0), whole.clone(), cut(end(), 4)],
            true,
        ),
        (
            "outside",
            vec![control(0, 16, 4), whole.clone(), end()],
            false,
        ),
        (
            "order",
            vec![control(0, 16, 0), frame(5, &green), end()],
            false,
        ),
        (
            "control",
            vec![broken(control(0, 16, 0)), whole.clone(), end()],
            false,
        ),
        (
            "checksum of pixels",
            vec![control(0, 16, 0), broken(whole), end()],
            true,
        ),
    ] {
        let file = hidden(1, &rest);
        assert_eq!(damage(&file).is_none(), shown, "{what}");
        assert_eq!(pixels(file).is_ok(), shown, "{what}");
    }
}

#[test]
fn webp_is_whole_to_the_end_of_its_container() {
    let still = encoded(ImageFormat::WebP);
    let pixels_of = still[20..].to_vec();
    let chunk = |kind: &[u8; 4], body: &[u8]| {
        let length = (body.len() as u32).to_le_bytes();
        let fill = &[0][..body.len() % 2];
        [&kind[..], &length, body, fill].concat()
    };
    let riff = |chunks: &[Vec<u8>]| {
        let body = chunks.concat();
        let length = (body.len() as u32 + 4).to_le_bytes();
        [b"RIFF", &length[..], b"WEBP", &body].concat()
    };
    assert_eq!(&still[12..16], b"VP8L");
    let length = u32::from_le_bytes(still[16..20].try_into().unwrap()) as usize;
    let image = chunk(b"VP8L", &pixels_of[..length]);
    let head = |flags: u8| chunk(b"VP8X", &[flags, 0, 0, 0, 23, 0, 0, 15, 0, 0]);
    let animation = || chunk(b"ANIM", &[0; 6]);
    let frame = |x: u8, image: &[u8]| {
        let head = [x, 0, 0, 0, 0, 0, 23, 0, 0, 15, 0, 0, 100, 0, 0, 2];
        chunk(b"ANMF", &[&head[..], image].concat())
    };
    let long = [b"EXIF", &400_u32.to_le_bytes()[..], b"abcd"].concat();
    let cut = chunk(b"VP8L", &[b"\x2f", &[0; 40][..]].concat());
    let first = frame(0, &image);
    let with = |second: Vec<u8>| riff(&[head(2), animation(), first.clone(), second]);
    for (what, file, shown) in [
        ("still", riff(std::slice::from_ref(&image)), true),
        (
            "a long tag",
            riff(&[head(8), image.clone(), long.clone()]),
            false,
        ),
        ("a tail", riff(&[image.clone(), b"abc".to_vec()]), false),
        ("two pictures", with(first.clone()), true),
        ("one that breaks later", with(frame(0, &cut)), true),
        ("one outside", with(frame(1, &image)), false),
        ("one without pixels", with(frame(0, &[])), false),
        (
            "one that isn't one",
            with(frame(0, &chunk(b"VP8L", &[0; 40]))),
            false,
        ),
        ("one cut short", with(frame(0, &image[..20])), false),
        ("a tail after", with(b"abc".to_vec()), false),
        ("a long tag after", with(long), false),
    ] {
        assert_eq!(damage(&file).is_none(), shown, "{what}");
        let pixels = pixels(file);
        assert_eq!(pixels.is_ok(), shown, "{what}");
        if let Ok(pixels) = pixels {
            assert_eq!(quarters(&pixels), [RED, GREEN, BLUE, WHITE], "{what}");
        }
    }
}

#[test]
fn an_image_in_a_view_needs_a_type_and_any_will_do() {
    let png = encoded(ImageFormat::Png);
    for none in [
        json!({}),
        json!({ "mimeType": "" }),
        json!({ "mimeType": null }),
    ] {
        let model = model(&png, &none);
        let expected = ("UNSATISFIED_DEPENDENCY", "/images/0", Effect::Lost);
        assert_eq!(told(&model)[0], expected, "{none}");
        assert_eq!(
            (model.textures[0].image, model.textures[0].lost),
            (None, Some(0))
        );
    }
    let model = model(&png, &json!({ "mimeType": "image/jpg" }));
    let expected = ("IMAGE_MIME_TYPE_INVALID", "/images/0", Effect::Drawn);
    assert_eq!(told(&model), [expected]);
    assert_eq!(
        (model.textures[0].image, model.textures[0].lost),
        (Some(0), None)
    );
}

#[test]
fn what_customers_do_not_see_is_told() {
    let jpeg = encoded(ImageFormat::Jpeg);
    let told_of = |bytes: &[u8], mime: &str| {
        let model = model(bytes, &json!({ "mimeType": mime }));
        let [defect] = &model.defects[..] else {
            panic!("{:?}", model.defects)
        };
        assert_eq!(
            model.textures[0].image.is_none(),
            defect.effect == Effect::Lost
        );
        (defect.code, defect.to_string())
    };
    let (code, text) = told_of(&jpeg[..jpeg.len() / 2], "image/jpeg");
    assert_eq!(code, "IMAGE_UNEXPECTED_EOS");
    assert_eq!(
        text,
        "/images/0: the web viewer doesn't show it: it is cut short"
    );
    let mut png = encoded(ImageFormat::Png);
    png[18] ^= 1;
    let (code, text) = told_of(&png, "image/png");
    assert_eq!(code, "IMAGE_DATA_INVALID");
    assert!(
        text.ends_with("the checksum of its IHDR part is wrong"),
        "{text}"
    );
    let (code, _) = told_of(
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        "image/svg+xml",
    );
    assert_eq!(code, "IMAGE_UNRECOGNIZED_FORMAT");
    let ktx2 = include_bytes!("fixtures/uastc.ktx2");
    assert_eq!(
        told_of(ktx2, "image/ktx2").0,
        "TEXTURE_INVALID_IMAGE_MIME_TYPE"
    );
    let (code, _) = told_of(&encoded(ImageFormat::Gif), "image/gif");
    assert_eq!(code, "IMAGE_NON_ENABLED_MIME_TYPE");
}

#[test]
fn nobody_misses_an_image_that_no_material_uses() {
    let mut build = textured();
    let view = build.view(b"no picture at all");
    let image = build.push(
        "images",
        json!({ "bufferView": view, "mimeType": "image/png" }),
    );
    build.push("textures", json!({ "source": image }));
    build.push("textures", json!({}));
    let model = super::read(build.glb()).unwrap();
    assert_eq!(model.effect(), Effect::Drawn, "{:?}", model.defects);
    // Of a texture that nothing wears, the viewer knows nothing.
    assert_eq!(model.defects.len(), 1);
}

#[test]
fn forms_that_gltf_does_not_have_are_written_as_png() {
    for format in [ImageFormat::Gif, ImageFormat::Bmp, ImageFormat::Ico] {
        let before = model(&encoded(format), &json!({ "mimeType": "image/png" }));
        let glb = write_glb(&before.document).unwrap();
        let after = super::read(glb.clone()).unwrap();
        assert_eq!(after.defects, []);
        let image = &after.images[0];
        assert_eq!(image.mime, Mime::Png);
        let quarters = quarters(&decode_shown(image, &Limits::default()).unwrap());
        assert_eq!(quarters, [RED, GREEN, BLUE, WHITE]);
        // Written again, nothing changes.
        assert_eq!(write_glb(&after.document).unwrap(), glb);
        let gltf = write_gltf(&before.document, "chair").unwrap();
        let mut names = gltf.files.keys().filter_map(|path| path.extension());
        assert!(names.all(|name| name == "png" || name == "bin"));
    }
}
