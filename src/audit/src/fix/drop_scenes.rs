//! Keeps the scene that is shown.

use asset::{Document, Model};
use base::{Fault, Result};
use serde_json::{Value, json};

use super::json::entries;
use super::{Fix, FixId};

pub(super) const FIX: Fix = Fix {
    id: FixId::DropScenes,
    name: "drop-scenes",
    label: "Keep the first scene only",
    does: "Keeps the scene that is shown and drops the others, which customers never see",
    mends: &["VARIANTS_WITH_SCENES"],
    run,
};

fn run(model: &Model) -> Result<Document> {
    let mut document = model.document.clone();
    let root = &mut document.json;
    let shown = model
        .scene
        .and_then(|scene| entries(root, "scenes").get(scene).cloned());
    let Some(shown) = shown.filter(|_| entries(root, "scenes").len() > 1) else {
        return Err(
            Fault::input(format!("{} has one scene at most", model.name))
                .hint("There is nothing to drop"),
        );
    };
    root["scenes"] = Value::Array(vec![shown]);
    root["scene"] = json!(0);
    Ok(document)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::super::samples::{box_file, read};
    use super::*;

    #[test]
    fn the_scene_that_is_shown_stays() {
        let mut file = box_file();
        file.json["scenes"] = json!([{ "nodes": [] }, { "name": "Shown", "nodes": [0] }]);
        file.json["scene"] = json!(1);
        let fixed = run(&read(&file)).unwrap();
        assert_eq!(
            fixed.json["scenes"],
            json!([{ "name": "Shown", "nodes": [0] }])
        );
        assert_eq!(fixed.json["scene"], 0);
        assert!(run(&read(&fixed)).is_err());
    }
}
