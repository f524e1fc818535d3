//! The table of `tests/reading` beside the web viewer itself and the Khronos validator.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

#[path = "../reading/file.rs"]
pub(crate) mod file;

/// Cases that run with every change: some of each verdict, and those that exporters write.
const FEW: [&str; 14] = [
    "scene_child",
    "scene_both",
    "two_parents",
    "loop",
    "glb_cut",
    "json_deep",
    "mesh_unused_accessor",
    "null_material",
    "accessor_offset",
    "stride_end",
    "index_oob",
    "targets_count",
    "image_missing",
    "anim_times",
];

/// Writes the cases that `wanted` names into `folder`, with the sound files that they are made of.
fn write(folder: &Path, wanted: impl Fn(&str) -> bool) -> Vec<Value> {
    let table = file::table();
    for base in table["bases"].as_object().unwrap().keys() {
        let case = serde_json::json!({ "base": base });
        std::fs::write(folder.join(format!("{base}.glb")), file::glb(&table, &case)).unwrap();
    }
    let cases = table["cases"].as_array().unwrap();
    let cases = cases
        .iter()
        .filter(|case| wanted(case["name"].as_str().unwrap()));
    let cases: Vec<Value> = cases.cloned().collect();
    for case in &cases {
        let name = format!("{}.glb", case["name"].as_str().unwrap());
        std::fs::write(folder.join(name), file::glb(&table, case)).unwrap();
    }
    cases
}

/// Fails where the web viewer makes something else of the cases than the table says.
fn compare(wanted: impl Fn(&str) -> bool, fresh: bool) {
    let folder = tempfile::tempdir().unwrap();
    let cases = write(folder.path(), wanted);
    let web = Path::new(env!("CARGO_MANIFEST_DIR")).join("web");
    let mut command = Command::new("node");
    command.arg(web.join("reading.mjs"));
    command.args(fresh.then_some("--fresh")).arg(folder.path());
    for case in &cases {
        let (base, name) = (
            case["base"].as_str().unwrap(),
            case["name"].as_str().unwrap(),
        );
        command.arg(format!("{base}@{name}.glb"));
    }
    let output = command
        .output()
        .expect("node drives the browser; packaging/test.sh installs it");
    let said = String::from_utf8_lossy(&output.stderr);
    let answers = String::from_utf8(output.stdout).unwrap();
    let answers: Vec<Value> = answers
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(answers.len(), cases.len(), "{said}");
    let mut wrong = Vec::new();
    for (case, answer) in cases.iter().zip(&answers) {
        let found = match (
            answer["verdict"].as_str().unwrap(),
            answer["difference"].as_f64(),
        ) {
            ("drawn", Some(difference)) if difference < 1.0 => "same",
            ("drawn", _) => "other",
            (verdict, _) => verdict,
        };
        if case["viewer"] != found {
            wrong.push(format!("{}: {found}: {answer}", case["name"]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn reading_is_what_the_web_viewer_does() {
    compare(|name| FEW.contains(&name), false);
}

#[test]
#[ignore = "opens every file of the table in the web viewer: six minutes"]
fn reading_table_is_what_the_web_viewer_does() {
    compare(|_| true, false);
}

#[test]
fn reading_table_names_what_the_validator_names() {
    let folder = tempfile::tempdir().unwrap();
    let cases = write(folder.path(), |_| true);
    let web = Path::new(env!("CARGO_MANIFEST_DIR")).join("web");
    let files = cases
        .iter()
        .map(|case| format!("{}.glb", case["name"].as_str().unwrap()));
    let judged = Command::new("node")
        .arg(web.join("validate.mjs"))
        .arg("--codes")
        .args(files.map(|file| folder.path().join(file)))
        .output()
        .expect("node judges glTF files; packaging/test.sh installs it");
    let answers = String::from_utf8(judged.stdout).unwrap();
    let answers: Vec<Value> = answers
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(
        answers.len(),
        cases.len(),
        "{}",
        String::from_utf8_lossy(&judged.stderr)
    );
    let mut wrong = Vec::new();
    for (case, answer) in cases.iter().zip(&answers) {
        let codes = answer["codes"].as_array().unwrap();
        let own = case["own"] == true;
        if codes.contains(&case["code"]) == own {
            wrong.push(format!(
                "{}: {} isn't among {codes:?}",
                case["name"], case["code"]
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
