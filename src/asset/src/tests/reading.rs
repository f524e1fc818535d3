//! Every row of the table in `tests/reading`: what is wrong with a file, what the web viewer made of it,
//! and that Plinth makes the same of it.

use std::fmt::Write;

use serde_json::Value;

use super::invariants;
use super::read;
use crate::{Defect, Effect, Model};

#[path = "../../../../tests/reading/file.rs"]
mod file;

/// What Plinth makes of a file, as the table says it.
fn plinth(read: &Result<Model, crate::Error>, code: &str) -> String {
    let model = match read {
        Ok(model) => model,
        Err(_) => return "refuses it".to_owned(),
    };
    let effect = match model.effect() {
        Effect::Drawn => "draws it",
        Effect::Lost => "draws it, says what is lost",
        Effect::Blank => "says that nothing is shown",
        Effect::Refused => "reads it, says that the viewer can't open it",
    };
    let named = |defect: &&Defect| defect.code == code;
    match (model.defects.iter().find(named), model.defects.first()) {
        (Some(_), _) => format!("{effect} (named)"),
        (None, Some(other)) => format!("{effect} (`{}`)", other.code),
        (None, None) => effect.to_owned(),
    }
}

/// What the web viewer made of it, as the table says it.
fn viewer(case: &Value) -> &'static str {
    match case["viewer"].as_str() {
        Some("same") => "draws it",
        Some("other") => "draws it otherwise",
        Some("blank") => "shows nothing",
        Some("refused") => "can't open it",
        other => panic!("{other:?} is no verdict"),
    }
}

#[test]
fn plinth_reads_what_the_web_viewer_reads() {
    let table = file::table();
    let mut wrong = Vec::new();
    for case in table["cases"].as_array().unwrap() {
        let (name, code) = (
            case["name"].as_str().unwrap(),
            case["code"].as_str().unwrap(),
        );
        let read = read(file::glb(&table, case));
        let effect = read.as_ref().map_or(Effect::Refused, Model::effect);
        if let Ok(model) = &read {
            invariants::check(model);
        }
        let right = match case["viewer"].as_str() {
            Some("same" | "other") => effect.is_shown(),
            Some("blank") => !effect.is_shown() || is_empty(read.as_ref().ok()),
            _ => effect == Effect::Refused,
        };
        if !right {
            let told = match &read {
                Ok(model) => model.warnings().join("; "),
                Err(error) => error.to_string(),
            };
            wrong.push(format!(
                "{name}: the viewer {}, Plinth: {} {told}",
                viewer(case),
                plinth(&read, code)
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// Whether nothing of a model is there to be drawn.
fn is_empty(model: Option<&Model>) -> bool {
    let empty = |model: &Model| {
        let size = crate::scene::bounds(model).map(|bounds| bounds.size().max_element());
        crate::Facts::of(model).triangles == 0 || size == Some(0.0)
    };
    model.is_some_and(empty)
}

#[test]
fn the_table_says_what_is_so() {
    let table = file::table();
    let mut rows = String::new();
    for case in table["cases"].as_array().unwrap() {
        let text = |key: &str| case[key].as_str().unwrap();
        let read = read(file::glb(&table, case));
        let plinth = plinth(&read, text("code"));
        let (code, does) = (text("code"), text("does"));
        writeln!(rows, "| `{code}` | {does} | {} | {plinth} |", viewer(case)).unwrap();
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/reading/README.md");
    let readme = std::fs::read_to_string(path).unwrap();
    let mark = "|---|---|---|---|\n";
    let (head, found) = readme.split_once(mark).unwrap();
    let anew = base::env::Variable {
        name: "UPDATE_SNAPSHOTS",
        meaning: "Writes the table anew.",
    };
    if anew.get().is_some() {
        std::fs::write(path, format!("{head}{mark}{rows}")).unwrap();
    } else {
        assert_eq!(found, rows, "UPDATE_SNAPSHOTS=1 writes the table anew");
    }
}
