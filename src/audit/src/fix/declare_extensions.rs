//! Lists the extensions that a file uses.

use asset::{Document, Model};
use base::{Fault, Result};
use serde_json::{Value, json};

use super::json::each_object;
use super::{Fix, FixId};

pub(super) const FIX: Fix = Fix {
    id: FixId::DeclareExtensions,
    name: "declare-extensions",
    label: "List the extensions",
    does: "Lists all extensions that the file uses, so that they count",
    mends: &["UNDECLARED_EXTENSION"],
    run,
};

fn run(model: &Model) -> Result<Document> {
    let mut document = model.document.clone();
    let root = &mut document.json;
    let mut used: Vec<String> = Vec::new();
    each_object(root, &mut |object| {
        let extensions = object.get("extensions").and_then(Value::as_object);
        for (name, _) in extensions.into_iter().flatten() {
            if !used.contains(name) {
                used.push(name.clone());
            }
        }
    });
    let listed = root["extensionsUsed"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    used.retain(|name| !listed.iter().any(|listed| listed == name));
    if used.is_empty() {
        let fault = Fault::input(format!("{} lists all extensions that it uses", model.name));
        return Err(fault.hint("There is nothing to list"));
    }
    let all = listed
        .into_iter()
        .chain(used.into_iter().map(Value::String));
    root["extensionsUsed"] = all.collect::<Vec<_>>().into();
    if root["extensionsRequired"].is_null() {
        return Ok(document);
    }
    // What is required is used.
    let required = root["extensionsRequired"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    if let Some(used) = root["extensionsUsed"].as_array_mut() {
        for name in required {
            if !used.contains(&name) {
                used.push(json!(name));
            }
        }
    }
    Ok(document)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use asset::Effect;

    use super::super::samples::{box_file, read};
    use super::*;

    #[test]
    fn what_is_used_is_listed() {
        let mut file = box_file();
        file.json["materials"] = json!([{ "extensions": { "KHR_materials_unlit": {}, "KHR_materials_ior": { "ior": 1.4 } } }]);
        file.json["meshes"][0]["primitives"][0]["material"] = json!(0);
        file.json["extensionsUsed"] = json!(["KHR_materials_ior"]);
        let before = read(&file);
        assert_eq!(before.effect(), Effect::Refused, "{:?}", before.defects);
        let fixed = run(&before).unwrap();
        assert_eq!(
            fixed.json["extensionsUsed"],
            json!(["KHR_materials_ior", "KHR_materials_unlit"])
        );
        let after = read(&fixed);
        assert_eq!(after.defects, []);
        assert!(run(&after).is_err());
    }
}
