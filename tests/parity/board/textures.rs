//! Where textures are looked up, how, and what kinds of picture files they are.

use image::ImageFormat;
use serde_json::{Value, json};

use super::glb::Glb;
use super::paint::{PNG, bumps, checker, encode, pattern, png};
use super::shape::Shape;
use super::sweep::{plain, stand};

/// glTF's numbers for wraps and filters.
const CLAMP: u32 = 33071;
const MIRROR: u32 = 33648;
const REPEAT: u32 = 10497;
const NEAREST: u32 = 9728;
const LINEAR: u32 = 9729;
const NEAREST_MIP_NEAREST: u32 = 9984;
const LINEAR_MIP_NEAREST: u32 = 9985;
const NEAREST_MIP_LINEAR: u32 = 9986;
const LINEAR_MIP_LINEAR: u32 = 9987;

/// KHR_texture_transform: offset, rotation, scale, all; another UV set.
pub(super) fn transform() -> Glb {
    let mut glb = Glb::new();
    let texture = glb.texture(PNG, &png(&checker()));
    let normal = glb.texture(PNG, &png(&bumps(4.0)));
    let changes = [
        json!({ "offset": [0.25, 0.1] }),
        json!({ "rotation": 0.6 }),
        json!({ "scale": [2.0, 0.5] }),
        json!({ "offset": [0.3, -0.2], "rotation": -1.1, "scale": [1.5, 2.5] }),
        json!({ "texCoord": 1, "scale": [0.5, 0.5] }),
        json!({ "scale": [1.0, -1.0], "offset": [0.0, 1.0] }),
    ];
    let materials = changes.into_iter().enumerate().map(|(index, change)| {
        let used = |texture: usize| {
            json!({ "index": texture, "extensions": { "KHR_texture_transform": change } })
        };
        let mut material = plain([1.0; 3], 0.5);
        material["pbrMetallicRoughness"]["baseColorTexture"] = used(texture);
        if index % 2 == 1 {
            material["normalTexture"] = used(normal);
        }
        material
    });
    let shape = Shape::rounded_cube().with_second_uvs();
    stand(&mut glb, &shape, 3, materials);
    glb
}

/// Each texture of a material on each of the two UV sets.
pub(super) fn uv_sets() -> Glb {
    let mut glb = Glb::new();
    let color = glb.texture(PNG, &png(&checker()));
    let normal = glb.texture(PNG, &png(&bumps(3.0)));
    let sets = [(0, 0), (1, 0), (0, 1), (1, 1)];
    let materials = sets.map(|(first, second)| {
        let mut material = plain([1.0; 3], 0.4);
        material["pbrMetallicRoughness"]["baseColorTexture"] =
            json!({ "index": color, "texCoord": first });
        material["normalTexture"] = json!({ "index": normal, "texCoord": second });
        material["occlusionTexture"] =
            json!({ "index": normal, "texCoord": second, "strength": 0.5 });
        material
    });
    stand(
        &mut glb,
        &Shape::rounded_cube().with_second_uvs(),
        2,
        materials,
    );
    glb
}

/// Every wrap and filter, on squares whose UVs run past the texture and which are seen slantwise.
pub(super) fn samplers() -> Glb {
    let mut glb = Glb::new();
    let image = glb.image(PNG, &png(&checker()));
    let mut wide = Shape::square();
    wide.uvs
        .iter_mut()
        .flatten()
        .for_each(|place| *place = *place * 3.0 - 1.0);
    let kinds = [
        (json!({}), false),
        (json!({ "wrapS": CLAMP, "wrapT": CLAMP }), false),
        (json!({ "wrapS": MIRROR, "wrapT": REPEAT }), false),
        (
            json!({ "wrapS": REPEAT, "wrapT": MIRROR, "magFilter": NEAREST }),
            false,
        ),
        (json!({ "magFilter": NEAREST, "minFilter": NEAREST }), false),
        (json!({ "magFilter": LINEAR, "minFilter": LINEAR }), false),
        (
            json!({ "magFilter": LINEAR, "minFilter": NEAREST_MIP_NEAREST }),
            false,
        ),
        (
            json!({ "magFilter": LINEAR, "minFilter": LINEAR_MIP_NEAREST }),
            false,
        ),
        (
            json!({ "magFilter": LINEAR, "minFilter": NEAREST_MIP_LINEAR }),
            false,
        ),
        (
            json!({ "magFilter": LINEAR, "minFilter": LINEAR_MIP_LINEAR }),
            true,
        ),
    ];
    let materials: Vec<_> = kinds
        .into_iter()
        .map(|(sampler, double)| {
            let sampler = glb.push("samplers", sampler);
            let texture = glb.push("textures", json!({ "source": image, "sampler": sampler }));
            let mut material = plain([1.0; 3], 0.8);
            material["pbrMetallicRoughness"]["baseColorTexture"] = json!({ "index": texture });
            material["doubleSided"] = (!double).into();
            material
        })
        .collect();
    stand(&mut glb, &wide, 5, materials);
    glb
}

/// Files of the AVIF and KTX2 formats, which nothing here writes: those that reading them is tested
/// with.
macro_rules! fixture {
    ($name:literal) => {
        include_bytes!(concat!("../../../src/asset/src/tests/fixtures/", $name))
    };
}

/// AVIF of several depths and subsamplings, KTX2 of both kinds.
pub(super) fn packed_kinds() -> Glb {
    const AVIF: (&str, &str) = ("image/avif", "EXT_texture_avif");
    const KTX2: (&str, &str) = ("image/ktx2", "KHR_texture_basisu");
    let files: [((&str, &str), &[u8]); 6] = [
        (AVIF, fixture!("yuv420.avif")),
        (AVIF, fixture!("yuv444.avif")),
        (AVIF, fixture!("bt709-limited-10bit.avif")),
        (AVIF, fixture!("grey.avif")),
        (KTX2, fixture!("etc1s.ktx2")),
        (KTX2, fixture!("uastc-zstd.ktx2")),
    ];
    let mut glb = Glb::new();
    let materials = files.map(|((kind, extension), file)| {
        let image = glb.image(kind, file);
        let source = json!({ "extensions": { extension: { "source": image } } });
        let texture = glb.push("textures", source);
        let mut material = plain([1.0; 3], 0.5);
        material["pbrMetallicRoughness"]["baseColorTexture"] = json!({ "index": texture });
        material
    });
    stand(&mut glb, &Shape::rounded_cube(), 3, materials);
    glb
}

/// AVIF with alpha, which blends and cuts: browsers stretch it.
pub(super) fn avif_alpha() -> Glb {
    let blend = json!({ "alphaMode": "BLEND" });
    let cut = json!({ "alphaMode": "MASK", "alphaCutoff": 0.45 });
    let files: [(&[u8], Value); 4] = [
        (fixture!("yuv444.avif"), blend.clone()),
        (fixture!("premultiplied.avif"), blend.clone()),
        (fixture!("bt2020-12bit.avif"), blend),
        (fixture!("identity.avif"), cut),
    ];
    let mut glb = Glb::new();
    let materials = files.map(|(file, mode)| {
        let image = glb.image("image/avif", file);
        let source = json!({ "extensions": { "EXT_texture_avif": { "source": image } } });
        let texture = glb.push("textures", source);
        let mut material = plain([1.0; 3], 0.5);
        material["pbrMetallicRoughness"]["baseColorTexture"] = json!({ "index": texture });
        for (word, value) in mode.as_object().into_iter().flatten() {
            material[word.as_str()] = value.clone();
        }
        material
    });
    stand(&mut glb, &Shape::rounded_cube(), 2, materials);
    glb
}

/// KTX2 with one level and sides that end within a block, and a JPEG that says that it lies on its
/// side.
pub(super) fn odd_kinds() -> Glb {
    let mut glb = Glb::new();
    let mut turned = encode(&checker(), ImageFormat::Jpeg);
    // The orientation is a tag of a TIFF header in a segment of its own: 6 is a quarter turn.
    let mut tag = b"\xff\xe1\x00\x22Exif\0\0MM\0\x2a\0\0\0\x08\0\x01".to_vec();
    tag.extend(b"\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0");
    drop(turned.splice(2..2, tag));
    let files: [(&str, Option<&str>, &[u8]); 3] = [
        (
            "image/ktx2",
            Some("KHR_texture_basisu"),
            fixture!("uastc.ktx2"),
        ),
        (
            "image/ktx2",
            Some("KHR_texture_basisu"),
            fixture!("etc1s-opaque.ktx2"),
        ),
        ("image/jpeg", None, &turned),
    ];
    let materials = files.map(|(kind, extension, file)| {
        let image = glb.image(kind, file);
        let source = match extension {
            Some(extension) => json!({ "extensions": { extension: { "source": image } } }),
            None => json!({ "source": image }),
        };
        let texture = glb.push("textures", source);
        let mut material = plain([1.0; 3], 0.5);
        material["pbrMetallicRoughness"]["baseColorTexture"] = json!({ "index": texture });
        material
    });
    stand(&mut glb, &Shape::rounded_cube(), 3, materials);
    glb
}

/// PNG of several depths and channels, JPEG, WebP, odd sizes.
pub(super) fn kinds() -> Glb {
    let mut glb = Glb::new();
    let squares = checker();
    let odd = pattern(97, |u, v| [u, v, (u * 20.0).sin() * 0.5 + 0.5, 1.0]);
    let grey = image::DynamicImage::ImageRgba8(squares.clone()).into_luma8();
    let mut grey_file = std::io::Cursor::new(Vec::new());
    image::DynamicImage::ImageLuma8(grey)
        .write_to(&mut grey_file, ImageFormat::Png)
        .expect("a picture in memory can be written into memory");
    let files = [
        (PNG, png(&squares)),
        (PNG, grey_file.into_inner()),
        (PNG, png(&odd)),
        ("image/jpeg", encode(&squares, ImageFormat::Jpeg)),
        ("image/webp", encode(&squares, ImageFormat::WebP)),
    ];
    let materials: Vec<_> = files
        .iter()
        .map(|(kind, file)| {
            let image = glb.image(kind, file);
            let texture = match *kind {
                "image/webp" => {
                    json!({ "extensions": { "EXT_texture_webp": { "source": image } } })
                }
                _ => json!({ "source": image }),
            };
            let texture = glb.push("textures", texture);
            let mut material = plain([1.0; 3], 0.5);
            material["pbrMetallicRoughness"]["baseColorTexture"] = json!({ "index": texture });
            material
        })
        .collect();
    stand(&mut glb, &Shape::rounded_cube(), 3, materials);
    glb
}
