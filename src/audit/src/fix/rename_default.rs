//! Gives materials that are named "Default" another name.

use asset::{Document, Model};
use base::{Fault, Result};
use serde_json::Value;

use super::json::{entries, entries_mut};
use super::{Fix, FixId};

/// The name by which the web viewer looks up its own material.
const TAKEN: &str = "Default";

pub(super) const FIX: Fix = Fix {
    id: FixId::RenameDefault,
    name: "rename-default",
    label: "Rename the material",
    does: "Gives materials that are named \"Default\" another name, as the web viewer needs that one",
    mends: &["VARIANTS_DEFAULT_MATERIAL"],
    run,
};

fn run(model: &Model) -> Result<Document> {
    let mut document = model.document.clone();
    let root = &mut document.json;
    let mut names: Vec<String> = entries(root, "materials")
        .iter()
        .filter_map(|material| Some(material["name"].as_str()?.to_owned()))
        .collect();
    let mut found = false;
    for material in entries_mut(root, "materials") {
        if material["name"] != TAKEN {
            continue;
        }
        let mut name = "Default material".to_owned();
        let mut number = 2_usize;
        while names.contains(&name) {
            name = format!("Default material {number}");
            number += 1;
        }
        names.push(name.clone());
        material["name"] = Value::String(name);
        found = true;
    }
    if found {
        Ok(document)
    } else {
        let fault = Fault::input(format!("{} has no material named {TAKEN}", model.name));
        Err(fault.hint("There is nothing to rename"))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use serde_json::json;

    use super::super::samples::{box_file, read};
    use super::*;

    #[test]
    fn each_gets_a_name_of_its_own() {
        let mut file = box_file();
        file.json["materials"] = json!([{ "name": "Default" }, { "name": "Default material" }, { "name": "Default" }, {}]);
        let fixed = run(&read(&file)).unwrap();
        let names: Vec<_> = fixed.json["materials"]
            .as_array()
            .unwrap()
            .iter()
            .map(|m| &m["name"])
            .collect();
        let wanted = [
            "Default material 2",
            "Default material",
            "Default material 3",
        ];
        assert_eq!(names[..3], wanted.map(Value::from).each_ref());
        assert!(run(&read(&fixed)).is_err());
    }
}
