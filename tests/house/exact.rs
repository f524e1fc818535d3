//! No pass that calls itself exact changes a picture: each alone over models of the parity board, of
//! every kind of material, mesh and movement, drawn before and after. And no optimisation changes where
//! parts stand in files whose scenes list them otherwise than the format allows.

use std::collections::BTreeSet;
use std::path::Path;

use asset::{Limits, Model};
use base::Job;
use optimise::{Options, Pass, Target};
use render::{Allowed, Gpu, GpuOptions, Sight, Stage, compare};
use serde_json::{Value, json};
use tests::parity::{Bench, Subject, board_subjects};

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
    Pass::ALL.into_iter().filter(|pass| pass.is_exact())
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
fn sight(stage: &Stage, model: &Model) -> Sight {
    let allowed = Allowed {
        sides: 24,
        resolution: 192,
        poses: 3,
        ..Allowed::default()
    };
    render::sight(stage, model, &allowed, &Job::quiet()).unwrap()
}

#[test]
fn no_exact_pass_changes_a_picture() {
    let folder = tempfile::tempdir().unwrap();
    let stage = Stage::new(&Gpu::headless(&GpuOptions::default()).unwrap()).unwrap();
    let bench = Bench::open(SIDE, false).unwrap();
    let options = Options {
        instances: true,
        ..Options::new(Target::Web)
    };
    let (mut wrong, mut ran) = (Vec::new(), BTreeSet::new());
    let subjects = board_subjects(folder.path(), None).unwrap();
    for name in BOARD {
        let of_item = |subject: &&Subject| subject.name.split('/').next() == Some(name);
        let subjects: Vec<&Subject> = subjects.iter().filter(of_item).collect();
        let first = subjects.first().expect("the board has lost an item");
        let model = read(std::fs::read(&first.model).unwrap());
        let seen = sight(&stage, &model);
        for pass in exact() {
            let changed = optimise::alone(&model, pass, &options, &seen, &Job::quiet()).unwrap();
            let Some(document) = changed else { continue };
            ran.insert(pass);
            let path = folder.path().join(format!("{name}-{}.glb", pass.name()));
            std::fs::write(&path, asset::write_glb(&document).unwrap()).unwrap();
            for subject in &subjects {
                let lines = differences(&bench, subject, &path, LEAST);
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
    assert_eq!(idle, [""; 0], "the board has nothing for these passes");
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
