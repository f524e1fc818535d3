//! Named fixes over the tables of what is wrong with files: each takes away what it is for, loses nobody
//! the picture, and leaves nothing behind that the Khronos validator didn't find before.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use asset::{Effect, Limits, Model};
use audit::FixId;
use serde_json::Value;
use tests::unseen::CASES;

use super::reading::file;

/// Fixes that no file of the tables asks for: no defect does.
const ASKED_BY_CHECKS: [&str; 1] = ["stand-on-floor"];

fn read(bytes: Vec<u8>) -> Option<Model> {
    asset::read_bytes("model", bytes.into(), &Limits::default()).ok()
}

/// All files of the tables that can be read and have something that a fix mends.
fn mendable() -> Vec<(String, Vec<u8>, Model)> {
    let table = file::table();
    let rows = table["cases"].as_array().unwrap().iter();
    let rows = rows.map(|case| {
        (
            case["name"].as_str().unwrap().to_owned(),
            file::glb(&table, case),
        )
    });
    let unseen = CASES
        .iter()
        .map(|case| (case.name.replace(' ', "_"), case.glb()));
    // Of two chunks of bytes, the validator reads the other one.
    let rows = rows.filter(|(name, _)| name != "glb_two_bins");
    let models = rows
        .chain(unseen)
        .filter_map(|(name, bytes)| Some((name, bytes.clone(), read(bytes)?)));
    models
        .filter(|(.., model)| !audit::fixes_for(model).is_empty())
        .collect()
}

/// The codes of the validator's errors in files.
fn errors(files: &[std::path::PathBuf]) -> Vec<BTreeSet<String>> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("web/validate.mjs");
    let judged = Command::new("node")
        .arg(script)
        .arg("--errors")
        .args(files)
        .output()
        .expect("node judges glTF files; packaging/test.sh installs it");
    let answers = String::from_utf8(judged.stdout).unwrap();
    let lines: Vec<BTreeSet<String>> = answers
        .lines()
        .map(|line| {
            let answer: Value = serde_json::from_str(line).unwrap();
            serde_json::from_value(answer["codes"].clone()).unwrap()
        })
        .collect();
    let said = String::from_utf8_lossy(&judged.stderr);
    assert_eq!(lines.len(), files.len(), "{said}");
    lines
}

#[test]
fn fixes_take_away_what_they_are_for_and_bring_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let mut made: BTreeSet<FixIdName> = BTreeSet::new();
    let mut files: BTreeMap<String, [std::path::PathBuf; 2]> = BTreeMap::new();
    for (name, bytes, model) in mendable() {
        let mut mended = model.clone();
        let wanted = audit::fixes_for(&model);
        let mut gone = Vec::new();
        for id in &wanted {
            // What the fix before it has mended too, or what can't be mended in this file, stays.
            let Ok(document) = audit::fix(&mended, *id) else {
                continue;
            };
            mended = read(asset::write_glb(&document).unwrap()).unwrap();
            gone.push(*id);
            made.insert(id.name());
        }
        if gone.is_empty() {
            continue;
        }
        let asked = |model: &Model, id: FixId| {
            let defects = model.defects.iter();
            defects
                .filter(|defect| audit::fix_for(defect.code) == Some(id))
                .count()
        };
        for id in gone {
            assert!(
                asked(&mended, id) < asked(&model, id),
                "{name}: {} mends nothing: {:?}",
                id.name(),
                mended.defects
            );
        }
        assert!(
            mended.effect() <= model.effect(),
            "{name}: {:?}",
            mended.defects
        );
        let paths = [
            ("before", bytes),
            ("after", asset::write_glb(&mended.document).unwrap()),
        ];
        let paths = paths.map(|(which, bytes)| {
            let path = folder.path().join(format!("{name}-{which}.glb"));
            std::fs::write(&path, bytes).unwrap();
            path
        });
        files.insert(name, paths);
    }
    let never: Vec<&str> = FixId::all()
        .map(FixId::name)
        .filter(|name| !made.contains(name) && !ASKED_BY_CHECKS.contains(name))
        .collect();
    assert_eq!(never, [""; 0], "no file of the tables asks for these");
    let (before, after): (Vec<_>, Vec<_>) = files.values().cloned().map(|[a, b]| (a, b)).unzip();
    let judged = errors(&before).into_iter().zip(errors(&after));
    for (name, (before, after)) in files.keys().zip(judged) {
        let new: Vec<&String> = after.difference(&before).collect();
        assert!(new.is_empty(), "{name}: {new:?} beside {before:?}");
    }
}

/// A fix by its name, which sorts.
type FixIdName = &'static str;

#[test]
fn what_a_fix_mends_is_shown_where_it_was_not() {
    let hidden = CASES.iter().filter(|case| !case.effect.is_shown());
    let hidden: Vec<_> = hidden
        .filter(|case| audit::fix_for(case.code).is_some())
        .collect();
    assert!(hidden.len() >= 12, "{}", hidden.len());
    for case in hidden {
        let Some(model) = read(case.glb()) else {
            continue;
        };
        let id = audit::fix_for(case.code).unwrap();
        // A few can't be mended, and say why.
        let Ok(document) = audit::fix(&model, id) else {
            continue;
        };
        let mended = read(asset::write_glb(&document).unwrap()).unwrap();
        // What has a material now may still be nothing that could be seen.
        let is_empty = mended.defects.iter().any(|one| one.code == "SCENE_EMPTY");
        let left = mended.defects.iter().any(|one| one.code == case.code);
        let shown = is_empty || mended.effect() <= Effect::Lost;
        assert!(shown && !left, "{}: {:?}", case.name, mended.defects);
    }
}
