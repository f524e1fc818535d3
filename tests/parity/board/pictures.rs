//! Picture files as browsers take them: turned or not, of forms that glTF doesn't have, and those of
//! which nothing is shown.

use image::codecs::{png::PngEncoder, webp::WebPEncoder};
use image::{ExtendedColorType, ImageEncoder, ImageFormat};
use serde_json::{Value, json};

use super::glb::Glb;
use super::paint::{PNG, Pattern, checker, encode, png};
use super::shape::Shape;
use super::sweep::{plain, stand};

const JPEG: &str = "image/jpeg";
pub(super) const WEBP: &str = "image/webp";
pub(super) const AVIF: &str = "image/avif";

/// A material with the texture `texture`.
pub(super) fn wearing(glb: &mut Glb, texture: Value) -> Value {
    let texture = glb.push("textures", texture);
    let mut material = plain([1.0; 3], 0.5);
    material["pbrMetallicRoughness"]["baseColorTexture"] = json!({ "index": texture });
    material
}

/// How a texture names an image of a kind.
pub(super) fn source(kind: &str, image: usize) -> Value {
    let extension = match kind {
        WEBP => "EXT_texture_webp",
        AVIF => "EXT_texture_avif",
        _ => return json!({ "source": image }),
    };
    json!({ "extensions": { extension: { "source": image } } })
}

/// A picture with EXIF that tells an orientation.
fn oriented(mut encoder: impl ImageEncoder, pattern: &Pattern, orientation: u8) {
    let mut exif = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
    let written = encoder
        .set_exif_metadata(exif)
        .map_err(drop)
        .and_then(|()| {
            let [width, height] = [pattern.width(), pattern.height()];
            let rgba = ExtendedColorType::Rgba8;
            encoder
                .write_image(pattern, width, height, rgba)
                .map_err(drop)
        });
    written.expect("a picture in memory can be written into memory");
}

/// AVIF, properties of which that don't matter for so small a picture tell a turn instead.
fn turned_avif(irot: u8, imir: Option<u8>) -> Vec<u8> {
    let mut file = include_bytes!("../../../src/asset/src/tests/fixtures/yuv444.avif").to_vec();
    let find = |file: &[u8], name: &[u8; 4]| file.windows(4).position(|word| word == name);
    // The list of the picture's properties follows version, count, number and count again.
    let list = find(&file, b"ipma").unwrap_or_default() + 15;
    let mut put = |place: usize, old: &[u8; 4], new: &[u8; 4], value| {
        if let Some(at) = find(&file, old) {
            file[at..at + 4].copy_from_slice(new);
            // A box that tells a turn is one byte long, and has to be understood.
            file[at + 4] = value;
            file[list + place] |= 0x80;
        }
    };
    put(1, b"pixi", b"irot", irot);
    if let Some(axis) = imir {
        put(3, b"colr", b"imir", axis);
    }
    file
}

/// Orientations: PNG and AVIF are turned, WebP isn't; AVIF is cut from its corner as well, and isn't
/// shown where its turn isn't marked as essential.
pub(super) fn turned() -> Glb {
    let mut glb = Glb::new();
    let [mut png, mut webp] = [Vec::new(), Vec::new()];
    oriented(PngEncoder::new(&mut png), &checker(), 6);
    oriented(WebPEncoder::new_lossless(&mut webp), &checker(), 6);
    let mut unmarked = turned_avif(1, None);
    if let Some(at) = unmarked.windows(4).position(|word| word == b"ipma") {
        unmarked[at + 16] &= 0x7f;
    }
    let files = [
        (PNG, png),
        (WEBP, webp),
        (AVIF, turned_avif(1, None)),
        (AVIF, turned_avif(3, Some(1))),
        (
            AVIF,
            include_bytes!("../../../src/asset/src/tests/fixtures/cropped.avif").to_vec(),
        ),
        (AVIF, unmarked),
    ];
    let materials: Vec<_> = files
        .iter()
        .map(|(kind, file)| {
            let image = glb.image(kind, file);
            wearing(&mut glb, source(kind, image))
        })
        .collect();
    stand(&mut glb, &Shape::rounded_cube(), 3, materials);
    glb
}

/// GIF, BMP and ICO, and a PNG and a JPEG that are said to be something else.
pub(super) fn foreign() -> Glb {
    let mut glb = Glb::new();
    let icon = image::imageops::thumbnail(&checker(), 64, 64);
    let files = [
        ("image/gif", encode(&checker(), ImageFormat::Gif)),
        ("image/bmp", encode(&checker(), ImageFormat::Bmp)),
        ("image/x-icon", encode(&icon, ImageFormat::Ico)),
        ("image/jpeg", png(&checker())),
        ("image/jpg", encode(&checker(), ImageFormat::Jpeg)),
        ("text/plain", png(&checker())),
    ];
    let materials: Vec<_> = files
        .iter()
        .map(|(kind, file)| {
            let image = glb.image(kind, file);
            wearing(&mut glb, json!({ "source": image }))
        })
        .collect();
    stand(&mut glb, &Shape::rounded_cube(), 3, materials);
    glb
}

/// Pictures that are cut short, have no type, or are named in a way that isn't theirs: their materials
/// are drawn without them.
pub(super) fn lost() -> Glb {
    let mut glb = Glb::new();
    let half = |file: Vec<u8>| file[..file.len() / 2].to_vec();
    let ktx2 = include_bytes!("../../../src/asset/src/tests/fixtures/uastc.ktx2");
    let files = [
        (JPEG, half(encode(&checker(), ImageFormat::Jpeg))),
        (PNG, half(png(&checker()))),
        (WEBP, half(encode(&checker(), ImageFormat::WebP))),
        ("", png(&checker())),
        ("image/ktx2", ktx2.to_vec()),
    ];
    let mut materials: Vec<_> = files
        .iter()
        .map(|(kind, file)| {
            let image = glb.image(kind, file);
            wearing(&mut glb, source(kind, image))
        })
        .collect();
    // What is chosen is broken: it isn't made up for by what is offered beside it.
    let whole = glb.image(PNG, &png(&checker()));
    let broken = glb.image(WEBP, b"no picture");
    let mut offered = source(WEBP, broken);
    offered["source"] = whole.into();
    materials.push(wearing(&mut glb, offered));
    stand(&mut glb, &Shape::rounded_cube(), 3, materials);
    glb
}
