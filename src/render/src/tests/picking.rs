//! What is under a pixel.

use asset::Model;
use base::Job;
use serde_json::json;

use super::context;
use super::shapes::{Shape, model, textured_model_with};
use crate::{Framing, Hit, Scene, View, pick};
use viewer::Attributes;

const SIZE: [u32; 2] = [200, 100];

/// What is at `at` of the front view.
fn at(model: &Model, at: [u32; 2]) -> Option<Hit> {
    at_as(model, &Attributes::default(), at)
}

fn at_as(model: &Model, attributes: &Attributes, at: [u32; 2]) -> Option<Hit> {
    let attributes = Attributes {
        camera_orbit: "0deg 90deg 105%".parse().unwrap(),
        ..attributes.clone()
    };
    let mut scene = Scene::new(context(), model, &Job::quiet()).unwrap();
    let framing = Framing::of(model, &attributes).unwrap();
    let view = View::of(&framing, &attributes, SIZE);
    pick(context(), &mut scene, &view, at).unwrap()
}

#[test]
fn a_pixel_names_part_triangle_material_and_place() {
    let model = model(
        &[Shape::square(), Shape::cuboid([0.2; 3])],
        json!([{"name": "wall"}, {"name": "box"}]),
        |json| json["nodes"][1]["translation"] = json!([0.0, 0.0, 0.5]),
    );
    let hit = at(&model, [100, 50]).unwrap();
    assert_eq!(
        (hit.node, hit.primitive, hit.instance, hit.material),
        (1, 0, 0, Some(1))
    );
    assert!((hit.position.z - 0.6).abs() < 1e-3, "{}", hit.position);
    assert!(hit.position.x.abs() < 0.02 && hit.position.y.abs() < 0.02);
    // The square's upper left triangle is its second.
    let beside = at(&model, [80, 30]).unwrap();
    assert_eq!((beside.node, beside.triangle), (0, 1));
    assert!(beside.position.x < -0.1 && beside.position.y > 0.1);
    assert!(beside.position.z.abs() < 1e-3);
    assert_eq!(at(&model, [0, 0]), None);
    assert_eq!(at(&model, [200, 50]), None);
}

#[test]
fn the_back_of_a_single_sided_surface_is_nothing() {
    let turned = |double: bool| {
        model(
            &[Shape::square()],
            json!([{"doubleSided": double}]),
            |json| json["nodes"][0]["rotation"] = json!([0.0, 1.0, 0.0, 0.0]),
        )
    };
    assert_eq!(at(&turned(false), [100, 50]), None);
    assert!(at(&turned(true), [100, 50]).is_some());
    // A mirrored node shows the same side again.
    let mirrored = model(&[Shape::square()], json!([{}]), |json| {
        json["nodes"][0]["scale"] = json!([-1.0, 1.0, 1.0]);
    });
    assert!(at(&mirrored, [100, 50]).is_some());
}

#[test]
fn clear_and_masked_places_are_looked_through() {
    let pair = |front: serde_json::Value| {
        let model = model(
            &[Shape::square(), Shape::square()],
            json!([{}, front]),
            |json| json["nodes"][1]["translation"] = json!([0.0, 0.0, 0.5]),
        );
        at(&model, [100, 50]).unwrap().node
    };
    let color = |mode: &str, alpha: f32| json!({"alphaMode": mode, "pbrMetallicRoughness": {"baseColorFactor": [1.0, 1.0, 1.0, alpha]}});
    assert_eq!(pair(color("OPAQUE", 0.0)), 1);
    assert_eq!(pair(color("BLEND", 0.5)), 1);
    assert_eq!(pair(color("BLEND", 0.0)), 0);
    assert_eq!(pair(color("MASK", 0.4)), 0);
    assert_eq!(pair(color("MASK", 0.6)), 1);
}

#[test]
fn alpha_is_looked_up_by_every_uv_set() {
    // Clear on the left, and not on the right.
    let halves: Vec<u8> = [0, 255, 0, 255]
        .into_iter()
        .flat_map(|alpha| [255, 255, 255, alpha])
        .collect();
    for set in 0..4 {
        let cut = json!({
            "alphaMode": "MASK",
            "pbrMetallicRoughness": {"baseColorTexture": {"index": 0, "texCoord": set}},
        });
        let model = textured_model_with(
            &[Shape::square(), Shape::square()],
            json!([{}, cut]),
            (2, &halves),
            |json| {
                json["nodes"][1]["translation"] = json!([0.0, 0.0, 0.5]);
                let attributes = &mut json["meshes"][1]["primitives"][0]["attributes"];
                let uv = attributes["TEXCOORD_0"].clone();
                for set in 1..=set {
                    attributes[format!("TEXCOORD_{set}")] = uv.clone();
                }
            },
        );
        let node = |x| at(&model, [x, 50]).unwrap().node;
        assert_eq!([node(75), node(125)], [0, 1], "set {set}");
    }
}

#[test]
fn instances_are_told_apart_and_an_unknown_variant_is_a_fault() {
    let model = model(&[Shape::cuboid([0.2; 3])], json!([{}]), |json| {
        json["nodes"][0]["scale"] = json!([2.0, 1.0, 1.0]);
    });
    assert_eq!(at(&model, [100, 50]).map(|hit| hit.instance), Some(0));
    let attributes = Attributes {
        variant: Some("none".into()),
        ..Attributes::default()
    };
    let mut scene = Scene::new(context(), &model, &Job::quiet()).unwrap();
    let framing = Framing::of(&model, &attributes).unwrap();
    let view = View::of(&framing, &attributes, SIZE);
    assert!(pick(context(), &mut scene, &view, [100, 50]).is_err());
}
