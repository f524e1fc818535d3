//! The table of hostile requests names tests that there are.

use std::path::{Path, PathBuf};

/// The Rust files below `folder`.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn each_line_of_the_hostile_table_is_a_test() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let table = std::fs::read_to_string(root.join("tests/hostile/README.md")).unwrap();
    let mut files = Vec::new();
    sources(&root.join("src"), &mut files);
    let code: String = files
        .iter()
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect();
    let mut named = 0;
    for line in table.lines().filter(|line| line.starts_with("| ")) {
        let last = line
            .trim_end_matches(['|', ' '])
            .rsplit('|')
            .next()
            .unwrap();
        for name in last.split('`').skip(1).step_by(2) {
            named += 1;
            assert!(
                code.contains(&format!("fn {name}(")),
                "there is no test {name}"
            );
        }
    }
    assert!(named > 40, "only {named} tests are named");
}
