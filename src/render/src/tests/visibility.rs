//! What can be seen.

use asset::Model;
use base::Job;
use serde_json::{Value, json};

use super::context;
use super::shapes::{Shape, model};
use crate::{Allowed, Visibility, visibility};
use viewer::Attributes;

fn visible(model: &Model) -> Visibility {
    let allowed = Allowed {
        sides: 40,
        resolution: 192,
        poses: 3,
        ..Allowed::default()
    };
    visible_within(model, &allowed)
}

fn visible_within(model: &Model, allowed: &Allowed) -> Visibility {
    visibility(context(), model, allowed, &Job::quiet()).unwrap()
}

/// How many triangles of a mesh's only part can be seen.
fn seen(visibility: &Visibility, mesh: usize) -> usize {
    let seen = visibility.seen(mesh, 0).unwrap();
    seen.iter().filter(|seen| **seen).count()
}

/// A small box within a large one of `material`.
fn nested(material: Value) -> Model {
    model(
        &[Shape::cuboid([1.0; 3]), Shape::cuboid([0.4; 3])],
        json!([material, {}]),
        |_| {},
    )
}

#[test]
fn a_box_within_a_closed_box_is_hidden() {
    let visibility = visible(&nested(json!({})));
    assert_eq!(seen(&visibility, 0), 12);
    assert_eq!(seen(&visibility, 1), 0);
    assert!(visibility.views() >= 40);
}

#[test]
fn what_is_too_little_to_be_worth_finding_stays_and_is_found_out_soon() {
    let model = nested(json!({}));
    // Half of the triangles are hidden.
    for (worth, hidden) in [(0.0, 12), (0.4, 12), (0.6, 0)] {
        let allowed = Allowed {
            sides: 40,
            resolution: 192,
            worth,
            ..Allowed::default()
        };
        let visibility = visible_within(&model, &allowed);
        assert_eq!(12 - seen(&visibility, 1), hidden, "{worth}");
        assert_eq!(visibility.views() < 40, hidden == 0, "{worth}");
    }
}

#[test]
fn a_box_under_glass_or_a_half_clear_cover_is_seen() {
    for cover in [
        json!({"alphaMode": "BLEND"}),
        json!({"extensions": {"KHR_materials_transmission": {"transmissionFactor": 0.5}}}),
    ] {
        let visibility = visible(&nested(cover));
        assert_eq!((seen(&visibility, 0), seen(&visibility, 1)), (12, 12));
    }
}

#[test]
fn glass_within_a_closed_box_is_hidden_and_glass_within_glass_is_not() {
    let pair = |outer: Value, inner: Value| {
        visible(&model(
            &[Shape::cuboid([1.0; 3]), Shape::cuboid([0.4; 3])],
            json!([outer, inner]),
            |_| {},
        ))
    };
    let glass = json!({"alphaMode": "BLEND"});
    assert_eq!(seen(&pair(json!({}), glass.clone()), 1), 0);
    assert_eq!(seen(&pair(glass.clone(), glass), 1), 12);
}

#[test]
fn a_double_sided_cover_hides_from_both_sides_and_a_single_sided_one_from_one() {
    // The outer box is inside out: its front faces look inwards.
    let inverted = |double: bool| {
        model(
            &[Shape::cuboid([1.0; 3]), Shape::cuboid([0.4; 3])],
            json!([{"doubleSided": double}, {}]),
            |json| json["nodes"][0]["scale"] = json!([-1.0, 1.0, 1.0]),
        )
    };
    // A mirrored box shows its outside as before.
    assert_eq!(seen(&visible(&inverted(false)), 1), 0);
    let turned = |double: bool| {
        visible(&model(
            &[
                Shape::cuboid([1.0; 3]).inside_out(),
                Shape::cuboid([0.4; 3]),
            ],
            json!([{"doubleSided": double}, {}]),
            |_| {},
        ))
    };
    assert_eq!(seen(&turned(true), 1), 0);
    assert_eq!(seen(&turned(false), 1), 12);
}

#[test]
fn the_back_of_a_single_sided_plane_is_looked_through() {
    // The plane faces forwards, with a double behind it that faces forwards too.
    let model = model(
        &[Shape::square(), Shape::square().inside_out()],
        json!([{}, {}]),
        |json| json["nodes"][1]["translation"] = json!([0.0, 0.0, -0.001]),
    );
    let visibility = visible(&model);
    assert_eq!((seen(&visibility, 0), seen(&visibility, 1)), (2, 2));
}

#[test]
fn what_a_mask_cuts_out_is_looked_through() {
    let with = |alpha: f32| {
        visible(&nested(json!({
            "alphaMode": "MASK",
            "pbrMetallicRoughness": {"baseColorFactor": [1.0, 1.0, 1.0, alpha]},
        })))
    };
    assert_eq!(seen(&with(0.9), 1), 0);
    assert_eq!(seen(&with(0.1), 1), 12);
}

#[test]
fn masked_foliage_shows_what_is_behind_its_holes() {
    let with = |clear: bool| {
        let mut picture = vec![255_u8; 16 * 16 * 4];
        if clear {
            for y in 4..12 {
                for x in 4..12 {
                    picture[(y * 16 + x) * 4 + 3] = 0;
                }
            }
        }
        let leaves = json!({
            "alphaMode": "MASK", "doubleSided": true,
            "pbrMetallicRoughness": {"baseColorTexture": {"index": 0}},
        });
        let shapes = [Shape::cuboid([1.0; 3]), Shape::cuboid([0.4; 3])];
        visible(&super::shapes::textured_model(
            &shapes,
            json!([leaves, {}]),
            16,
            &picture,
        ))
    };
    assert_eq!(seen(&with(false), 1), 0);
    assert_eq!(seen(&with(true), 1), 12);
}

#[test]
fn what_a_lid_uncovers_is_seen() {
    let lidded = |moves: bool| {
        let shapes = [Shape::cuboid([1.0; 3]), Shape::cuboid([0.4; 3])];
        let lid = model(&shapes, json!([{}, {}]), |_| {});
        if moves {
            super::shapes::lifted(&shapes)
        } else {
            lid
        }
    };
    assert_eq!(seen(&visible(&lidded(false)), 1), 0);
    assert_eq!(seen(&visible(&lidded(true)), 1), 12);
}

#[test]
fn what_a_variants_material_uncovers_is_seen() {
    let model = model(
        &[Shape::cuboid([1.0; 3]), Shape::cuboid([0.4; 3])],
        json!([{}, {}, {"alphaMode": "BLEND"}]),
        |json| {
            json["extensionsUsed"] = json!(["KHR_materials_variants"]);
            json["extensions"] =
                json!({"KHR_materials_variants": {"variants": [{"name": "Glass"}]}});
            json["meshes"][0]["primitives"][0]["extensions"] =
                json!({"KHR_materials_variants": {"mappings": [{"material": 2, "variants": [0]}]}});
        },
    );
    assert_eq!(seen(&visible(&model), 1), 12);
}

#[test]
fn a_mesh_that_is_hidden_in_one_place_and_seen_in_another_stays() {
    let model = model(
        &[Shape::cuboid([1.0; 3]), Shape::cuboid([0.4; 3])],
        json!([{}, {}]),
        |json| {
            json["nodes"] =
                json!([{"mesh": 0}, {"mesh": 1}, {"mesh": 1, "translation": [2.0, 0.0, 0.0]}]);
            json["scenes"][0]["nodes"] = json!([0, 1, 2]);
        },
    );
    assert_eq!(seen(&visible(&model), 1), 12);
}

#[test]
fn limits_of_the_orbit_hide_what_is_below() {
    // A square under a slab faces the floor; a post beside them stands lower, so that the frame
    // hangs on the post.
    let model = model(
        &[
            Shape::cuboid([1.0, 0.5, 1.0]),
            Shape::square(),
            Shape::cuboid([0.05, 1.0, 0.05]),
        ],
        json!([{}, {}, {}]),
        |json| {
            json["nodes"][1]["rotation"] = json!([0.5_f32.sqrt(), 0.0, 0.0, 0.5_f32.sqrt()]);
            json["nodes"][1]["translation"] = json!([0.0, -0.3, 0.0]);
            json["nodes"][1]["scale"] = json!([0.5, 0.5, 0.5]);
            json["nodes"][2]["translation"] = json!([0.6, 0.0, 0.0]);
        },
    );
    assert_eq!(seen(&visible(&model), 1), 2);
    let attributes = Attributes {
        min_camera_orbit: "auto 10deg auto".parse().unwrap(),
        max_camera_orbit: "auto 60deg auto".parse().unwrap(),
        ..Attributes::default()
    };
    let allowed = Allowed {
        sides: 40,
        resolution: 192,
        attributes,
        ..Allowed::default()
    };
    let visibility = visible_within(&model, &allowed);
    assert_eq!((seen(&visibility, 0), seen(&visibility, 1)), (12, 0));
}

#[test]
fn specks_smaller_than_a_pixel_are_seen() {
    let model = model(
        &[Shape::cuboid([1.0; 3]), Shape::cuboid([0.0005; 3])],
        json!([{}, {}]),
        |json| json["nodes"][1]["translation"] = json!([0.1, 0.52, 0.1]),
    );
    assert_eq!(seen(&visible(&model), 1), 12);
}

#[test]
fn a_texture_is_looked_at_as_finely_as_the_nearest_camera_shows_it() {
    let texture = |side: u32| {
        let picture = vec![200_u8; side as usize * side as usize * 4];
        let material = json!({"pbrMetallicRoughness": {"baseColorTexture": {"index": 0}}});
        let shapes = [Shape::cuboid([1.0; 3])];
        let model = super::shapes::textured_model(&shapes, json!([material]), side, &picture);
        visible(&model).finest(0).unwrap()
    };
    // The radius is 0.87 m, the nearest camera 2.2 of it away, its side 12 degrees for 1440 pixels.
    assert_eq!(texture(16), 0.0);
    let radius = 0.75_f64.sqrt();
    let pixels = 1440.0 / (2.0 * (6.0_f64).to_radians().tan() * (2.2 - 1.0) * radius);
    let side = 4096;
    let expected = (f64::from(side) / pixels).log2().max(0.0);
    assert!((texture(side) - expected).abs() < 1e-3, "{expected}");
}

#[test]
fn a_cancelled_look_stops() {
    let job = Job::quiet();
    job.cancel().cancel();
    let fault = visibility(context(), &nested(json!({})), &Allowed::default(), &job).unwrap_err();
    assert_eq!(fault.kind(), base::FaultKind::Cancelled);
}
