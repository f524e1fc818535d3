//! Animations: what each channel moves, by which numbers.

use std::collections::BTreeSet;

use serde_json::Value;

use super::subject::{Accessor, Form, list, number};

/// How far the length of a rotation may be from 1.
const UNIT: f32 = 0.007_69;

pub(super) fn check(form: &mut Form<'_>) {
    for (index, animation) in form.entries("animations") {
        let at = format!("/animations/{index}");
        for (place, sampler) in list(&animation["samplers"]).iter().enumerate() {
            self::sampler(form, sampler, &format!("{at}/samplers/{place}"));
        }
        let mut moved = BTreeSet::new();
        for (place, channel) in list(&animation["channels"]).iter().enumerate() {
            let at = format!("{at}/channels/{place}");
            let target = &channel["target"];
            let node = number(&target["node"]);
            let path = target["path"].as_str();
            match (target.get("path"), path) {
                (None, _) if target.is_object() => {
                    form.note("UNDEFINED_PROPERTY", format!("{at}/target"), "has no path");
                }
                (Some(_), Some("translation" | "rotation" | "scale" | "weights" | "pointer")) => {}
                (Some(_), _) => {
                    let problem = "is no path that the format knows";
                    form.note("VALUE_NOT_IN_LIST", format!("{at}/target/path"), problem);
                }
                (None, _) => {}
            }
            let Some((node, path)) = node.zip(path) else {
                continue;
            };
            if !moved.insert((node, path)) {
                let problem = "moves what another channel moves";
                form.note(
                    "ANIMATION_DUPLICATE_TARGETS",
                    format!("{at}/target"),
                    problem,
                );
            }
            let moves = ["translation", "rotation", "scale"].contains(&path);
            let has_matrix = form.root["nodes"][node].get("matrix").is_some();
            if moves && has_matrix {
                let problem = format!("moves node {node}, which is placed by a matrix");
                form.note(
                    "ANIMATION_CHANNEL_TARGET_NODE_MATRIX",
                    format!("{at}/target"),
                    problem,
                );
            }
            let sampler = number(&channel["sampler"]);
            let sampler = sampler.and_then(|sampler| animation["samplers"].get(sampler));
            if let Some(output) = sampler.and_then(|sampler| form.accessor(&sampler["output"])) {
                self::output(form, &output, path);
            }
        }
    }
    turns(form);
}

fn sampler(form: &mut Form<'_>, sampler: &Value, at: &str) {
    let accessors = list(&form.root["accessors"]).len();
    for key in ["input", "output"] {
        let named = sampler.get(key).filter(|index| index.is_u64());
        if named.is_some_and(|index| number(index).is_none_or(|index| index >= accessors)) {
            form.note(
                "UNRESOLVED_REFERENCE",
                format!("{at}/{key}"),
                "names no accessor",
            );
        }
    }
    let Some(input) = form.accessor(&sampler["input"]) else {
        return;
    };
    let at = format!("{at}/input");
    if form
        .values(&sampler["input"])
        .iter()
        .any(|time| !time.is_finite())
    {
        form.note(
            "ACCESSOR_INVALID_FLOAT",
            at.as_str(),
            "has what is no number",
        );
    }
    if input.kind != "SCALAR" || !input.is_float() {
        let problem = format!("is of {}, where times are floats", input.words());
        form.note(
            "ANIMATION_SAMPLER_INPUT_ACCESSOR_INVALID_FORMAT",
            at.as_str(),
            problem,
        );
    }
    if !input.is_bounded() {
        let problem = "doesn't say from when to when it goes";
        form.note(
            "ANIMATION_SAMPLER_INPUT_ACCESSOR_WITHOUT_BOUNDS",
            at.as_str(),
            problem,
        );
    }
    if sampler["interpolation"] == "CUBICSPLINE" && input.count < 2 {
        let problem = "has fewer than two keys of a spline";
        form.note(
            "ANIMATION_SAMPLER_INPUT_ACCESSOR_TOO_FEW_ELEMENTS",
            at,
            problem,
        );
    }
}

fn output(form: &mut Form<'_>, output: &Accessor<'_>, path: &str) {
    let kind = match path {
        "translation" | "scale" => "VEC3",
        "rotation" => "VEC4",
        "weights" => "SCALAR",
        _ => return,
    };
    let fraction = output.normalized && output.component < 5124;
    let numbers = output.is_float() || fraction && ["rotation", "weights"].contains(&path);
    if output.kind != kind || !numbers {
        let problem = format!("is of {}, by which no {path} can be moved", output.words());
        let code = "ANIMATION_SAMPLER_OUTPUT_ACCESSOR_INVALID_FORMAT";
        form.note(code, output.at.as_str(), problem);
    }
}

/// What the curves that were read say.
fn turns(form: &mut Form<'_>) {
    use crate::model::{Interpolation, Property};
    for (index, animation) in form.model.animations.iter().enumerate() {
        let at = format!("/animations/{index}");
        for channel in &animation.channels {
            let curve = &channel.curve;
            if curve.times.iter().any(|time| *time < 0.0) {
                let problem = "has keys before it begins";
                form.note("ACCESSOR_ANIMATION_INPUT_NEGATIVE", at.as_str(), problem);
            }
            if channel.property != Property::Rotation
                || curve.interpolation == Interpolation::CubicSpline
            {
                continue;
            }
            let (turns, _) = curve.values.as_chunks::<4>();
            let length = |turn: &[f32; 4]| glam::Vec4::from_array(*turn).length();
            if turns.iter().any(|turn| (length(turn) - 1.0).abs() > UNIT) {
                let problem = "turns by rotations that aren't of unit length";
                let code = "ACCESSOR_ANIMATION_SAMPLER_OUTPUT_NON_NORMALIZED_QUATERNION";
                form.note(code, at.as_str(), problem);
            }
        }
    }
}
