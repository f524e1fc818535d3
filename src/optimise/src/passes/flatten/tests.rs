//! Whole runs of the pass.
#![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

use asset::scene::{Copies, visit_vertices};
use serde_json::{Value, json};

use super::*;
use crate::options::Target;
use crate::samples::{self, grid};
use crate::work::Times;

/// Three squares that wear one material, each a mesh of its own, in a tree that turns, moves and mirrors.
fn tree() -> Work {
    let mut work = samples::work();
    let mesh = work.json["meshes"][0].clone();
    work.meshes = vec![vec![grid(2, 0.0)], vec![grid(12, 1.0)], vec![grid(1, 2.0)]];
    work.json["meshes"] = json!([mesh, mesh, mesh]);
    work.json["nodes"] = json!([
        {"name": "chair", "children": [1, 2], "translation": [1, 2, 3]},
        {"name": "left", "children": [3, 4], "rotation": [0, 0, 0.6, 0.8], "scale": [2, 2, 2]},
        {"name": "right", "mesh": 0, "extras": {"number": 7}},
        {"name": "leg", "mesh": 1, "scale": [1, 1, -1]},
        {"name": "foot", "mesh": 2, "translation": [0, 0.5, 0]},
    ]);
    work.json["scenes"] = json!([{"nodes": [0]}]);
    work.json["scene"] = json!(0);
    work.json["materials"] = json!([{}, {"doubleSided": true}]);
    work
}

fn options() -> Options {
    Options::new(Target::Web)
}

/// Every corner that the model draws, in some order.
fn corners(work: &Work) -> Vec<[i64; 3]> {
    let mut corners = Vec::new();
    visit_vertices(&samples::model(work), Copies::Each, |point| {
        corners.push(point.to_array().map(|x| (x * 1e4).round() as i64));
    });
    corners.sort_unstable();
    corners
}

#[test]
fn what_wears_the_same_becomes_one_part_where_it_was() {
    let mut work = tree();
    let before = corners(&work);
    let changes = run(&mut work, &options());
    assert_eq!(
        changes,
        [
            "Lifted 3 nodes out of the tree, without their names and extras, and dropped 2 nodes that held \
             nothing else",
            "Joined the parts of 3 nodes into 1 part, one for each material"
        ]
    );
    assert_eq!(work.json["nodes"], json!([{"mesh": 0}]));
    assert_eq!(work.json["scenes"], json!([{"nodes": [0]}]));
    assert_eq!((work.meshes.len(), work.draw_calls()), (1, 1));
    assert_eq!(corners(&work), before);
}

#[test]
fn mirrored_parts_keep_their_front() {
    let mut work = tree();
    run(&mut work, &options());
    let shape = &work.meshes[0][0];
    let (places, normals) = (shape.positions(), shape.stream("NORMAL").unwrap());
    let mut mirrored = 0;
    for [a, b, c] in shape.indices.as_chunks::<3>().0 {
        let [a, b, c] = [a, b, c].map(|corner| glam::Vec3::from(places[*corner as usize]));
        let face = (b - a).cross(c - a).normalize();
        let normal = glam::Vec3::from_slice(normals.element(shape.indices[0] as usize));
        // The mirrored square faces the other way, and so do its triangles.
        mirrored += usize::from(face.dot(normal) < 0.0);
        assert!(face.dot(normal).abs() > 0.999);
    }
    assert_eq!(mirrored, 2 * 12 * 12);
}

#[test]
fn what_moves_or_is_named_stays_with_all_below_it() {
    let mut work = tree();
    let before = corners(&work);
    work.json["animations"] = json!([{"channels": [{"target": {"node": 1}}]}]);
    run(&mut work, &options());
    let animations = work.json["animations"].take();
    assert_eq!(corners(&work), before);
    let nodes = work.json["nodes"].as_array().unwrap();
    let left = nodes
        .iter()
        .position(|node| node["name"] == "left")
        .unwrap();
    assert_eq!(animations[0]["channels"][0]["target"]["node"], left);
    // The two below it are one part, which moves with it; the third stays apart.
    assert_eq!(nodes[left]["children"].as_array().map(Vec::len), Some(1));
    assert_eq!(work.draw_calls(), 2);
    let right = nodes
        .iter()
        .find(|node| node["translation"] == json!([1.0, 2.0, 3.0]));
    assert_eq!(right.unwrap()["mesh"].as_u64(), Some(0));
}

#[test]
fn other_materials_held_parts_and_sorted_ones_stay_apart() {
    for change in [
        (|work: &mut Work| work.json["meshes"][1]["primitives"][0]["material"] = 1.into())
            as fn(&mut Work),
        |work| work.meshes[1][0].part_quality = Times(2.0),
        |work| work.meshes[1][0].order.sorted = true,
        |work| work.meshes[1][0].order.tied = true,
        |work| work.meshes[1][0].order.layered = true,
        |work| work.json["meshes"][1]["primitives"][0]["extras"] = json!({"part": "leg"}),
        |work| {
            work.meshes[1][0].streams.pop();
        },
    ] {
        let mut work = tree();
        let before = corners(&work);
        change(&mut work);
        run(&mut work, &options());
        assert_eq!(work.draw_calls(), 2);
        assert_eq!(corners(&work), before);
    }
}

#[test]
fn parts_whose_triangles_lie_on_one_another_are_joined_in_their_order() {
    let mut work = tree();
    for mesh in [0, 1] {
        work.meshes[mesh][0].order.layered = true;
    }
    let before = corners(&work);
    run(&mut work, &options());
    assert_eq!((work.draw_calls(), corners(&work)), (2, before));
    let layered = work
        .meshes
        .iter()
        .flatten()
        .filter(|shape| shape.order.layered);
    let layered: Vec<usize> = layered.map(|shape| shape.indices.len()).collect();
    assert_eq!(layered, [6 * (2 * 2 + 12 * 12)]);
}

#[test]
fn a_mesh_in_many_places_is_copied_where_that_is_cheap_and_else_shared() {
    for (side, calls) in [(2, 1), (20, 4)] {
        let mut work = tree();
        work.meshes[0] = vec![grid(side, 0.0)];
        let nodes: Vec<Value> = (0..4)
            .map(|n| json!({"mesh": 0, "translation": [n, 0, 0]}))
            .collect();
        work.json["nodes"] = json!([{"children": [1, 2, 3, 4]}]);
        work.json["nodes"].as_array_mut().unwrap().extend(nodes);
        let before = corners(&work);
        run(&mut work, &options());
        assert_eq!(work.draw_calls(), calls);
        assert_eq!(corners(&work), before);
    }
}

#[test]
fn what_a_node_cannot_say_is_said_by_vertices_or_left() {
    // A turn between two uneven scales shears.
    let mut work = tree();
    work.json["nodes"][1]["scale"] = json!([3, 1, 1]);
    work.json["nodes"][3]["rotation"] = json!([0.0, 0.6, 0.0, 0.8]);
    work.json["nodes"][3]["scale"] = json!([1, 1, 1]);
    let before = corners(&work);
    let mut joined = work.clone();
    run(&mut joined, &options());
    assert_eq!((joined.draw_calls(), corners(&joined)), (1, before.clone()));
    work.json["meshes"][1]["primitives"][0]["material"] = 1.into();
    run(&mut work, &options());
    assert_eq!((work.draw_calls(), corners(&work)), (2, before));
}

#[test]
fn matrices_are_taken_apart_as_the_viewer_does() {
    // Sheared; flattening, of which the viewer keeps the translation alone; and one that isn't whole.
    let sheared = [
        1.0, 0.0, 0.0, 0.0, 0.8, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 3.0, 0.0, 0.0, 1.0,
    ];
    let flat = [
        1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 3.0, 0.0, 0.0, 1.0,
    ];
    for (matrix, wanted) in [
        (
            sheared,
            render::node_matrix(glam::DMat4::from_cols_array(&sheared)),
        ),
        (
            flat,
            glam::DMat4::from_translation(glam::DVec3::new(3.0, 0.0, 0.0)),
        ),
    ] {
        let mut work = tree();
        work.json["nodes"] = json!([{"children": [1]}, {"mesh": 1, "matrix": matrix}]);
        run(&mut work, &options());
        let nodes = work.json["nodes"].as_array().unwrap();
        assert_eq!(nodes.len(), 1);
        assert!(
            crate::order::local(&nodes[0]).abs_diff_eq(wanted, 1e-6),
            "{nodes:?}"
        );
    }
}

#[test]
fn what_is_scaled_to_nothing_stays_where_it_is() {
    let mut work = tree();
    work.json["nodes"][3]["scale"] = json!([1, 1, 0]);
    run(&mut work, &options());
    assert_eq!(work.draw_calls(), 2);
    let nodes = work.json["nodes"].as_array().unwrap();
    assert!(
        nodes
            .iter()
            .any(|node| node["name"] == "leg" && node["scale"] == json!([1, 1, 0]))
    );
}

#[test]
fn tiny_products_stay_in_place() {
    let mut work = tree();
    work.json["nodes"] = json!([{"children": [1]}, {"mesh": 1, "translation": [5e-8, 0, 0]}]);
    run(&mut work, &options());
    assert_eq!(
        work.json["nodes"],
        json!([{"mesh": 1, "translation": [5e-8, 0.0, 0.0]}])
    );
}

#[test]
fn files_whose_nodes_may_be_named_elsewhere_stay() {
    let mut unknown = tree();
    unknown.fixed = true;
    let mut pointers = tree();
    pointers.json["animations"] = json!([{"channels": [{"target": {"extensions":
        {"KHR_animation_pointer": {"pointer": "/nodes/3/scale"}}}}]}]);
    let mut scenes = tree();
    scenes.json["scenes"] = json!([{"nodes": [0]}, {"nodes": []}]);
    for mut work in [unknown, pointers, scenes] {
        let before = work.json.clone();
        assert!(run(&mut work, &options()).is_empty());
        assert_eq!(work.json, before);
    }
}

#[test]
fn rings_of_nodes_end() {
    let mut work = tree();
    work.json["nodes"][1]["children"] = json!([0]);
    run(&mut work, &options());
}
