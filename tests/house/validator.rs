//! The Khronos validator over everything that Plinth writes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use asset::Limits;
use serde_json::Value;

/// Judges `files` with the validator's own program; fails with its messages.
pub(crate) fn assert_valid(files: &[PathBuf]) {
    for line in judge(files) {
        assert_eq!(line["errors"], 0, "{line:#}");
        assert_eq!(line["warnings"], 0, "{line:#}");
    }
}

/// The same for files with images of forms that the validator doesn't know: it warns of each, which
/// is all that it may say.
pub(crate) fn assert_valid_but_for_images(files: &[PathBuf]) {
    for line in judge(files) {
        assert_eq!(line["errors"], 0, "{line:#}");
        let messages = line["messages"].as_array().unwrap();
        let unknown = |message: &str| {
            message.starts_with("IMAGE_UNRECOGNIZED_FORMAT")
                || message.starts_with("VALUE_NOT_IN_LIST /images/")
        };
        let mut others = messages.iter().filter_map(Value::as_str);
        assert!(others.all(unknown), "{line:#}");
    }
}

/// The validator's answers.
fn judge(files: &[PathBuf]) -> Vec<Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("web");
    let judged = Command::new("node")
        .arg(folder.join("validate.mjs"))
        .args(files)
        .output()
        .expect("node judges glTF files; packaging/test.sh installs it");
    let answers = String::from_utf8(judged.stdout).unwrap();
    let lines: Vec<Value> = answers
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let said = String::from_utf8_lossy(&judged.stderr);
    assert_eq!(
        lines.len(),
        files.len(),
        "the validator did not judge every file: {said}"
    );
    lines
}

fn samples() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/samples");
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "glb"))
        .collect();
    files.sort();
    assert!(
        files.len() >= 3,
        "the sample products are missing: {files:?}"
    );
    files
}

#[test]
fn the_samples_are_valid() {
    assert_valid(&samples());
}

#[test]
fn what_is_read_and_written_again_is_valid() {
    let out = tempfile::tempdir().unwrap();
    let mut written = Vec::new();
    for sample in samples() {
        let model = asset::read(&sample, &Limits::default(), &base::Job::quiet()).unwrap();
        let glb = asset::write_glb(&model.document).unwrap();
        let path = out.path().join(sample.file_name().unwrap());
        asset::save(&path, &glb).unwrap();
        written.push(path);
    }
    assert_valid(&written);
}
