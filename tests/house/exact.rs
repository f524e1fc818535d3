//! No pass that calls itself exact changes a picture: each alone over models of the parity board, of
//! every kind of material, mesh and movement, drawn before and after. And no optimisation changes where
//! parts stand in files whose scenes list them otherwise than the format allows.

use std::collections::BTreeSet;
use std::path::Path;

use asset::{Document, Limits, Model};
use base::Job;
use base64::Engine;
use optimise::{Options, Pass, Target};
use render::{Allowed, Gpu, GpuOptions, RenderContext, Visibility, compare};
use serde_json::{Value, json};
use tests::parity::{Bench, Subject, board, board_subjects, sample_subjects};

/// Pixels on each side: a triangle or a texel that goes wrong is some of them.
const SIDE: u32 = 112;
/// Two sides, from above and from below.
const ORBITS: [&str; 2] = ["25deg 65deg 105%", "205deg 110deg 105%"];
/// What an exact pass may change, in dB of PSNR over the foreground: a bit here and there, where an
/// adapter adds up numbers in another order.
const LEAST: f64 = 60.0;

/// What is drawn: of each kind that the viewer treats in a way of its own, one.
const BOARD: [&str; 26] = [
    "metal-rough-texture",
    "normal-tangents",
    "emissive",
    "mask",
    "blend",
    "vertex-colors",
    "double-sided",
    "unlit",
    "texture-transform",
    "uv-sets",
    "packed-picture-kinds",
    "clearcoat-textures",
    "transmission-texture",
    "glass-and-blend",
    "nested-glass",
    "variants",
    "mirrored",
    "instancing",
    "skin",
    "morph",
    "animation",
    "quantized",
    "coplanar",
    "shared-textures",
    "outlines",
    "color-morph",
];

fn read(bytes: Vec<u8>) -> Model {
    asset::read_bytes("model", bytes.into(), &Limits::default()).unwrap()
}

/// Whether a pass is exact and goes anywhere without being driven.
fn exact() -> impl Iterator<Item = Pass> {
    Pass::all().filter(|pass| pass.is_exact())
}

/// Where pictures of one file differ from those of another under the same attributes, a line each.
fn differences(bench: &Bench, before: &Subject, after: &Path, least: f64) -> Vec<String> {
    let changed = Subject {
        model: after.to_owned(),
        ..before.clone()
    };
    let pictures = |subject: &Subject| bench.ours(subject, &ORBITS).unwrap().0;
    let pairs = pictures(before).into_iter().zip(pictures(&changed));
    pairs
        .zip(ORBITS)
        .filter_map(|((before, after), orbit)| {
            let measured = compare(&before, &after, [255; 3]).unwrap();
            let same = measured.foreground > 0 && measured.psnr >= least;
            (!same).then(|| format!("at {orbit}: {:.2} dB", measured.psnr))
        })
        .collect()
}

/// What can be seen of a model, from fewer sides than a product is looked at from: the board's shapes
/// are round.
fn visibility(context: &RenderContext, model: &Model) -> Visibility {
    let allowed = Allowed {
        viewport: 2 * SIDE,
        sides: 24,
        resolution: 192,
        poses: 3,
        ..Allowed::default()
    };
    render::visibility(context, model, &allowed, &Job::quiet()).unwrap()
}

/// Adds floats as an accessor, behind the bytes that are there.
fn add(document: &mut Document, kind: &str, values: &[f32]) -> usize {
    let width = ["SCALAR", "VEC2", "VEC3", "VEC4"]
        .iter()
        .position(|name| *name == kind)
        .unwrap()
        + 1;
    let mut bytes = document.buffers[0].to_vec();
    bytes.resize(bytes.len().next_multiple_of(4), 0);
    let start = bytes.len();
    bytes.extend(values.iter().flat_map(|value| value.to_le_bytes()));
    let root = &mut document.json;
    root["buffers"][0]["byteLength"] = bytes.len().into();
    document.buffers[0] = bytes.into();
    let mut push = |list: &str, entry: Value| {
        let list = root[list].as_array_mut().unwrap();
        list.push(entry);
        list.len() - 1
    };
    let view = json!({ "buffer": 0, "byteOffset": start, "byteLength": values.len() * 4 });
    let view = push("bufferViews", view);
    let bound = |fold: fn(f32, f32) -> f32| -> Vec<f32> {
        let of_axis = |axis: usize| values.iter().skip(axis).step_by(width).copied();
        (0..width)
            .filter_map(|axis| of_axis(axis).reduce(fold))
            .collect()
    };
    let accessor = json!({
        "bufferView": view, "componentType": 5126, "count": values.len() / width, "type": kind,
        "min": bound(f32::min), "max": bound(f32::max),
    });
    push("accessors", accessor)
}

/// What the board has nothing of: parts of one material in one mesh, and of two colours, many of one shape, a curve with
/// keys that it passes through anyway, and pictures of one colour.
fn own() -> Vec<(&'static str, Document)> {
    let of = |name: &str| read(board::find(name).unwrap().glb()).document;
    let mut joined = of("base-color");
    // The cube: what the poles of the spheres come to lies on itself, and is left alone.
    let cube = joined.json["meshes"].as_array().unwrap().len() - 1;
    let part = joined.json["meshes"][cube]["primitives"][0].clone();
    let position = part["attributes"]["POSITION"].as_u64().unwrap() as usize;
    let places = asset::elements(&joined, position, &Limits::default()).unwrap();
    let mut beside = part.clone();
    let moved: Vec<f32> = places
        .values
        .as_chunks::<3>()
        .0
        .iter()
        .flat_map(|[x, y, z]| [x + 1.5, *y, *z])
        .collect();
    beside["attributes"]["POSITION"] = add(&mut joined, "VEC3", &moved).into();
    joined.json["meshes"] = json!([{ "primitives": [part, beside] }]);
    joined.json["nodes"] = json!([{ "mesh": 0 }]);
    joined.json["scenes"] = json!([{ "nodes": [0] }]);

    // The same in two colours, a dark one among them.
    let mut colored = joined.clone();
    let worn = part_material(&colored);
    let mut dark = colored.json["materials"][worn].clone();
    dark["pbrMetallicRoughness"]["baseColorFactor"] = json!([0.002, 0.01, 0.3, 1.0]);
    let materials = colored.json["materials"].as_array_mut().unwrap();
    materials.push(dark);
    let last = materials.len() - 1;
    colored.json["meshes"][0]["primitives"][1]["material"] = last.into();

    let mut many = of("base-color");
    let rows = (0..36).map(|index| {
        let at = [f64::from(index % 6) * 1.2, f64::from(index / 6) * 1.2, 0.0];
        json!({ "mesh": cube, "translation": at })
    });
    // The viewer frames a file without what it draws at once: something else stands in the corners.
    let corners = [[-3.0, -3.0], [9.0, -3.0], [-3.0, 9.0], [9.0, 9.0]];
    let corners = corners.map(|[x, y]| json!({ "mesh": 0, "translation": [x, y, 0.0] }));
    many.json["nodes"] = rows.chain(corners).collect();
    many.json["scenes"] = json!([{ "nodes": (0..40).collect::<Vec<_>>() }]);

    let mut lifted = of("base-color");
    let steps: Vec<f32> = (0..9_u8).map(f32::from).collect();
    let places: Vec<f32> = steps
        .iter()
        .flat_map(|step| [0.0, step * 0.25, 0.0])
        .collect();
    let times = add(&mut lifted, "SCALAR", &steps);
    let places = add(&mut lifted, "VEC3", &places);
    lifted.json["animations"] = json!([{
        "name": "Lift", "samplers": [{ "input": times, "output": places }],
        "channels": [{ "sampler": 0, "target": { "node": 0, "path": "translation" } }],
    }]);

    let mut plain = of("metal-rough-texture");
    let mut png = std::io::Cursor::new(Vec::new());
    image::RgbaImage::from_pixel(16, 16, image::Rgba([90, 140, 60, 255]))
        .write_to(&mut png, image::ImageFormat::Png)
        .unwrap();
    let png = base64::prelude::BASE64_STANDARD.encode(png.into_inner());
    for picture in plain.json["images"].as_array_mut().unwrap() {
        *picture = json!({ "uri": format!("data:image/png;base64,{png}") });
    }
    vec![
        ("parts of one material", joined),
        ("parts of two colours", colored),
        ("many of one shape", many),
        ("a straight lift", lifted),
        ("pictures of one colour", plain),
    ]
}

/// The material of the first part.
fn part_material(document: &Document) -> usize {
    let material = &document.json["meshes"][0]["primitives"][0]["material"];
    material.as_u64().unwrap() as usize
}

/// All that is drawn: files, each with the settings that it is looked at with.
fn drawn(folder: &Path) -> Vec<(String, Vec<Subject>)> {
    let subjects = board_subjects(folder, None).unwrap();
    let of_item = |name: &'static str| {
        let own = |subject: &&Subject| subject.name.split('/').next() == Some(name);
        let own: Vec<Subject> = subjects.iter().filter(own).cloned().collect();
        assert!(!own.is_empty(), "the board has lost {name}");
        (name.to_owned(), own)
    };
    let mut all: Vec<_> = BOARD.into_iter().map(of_item).collect();
    for (name, document) in own() {
        let path = folder.join(format!("{name}.glb"));
        std::fs::write(&path, asset::write_glb(&document).unwrap()).unwrap();
        let attributes = match name {
            "a straight lift" => json!({ "animation-name": "Lift", "animation-time": 3.3 }),
            _ => json!({}),
        };
        let subject = Subject {
            name: name.to_owned(),
            model: path,
            attributes: serde_json::from_value(attributes).unwrap(),
        };
        all.push((name.to_owned(), vec![subject]));
    }
    // A product has pictures of which parts are never shown, or never from near.
    let products = sample_subjects().unwrap().into_iter();
    let lamp = products.filter(|subject| subject.name == "lamp").collect();
    all.push(("lamp".to_owned(), lamp));
    all
}

#[test]
fn no_exact_pass_changes_a_picture() {
    let folder = tempfile::tempdir().unwrap();
    let context = RenderContext::new(&Gpu::headless(&GpuOptions::default()).unwrap()).unwrap();
    let bench = Bench::open(SIDE, false).unwrap();
    let options = Options {
        instances: true,
        ..Options::new(Target::Web)
    };
    let (mut wrong, mut ran) = (Vec::new(), BTreeSet::new());
    for (name, subjects) in drawn(folder.path()) {
        let model = read(std::fs::read(&subjects[0].model).unwrap());
        let seen = visibility(&context, &model);
        for pass in exact() {
            let changed = optimise::alone(&model, pass, &options, &seen, &Job::quiet()).unwrap();
            let Some(document) = changed else { continue };
            ran.insert(pass);
            let path = folder.path().join(format!("{name}-{}.glb", pass.name()));
            std::fs::write(&path, asset::write_glb(&document).unwrap()).unwrap();
            // It halves textures and stores lossy ones anew: exact but for their rounding.
            let least = if pass == Pass::Seen { 45.0 } else { LEAST };
            for subject in &subjects {
                let lines = differences(&bench, subject, &path, least);
                let told = |line| format!("{}, {}: {line}", subject.name, pass.name());
                wrong.extend(lines.into_iter().map(told));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // A pass that found nothing to do was not tried.
    let idle: Vec<&str> = exact()
        .filter(|pass| !ran.contains(pass))
        .map(Pass::name)
        .collect();
    assert_eq!(idle, [""; 0], "nothing is drawn for these passes");
}

/// The board's spheres under nodes that scenes and parents list as the format forbids.
fn tangled() -> Vec<(&'static str, Value, Value)> {
    let part = |mesh: usize, x: f64| json!({ "mesh": mesh, "translation": [x, 0, 0] });
    let group = |children: &[usize], y: f64| json!({ "children": children, "translation": [0, y, 0], "scale": [1, 0.5, 1] });
    vec![
        (
            "a child instead of its root",
            json!([group(&[1], 3.0), part(0, 0.0)]),
            json!([1]),
        ),
        (
            "a child and its root",
            json!([group(&[1, 2], 2.5), part(0, 0.0), part(1, 2.0)]),
            json!([1, 0]),
        ),
        (
            "a root twice",
            json!([part(0, 0.0), part(1, 2.0)]),
            json!([0, 1, 0]),
        ),
        (
            "a child of two",
            json!([
                group(&[2], 2.0),
                group(&[2, 3], -2.0),
                part(0, 0.0),
                part(1, 1.0)
            ]),
            json!([0, 1]),
        ),
        (
            "a branch that is listed again",
            json!([
                group(&[1], 2.0),
                group(&[2, 3], 1.0),
                part(0, 0.0),
                part(1, 2.5)
            ]),
            json!([1, 0, 3]),
        ),
    ]
}

#[test]
fn a_file_whose_scene_lists_parts_oddly_looks_the_same_once_optimised() {
    let folder = tempfile::tempdir().unwrap();
    let bench = Bench::open(SIDE, false).unwrap();
    let subjects = board_subjects(folder.path(), Some("base-color")).unwrap();
    let plain = read(std::fs::read(&subjects[0].model).unwrap());
    let meshes = plain.meshes.len();
    assert!(meshes > 1, "the board's item has lost its parts");
    for (name, nodes, listed) in tangled() {
        let mut document = plain.document.clone();
        document.json["nodes"] = nodes;
        document.json["scenes"] = json!([{ "nodes": listed }]);
        let path = folder.path().join("tangled.glb");
        std::fs::write(&path, asset::write_glb(&document).unwrap()).unwrap();
        let model = read(std::fs::read(&path).unwrap());
        assert!(
            model.effect().is_shown() && !model.defects.is_empty(),
            "{name}"
        );
        let subject = Subject {
            model: path,
            ..subjects[0].clone()
        };
        // The passes that go by what is seen are another matter, and so is the rounding of vertices.
        let options = Options {
            only: Some(exact().chain([Pass::Prune, Pass::Reorder]).collect()),
            instances: true,
            ..Options::new(Target::Web)
        };
        let output = optimise::optimise(&model, &options, &Job::quiet()).unwrap();
        let small = folder.path().join("small.glb");
        std::fs::write(&small, &output.bytes).unwrap();
        let lines = differences(&bench, &subject, &small, 50.0);
        assert_eq!(lines, [""; 0], "{name}: {:?}", output.report);
        // Mended by itself it looks the same and is in order.
        let mended = audit::fix(&model, audit::FixId::UntangleNodes).unwrap();
        std::fs::write(&small, asset::write_glb(&mended).unwrap()).unwrap();
        let lines = differences(&bench, &subject, &small, LEAST);
        assert_eq!(lines, [""; 0], "{name}");
        super::validator::assert_valid(&[small]);
    }
}
