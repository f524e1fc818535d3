//! What `plinth optimise` writes, in each of its forms: the Khronos validator finds nothing wrong in
//! it nor in what is inside the compression, and the web viewer shows it as it shows the source.

use std::path::{Path, PathBuf};

use render::compare;
use render::viewer::Attributes;
use serde_json::Value;
use tests::parity::{ORBITS, WebViewer};

use crate::program::User;
use crate::validator::{assert_valid, assert_valid_but_for_images};

/// Forms of geometry and textures, and an extension that tells that they were written.
const FORMS: [(&str, &str, Option<&str>); 5] = [
    ("meshopt", "avif", Some("EXT_texture_avif")),
    ("meshopt", "webp", Some("EXT_meshopt_compression")),
    ("meshopt", "ktx2", Some("KHR_texture_basisu")),
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
    user.run(&words).done();
    out
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
        for name in ["EXT_meshopt_compression", "KHR_draco_mesh_compression"] {
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

#[test]
fn the_web_viewer_shows_outputs_as_it_shows_their_source() {
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
    for (geometry, textures) in [("meshopt", newest), ("draco", "webp"), ("none", "ktx2")] {
        let out = optimised(&user, &source, geometry, textures);
        let likeness = compare(&original, &draw(&out), [255; 3]).unwrap();
        assert!(
            likeness.psnr > 34.0 && likeness.ssim > 0.98,
            "{geometry}, {textures}: {likeness:?}"
        );
    }
}
