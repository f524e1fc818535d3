//! What is said when a command can't do its work.

use std::fs;
use std::net::TcpListener;

use crate::program::User;

/// Every command that reads a model, with `FILE` where the model goes.
const READERS: &[&[&str]] = &[
    &["inspect", "FILE"],
    &["audit", "FILE"],
    &["render", "FILE", "-o", "out.png"],
    &["compare", "FILE", "FILE"],
    &["optimise", "FILE", "-o", "out.glb"],
    &["convert", "FILE", "-o", "out.glb"],
    &[
        "publish",
        "FILE",
        "--sku",
        "A-1",
        "--title",
        "A",
        "--price",
        "1",
        "--currency",
        "EUR",
    ],
];

/// Every command that asks the platform.
const CALLERS: &[&[&str]] = &[
    &["listing", "list"],
    &["listing", "show", "A-1"],
    &["listing", "open", "A-1"],
    &["listing", "history", "A-1"],
    &["listing", "rollback", "A-1"],
    &["listing", "unpublish", "A-1"],
    &["whoami"],
];

fn with_file<'a>(words: &[&'a str], file: &'a str) -> Vec<&'a str> {
    words
        .iter()
        .map(|word| if *word == "FILE" { file } else { word })
        .collect()
}

/// The address of a port on which nothing listens.
fn nowhere() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

#[test]
fn a_missing_file_is_named() {
    let user = User::new();
    for words in READERS {
        let mut words = with_file(words, "missing.glb");
        user.run(&words).refused(3, "missing.glb");
        words.push("--json");
        let ran = user.run(&words).refused(3, "missing.glb");
        assert_eq!(ran.json()["error"]["kind"], "input", "{words:?}");
    }
    user.run(&["missing.glb"]).refused(3, "missing.glb");
}

#[test]
fn a_broken_file_is_named_and_leaves_nothing_behind() {
    let user = User::new();
    let whole = fs::read(tests::sample("lamp")).unwrap();
    fs::write(user.folder().join("cut.glb"), &whole[..1000]).unwrap();
    fs::write(user.folder().join("text.glb"), "not a model").unwrap();
    for words in READERS {
        user.run(&with_file(words, "cut.glb")).refused(3, "cut.glb");
        user.run(&with_file(words, "text.glb"))
            .refused(3, "text.glb");
    }
    for output in ["out.png", "out.glb"] {
        assert!(!user.folder().join(output).exists(), "{output}");
    }
}

#[test]
fn a_service_out_of_reach_is_named() {
    let user = User::new();
    let nowhere = nowhere();
    let place = nowhere.as_str();
    for words in CALLERS {
        let words = [*words, &["--to", place, "--json"]].concat();
        let ran = user
            .run_with("PLINTH_TOKEN", "token", &words)
            .refused(4, place);
        assert_eq!(ran.json()["error"]["kind"], "service", "{words:?}");
        // Without a token too, the first thing to know is that nothing answers.
        user.run(&words).refused(4, place);
    }
    let lamp = tests::sample("lamp").display().to_string();
    let publish = READERS.last().unwrap();
    let publish = [&with_file(publish, &lamp), ["--to", place].as_slice()].concat();
    user.run(&publish).refused(4, place);
    let login = [
        "login",
        "--account",
        "a@b.example",
        "--to",
        place,
        "--password-stdin",
    ];
    user.run_given("secret", &login).refused(4, place);
}

#[test]
fn a_password_is_not_sent_where_others_can_read_it() {
    let user = User::new();
    // An address for documentation: nothing is ever there.
    let place = "http://192.0.2.1:8081";
    let login = [
        "login",
        "--account",
        "a@b.example",
        "--to",
        place,
        "--password-stdin",
    ];
    let ran = user
        .run_given("secret", &login)
        .refused(2, "without encryption");
    assert!(ran.stderr.contains("--insecure"), "{}", ran.stderr);
    user.run_with("PLINTH_TOKEN", "token", &["listing", "list", "--to", place])
        .refused(2, "without encryption");
}

#[test]
fn without_a_platform_it_is_said_how_to_start_one() {
    let user = User::new();
    for words in CALLERS {
        let ran = user.run(words).refused(4, "No platform is running");
        assert!(ran.stderr.contains("plinth platform"), "{}", ran.stderr);
    }
}

#[test]
fn wrong_usage_is_explained() {
    let user = User::new();
    let cases: &[(&[&str], &str)] = &[
        (&["frobnicate"], "frobnicate"),
        (&["inspect"], "<MODEL>"),
        (&["inspect", "a.glb", "--colour"], "--colour"),
        (&["publish", "a.glb"], "--sku"),
        (&["listing"], "command is missing"),
        (&["render", "a.glb", "-o", "a.jpg"], "a.jpg"),
        (&["render", "a.glb", "-o", "a.png", "--size", "0x1"], "0x1"),
        (
            &["render", "a.glb", "-o", "a.png", "--camera-orbit", "30"],
            "--camera-orbit",
        ),
        (&["convert", "a.glb", "-o", "a.fbx"], "a.fbx"),
        (&["listing", "list", "--to", "shop.example"], "shop.example"),
        (
            &[
                "publish",
                "a.glb",
                "--sku",
                "A 1",
                "--title",
                "A",
                "--price",
                "1",
                "--currency",
                "EUR",
            ],
            "A 1",
        ),
        (
            &[
                "publish",
                "a.glb",
                "--sku",
                "A-1",
                "--title",
                "A",
                "--price",
                "1,50",
                "--currency",
                "EUR",
            ],
            "1,50",
        ),
    ];
    for (words, word) in cases {
        user.run(words).refused(2, word);
        let ran = user.run(&[words, ["--json"].as_slice()].concat());
        assert_eq!(ran.refused(2, word).json()["error"]["kind"], "usage");
    }
}

#[test]
fn the_window_needs_a_display() {
    let user = User::new();
    let lamp = tests::sample("lamp").display().to_string();
    user.run(&[]).refused(4, "display");
    user.run(&[&lamp]).refused(4, "display");
}

#[test]
fn where_nothing_can_be_written_is_said_before_the_work() {
    let user = User::new();
    let lamp = tests::sample("lamp").display().to_string();
    fs::create_dir(user.folder().join("folder.glb")).unwrap();
    fs::create_dir(user.folder().join("folder.png")).unwrap();
    let cases: &[(&[&str], &str)] = &[
        (&["optimise", &lamp, "-o", "no/lamp.glb"], "no"),
        (&["optimise", &lamp, "-o", "folder.glb"], "folder.glb"),
        (&["optimise", &lamp, "-o", "-"], "-"),
        (
            &["optimise", &lamp, "-o", "a.glb", "--report", "no/a.html"],
            "no",
        ),
        (&["convert", &lamp, "-o", "no/lamp.gltf"], "no"),
        (&["convert", &lamp, "-o", "folder.glb"], "folder.glb"),
        (&["render", &lamp, "-o", "no/lamp.png"], "no"),
        (&["render", &lamp, "-o", "folder.png"], "folder.png"),
        (&["audit", &lamp, "--fix", "-o", "lamp.txt"], "lamp.txt"),
        (&["audit", &lamp, "--fix", "-o", "no/lamp.glb"], "no"),
        (&["compare", &lamp, &lamp, "-o", "lamp.glb"], "lamp.glb"),
        (&["compare", &lamp, &lamp, "-o", "no/lamp.png"], "no"),
        (&["compare", &lamp, &lamp, "--report", "no/lamp.html"], "no"),
    ];
    for (words, word) in cases {
        let ran = user.run(words).refused(2, word);
        assert!(ran.stderr.contains("hint:"), "{words:?}: {}", ran.stderr);
    }
    let left: Vec<_> = fs::read_dir(user.folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .filter(|name| name != "folder.glb" && name != "folder.png" && name != "data")
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_picture_never_takes_the_place_of_the_model_that_it_is_of() {
    let user = User::new();
    let model = user.folder().join("lamp.glb");
    fs::copy(tests::sample("lamp"), &model).unwrap();
    let before = fs::read(&model).unwrap();
    for words in [
        ["compare", "lamp.glb", "lamp.glb", "-o", "lamp.glb"].as_slice(),
        &["render", "lamp.glb", "-o", "lamp.glb"],
    ] {
        user.run(words).refused(2, "lamp.glb");
        assert!(fs::read(&model).unwrap() == before, "{words:?}");
    }
}

#[test]
fn a_file_whose_name_begins_like_an_option_can_be_named() {
    let user = User::new();
    fs::copy(tests::sample("lamp"), user.folder().join("-lamp.glb")).unwrap();
    user.run(&["inspect", "--", "-lamp.glb"]).done();
    user.run(&["inspect", "./-lamp.glb"]).done();
    let ran = user.run(&["inspect", "-lamp.glb"]).refused(2, "-l");
    assert!(ran.stderr.contains("./-lamp.glb"), "{}", ran.stderr);
}

#[test]
fn the_window_prints_no_document() {
    let user = User::new();
    let lamp = tests::sample("lamp").display().to_string();
    for words in [&["--json"][..], &["--json", &lamp]] {
        let ran = user.run(words).refused(2, "--json needs a command");
        assert_eq!(ran.json()["error"]["kind"], "usage");
    }
}

#[cfg(unix)]
#[test]
fn an_output_that_nobody_reads_and_a_name_that_is_no_text_are_no_faults() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    use std::process::Stdio;

    let user = User::new();
    let name = OsStr::from_bytes(b"lamp\xff.glb");
    fs::copy(tests::sample("lamp"), user.folder().join(name)).unwrap();
    for json in [false, true] {
        let mut command = user.command(&["inspect"]);
        command.arg(name).stdout(Stdio::piped());
        if json {
            command.arg("--json");
        }
        let mut child = command.spawn().unwrap();
        drop(child.stdout.take());
        assert_eq!(child.wait().unwrap().code(), Some(0));
        let mut command = user.command(&["inspect", "--json"]);
        let output = command.arg(name).output().unwrap();
        assert!(output.status.success());
        serde_json::from_slice::<serde_json::Value>(&output.stdout).unwrap();
    }
}
