//! Whole runs of the pass.
#![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

use asset::scene::{Copies, visit_vertices};

use glam::{Mat4, Quat, Vec3};
use serde_json::{Value, json};

use super::*;
use crate::options::Target;
use crate::samples;
use crate::work::Shape;

/// What runs the pass on a few nodes.
fn asked() -> Options {
    Options {
        instances: true,
        ..Options::new(Target::Web)
    }
}

/// Six squares under a node, between two larger ones that stand where the frame ends.
fn squares(change: impl Fn(usize, &mut Value)) -> Work {
    let mut work = samples::work();
    let mut nodes = vec![json!({"name": "frame", "children": [2, 3, 1, 4, 5, 6]})];
    for n in 0..6 {
        let x = n as f32;
        let mut node = json!({"mesh": 0, "translation": [x, 0.5, 0.25]});
        if n == 3 {
            node["rotation"] = json!([0.0, 0.0, 1.0, 0.0]);
            node["scale"] = json!([2.0, 1.0, 1.0]);
        }
        if n == 1 {
            // The first child.
            node["scale"] = json!([0.5, 0.5, 0.5]);
            node["rotation"] = json!([0.0, 0.6, 0.0, 0.8]);
        }
        change(n, &mut node);
        nodes.push(node);
    }
    nodes.push(
        json!({"name": "last", "mesh": 0, "translation": [-20, -20, 9], "scale": [40, 40, 1]}),
    );
    work.json["nodes"] = nodes.into();
    work.json["scenes"] = json!([{"nodes": [0, 7]}]);
    work
}

/// Every corner that the model draws, in some order.
fn corners(work: &Work) -> Vec<[i64; 3]> {
    let mut corners = Vec::new();
    visit_vertices(&samples::model(work), Copies::Each, |point| {
        corners.push(point.to_array().map(|x| (x * 1e3).round() as i64));
    });
    corners.sort_unstable();
    corners
}

#[test]
fn siblings_with_one_mesh_become_one_node_and_stay_where_they_were() {
    let mut work = squares(|_, _| ());
    let before = corners(&work);
    assert_eq!(
        run(&mut work, &asked()).unwrap(),
        ["Drew 5 nodes together with others of the same mesh"]
    );
    let nodes = work.json["nodes"].as_array().unwrap();
    assert_eq!(nodes.len(), 3);
    assert_eq!(nodes[0]["children"], json!([1]));
    assert_eq!(nodes[2]["name"], "last");
    assert_eq!(work.json["scenes"][0]["nodes"], json!([0, 2]));
    assert_eq!(work.json["extensionsRequired"], json!([EXTENSION]));
    assert_eq!(corners(&work), before);
    // What is drawn by instances already stays so.
    assert!(run(&mut work, &asked()).unwrap().is_empty());
}

#[test]
fn matrices_without_shear_are_taken_apart() {
    let turned = Mat4::from_scale_rotation_translation(
        Vec3::new(1.0, 2.0, 3.0),
        Quat::from_rotation_y(1.0),
        Vec3::new(4.0, 5.0, 6.0),
    );
    let mut work = squares(|n, node| {
        if n == 0 {
            *node = json!({"mesh": 0, "matrix": turned.to_cols_array()});
        }
    });
    let before = corners(&work);
    assert_eq!(run(&mut work, &asked()).unwrap().len(), 1);
    assert_eq!(corners(&work), before);
}

#[test]
fn what_can_be_addressed_or_moves_stays() {
    let changes: [&dyn Fn(&mut Value); 5] = [
        &|node| node["name"] = "rivet".into(),
        &|node| node["extras"] = json!({"part": 7}),
        &|node| node["scale"] = json!([-1.0, 1.0, 1.0]),
        &|node| {
            *node =
                json!({"mesh": 0, "matrix": [1, 0.5, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]});
        },
        &|node| node["rotation"] = json!([0.0, 0.0, 0.0, 9.0]),
    ];
    for (number, change) in changes.iter().enumerate() {
        // Two of six that differ leave four, which are too few.
        let mut work = squares(|n, node| {
            if n < 2 {
                change(node);
            }
        });
        assert!(
            run(&mut work, &asked()).unwrap().is_empty(),
            "change {number}"
        );
    }
    let mut work = squares(|_, _| ());
    samples::animate(&mut work);
    let channel = work.json["animations"][0]["channels"][0].clone();
    let mut other = channel.clone();
    work.json["animations"][0]["channels"][0]["target"]["node"] = 1.into();
    other["target"]["node"] = 2.into();
    let channels = work.json["animations"][0]["channels"].as_array_mut();
    channels.unwrap().push(other);
    assert!(run(&mut work, &asked()).unwrap().is_empty());
}

#[test]
fn animations_and_skins_follow_the_nodes_that_stay() {
    let mut work = squares(|_, _| ());
    samples::animate(&mut work);
    work.json["animations"][0]["channels"][0]["target"]["node"] = 7.into();
    work.json["skins"] = json!([{"joints": [0, 7], "skeleton": 7}]);
    assert_eq!(run(&mut work, &asked()).unwrap().len(), 1);
    let target = &work.json["animations"][0]["channels"][0]["target"];
    assert_eq!(target["node"], 2);
    assert_eq!(
        work.json["skins"],
        json!([{"joints": [0, 2], "skeleton": 2}])
    );
}

#[test]
fn nodes_of_one_name_keep_it_and_blended_or_morphing_meshes_stay() {
    let mut work = squares(|_, node| node["name"] = "rivet".into());
    assert_eq!(run(&mut work, &asked()).unwrap().len(), 1);
    assert_eq!(work.json["nodes"][1]["name"], "rivet");

    let mut work = squares(|_, _| ());
    work.meshes[0][0].order.sorted = true;
    assert!(run(&mut work, &asked()).unwrap().is_empty());
    // The viewer doesn't copy points.
    let mut work = squares(|_, _| ());
    work.meshes[0][0].mode = 0;
    assert!(run(&mut work, &asked()).unwrap().is_empty());
    let mut work = squares(|_, _| ());
    let morph = |shape: &mut Shape| shape.targets = vec![vec![shape.streams[0].clone()]];
    work.meshes[0].iter_mut().for_each(morph);
    assert!(run(&mut work, &asked()).unwrap().is_empty());
}

#[test]
fn beside_variants_of_any_part_nothing_is_drawn_at_once() {
    let plain = squares(|_, _| ());
    assert_eq!(refusal(&plain), None);
    let mut named = plain.clone();
    named.json["extensions"] = json!({"KHR_materials_variants": {"variants": [{"name": "Red"}]}});
    // As is left where the list of variants isn't: it is used all the same.
    let mut worn = plain.clone();
    worn.json["meshes"]
        .as_array_mut()
        .unwrap()
        .push(json!({"primitives": [{"extensions":
        {"KHR_materials_variants": {"mappings": [{"material": 0, "variants": [0]}]}}}]}));
    let mut declared = plain;
    declared.json["extensionsUsed"] = json!(["KHR_materials_variants"]);
    for mut work in [named, worn, declared] {
        assert!(refusal(&work).unwrap().contains("variants"));
        assert!(run(&mut work, &asked()).unwrap().is_empty());
    }
}

#[test]
fn what_stands_in_the_one_place_is_still_drawn_as_often() {
    let mut work = squares(|_, node| *node = json!({"mesh": 0}));
    let before = corners(&work);
    assert_eq!(run(&mut work, &asked()).unwrap().len(), 1);
    assert_eq!(corners(&work), before);
    let written = asset::write_glb(&pack(&work, Geometry::Meshopt)).unwrap();
    assert!(asset::read_bytes("packed", written.into(), &Limits::default()).is_ok());
}

#[test]
fn where_nothing_is_to_be_seen_nothing_is_done() {
    let mut work = squares(|_, _| ());
    work.json["scenes"] = json!([{"nodes": []}, {"nodes": [0, 7]}]);
    assert!(run(&mut work, &asked()).unwrap().is_empty());
}

#[test]
fn what_the_frame_hangs_on_stays() {
    let mut work = squares(|n, node| {
        if n == 5 {
            node["translation"] = json!([30, 0, 0]);
        }
    });
    assert!(run(&mut work, &asked()).unwrap().is_empty());
    // In the box, but farther from one of its corners than all else is.
    let mut work = squares(|n, node| {
        if n == 5 {
            node["translation"] = json!([19, 19, 0.25]);
        }
    });
    assert!(run(&mut work, &asked()).unwrap().is_empty());
}
