//! Damaged and hostile bytes: each is read within limits or refused; nothing panics.
//!
//! The damage is the same in every run. The fuzz target beside the crate looks further.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::build::Build;
use super::invariants::{check, decoded_bytes};
use super::seeds;
use crate::{Error, Facts, Limits, image, read_bytes, write_glb};

/// Far more than the seeds need, far less than a computer has.
const LIMITS: Limits = Limits {
    file_bytes: 1 << 20,
    json_bytes: 1 << 20,
    json_depth: 64,
    json_values: 20_000,
    decoded_bytes: 64 << 10,
    nodes: 1000,
    image_pixels: 64 * 64,
    image_side: 64,
    pictures_bytes: 1 << 24,
    decoding_bytes: 1 << 24,
};

/// Reads `bytes`, does with the result all that the tool would do, and says whether it was read.
fn survive(bytes: Vec<u8>) -> bool {
    survived(bytes).is_some()
}

/// The same, with what was read.
fn survived(bytes: Vec<u8>) -> Option<crate::Model> {
    let model = read_bytes("damaged", bytes.into(), &LIMITS).ok()?;
    check(&model);
    assert!(decoded_bytes(&model) <= 64 << 10);
    let facts = Facts::of(&model);
    assert_eq!(facts.nodes, model.nodes.len());
    for picture in &model.images {
        if let Ok(pixels) = image::decode(picture, &LIMITS) {
            assert_eq!(
                pixels.rgba.len() as u64,
                4 * u64::from(pixels.width * pixels.height)
            );
            assert!(pixels.width <= 64 && pixels.height <= 64);
        }
    }
    let written = write_glb(&model.document).unwrap();
    let again = read_bytes("written", written.into(), &LIMITS).unwrap();
    assert_eq!(again.nodes.len(), model.nodes.len());
    assert_eq!(again.meshes.len(), model.meshes.len());
    Some(model)
}

/// Marsaglia's xorshift: the same numbers in every run.
pub(super) struct Random(pub(super) u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    pub(super) fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }
}

#[test]
fn the_seeds_are_sound() {
    for (name, bytes) in seeds::all() {
        let model = read_bytes(name, bytes.clone().into(), &LIMITS).unwrap();
        assert_eq!(model.warnings(), Vec::<String>::new(), "{name}");
        assert!(survive(bytes), "{name}");
    }
}

#[test]
fn files_cut_anywhere_are_refused_or_named() {
    for (name, bytes) in seeds::all() {
        for end in 0..bytes.len() {
            let model = survived(bytes[..end].to_vec());
            // The web viewer draws what needs none of the bytes that are gone.
            let named = |model: crate::Model| {
                let codes: Vec<_> = model.defects.iter().map(|defect| defect.code).collect();
                codes.contains(&"GLB_CHUNK_TOO_BIG")
            };
            assert!(model.is_none_or(named), "{name} was read when cut at {end}");
        }
    }
}

#[test]
fn files_that_were_cut_and_say_so_are_survived() {
    for (name, bytes) in seeds::all()
        .into_iter()
        .filter(|(name, _)| name.ends_with(".glb"))
    {
        let json = 20 + u32::from_le_bytes(bytes[12..16].try_into().unwrap()) as usize;
        for end in json + 8..bytes.len() {
            let mut cut = bytes[..end].to_vec();
            cut[8..12].copy_from_slice(&(end as u32).to_le_bytes());
            let bin = (end - json - 8) as u32;
            cut[json..json + 4].copy_from_slice(&bin.to_le_bytes());
            // Up to three bytes at the end are padding; a picture may miss some of its bytes.
            let whole = |model: crate::Model| model.defects.is_empty();
            assert!(
                !survived(cut).is_some_and(whole) || end + 3 >= bytes.len(),
                "{name} cut at {end}"
            );
        }
    }
}

#[test]
fn flipped_bits_are_survived() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut read = 0;
    for (_, bytes) in seeds::all() {
        for _ in 0..3000 {
            let mut bytes = bytes.clone();
            for _ in 0..=random.below(3) {
                let at = random.below(bytes.len());
                bytes[at] ^= 1 << random.below(8);
            }
            read += usize::from(survive(bytes));
        }
    }
    // Otherwise the damage would be too coarse to get anywhere.
    assert!(read > 1000, "only {read} damaged files were read");
}

#[test]
fn hostile_words_are_survived() {
    let words = [
        0,
        1,
        0x7fff_ffff,
        0x8000_0000,
        u32::MAX,
        u32::MAX - 3,
        0x0001_0000,
        0x7f80_0000,
    ];
    for (_, bytes) in seeds::all() {
        for at in (0..bytes.len() - 4).step_by(4) {
            for word in words {
                let mut bytes = bytes.clone();
                bytes[at..at + 4].copy_from_slice(&u32::to_le_bytes(word));
                survive(bytes);
            }
        }
    }
}

/// Every place in a value, as a JSON pointer.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Array(list) => {
            for (index, value) in list.iter().enumerate() {
                places(value, &format!("{at}/{index}"), found);
            }
        }
        Value::Object(members) => {
            for (key, value) in members {
                places(value, &format!("{at}/{key}"), found);
            }
        }
        _ => {}
    }
}

#[test]
fn hostile_values_anywhere_in_the_json_are_survived() {
    let values = [
        Value::Null,
        json!(true),
        json!(-1),
        json!(0),
        json!(1),
        json!(0.5),
        json!(1e300),
        json!(u32::MAX),
        json!(u64::MAX),
        json!(""),
        json!("x"),
        json!([]),
        json!([[]]),
        json!({}),
        json!([0, 0, 0, 0]),
        json!("data:,"),
    ];
    let builds = [
        seeds::textured(),
        seeds::moving(),
        super::compression::meshopt_square(),
        super::compression::draco_square(),
    ];
    for build in builds {
        let mut found = Vec::new();
        places(&build.json, "", &mut found);
        for place in found.iter().filter(|place| !place.is_empty()) {
            for value in &values {
                let mut build = build.clone();
                *build.json.pointer_mut(place).unwrap() = value.clone();
                if build.json["buffers"].is_null() || build.json["buffers"].is_array() {
                    survive(build.glb());
                }
            }
        }
    }
}

#[test]
fn numbers_swapped_for_other_numbers_of_the_file_are_survived() {
    let mut random = Random(0x1234_5678_9abc_def1);
    for build in [
        seeds::textured(),
        seeds::moving(),
        super::compression::meshopt_square(),
    ] {
        let mut found = Vec::new();
        places(&build.json, "", &mut found);
        found.retain(|place| build.json.pointer(place).is_some_and(Value::is_number));
        for _ in 0..3000 {
            let mut build = build.clone();
            let from = build
                .json
                .pointer(&found[random.below(found.len())])
                .unwrap()
                .clone();
            *build
                .json
                .pointer_mut(&found[random.below(found.len())])
                .unwrap() = from;
            survive(build.glb());
        }
    }
}

#[test]
fn deep_trees_of_nodes_are_read_and_deep_json_is_not() {
    let depth = 10_000;
    let mut build = Build::square();
    build.json["nodes"] = (0..depth)
        .map(|node| match node + 1 {
            child if child < depth => json!({ "children": [child], "translation": [1, 0, 0] }),
            _ => json!({ "mesh": 0, "translation": [1, 0, 0] }),
        })
        .collect();
    build.json["scenes"] = json!([{ "nodes": [0] }]);
    let model = super::read(build.glb()).unwrap();
    let bounds = crate::scene::bounds(&model).unwrap();
    assert_eq!((bounds.min.x, bounds.max.x), (9999.0, 10001.0));

    let limits = Limits {
        nodes: depth - 1,
        ..Limits::default()
    };
    let refusal = read_bytes("deep", build.glb().into(), &limits)
        .unwrap_err()
        .to_string();
    assert_eq!(
        refusal,
        "/nodes: the number of nodes is 10000, more than the limit of 9999"
    );

    for open in ["[", "{\"a\":"] {
        let text = format!("{{\"extras\":{}", open.repeat(depth));
        let refusal = super::read(text.into_bytes()).unwrap_err().to_string();
        assert_eq!(
            refusal,
            "the JSON: its depth is 10001, more than the limit of 512"
        );
    }
}

#[test]
fn extras_as_deep_as_is_allowed_take_no_more_stack_than_a_thread_has() {
    let depth = Limits::default().json_depth - 1;
    let mut text = String::from_utf8(Build::square().gltf()).unwrap();
    text.truncate(text.len() - 1);
    text += &format!(
        ",\"extras\":{}{}}}",
        "{\"a\":[".repeat(depth / 2),
        "]}".repeat(depth / 2)
    );
    let small = std::thread::Builder::new().stack_size(2 << 20);
    let thread = small.spawn(move || {
        let model = super::read(text.into_bytes()).unwrap();
        let copy = model.document.clone();
        assert_eq!(copy.json, model.document.json);
        let written = write_glb(&copy).unwrap();
        assert!(super::read(written).is_ok());
    });
    thread.unwrap().join().unwrap();
}

#[test]
fn cycles_of_any_length_are_refused() {
    for length in [1, 2, 3, 1000] {
        let mut build = Build::square();
        for node in 0..length {
            build.push("nodes", json!({ "children": [1 + (node + 1) % length] }));
        }
        // Nobody sees it where no scene lists it.
        assert!(super::read(build.glb()).is_ok());
        build.json["scenes"][0]["nodes"] = json!([0, 1]);
        let refusal = super::read(build.glb()).unwrap_err().to_string();
        assert!(
            refusal.starts_with("/nodes/1: is its own ancestor"),
            "{refusal}"
        );
    }
}

#[test]
fn json_bombs_are_refused_by_number_of_values() {
    let mut text = b"{\"extras\":[".to_vec();
    text.extend(b"0,".repeat(30_000));
    text.extend(b"0]}");
    let refusal = read_bytes("bomb", text.into(), &LIMITS).unwrap_err();
    assert!(
        matches!(
            refusal,
            Error::Limit {
                what: "its number of values",
                ..
            }
        ),
        "{refusal}"
    );
}

#[test]
fn warnings_are_counted_not_collected() {
    let mut build = Build::square();
    build.json["extensionsUsed"] = (0..5000).map(|i| json!(format!("ACME_{i}"))).collect();
    let model = super::read(build.glb()).unwrap();
    assert_eq!(model.warnings().len(), 101);
    assert_eq!(model.warnings()[100], "and 4900 more of this kind");
    assert_eq!(model.warnings().iter().collect::<BTreeSet<_>>().len(), 101);
}

#[test]
fn sizes_that_headers_make_up_are_added_up() {
    let mut build = Build::square();
    let mut ktx2 = b"\xabKTX 20\xbb\r\n\x1a\n\0\0\0\0\0\0\0\0".to_vec();
    ktx2.extend([0xff; 8]);
    let view = build.view(&ktx2);
    for _ in 0..2 {
        build.push("images", json!({ "bufferView": view }));
    }
    let facts = Facts::of(&super::read(build.glb()).unwrap());
    assert_eq!(facts.texture_gpu_bytes, u64::MAX);
}
