//! Whole runs over small models, degenerate ones by name.
#![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

use serde_json::{Value, json};

use super::*;
use crate::options::{Geometry, Target};
use crate::pass::Pass;
use crate::samples::{self, grid, shape_of};
use crate::work::Shape;

/// A model with `shape` as its only primitive, as if read from a file.
fn model_of(shape: Shape) -> Model {
    let mut work = samples::work();
    work.meshes[0][0] = shape;
    samples::model(&work)
}

fn run(model: &Model) -> Output {
    optimise(model, &Options::new(Target::Web), &Job::quiet()).unwrap()
}

/// Runs and reads the output back.
fn round(model: &Model) -> (Output, Model) {
    let output = run(model);
    let limits = Limits::default();
    let again = asset::read_bytes("out.glb", output.bytes.clone().into(), &limits).unwrap();
    assert!(output.report.output_bytes <= output.report.source_bytes);
    assert_eq!(output.report.output_bytes, output.bytes.len() as u64);
    (output, again)
}

/// The web viewer shows nothing of the model, so there is nothing to compare with.
fn refused(model: &Model) {
    let fault = optimise(model, &Options::new(Target::Web), &Job::quiet()).unwrap_err();
    assert!(fault.to_string().contains("shows nothing"), "{fault}");
}

#[test]
fn a_dense_grid_becomes_much_smaller_and_stands_where_it_stood() {
    let model = model_of(grid(40, 0.0));
    let (output, again) = round(&model);
    assert!(
        output.report.output_bytes * 3 < output.report.source_bytes,
        "{:?}",
        output.report
    );
    let (before, after) = (
        asset::scene::bounds(&model).unwrap(),
        asset::scene::bounds(&again).unwrap(),
    );
    assert!((before.min - after.min).abs().max_element() < 1e-4);
    assert!((before.max - after.max).abs().max_element() < 1e-4);
    assert_eq!(again.meshes[0].primitives[0].triangles(), 40 * 40 * 2);
}

#[test]
fn the_same_model_gives_the_same_bytes() {
    let model = model_of(grid(12, 0.0));
    assert_eq!(run(&model).bytes, run(&model).bytes);
}

#[test]
fn an_optimised_model_is_not_made_larger_by_a_second_run() {
    let (first, again) = round(&model_of(grid(12, 0.0)));
    let second = run(&again);
    assert!(second.bytes.len() <= first.bytes.len());
}

#[test]
fn one_pass_alone_does_only_that() {
    let model = model_of(grid(12, 0.0));
    let options = Options {
        only: Some(vec![Pass::Reorder]),
        ..Options::new(Target::Web)
    };
    let output = optimise(&model, &options, &Job::quiet()).unwrap();
    assert_eq!(output.report.passes.len(), 1);
    assert_eq!(output.document.json.get("extensionsRequired"), None);
}

#[test]
fn names_extras_variants_cameras_and_animations_are_kept() {
    let mut work = samples::work();
    work.meshes[0][0] = grid(12, 0.0);
    let root = work.json.as_object_mut().unwrap();
    root.insert("extras".into(), json!({"sku": "CH-1"}));
    root.insert(
        "cameras".into(),
        json!([{"name": "front", "type": "orthographic",
        "orthographic": {"xmag": 1.0, "ymag": 1.0, "zfar": 9.0, "znear": 0.1}}]),
    );
    root.insert(
        "materials".into(),
        json!([{"name": "oak"}, {"name": "ash", "doubleSided": true}]),
    );
    root.insert("extensionsUsed".into(), json!(["KHR_materials_variants"]));
    root.insert(
        "extensions".into(),
        json!({"KHR_materials_variants": {"variants": [{"name": "Ash"}]}}),
    );
    work.json["meshes"][0]["primitives"][0]["extensions"] =
        json!({"KHR_materials_variants": {"mappings": [{"material": 1, "variants": [0]}]}});
    work.json["nodes"][0]["extras"] = json!({"part": "seat"});
    work.json["nodes"][0]["camera"] = json!(0);
    samples::animate(&mut work);
    let (output, again) = round(&samples::model(&work));
    assert!(!output.report.unchanged);
    assert_eq!(again.document.json["extras"]["sku"], "CH-1");
    assert_eq!(again.document.json["nodes"][0]["extras"]["part"], "seat");
    assert_eq!(again.nodes[0].name.as_deref(), Some("seat"));
    assert_eq!(again.variants, ["Ash"]);
    assert_eq!(again.materials[1].name.as_deref(), Some("ash"));
    assert_eq!(again.cameras[0].name.as_deref(), Some("front"));
    let curve = &again.animations[0].channels[0].curve;
    assert_eq!(
        (curve.times.as_slice(), curve.values.as_slice()),
        (&[0.0, 1.0][..], &[0.0, 0.0, 0.0, 0.0, 1.0, 0.0][..])
    );
}

#[test]
fn an_unknown_extension_and_what_it_names_stay_where_they_are() {
    let mut work = samples::work();
    work.meshes[0][0] = grid(12, 0.0);
    let root = work.json.as_object_mut().unwrap();
    root.insert("extensionsUsed".into(), json!(["ACME_parts"]));
    root.insert("extensions".into(), json!({"ACME_parts": {"material": 1}}));
    root.insert(
        "materials".into(),
        json!([{"name": "oak"}, {"name": "hidden"}]),
    );
    let (_, again) = round(&samples::model(&work));
    assert_eq!(
        again.document.json["extensions"]["ACME_parts"]["material"],
        1
    );
    assert_eq!(again.materials[1].name.as_deref(), Some("hidden"));
    assert_eq!(again.document.json["extensionsUsed"][0], "ACME_parts");
}

#[test]
fn a_cancelled_job_gives_nothing() {
    let job = Job::quiet();
    job.cancel().cancel();
    let fault = optimise(&model_of(grid(4, 0.0)), &Options::new(Target::Web), &job).unwrap_err();
    assert_eq!(fault.kind(), base::FaultKind::Cancelled);
}

#[test]
fn plain_targets_get_neither_compression_nor_webp() {
    let options = Options::new(Target::Amazon);
    let output = optimise(&model_of(grid(12, 0.0)), &options, &Job::quiet()).unwrap();
    let used = output.document.json["extensionsUsed"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    for name in ["EXT_meshopt_compression", "EXT_texture_webp"] {
        assert!(!used.contains(&Value::from(name)), "{used:?}");
    }
}

// Degenerate input, by name.

#[test]
fn empty_mesh() {
    let mut work = samples::work();
    work.meshes[0][0].indices.clear();
    work.meshes[0][0].streams.clear();
    refused(&samples::model(&work));
}

#[test]
fn nan_positions() {
    let mut shape = grid(12, 0.0);
    shape.streams[0].values[30] = f32::NAN;
    refused(&model_of(shape));
}

#[test]
fn zero_area() {
    let mut shape = grid(12, 0.0);
    shape.streams[0].values.fill(0.5);
    refused(&model_of(shape));
}

#[test]
fn no_uvs() {
    let mut shape = grid(12, 0.0);
    shape.streams.retain(|stream| stream.name != "TEXCOORD_0");
    let (_, again) = round(&model_of(shape));
    assert!(again.meshes[0].primitives[0].uvs[0].is_none());
}

#[test]
fn missing_texture() {
    let mut work = samples::work();
    work.meshes[0][0] = grid(12, 0.0);
    let mut model = samples::model(&work);
    model.document.json["images"] = json!([{"uri": "gone.png"}]);
    model.images[0].data = bytes::Bytes::new();
    let output = run(&model);
    assert_eq!(output.document.json["images"][0]["uri"], "gone.png");
}

#[test]
fn one_triangle() {
    let corners = [[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]];
    let options = Options {
        simplify: 0.5,
        ..Options::new(Target::Web)
    };
    let output = optimise(
        &model_of(shape_of(&corners, &[0, 1, 2])),
        &options,
        &Job::quiet(),
    )
    .unwrap();
    assert_eq!(output.report.after.triangles, 1);
}

#[test]
fn one_pixel_texture() {
    let mut work = samples::work();
    work.meshes[0][0] = grid(12, 0.0);
    work.images[0] = samples::picture(1, 1);
    let (_, again) = round(&samples::model(&work));
    assert_eq!((again.images[0].width, again.images[0].height), (1, 1));
}

#[test]
fn non_manifold() {
    // Three triangles on one edge, and one triangle twice.
    let corners = [
        [0.0, 0.0, 0.0],
        [1.0, 0.0, 0.0],
        [0.0, 1.0, 0.0],
        [0.0, 0.0, 1.0],
        [0.0, -1.0, 0.0],
    ];
    let shape = shape_of(&corners, &[0, 1, 2, 0, 1, 3, 0, 1, 4, 0, 1, 2]);
    let options = Options {
        simplify: 0.01,
        ..Options::new(Target::Web)
    };
    let output = optimise(&model_of(shape), &options, &Job::quiet()).unwrap();
    assert!(output.report.after.triangles >= 3);
}

/// The middle of each primitive, in the order of the file.
fn middles(model: &Model) -> Vec<[i32; 3]> {
    let primitives = model.meshes.iter().flat_map(|mesh| &mesh.primitives);
    let middle = |positions: &[[f32; 3]]| {
        [0, 1, 2].map(|axis| {
            let along = positions.iter().map(|place| place[axis]);
            let (least, greatest) = (along.clone().reduce(f32::min), along.reduce(f32::max));
            ((least.unwrap() + greatest.unwrap()) * 500.0).round() as i32
        })
    };
    primitives
        .map(|primitive| middle(&primitive.positions))
        .collect()
}

#[test]
fn panes_that_blend_stay_apart_and_keep_the_order_of_their_triangles() {
    let mut work = samples::work();
    let panes = 4;
    // From the last triangle to the first, which no order for a cache is like.
    let pane = |number: u32| {
        let mut shape = grid(16, number as f32 * 0.25);
        shape.indices.reverse();
        shape
    };
    work.meshes[0] = (0..panes).map(pane).collect();
    work.json["materials"][0]["alphaMode"] = "BLEND".into();
    work.json["meshes"][0]["primitives"] = vec![json!({"material": 0}); panes as usize].into();
    let model = samples::model(&work);
    for geometry in [Geometry::Meshopt, Geometry::Draco, Geometry::Plain] {
        let options = Options {
            geometry: Some(geometry),
            ..Options::new(Target::Web)
        };
        let output = optimise(&model, &options, &Job::quiet()).unwrap();
        let report = &output.report;
        assert!(report.output_bytes < report.source_bytes);
        let again = asset::read_bytes("out", output.bytes.into(), &Limits::default()).unwrap();
        let first = |model: &Model| {
            let pane = &model.meshes[0].primitives[1];
            let corner = pane.positions[pane.indices.as_ref().unwrap()[0] as usize];
            corner.map(|number| (number * 1e3).round() as i32)
        };
        let places = |model: &Model| [middles(model), vec![first(model)]].concat();
        let (before, after) = (places(&model), places(&again));
        assert_eq!(before.len(), after.len(), "{geometry:?}");
        // Rounding may move them by a thousandth.
        let moved = before.as_flattened().iter().zip(after.as_flattened());
        let most = moved.map(|(a, b)| (a - b).abs()).max();
        assert!(most <= Some(1), "{geometry:?}: {before:?} became {after:?}");
    }
}

#[test]
fn instances_that_were_asked_for_and_not_made_are_told_of() {
    let options = Options {
        instances: true,
        ..Options::new(Target::Web)
    };
    let told = |model: &Model| {
        let output = optimise(model, &options, &Job::quiet()).unwrap();
        output.report.undone
    };
    assert!(told(&model_of(grid(8, 0.0)))[0].contains("no part stands in"));
    let mut work = samples::work();
    work.json["nodes"] = json!([{"children": [1, 2, 3, 4, 5, 6]}, {"mesh": 0}, {"mesh": 0},
        {"mesh": 0}, {"mesh": 0}, {"mesh": 0}, {"mesh": 0}]);
    work.json["extensionsUsed"] = json!(["KHR_materials_variants"]);
    work.json["extensions"] = json!({"KHR_materials_variants": {"variants": [{"name": "Red"}]}});
    assert!(told(&samples::model(&work))[0].contains("has variants"));
    let quiet = run(&model_of(grid(8, 0.0)));
    assert!(quiet.report.undone.is_empty());
}

#[test]
fn what_customers_see_nothing_of_is_refused_with_its_defect() {
    use asset::{Defect, Effect};
    let mut model = model_of(grid(8, 0.0));
    let lost = Defect::new("IMAGE_LOST", Effect::Lost, "/images/0", "isn't there");
    model.defects.push(lost);
    let options = Options::new(Target::Web);
    assert!(optimise(&model, &options, &Job::quiet()).is_ok());
    let blank = Defect::new(
        "MORPH_BLANK",
        Effect::Blank,
        "/meshes/0",
        "morphs normals alone",
    );
    model.defects.push(blank);
    let fault = optimise(&model, &options, &Job::quiet()).unwrap_err();
    assert_eq!(fault.kind(), base::FaultKind::Input);
    let told = fault.to_string();
    assert!(
        told.contains("shows nothing") && told.contains("/meshes/0"),
        "{told}"
    );
    assert!(matches!(
        fault.way_out(),
        Some(base::Remedy::Mend { code, .. }) if code == "MORPH_BLANK"
    ));
}
