//! What Plinth says of files that the web viewer shows nothing of, or not all of.

use asset::{Effect, Limits};
use tests::parity::{ORBITS, WebViewer};
use tests::unseen::CASES;

/// Looked at again in the browser with every run: one of each way in which it fails.
const LIVE: [&str; 6] = [
    "plain",
    "variants and copies",
    "normals morph alone",
    "a skinned part without joints",
    "a position that is no number",
    "no material, with tangents",
];

#[test]
fn every_unseen_file_is_called_what_the_web_viewer_makes_of_it() {
    let mut wrong = Vec::new();
    for case in CASES {
        let said = match asset::read_bytes(case.name, case.glb().into(), &Limits::default()) {
            Ok(model) => {
                let worst = model.defects.iter().max_by_key(|defect| defect.effect);
                let code = worst
                    .filter(|worst| worst.effect > Effect::Drawn)
                    .map_or("", |worst| worst.code);
                (code, model.effect())
            }
            // What the web viewer can't open either may be refused at reading.
            Err(_) if case.effect == Effect::Refused => (case.code, Effect::Refused),
            Err(error) => panic!("{}: {error}", case.name),
        };
        if said != (case.code, case.effect) {
            wrong.push(format!(
                "{}: {said:?} instead of {:?}",
                case.name,
                (case.code, case.effect)
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_web_viewer_does_so() {
    assert_eq!(otherwise(|name| LIVE.contains(&name)), "");
}

#[test]
#[ignore = "minutes: every case in a browser of its own"]
fn the_web_viewer_does_so_with_all_of_them() {
    assert_eq!(otherwise(|_| true), "");
}

/// The cases that the web viewer shows, or doesn't, against the table.
fn otherwise(which: impl Fn(&str) -> bool) -> String {
    let folder = tempfile::tempdir().unwrap();
    let mut wrong = Vec::new();
    for case in CASES.iter().filter(|case| which(case.name)) {
        let file = folder.path().join("case.glb");
        std::fs::write(&file, case.glb()).unwrap();
        // A page that has failed once may fail for good: each has one of its own.
        let mut viewer = WebViewer::new(None);
        let attributes = viewer::Attributes {
            camera_orbit: ORBITS[0].parse().unwrap(),
            ..Default::default()
        };
        let seen = match viewer.picture(&file, &attributes, [96; 2]) {
            Ok(picture) => picture
                .rgba
                .chunks_exact(4)
                .any(|pixel| pixel[..3] != [255; 3]),
            Err(_) => false,
        };
        if seen != case.effect.is_shown() {
            let what = if seen { "shown" } else { "not shown" };
            wrong.push(format!("{}: {what}", case.name));
        }
    }
    wrong.join("\n")
}
