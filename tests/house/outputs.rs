//! What `plinth optimise` writes, in each of its forms: the Khronos validator finds nothing wrong in
//! it nor in what is inside the compression, and the web viewer shows it as it shows the source.

use std::path::{Path, PathBuf};

use audit::{Check, Profile};
use optimise::Target;
use render::compare;
use serde_json::Value;
use tests::parity::{ORBITS, WebViewer};
use viewer::Attributes;

use crate::program::User;
use crate::validator::{assert_valid, assert_valid_but_for_images};

/// Forms of geometry and textures, and an extension that tells that they were written.
const FORMS: [(&str, &str, Option<&str>); 6] = [
    ("meshopt", "avif", Some("EXT_texture_avif")),
    ("meshopt", "webp", Some("EXT_meshopt_compression")),
    ("meshopt", "ktx2", Some("KHR_texture_basisu")),
    ("khr-meshopt", "webp", Some("KHR_meshopt_compression")),
    ("draco", "webp", Some("KHR_draco_mesh_compression")),
    ("none", "plain", None),
];

/// Whether this build writes AVIF; it is a feature of its own.
fn writes_avif(user: &User) -> bool {
    let lamp = tests::sample("lamp").display().to_string();
    let words = [
        "optimise", &lamp, "-o", "avif.glb", "--effort", "fast", "--only", "dedup",
    ];
    let ran = user.run(&[&words[..], &["--textures", "avif"]].concat());
    assert!(
        ran.code == 0 || ran.stderr.contains("writes no AVIF"),
        "{}",
        ran.stderr
    );
    ran.code == 0
}

/// The extensions of a GLB file.
fn extensions(path: &Path) -> Vec<String> {
    let model = asset::read(path, &asset::Limits::default(), &base::Job::quiet()).unwrap();
    let json: &Value = &model.document.json;
    let names = json["extensionsUsed"].as_array();
    let names = names.into_iter().flatten().filter_map(Value::as_str);
    names.map(str::to_owned).collect()
}

/// The lamp in one form, without a search.
fn optimised(user: &User, source: &Path, geometry: &str, textures: &str) -> PathBuf {
    let out = user.folder().join(format!("{geometry}-{textures}.glb"));
    let words = [
        "optimise",
        source.to_str().unwrap(),
        "-o",
        out.to_str().unwrap(),
        "--effort",
        "fast",
        "--geometry",
        geometry,
        "--textures",
        textures,
    ];
    // Asked for no more than this, quick work keeps ETC1S as well, which is to be seen.
    let easy: &[&str] = match textures {
        "ktx2" => &["--min-psnr", "20"],
        _ => &[],
    };
    user.run(&[&words[..], easy].concat()).done();
    out
}

/// The optimiser can't ask the profiles, which lie above it.
#[test]
fn draw_calls_are_counted_against_what_the_profiles_ask_for() {
    for (target, profile) in [(Target::Web, "web"), (Target::Mobile, "mobile-ar")] {
        let rules = Profile::find(profile).unwrap().rules;
        let rule = rules.iter().find(|rule| rule.check == Check::DrawCalls);
        let most = target.most_draw_calls().map(|most| most as f64);
        assert_eq!(rule.and_then(|rule| rule.max), most, "{profile}");
    }
}

#[test]
fn outputs_are_valid_packed_and_unpacked() {
    let user = User::new();
    let (mut files, mut strange) = (Vec::new(), Vec::new());
    let avif = writes_avif(&user);
    for (geometry, textures, extension) in FORMS {
        if textures == "avif" && !avif {
            continue;
        }
        let out = optimised(&user, &tests::sample("turntable"), geometry, textures);
        let used = extensions(&out);
        assert!(
            extension.is_none_or(|name| used.iter().any(|used| used == name)),
            "{geometry}, {textures}: {used:?}"
        );
        let plain = user
            .folder()
            .join(format!("{geometry}-{textures}-plain.glb"));
        let (from, to) = (out.to_str().unwrap(), plain.to_str().unwrap());
        user.run(&["convert", from, "-o", to, "--unpack"]).done();
        for name in [
            "EXT_meshopt_compression",
            "KHR_meshopt_compression",
            "KHR_draco_mesh_compression",
        ] {
            assert!(!extensions(&plain).iter().any(|used| used == name));
        }
        match textures {
            "avif" | "ktx2" => strange.extend([out, plain]),
            _ => files.extend([out, plain]),
        }
    }
    assert_valid(&files);
    assert_valid_but_for_images(&strange);
}

/// The models of colour of a file's KTX2 textures (Khronos Data Format Specification 1.3, 5.6).
fn basis_models(path: &Path) -> Vec<u8> {
    let model = asset::read(path, &asset::Limits::default(), &base::Job::quiet()).unwrap();
    let images = model.images.iter();
    let files = images.filter(|image| image.mime == asset::model::Mime::Ktx2);
    let start = |file: &[u8]| u32::from_le_bytes(*file[48..].first_chunk().unwrap()) as usize;
    files
        .map(|image| image.data[start(&image.data) + 12])
        .collect()
}

#[test]
fn the_web_viewer_shows_outputs_as_it_shows_their_source() {
    const ETC1S: u8 = 163;
    const UASTC: u8 = 166;
    let user = User::new();
    let source = tests::sample("lamp");
    let mut viewer = WebViewer::new(None);
    let attributes = Attributes {
        camera_orbit: ORBITS[1].parse().unwrap(),
        ..Attributes::default()
    };
    let mut draw = |path: &Path| viewer.picture(path, &attributes, [512; 2]).unwrap();
    let original = draw(&source);
    let newest = if writes_avif(&user) { "avif" } else { "webp" };
    for (geometry, textures) in [
        ("meshopt", newest),
        ("khr-meshopt", "webp"),
        ("draco", "webp"),
        ("none", "ktx2"),
    ] {
        let out = optimised(&user, &source, geometry, textures);
        if textures == "ktx2" {
            let models = basis_models(&out);
            assert!(
                [ETC1S, UASTC].iter().all(|kind| models.contains(kind)),
                "{models:?}"
            );
        }
        let likeness = compare(&original, &draw(&out), [255; 3]).unwrap();
        assert!(
            likeness.psnr > 34.0 && likeness.ssim > 0.98,
            "{geometry}, {textures}: {likeness:?}"
        );
    }
}

/// The lamp with twelve small copies of a part of it inside, as nodes without names.
fn studded(folder: &Path) -> PathBuf {
    let job = base::Job::quiet();
    let model = asset::read(&tests::sample("lamp"), &asset::Limits::default(), &job).unwrap();
    let bounds = asset::scene::bounds(&model).unwrap();
    let (middle, size) = (bounds.center(), bounds.size());
    let mut document = model.document.clone();
    let nodes = document.json["nodes"].as_array_mut().unwrap();
    let mesh = nodes.iter().find_map(|node| node.get("mesh")).unwrap();
    let mesh = mesh.clone();
    let first = nodes.len();
    for stud in 0..12 {
        let turn = f64::from(stud) * std::f64::consts::TAU / 12.0;
        let away = glam::DVec3::new(turn.cos(), 0.5 * (3.0 * turn).sin(), turn.sin());
        let place = middle + away * size * 0.25;
        nodes.push(serde_json::json!({
            "mesh": mesh, "translation": place.to_array(), "scale": [0.1, 0.1, 0.1],
            "rotation": [0.0, (turn / 2.0).sin(), 0.0, (turn / 2.0).cos()],
        }));
    }
    let studs: Vec<usize> = (first..first + 12).collect();
    let count = nodes.len();
    nodes.push(serde_json::json!({"name": "studs", "children": studs}));
    let roots = document.json["scenes"][0]["nodes"].as_array_mut().unwrap();
    roots.push(count.into());
    let path = folder.join("studded.glb");
    std::fs::write(&path, asset::write_glb(&document).unwrap()).unwrap();
    path
}

#[test]
fn what_is_drawn_by_instances_looks_the_same_and_is_so_only_where_asked_for() {
    const INSTANCING: &str = "EXT_mesh_gpu_instancing";
    let user = User::new();
    let source = studded(user.folder());
    let from = source.to_str().unwrap();
    let instanced = |name: &str, words: &[&str]| {
        let out = user.folder().join(name);
        let first = ["optimise", from, "-o", out.to_str().unwrap()];
        let quick = ["--effort", "fast", "--textures", "webp"];
        let all = [&first[..], &quick, words].concat();
        user.run(&all).done();
        let has = extensions(&out).iter().any(|used| used == INSTANCING);
        (out, has)
    };
    let (_, usual) = instanced("usual.glb", &[]);
    assert!(!usual);
    let (packed, asked) = instanced("asked.glb", &["--instances"]);
    assert!(asked);
    let (alone, named) = instanced("alone.glb", &["--only", "instance", "--geometry", "none"]);
    assert!(named);
    assert_valid(&[packed, alone.clone()]);

    let mut viewer = WebViewer::new(None);
    let attributes = Attributes {
        camera_orbit: ORBITS[1].parse().unwrap(),
        ..Attributes::default()
    };
    let mut draw = |path: &Path| viewer.picture(path, &attributes, [512; 2]).unwrap();
    let likeness = compare(&draw(&source), &draw(&alone), [255; 3]).unwrap();
    assert!(
        likeness.psnr > 50.0 && likeness.ssim > 0.999,
        "{likeness:?}"
    );
}
