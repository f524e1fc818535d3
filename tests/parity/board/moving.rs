//! Pictures that are made of several: animations and tiles.

use super::glb::Glb;
use super::paint::{Pattern, checker, encode, png, rings};
use super::pictures::{AVIF, WEBP, source, wearing};
use super::shape::Shape;
use super::sweep::stand;

/// What is in a chunk of a PNG file.
fn png_chunk<'f>(file: &'f [u8], kind: &[u8; 4]) -> &'f [u8] {
    let at = file.windows(4).position(|word| word == kind).unwrap_or(4);
    let length = file[at - 4..at]
        .iter()
        .fold(0, |all, byte| all << 8 | usize::from(*byte));
    &file[at + 4..at + 4 + length]
}

/// A PNG file whose still picture isn't part of its animation, which begins with `first` at a place.
fn hidden_still(still: &Pattern, first: &Pattern, at: u32) -> Vec<u8> {
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut put = |kind: &[u8; 4], body: &[u8]| {
        let whole = [&kind[..], body].concat();
        file.extend((body.len() as u32).to_be_bytes());
        file.extend(&whole);
        let mut sum = flate2::Crc::new();
        sum.update(&whole);
        file.extend(sum.sum().to_be_bytes());
    };
    let [still, moving] = [still, first].map(png);
    put(b"IHDR", png_chunk(&still, b"IHDR"));
    put(b"acTL", &[0, 0, 0, 1, 0, 0, 0, 0]);
    put(b"IDAT", png_chunk(&still, b"IDAT"));
    let numbers = [0, first.width(), first.height(), at, at].map(u32::to_be_bytes);
    put(
        b"fcTL",
        &[&numbers.concat()[..], &[0, 1, 0, 2, 0, 0]].concat(),
    );
    put(
        b"fdAT",
        &[&[0, 0, 0, 1], png_chunk(&moving, b"IDAT")].concat(),
    );
    put(b"IEND", &[]);
    file
}

/// A WebP file of two pictures, with something at its end.
fn animated_webp(pictures: [&Pattern; 2], rest: &[u8]) -> Vec<u8> {
    let chunk = |kind: &[u8; 4], body: &[u8]| {
        let length = (body.len() as u32).to_le_bytes();
        [&kind[..], &length, body, &[0][..body.len() % 2]].concat()
    };
    let [width, height] = [pictures[0].width() - 1, pictures[0].height() - 1].map(u32::to_le_bytes);
    let sides = [&width[..3], &height[..3]].concat();
    let mut body = b"WEBP".to_vec();
    body.extend(chunk(b"VP8X", &[&[2, 0, 0, 0][..], &sides].concat()));
    body.extend(chunk(b"ANIM", &[0; 6]));
    for picture in pictures {
        let still = encode(picture, image::ImageFormat::WebP);
        let head = [&[0; 6][..], &sides, &[100, 0, 0, 2]].concat();
        body.extend(chunk(b"ANMF", &[&head[..], &still[12..]].concat()));
    }
    body.extend(rest);
    chunk(b"RIFF", &body)
}

/// The first picture of an animation, even where another stands beside it; AVIF of tiles; and an animation
/// that is damaged after its first picture, of which nothing is shown.
pub(super) fn pictures() -> Glb {
    let mut glb = Glb::new();
    let (hook, other) = (checker(), rings());
    let small = image::imageops::thumbnail(&hook, 64, 64);
    let files = [
        ("image/png", hidden_still(&other, &hook, 0)),
        ("image/png", hidden_still(&other, &small, 32)),
        (WEBP, animated_webp([&hook, &other], &[])),
        (WEBP, animated_webp([&hook, &other], b"tail")),
        (
            AVIF,
            include_bytes!("../../../src/asset/src/tests/fixtures/grid.avif").to_vec(),
        ),
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
