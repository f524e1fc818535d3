//! Makes a scene where a file has none.

use asset::{Document, Model};
use base::{Fault, Result};
use serde_json::json;

use super::{Fix, FixId};

pub(super) const FIX: Fix = Fix {
    id: FixId::AddScene,
    name: "add-scene",
    label: "Show everything in it",
    does: "Makes a scene of all parts in a file that has none",
    mends: &["NO_SCENE"],
    run,
};

fn run(model: &Model) -> Result<Document> {
    let cannot = |why: &str| {
        Fault::input(format!("{} can't be given a scene: {why}", model.name))
            .hint("Export it again with its objects in a scene")
    };
    if model.scene.is_some() {
        return Err(cannot("it has one"));
    }
    let mut is_child = vec![false; model.nodes.len()];
    for child in model.nodes.iter().flat_map(|node| &node.children) {
        is_child[*child] = true;
    }
    let roots: Vec<usize> = (0..model.nodes.len())
        .filter(|node| !is_child[*node])
        .collect();
    if roots.is_empty() {
        return Err(cannot("there is nothing in it"));
    }
    let mut document = model.document.clone();
    document.json["scenes"] = json!([{ "nodes": roots }]);
    document.json["scene"] = json!(0);
    Ok(document)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::super::samples::{box_file, read};
    use super::*;

    #[test]
    fn all_nodes_without_a_parent_are_its_roots() {
        let mut file = box_file();
        file.json["nodes"] = json!([{ "mesh": 0 }, { "children": [0] }, { "mesh": 0 }]);
        let members = file.json.as_object_mut().unwrap();
        members.remove("scenes");
        members.remove("scene");
        let fixed = run(&read(&file)).unwrap();
        assert_eq!(fixed.json["scenes"], json!([{ "nodes": [1, 2] }]));
        assert_eq!(read(&fixed).effect(), asset::Effect::Drawn);
        assert!(run(&read(&fixed)).is_err());
    }
}
