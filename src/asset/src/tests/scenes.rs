//! Where things stand, and what is counted.

use glam::DVec3;
use serde_json::json;

use super::build::{Build, F32};
use super::{read, seeds};
use crate::model::{Interpolation, Property};
use crate::scene::{Copies, bounds, visit_vertices, world_matrices};
use crate::{Facts, Model};

fn size(model: &Model) -> [f64; 3] {
    bounds(model).unwrap().size().to_array()
}

#[test]
fn nodes_stand_where_their_parents_put_them() {
    let mut build = Build::square();
    build.json["nodes"][0]["scale"] = json!([2, 1, 1]);
    let root = build.root(json!({
        "children": [0], "translation": [10, 0, 0],
        // A quarter turn about z.
        "rotation": [0, 0, 0.5_f64.sqrt(), 0.5_f64.sqrt()],
    }));
    build.json["scenes"][0]["nodes"] = json!([root]);
    // What isn't in the scene doesn't count.
    build.push("nodes", json!({ "mesh": 0, "translation": [100, 0, 0] }));
    let model = read(build.glb()).unwrap();
    let bounds = bounds(&model).unwrap();
    assert!((bounds.center() - DVec3::new(10.0, 0.0, 0.0)).length() < 1e-6);
    assert!(
        (bounds.size() - DVec3::new(2.0, 4.0, 0.0)).length() < 1e-6,
        "{bounds:?}"
    );
    assert_eq!(world_matrices(&model)[2], None);
}

#[test]
fn morphs_skins_and_instances_are_at_rest() {
    let mut build = seeds::moving();
    let model = read(build.glb()).unwrap();
    // Vertex 2 is morphed by half of 3 m in z. The joints pull by half of 1 m in y. The instances,
    // which aren't skinned, stand up to 8 m in x.
    assert_eq!(size(&model), [10.0, 2.5, 1.5]);
    let mut once = 0;
    visit_vertices(&model, Copies::Ignored, |_| once += 1);
    assert_eq!(once, 8);
    // A node's weights come before the mesh's.
    build.json["nodes"][0]["weights"] = json!([1]);
    assert_eq!(size(&read(build.glb()).unwrap())[2], 3.0);
}

#[test]
fn positions_that_are_not_finite_do_not_count() {
    let mut build = Build::square();
    let positions = [
        [0.0_f32; 3],
        [f32::NAN, 9.0, 9.0],
        [f32::INFINITY, 9.0, 9.0],
        [1.0; 3],
    ];
    let positions = build.accessor(&positions, F32, "VEC3");
    build.primitive()["attributes"]["POSITION"] = positions.into();
    assert_eq!(size(&read(build.glb()).unwrap()), [1.0; 3]);
    assert_eq!(bounds(&read(Build::new().glb()).unwrap()), None);
}

#[test]
fn animations_are_read_whole() {
    let model = read(seeds::moving().glb()).unwrap();
    let animation = &model.animations[0];
    assert_eq!(
        (animation.name.as_deref(), animation.duration),
        (Some("wave"), 1.5)
    );
    let [turn, swell] = &animation.channels[..] else {
        panic!("{animation:?}")
    };
    assert_eq!((turn.property, turn.curve.width), (Property::Rotation, 4));
    assert_eq!(turn.curve.values[4..], [0.0, 1.0, 0.0, 0.0]);
    assert_eq!((swell.property, swell.curve.width), (Property::Weights, 1));
    assert_eq!(swell.curve.interpolation, Interpolation::CubicSpline);
    assert_eq!(swell.curve.values.len(), 6);
}

#[test]
fn channels_that_move_nothing_known_are_left_out_with_a_warning() {
    let mut build = seeds::moving();
    build.json["animations"][0]["channels"][0]["target"] =
        json!({ "path": "pointer", "extensions": { "KHR_animation_pointer": {} } });
    build.json["animations"][0]["channels"][1]["target"]["node"] = 1.into();
    let model = read(build.glb()).unwrap();
    assert!(model.animations[0].channels.is_empty());
    let warnings = model.warnings();
    for told in [
        "what it moves stands still",
        "moves no node",
        "a node that has none",
    ] {
        assert!(
            warnings.iter().any(|line| line.contains(told)),
            "{warnings:?}"
        );
    }
}

#[test]
fn facts_count_what_is_drawn() {
    let facts = Facts::of(&read(seeds::moving().glb()).unwrap());
    // The square, and three instances of it.
    assert_eq!(
        (facts.triangles, facts.draw_calls, facts.vertices),
        (2 + 3 * 2, 2, 8)
    );
    assert_eq!((facts.nodes, facts.meshes, facts.skins), (4, 2, 1));
    assert_eq!(
        (
            facts.animations[0].name.as_str(),
            facts.animations[0].seconds
        ),
        ("wave", 1.5)
    );
    assert_eq!(facts.dimensions, Some([10.0, 2.5, 1.5]));
    assert_eq!(facts.generator.as_deref(), Some("Plinth's tests"));
    assert_eq!(facts.extensions_used, ["EXT_mesh_gpu_instancing"]);
    let bytes = facts.bytes;
    // Positions, normals, UVs, indices, joints, weights, the morph's two.
    assert_eq!(bytes.geometry, 48 + 48 + 32 + 12 + 16 + 64 + 2 + 12);
    // Matrices, times, turns, swells, offsets.
    assert_eq!(bytes.animation, 128 + 8 + 32 + 24 + 36);
    let parts = bytes.geometry + bytes.animation + bytes.images + bytes.other;
    assert_eq!(parts, bytes.total);
}

#[test]
fn facts_name_textures_by_their_uses() {
    let facts = Facts::of(&read(seeds::textured().glb()).unwrap());
    let [cloth, other] = &facts.textures[..] else {
        panic!("{:?}", facts.textures)
    };
    assert_eq!(
        (cloth.name.as_str(), cloth.width, cloth.mime),
        ("cloth", 4, "image/png")
    );
    assert_eq!(cloth.slots, ["base colour", "emissive", "specular"]);
    assert_eq!(cloth.gpu_bytes, (16 + 4 + 1) * 4);
    assert_eq!(other.name, "image 2");
    let slots = [
        "metallic-roughness",
        "normal",
        "occlusion",
        "clearcoat normal",
    ];
    assert_eq!(other.slots, slots);
    assert_eq!(facts.texture_gpu_bytes, 84 + 20);
    assert_eq!(facts.variants, ["Moss", "Plain"]);
    assert_eq!(
        (facts.cameras[0].as_str(), facts.lights[0].kind),
        ("camera 1", "spot")
    );
    let json = serde_json::to_value(&facts).unwrap();
    assert_eq!(json["textures"][0]["slots"][0], "base colour");
    assert_eq!(json["bytes"]["images"], facts.bytes.images);
}
