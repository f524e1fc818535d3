//! AVIF and KTX2: the pixels that browsers see, and damaged files.

use bytes::Bytes;
use serde_json::json;

use super::robustness::Random;
use crate::image::{Pixels, decode, decode_levels, probe};
use crate::model::{Image, Mime};
use crate::{Error, Limits};

/// A fixture, and the PNG of what it has to decode to.
macro_rules! fixture {
    ($file:literal, $png:literal) => {
        (
            $file,
            include_bytes!(concat!("fixtures/", $file)).as_slice(),
            include_bytes!(concat!("fixtures/", $png)).as_slice(),
        )
    };
}

type Fixture = (&'static str, &'static [u8], &'static [u8]);

const AVIF: [Fixture; 8] = [
    fixture!("yuv420.avif", "yuv420.png"),
    fixture!("yuv444.avif", "yuv444.png"),
    fixture!("yuv422-limited.avif", "yuv422-limited.png"),
    fixture!("grey.avif", "grey.png"),
    fixture!("bt709-limited-10bit.avif", "bt709-limited-10bit.png"),
    fixture!("bt2020-12bit.avif", "bt2020-12bit.png"),
    fixture!("identity.avif", "identity.png"),
    fixture!("premultiplied.avif", "premultiplied.png"),
];

const KTX2: [Fixture; 4] = [
    fixture!("etc1s.ktx2", "etc1s.png"),
    fixture!("etc1s-opaque.ktx2", "etc1s-opaque.png"),
    fixture!("uastc.ktx2", "uastc.png"),
    fixture!("uastc-zstd.ktx2", "uastc-zstd.png"),
];

const SOURCE: &[u8] = include_bytes!("fixtures/source.png");

/// Enough for the fixtures and no more, so that damage can't take long.
const LIMITS: Limits = Limits {
    file_bytes: 1 << 20,
    json_bytes: 1 << 20,
    json_depth: 64,
    json_values: 20_000,
    decoded_bytes: 1 << 20,
    nodes: 100,
    image_pixels: 64 * 64,
    image_side: 64,
    pictures_bytes: 1 << 24,
    decoding_bytes: 1 << 24,
};

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

fn pixels(data: &'static [u8]) -> Pixels {
    decode(&picture(data), &LIMITS).unwrap()
}

/// The largest difference of any channel.
fn distance(a: &Pixels, b: &Pixels) -> u8 {
    assert_eq!((a.width, a.height), (b.width, b.height));
    let pairs = a.rgba.iter().zip(&b.rgba);
    pairs.map(|(a, b)| a.abs_diff(*b)).max().unwrap()
}

#[test]
fn avif_gives_the_pixels_that_browsers_see() {
    for (name, file, expected) in AVIF {
        let image = picture(file);
        assert_eq!(
            (image.mime, image.width, image.height),
            (Mime::Avif, 19, 13)
        );
        let distance = distance(&pixels(file), &pixels(expected));
        let most = match name {
            // Browsers compute chroma in fewer bits where samples are deep.
            "bt709-limited-10bit.avif" => 8,
            "bt2020-12bit.avif" => 3,
            // Dividing by alpha makes more of what was rounded.
            "premultiplied.avif" => 4,
            _ => 2,
        };
        assert!(distance <= most, "{name}: {distance}");
    }
    let lossless = AVIF[6].1;
    assert_eq!(pixels(lossless), pixels(SOURCE));
}

#[test]
fn alpha_of_avif_is_shown_as_chromium_stretches_it() {
    let shown: [(&'static [u8], &'static [u8]); 3] = [
        (AVIF[1].1, include_bytes!("fixtures/yuv444-shown.png")),
        (AVIF[5].1, include_bytes!("fixtures/bt2020-12bit-shown.png")),
        (
            AVIF[7].1,
            include_bytes!("fixtures/premultiplied-shown.png"),
        ),
    ];
    for (file, expected) in shown {
        let levels = decode_levels(&picture(file), &LIMITS).unwrap();
        let [level] = &levels[..] else {
            panic!("{} levels", levels.len());
        };
        let expected = pixels(expected);
        assert!(distance(level, &expected) <= 4);
        // The file means another alpha, so the stretching shows.
        assert!(distance(&pixels(file), &expected) > 15);
    }
}

#[test]
fn ktx2_gives_the_pixels_that_the_viewer_sees() {
    for (name, file, expected) in KTX2 {
        let image = picture(file);
        assert_eq!(
            (image.mime, image.width, image.height),
            (Mime::Ktx2, 19, 13)
        );
        assert_eq!(pixels(file), pixels(expected), "{name}");
    }
}

#[test]
fn ktx2_gives_the_mip_levels_of_the_file() {
    let seconds: [(&'static [u8], &'static [u8]); 2] = [
        (KTX2[0].1, include_bytes!("fixtures/etc1s-level1.png")),
        (KTX2[3].1, include_bytes!("fixtures/uastc-zstd-level1.png")),
    ];
    for (file, second) in seconds {
        let levels = decode_levels(&picture(file), &LIMITS).unwrap();
        let sizes: Vec<_> = levels
            .iter()
            .map(|level| (level.width, level.height))
            .collect();
        assert_eq!(sizes, [(19, 13), (9, 6), (4, 3), (2, 1), (1, 1)]);
        assert_eq!(levels[0], pixels(file));
        assert_eq!(levels[1], pixels(second));
    }
    for single in [AVIF[2].1, SOURCE] {
        let levels = decode_levels(&picture(single), &LIMITS).unwrap();
        assert_eq!(levels, [pixels(single)]);
    }
}

#[test]
fn ktx2_with_one_level_reaches_to_the_end_of_its_blocks() {
    let single = KTX2[2].1;
    let levels = decode_levels(&picture(single), &LIMITS).unwrap();
    let [whole] = &levels[..] else {
        panic!("{} levels", levels.len())
    };
    assert_eq!((whole.width, whole.height), (20, 16));
    let cropped = pixels(single);
    assert_eq!((cropped.width, cropped.height), (19, 13));
    let rows = whole.rgba.chunks(20 * 4).zip(cropped.rgba.chunks(19 * 4));
    for (whole, cropped) in rows {
        assert_eq!(&whole[..19 * 4], cropped);
    }
}

#[test]
fn sizes_are_checked_before_decoding() {
    let limits = Limits {
        image_side: 18,
        ..LIMITS
    };
    for (name, file, _) in AVIF.into_iter().chain(KTX2) {
        let refusal = decode(&picture(file), &limits).unwrap_err();
        let expected = matches!(refusal, Error::Limit { value: 19, .. });
        assert!(expected, "{name}: {refusal}");
    }
    // A stream that is larger than the boxes tell.
    let mut small = AVIF[1].1.to_vec();
    for at in 0..small.len() - 12 {
        if &small[at..at + 4] == b"ispe" {
            small[at + 11] = 8;
        }
    }
    let refusal = decode(&picture(small), &LIMITS).unwrap_err().to_string();
    assert!(refusal.contains("AV1 stream"), "{refusal}");
}

#[test]
fn what_is_not_read_is_named() {
    let mut grid = AVIF[0].1.to_vec();
    let at = grid.windows(4).position(|word| word == b"av01").unwrap();
    grid[at..at + 4].copy_from_slice(b"grid");
    let mut cube = KTX2[2].1.to_vec();
    cube[36] = 6;
    let mut plain = KTX2[2].1.to_vec();
    plain[12] = 37;
    let mut levels = KTX2[2].1.to_vec();
    levels[40] = 200;
    let cases = [
        (
            grid,
            "the AVIF data can't be decoded: its tiles don't make the picture",
        ),
        (
            cube,
            "Plinth doesn't read KTX2 images that are lines, cubes",
        ),
        (
            plain,
            "Plinth doesn't read KTX2 images that are neither ETC1S",
        ),
        (levels, "the KTX2 data can't be decoded: it can't have 200"),
    ];
    for (bytes, expected) in cases {
        let refusal = decode(&picture(bytes), &LIMITS).unwrap_err().to_string();
        let expected = format!("image 'cloth': {expected}");
        assert!(refusal.starts_with(&expected), "{refusal}");
    }
}

#[test]
fn files_cut_anywhere_are_refused_or_whole() {
    for (name, file, _) in AVIF.into_iter().chain(KTX2) {
        for end in 0..file.len() {
            let cut = decode(&picture(&file[..end]), &LIMITS);
            assert!(cut.is_err(), "{name} was read when cut at {end}");
        }
    }
}

#[test]
fn damage_is_survived() {
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    let mut read = 0;
    let mut try_it = |bytes: Vec<u8>| {
        let image = picture(bytes);
        for pixels in decode_levels(&image, &LIMITS).into_iter().flatten() {
            let size = pixels.width as usize * pixels.height as usize;
            assert!(pixels.width <= 64 && pixels.height <= 64);
            assert_eq!(pixels.rgba.len(), 4 * size);
            read += 1;
        }
    };
    for (_, file, _) in AVIF.into_iter().chain(KTX2) {
        for at in 0..file.len() {
            for damage in [0x01, 0x80, 0xff] {
                let mut bytes = file.to_vec();
                bytes[at] ^= damage;
                try_it(bytes);
            }
        }
        for _ in 0..500 {
            let mut bytes = file.to_vec();
            for _ in 0..=random.below(8) {
                let at = random.below(bytes.len());
                bytes[at] = random.below(256) as u8;
            }
            try_it(bytes);
        }
    }
    assert!(read > 1000, "only {read} damaged pictures were read");
}

#[test]
fn textures_take_the_form_that_the_viewer_takes() {
    let mut build = super::seeds::textured();
    let png = build.view(SOURCE);
    let avif = build.view(AVIF[0].1);
    let ktx2 = build.view(KTX2[0].1);
    let broken = build.view(b"no picture");
    let mut image =
        |view, mime| build.push("images", json!({ "bufferView": view, "mimeType": mime }));
    let png = image(png, "image/png");
    let avif = image(avif, "image/avif");
    let ktx2 = image(ktx2, "image/ktx2");
    let broken = image(broken, "image/ktx2");
    let texture = |basisu, avif| {
        json!({ "source": png, "extensions": {
            "EXT_texture_avif": { "source": avif }, "KHR_texture_basisu": { "source": basisu },
        } })
    };
    let first = build.push("textures", texture(ktx2, avif));
    // What it chooses is broken: it doesn't fall back to another.
    build.push("textures", texture(broken, avif));
    build.push("textures", texture(png, avif));
    build.push(
        "textures",
        json!({ "source": png, "extensions": { "EXT_texture_avif": { "source": avif } } }),
    );
    build.push("textures", json!({ "source": ktx2 }));
    for name in ["EXT_texture_avif", "KHR_texture_basisu"] {
        build.push("extensionsUsed", name.into());
    }
    let model = super::read(build.glb()).unwrap();
    let chosen: Vec<_> = model.textures[first..]
        .iter()
        .map(|texture| (texture.image, texture.lost))
        .collect();
    assert_eq!(
        chosen,
        [
            (Some(ktx2), None),
            (None, Some(broken)),
            (None, Some(png)),
            (Some(avif), None),
            (None, Some(ktx2)),
        ]
    );
    let warnings = model.warnings();
    let expected = [
        format!(
            "/textures/{}: names an image by KHR_texture_basisu",
            first + 2
        ),
        format!("/textures/{}: names a KTX2 image without", first + 4),
        format!("/images/{broken}: isn't a PNG, JPEG, WebP, AVIF or KTX2 image"),
    ];
    for (warning, expected) in warnings.iter().zip(&expected) {
        assert!(warning.starts_with(expected.as_str()), "{warning}");
    }
    assert_eq!(warnings.len(), expected.len());
}
