//! What commands give when all is well.

use std::fs;

use crate::program::User;

/// The commands that the help of `path` names.
fn commands(user: &User, path: &[&str]) -> Vec<String> {
    let help = user.run(&[path, ["-h"].as_slice()].concat()).done().stdout;
    let list = help.split("Commands:\n").nth(1).unwrap_or_default();
    list.lines()
        .take_while(|line| line.starts_with("  "))
        .filter_map(|line| line.split_whitespace().next())
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_command_explains_itself_with_an_example() {
    let user = User::new();
    let names = commands(&user, &[]);
    for name in [
        "demo", "inspect", "render", "publish", "listing", "platform",
    ] {
        assert!(names.iter().any(|there| there == name), "{name}: {names:?}");
    }
    let mut open: Vec<Vec<String>> = names.into_iter().map(|name| vec![name]).collect();
    open.push(Vec::new());
    while let Some(path) = open.pop() {
        let words: Vec<&str> = path.iter().map(String::as_str).collect();
        let ran = user.run(&[&words, ["--help"].as_slice()].concat()).done();
        let example = format!("plinth {}", path.join(" "));
        let examples = ran.stdout.split("Example").nth(1).unwrap_or_default();
        assert!(
            examples.contains(example.trim()),
            "{path:?}: {}",
            ran.stdout
        );
        assert!(ran.stdout.contains("--json"), "{path:?}");
        assert!(
            !ran.stdout.contains('\u{1b}'),
            "{path:?} has colours in a pipe"
        );
        if path.len() == 1 {
            let below = commands(&user, &words);
            open.extend(below.into_iter().map(|name| vec![path[0].clone(), name]));
        }
    }
}

#[test]
fn inspect_counts_what_is_in_a_model() {
    let user = User::new();
    let chair = tests::sample("armchair").display().to_string();
    let facts = user.run(&["inspect", &chair, "--json"]).done().json();
    assert_eq!(facts["name"], "armchair.glb");
    assert_eq!(facts["variants"].as_array().unwrap().len(), 3);
    assert!(facts["triangles"].as_u64().unwrap() > 1000);
    let bytes = fs::metadata(tests::sample("armchair")).unwrap().len();
    assert_eq!(facts["bytes"]["total"], bytes);
    let text = user.run(&["inspect", &chair]).done().stdout;
    for word in [
        "armchair.glb",
        "Triangles",
        "draw calls",
        "Textures",
        "Variants",
    ] {
        assert!(text.contains(word), "{word}: {text}");
    }
    assert!(!text.contains('\u{1b}'), "colours in a pipe: {text}");
}

#[test]
fn render_writes_pictures_of_the_size_asked_for() {
    let user = User::new();
    let lamp = tests::sample("lamp").display().to_string();
    let words = ["render", &lamp, "-o", "lamp.png", "--size", "96x64"];
    user.run(&words).done();
    let picture = render::Picture::open(&user.folder().join("lamp.png")).unwrap();
    assert_eq!((picture.width, picture.height), (96, 64));
    assert_eq!(picture.pixel(0, 0), [255; 4], "the background is white");
    assert_ne!(picture.pixel(48, 32), [255; 4], "the lamp is in the middle");
    let words = [
        &words[..],
        &["--turntable", "2", "--background", "transparent", "--json"],
    ];
    let report = user.run(&words.concat()).done().json();
    assert_eq!(
        report["pictures"],
        serde_json::json!(["lamp-1.png", "lamp-2.png"])
    );
    let picture = render::Picture::open(&user.folder().join("lamp-2.png")).unwrap();
    assert_eq!(picture.pixel(0, 0), [0; 4], "the background is nothing");
}

#[test]
fn compare_finds_a_model_equal_to_itself_and_unlike_another() {
    let user = User::new();
    let lamp = tests::sample("lamp").display().to_string();
    let chair = tests::sample("armchair").display().to_string();
    let same = [
        "compare", &lamp, &lamp, "--size", "64", "--views", "2", "--json",
    ];
    let report = user.run(&same).done().json();
    assert_eq!(report["views"].as_array().unwrap().len(), 2);
    assert!(report["worst"]["psnr"].is_null(), "{report}");
    assert_eq!(report["worst"]["ssim"], 1.0);
    let other = [
        "compare",
        &lamp,
        &chair,
        "--size",
        "64",
        "--min-psnr",
        "35",
        "-o",
        "map.png",
        "--json",
    ];
    let ran = user.run(&other);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert!(ran.stderr.contains("less than 35"), "{}", ran.stderr);
    let report = ran.json();
    assert_eq!(report["passes"], false);
    assert_eq!(report["views"].as_array().unwrap().len(), 4 + 24 + 6);
    assert!(report["worst"]["psnr"].as_f64().unwrap() < 35.0);
    let map = render::Picture::open(&user.folder().join("map.png")).unwrap();
    assert_eq!((map.width, map.height), (3 * 64, 64));
}

#[test]
fn convert_packs_a_model_into_one_file() {
    let user = User::new();
    let lamp = tests::sample("lamp").display().to_string();
    let words = ["convert", &lamp, "-o", "lamp.glb", "--json"];
    let report = user.run(&words).done().json();
    let bytes = fs::metadata(user.folder().join("lamp.glb")).unwrap().len();
    assert_eq!(report["bytes"], bytes);
    let facts = |file: &str| user.run(&["inspect", file, "--json"]).done().json();
    assert_eq!(facts("lamp.glb")["triangles"], facts(&lamp)["triangles"]);
}

#[test]
fn convert_unpacks_a_model_into_files_beside() {
    let user = User::new();
    let lamp = tests::sample("lamp").display().to_string();
    let words = ["convert", &lamp, "-o", "unpacked.gltf", "--json"];
    let report = user.run(&words).done().json();
    let files = report["files"].as_array().unwrap();
    assert!(files.iter().any(|file| file == "unpacked.bin"), "{report}");
    for file in files {
        assert!(user.folder().join(file.as_str().unwrap()).is_file());
    }
    let facts = |file: &str| user.run(&["inspect", file, "--json"]).done().json();
    let (before, after) = (facts(&lamp), facts("unpacked.gltf"));
    assert_eq!(after["triangles"], before["triangles"]);
    assert_eq!(
        files.len(),
        1 + before["textures"].as_array().unwrap().len()
    );
}

#[test]
fn quiet_commands_say_nothing_on_the_way() {
    let user = User::new();
    let lamp = tests::sample("lamp").display().to_string();
    let ran = user.run(&["convert", &lamp, "-o", "lamp.glb", "-q"]).done();
    assert_eq!(ran.stderr, "");
    let ran = user.run(&["convert", &lamp, "-o", "lamp.glb", "-v"]).done();
    assert!(ran.stderr.contains("Reading lamp.glb"), "{}", ran.stderr);
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_the_work_with_its_own_code() {
    let user = User::new();
    let lamp = tests::sample("lamp").display().to_string();
    let started = user.start(&[
        "render",
        &lamp,
        "-o",
        "turn.png",
        "--size",
        "64",
        "--turntable",
        "1440",
    ]);
    // The first picture shows that the work has begun.
    let first = user.folder().join("turn-0001.png");
    for _ in 0..6000 {
        if first.exists() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    let ran = started.interrupt();
    assert_eq!(ran.code, 130, "{}", ran.stderr);
    assert!(ran.stderr.contains("Stopped"), "{}", ran.stderr);
}
