//! Animations that the web viewer can't make.

use serde_json::Value;

use super::subject::{Subject, refused};
use crate::defect::Defects;

pub(super) fn check(subject: &Subject<'_>, defects: &mut Defects) {
    let json = &subject.model.document.json;
    for (index, animation) in list(&json["animations"]).enumerate() {
        for channel in list(&animation["channels"]) {
            let sampler = channel["sampler"].as_u64().unwrap_or_default() as usize;
            let input = animation["samplers"][sampler]["input"].as_u64();
            let count = input.map(|input| &json["accessors"][input as usize]["count"]);
            // Weights of what has none make no curve.
            let moves =
                !channel["target"]["node"].is_null() && channel["target"]["path"] != "weights";
            if moves && count.and_then(Value::as_u64) == Some(0) {
                refused(
                    defects,
                    "ANIMATION_SAMPLER_NO_KEYS",
                    format!("/animations/{index}/samplers/{sampler}"),
                    "has no keys",
                );
            }
        }
    }
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}
