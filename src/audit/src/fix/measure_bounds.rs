//! Says rightly how far positions reach and when animations begin and end.

use std::collections::BTreeSet;

use asset::{Document, Limits, Model};
use base::{Fault, Result};
use serde_json::{Value, json};

use super::json::{entries, entries_mut, index};
use super::{Fix, FixId};

/// glTF's number for 32-bit floats.
const FLOAT: u32 = 5126;

pub(super) const FIX: Fix = Fix {
    id: FixId::MeasureBounds,
    name: "measure-bounds",
    label: "Measure it anew",
    does: "Says rightly how far the positions of parts reach, and when animations begin and end",
    mends: &[
        "MESH_PRIMITIVE_POSITION_ACCESSOR_WITHOUT_BOUNDS",
        "ANIMATION_SAMPLER_INPUT_ACCESSOR_WITHOUT_BOUNDS",
        "ACCESSOR_MIN_MISMATCH",
        "ACCESSOR_MAX_MISMATCH",
        "ACCESSOR_ELEMENT_OUT_OF_MIN_BOUND",
        "ACCESSOR_ELEMENT_OUT_OF_MAX_BOUND",
    ],
    run,
};

fn run(model: &Model) -> Result<Document> {
    let mut document = model.document.clone();
    let mut measured = BTreeSet::new();
    for accessor in asked(&document.json) {
        let Some(head) = entries(&document.json, "accessors").get(accessor) else {
            continue;
        };
        // Smaller numbers have bounds in their own steps.
        if head["componentType"] != FLOAT {
            continue;
        }
        let elements = asset::elements(&document, accessor, &Limits::default())?;
        // What is no number has no place among others.
        if elements.values.iter().any(|number| !number.is_finite()) {
            continue;
        }
        let whole = elements.values.chunks_exact(elements.width.max(1));
        let bound = |fold: fn(f32, f32) -> f32| -> Option<Vec<f32>> {
            whole
                .clone()
                .map(<[f32]>::to_vec)
                .reduce(|so_far, element| {
                    let pairs = so_far.iter().zip(&element);
                    pairs.map(|(a, b)| fold(*a, *b)).collect()
                })
        };
        if let Some((min, max)) = bound(f32::min).zip(bound(f32::max)) {
            measured.insert(accessor);
            let head = &mut entries_mut(&mut document.json, "accessors")[accessor];
            let same = |told: &Value, is: &[f32]| {
                let told = told.as_array().map_or(&[][..], Vec::as_slice);
                let told = told
                    .iter()
                    .map(|number| number.as_f64().map(|number| number as f32));
                told.eq(is.iter().map(|number| Some(*number)))
            };
            // Numbers that are right stay as they are written.
            for (key, is) in [("min", min), ("max", max)] {
                if !same(&head[key], &is) {
                    head[key] = json!(is);
                }
            }
        }
    }
    if document.json == model.document.json {
        let fault = Fault::input(format!("The bounds in {} are right", model.name));
        return Err(fault.hint("There is nothing to measure"));
    }
    Ok(document)
}

/// The accessors of which the format asks for bounds.
fn asked(root: &Value) -> BTreeSet<usize> {
    let parts = entries(root, "meshes")
        .iter()
        .flat_map(|mesh| entries(mesh, "primitives"));
    let sets = parts.flat_map(|part| {
        let targets = entries(part, "targets").iter();
        targets.chain([&part["attributes"]])
    });
    let positions = sets.filter_map(|set| index(set.get("POSITION")?));
    let samplers = entries(root, "animations")
        .iter()
        .flat_map(|one| entries(one, "samplers"));
    let times = samplers.filter_map(|sampler| index(sampler.get("input")?));
    positions.chain(times).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::super::samples::{box_file, read};
    use super::*;

    #[test]
    fn bounds_are_those_of_the_positions() {
        let sound = box_file();
        let mut file = sound.clone();
        let accessor = &mut file.json["accessors"][0];
        accessor["max"] = json!([0.5, 9.0, 0.0]);
        accessor.as_object_mut().unwrap().shift_remove("min");
        let before = read(&file);
        let codes: Vec<&str> = before.defects.iter().map(|defect| defect.code).collect();
        assert!(
            codes.contains(&"MESH_PRIMITIVE_POSITION_ACCESSOR_WITHOUT_BOUNDS"),
            "{codes:?}"
        );
        let after = read(&run(&before).unwrap());
        assert_eq!(after.defects, []);
        let told = &after.document.json["accessors"][0];
        assert_eq!(
            (&told["min"], &told["max"]),
            (&json!([0.0, 0.0, 0.0]), &json!([1.0, 1.0, 0.0]))
        );
        assert!(run(&read(&sound)).is_err());
    }
}
