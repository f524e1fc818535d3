//! Gives every part one place in the tree of the file's parts.

use asset::{Document, Model};
use base::{Fault, Result};

use super::{Fix, FixId};

pub(super) const FIX: Fix = Fix {
    id: FixId::UntangleNodes,
    name: "untangle-nodes",
    label: "Give each part one place",
    does: "Lists every part once, where the web viewer draws it; what it draws twice becomes two parts",
    mends: &[
        "SCENE_NON_ROOT_NODE",
        "DUPLICATE_ELEMENTS",
        "NODE_PARENT_OVERRIDE",
    ],
    run,
};

fn run(model: &Model) -> Result<Document> {
    asset::untangled(model).ok_or_else(|| {
        Fault::input(format!("Every part of {} stands in one place", model.name))
            .hint("There is nothing to untangle")
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use serde_json::json;

    use super::super::samples::{box_file, read};
    use super::*;

    #[test]
    fn a_child_that_the_scene_lists_stands_where_it_stood() {
        let mut file = box_file();
        file.json["nodes"] = json!([{ "children": [1], "translation": [5, 0, 0] }, { "mesh": 0 }]);
        file.json["scenes"] = json!([{ "nodes": [1, 0, 1] }]);
        let before = read(&file);
        let codes: Vec<&str> = before.defects.iter().map(|defect| defect.code).collect();
        assert!(codes.contains(&"SCENE_NON_ROOT_NODE") && codes.contains(&"DUPLICATE_ELEMENTS"));
        let fixed = run(&before).unwrap();
        let after = read(&fixed);
        assert_eq!(after.defects, []);
        assert_eq!(asset::scene::bounds(&before), asset::scene::bounds(&after));
        assert!(run(&after).is_err());
    }
}
