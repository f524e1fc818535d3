//! The rules of the house, read from the manifests and the tree: who may import whom, and what a
//! crate must never link.

mod texts;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand};

/// A row of the table in `ARCHITECTURE.md`, which people read: a crate, the members of the workspace that
/// it may import, and crates that it must never reach.
struct Row {
    name: String,
    may: BTreeSet<String>,
    never: Vec<String>,
}

/// The table of the house. An arrow never leads back up: a crate may import those above its row alone.
fn house() -> Vec<Row> {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let rows = text.lines().filter(|line| line.starts_with("| [`"));
    let mut house: Vec<Row> = Vec::new();
    for row in rows {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let [crate_, _, may, never] = cells[..] else {
            panic!("four cells a row: {row}");
        };
        let words = |cell: &str| -> Vec<String> {
            let words = cell.split(',').map(str::trim);
            words
                .filter(|word| *word != "–")
                .map(str::to_owned)
                .collect()
        };
        let above: BTreeSet<String> = house.iter().map(|row| row.name.clone()).collect();
        let may: BTreeSet<String> = match may {
            "all above" => above.clone(),
            list => words(list).into_iter().collect(),
        };
        assert!(may.is_subset(&above), "an arrow leads back up: {row}");
        house.push(Row {
            name: crate_.split('`').nth(1).unwrap().to_owned(),
            may,
            never: words(never),
        });
    }
    assert!(house.len() > 8, "the table wasn't read");
    house
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_owned()
}

fn metadata() -> Metadata {
    MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .other_options(["--offline".to_owned(), "--locked".to_owned()])
        .exec()
        .unwrap()
}

/// Every package that `from` builds with, on any system; `features` are cargo's own options.
fn reach(from: &str, features: &[&str]) -> BTreeSet<String> {
    let tree = Command::new(env!("CARGO"))
        .args([
            "tree",
            "--offline",
            "--locked",
            "--target",
            "all",
            "--package",
            from,
        ])
        .args([
            "--edges",
            "normal,build",
            "--prefix",
            "none",
            "--format",
            "{p}",
        ])
        .args(features)
        .current_dir(root())
        .output()
        .unwrap();
    assert!(
        tree.status.success(),
        "{}",
        String::from_utf8_lossy(&tree.stderr)
    );
    let tree = String::from_utf8(tree.stdout).unwrap();
    let names = tree.lines().filter_map(|line| line.split(' ').next());
    let reached: BTreeSet<String> = names
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect();
    assert!(reached.contains(from), "the tree wasn't read:\n{tree}");
    reached
}

#[test]
fn crates_import_only_whom_they_may() {
    let metadata = metadata();
    let members: BTreeSet<String> = metadata
        .workspace_packages()
        .iter()
        .map(|package| package.name.to_string())
        .collect();
    let table: BTreeSet<String> = house().into_iter().map(|row| row.name).collect();
    let outside: BTreeSet<String> = ["samples", "tests"].map(str::to_owned).into();
    assert_eq!(
        members,
        &table | &outside,
        "a crate is missing from the table of the house"
    );

    for Row { name, may, never } in house() {
        let package = metadata
            .workspace_packages()
            .into_iter()
            .find(|p| p.name.as_str() == name)
            .unwrap();
        for dependency in &package.dependencies {
            if dependency.kind == DependencyKind::Normal && members.contains(&dependency.name) {
                assert!(
                    may.contains(dependency.name.as_str()),
                    "{name} imports {}, which the table of the house doesn't allow",
                    dependency.name
                );
            }
        }
        let reached = reach(&name, &[]);
        for forbidden in never {
            assert!(
                !reached.contains(&forbidden),
                "{name} links {forbidden}, which it never may"
            );
        }
    }
}

#[test]
fn the_command_line_builds_without_any_window_library() {
    let reached = reach("plinth", &["--no-default-features"]);
    assert!(reached.contains("wgpu"));
    for library in ["eframe", "egui", "egui-wgpu", "rfd", "winit"] {
        assert!(
            !reached.contains(library),
            "plinth links {library} without the feature `window`"
        );
    }
}

#[test]
fn environment_variables_are_declared_in_one_place() {
    let mut strays = Vec::new();
    for file in rust_files(&root().join("src")) {
        if file.ends_with("base/src/env.rs") {
            continue;
        }
        for (number, line) in fs::read_to_string(&file).unwrap().lines().enumerate() {
            let asks = line.contains("env::var");
            if asks || line.contains("\"PLINTH_") {
                strays.push(format!(
                    "{}:{}: {}",
                    file.display(),
                    number + 1,
                    line.trim()
                ));
            }
        }
    }
    assert!(
        strays.is_empty(),
        "read these through base::env:\n{}",
        strays.join("\n")
    );
}

#[test]
fn every_crate_says_what_it_is_for_and_who_may_import_it() {
    for Row { name, .. } in house() {
        let text = fs::read_to_string(root().join(format!("src/{name}/src/lib.rs"))).unwrap();
        let doc: String = text
            .lines()
            .take_while(|line| line.starts_with("//!"))
            .collect();
        for word in ["import", "Entry point"] {
            assert!(
                doc.contains(word),
                "the crate doc of {name} says nothing of '{word}'"
            );
        }
    }
}

/// Who links a library may be a command line, a window or a server: each words a `base::Remedy` for itself.
#[test]
fn no_library_names_a_command_line() {
    let mut strays = Vec::new();
    // These have users to talk to, and a program's own options are its own to name.
    let faces = ["window", "plinth"];
    let words_of_a_face = [
        // The command line's words, which others show as they are.
        "src/engine/src/advice.rs",
        // The options of another program: Chromium.
        "src/engine/src/page/browser.rs",
        "src/service/src/main.rs",
    ];
    let libraries = house().into_iter().map(|row| row.name);
    let mut read = 0;
    for name in libraries.filter(|name| !faces.contains(&name.as_str())) {
        for file in rust_files(&root().join(format!("src/{name}/src"))) {
            if words_of_a_face.iter().any(|face| file.ends_with(face)) {
                continue;
            }
            let texts = texts::of(&file);
            read += texts.len();
            for text in texts.iter().filter(|text| names_a_command(text)) {
                strays.push(format!("{}: {text:?}", file.display()));
            }
        }
    }
    assert!(read > 5000, "{read} texts: the libraries weren't read");
    assert!(
        strays.is_empty(),
        "make these a Remedy:\n{}",
        strays.join("\n")
    );
}

/// Whether a text names a command of `plinth`, or an option: two hyphens and a word.
fn names_a_command(text: &str) -> bool {
    let option = |at: usize| {
        let alone = text[..at]
            .chars()
            .next_back()
            .is_none_or(|before| !before.is_alphanumeric() && before != '-');
        let word = text[at + 2..].starts_with(|letter: char| letter.is_ascii_lowercase());
        alone && word
    };
    text.contains("`plinth ")
        || text.contains("plinth audit ")
        || text.match_indices("--").any(|(at, _)| option(at))
}

#[test]
fn commands_and_options_are_told_from_dashes() {
    for text in [
        "See `plinth listing list`",
        "give --data",
        "--jobs 2",
        "or (--to)",
    ] {
        assert!(names_a_command(text), "{text}");
    }
    for text in ["a -- b", "<!-- note -->", "---", "a--b", "https://x/--/"] {
        assert!(!names_a_command(text), "{text}");
    }
}

/// What the window knows and how it changes can be told without a screen.
#[test]
fn the_windows_state_knows_nothing_of_pixels() {
    let window = root().join("src/window/src");
    let mut files = rust_files(&window.join("state"));
    for file in rust_files(&window.join("screens")) {
        if file.ends_with("state.rs") || file.ends_with("action.rs") {
            files.push(file);
        }
    }
    files.extend(["action.rs", "effect.rs", "scene.rs"].map(|name| window.join(name)));
    assert!(files.len() > 20, "{files:?}");
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        for never in ["egui", "wgpu", "viewport", "executor"] {
            let names = |line: &str| line.contains(never) && !line.trim_start().starts_with("//");
            let line = text.lines().find(|line| names(line));
            assert_eq!(line, None, "{} names {never}", file.display());
        }
    }
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files
}
