//! What is taken for hidden isn't seen from views that nobody chose: products with slivers, deep holes,
//! surfaces that nearly touch, lids that open for a moment, and glass in one variant alone.

use std::f64::consts::TAU;

use asset::Model;
use base::Job;
use glam::DVec3;
use serde_json::{Value, json};

use super::context;
use super::shapes::{Shape, model, moved};
use crate::{Allowed, Framing, Limits, Orbit, View, Visibility, frame_camera, shown, visibility};
use viewer::Attributes;

/// Random views of each product, and their size in pixels.
const VIEWS: usize = 60;
const SIZE: [u32; 2] = [320, 320];

fn looked_at(model: &Model) -> Visibility {
    let allowed = Allowed {
        sides: 60,
        resolution: 256,
        ..Allowed::default()
    };
    visibility(context(), model, &allowed, &Job::quiet()).unwrap()
}

/// A view along `direction` through a point beside the target, in framed radii.
fn along(framing: &Framing, attributes: &Attributes, direction: DVec3, through: DVec3) -> View {
    let limits = Limits::of(framing, attributes, 1.0);
    let direction = direction.normalize();
    let orbit = Orbit {
        theta: direction.x.atan2(direction.z),
        phi: direction.y.clamp(-1.0, 1.0).acos(),
        radius: limits.max.radius,
    };
    let target = framing.target + through * framing.radius;
    View {
        camera: frame_camera(
            framing,
            &limits,
            target,
            orbit,
            limits.max_field_of_view,
            1.0,
        ),
        ..View::of(framing, attributes, SIZE)
    }
}

/// Views that customers may choose, the same each time.
fn random_views(model: &Model, framing: &Framing) -> Vec<View> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut random = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    let view = |number: usize| {
        let mut attributes = Attributes::default();
        if number % 2 == 1 {
            attributes.variant = model.variants.first().cloned();
        }
        if number % 4 > 1 && !model.animations.is_empty() {
            attributes.animation = Some("0".to_owned());
            attributes.time = model.animations[0].duration * random() as f32;
        }
        let limits = Limits::of(framing, &attributes, 1.0);
        let mut within = |least: f64, most: f64| least + (most - least) * random();
        let orbit = Orbit {
            theta: within(0.0, TAU),
            phi: within(-1.0, 1.0).acos(),
            radius: within(limits.min.radius, limits.max.radius),
        };
        let field = within(limits.min_field_of_view, limits.max_field_of_view);
        View {
            camera: frame_camera(framing, &limits, framing.target, orbit, field, 1.0),
            ..View::of(framing, &attributes, SIZE)
        }
    };
    (0..VIEWS).map(view).collect()
}

/// How many triangles are taken for hidden, of which none may be seen from random views nor from `more`.
fn hidden(model: &Model, more: impl Fn(&Framing) -> Vec<View>) -> usize {
    let framing = Framing::of(model, &Attributes::default()).unwrap();
    let visibility = looked_at(model);
    let views = [random_views(model, &framing), more(&framing)].concat();
    let shown = shown(context(), model, &views, &Job::quiet()).unwrap();
    let (mut gone, mut missed) = (0, Vec::new());
    for (mesh, own) in model.meshes.iter().enumerate() {
        for part in 0..own.primitives.len() {
            let seen = visibility.seen(mesh, part).unwrap();
            let shown = shown.seen(mesh, part).unwrap();
            for (triangle, (seen, shown)) in seen.iter().zip(shown).enumerate() {
                gone += usize::from(!seen);
                if !seen && *shown {
                    missed.push((mesh, part, triangle));
                }
            }
        }
    }
    assert_eq!(missed, [], "of {gone} that are taken for hidden");
    gone
}

fn none(_: &Framing) -> Vec<View> {
    Vec::new()
}

/// Nodes of `mesh`, one for each place.
fn nodes(json: &mut Value, added: Vec<Value>, turned: bool) {
    let count = added.len();
    json["nodes"] = added.into();
    let mut roots: Vec<usize> = (0..count).collect();
    if turned {
        // So that nothing stands as the straight views look.
        let list = json["nodes"].as_array_mut().unwrap();
        list.push(json!({"children": roots, "rotation": [0.3, 0.2, 0.5, 0.787_400_8]}));
        roots = vec![count];
    }
    json["scenes"][0]["nodes"] = roots.into();
}

fn plain(count: usize) -> Value {
    Value::Array(vec![json!({}); count])
}

#[test]
fn the_ground_of_deep_and_narrow_holes_is_seen() {
    let shapes = [
        Shape::cuboid([0.02, 0.8, 1.0]),
        Shape::cuboid([1.0, 0.02, 1.0]),
        Shape::grid(48),
    ];
    let comb = model(&shapes, plain(3), |json| {
        let mut all = vec![
            json!({"mesh": 1, "translation": [0.0, -0.42, 0.0]}),
            json!({"mesh": 2, "translation": [0.0, -0.4, 0.0],
                "rotation": [-0.5_f32.sqrt(), 0.0, 0.0, 0.5_f32.sqrt()]}),
        ];
        for wall in 0..=20 {
            let at = f64::from(wall) / 20.0 - 0.5;
            all.push(json!({"mesh": 0, "translation": [at, 0.0, 0.0]}));
            all.push(json!({"mesh": 0, "translation": [0.0, 0.0, at],
                "rotation": [0.0, 0.5_f32.sqrt(), 0.0, 0.5_f32.sqrt()]}));
        }
        nodes(json, all, true);
    });
    // Straight down the holes.
    let turn = glam::DQuat::from_xyzw(0.3, 0.2, 0.5, 0.787_400_8).normalize();
    let down = |framing: &Framing| {
        let places = [
            DVec3::ZERO,
            DVec3::X * 0.3,
            DVec3::Z * -0.4,
            DVec3::ONE * 0.2,
        ];
        let view = |place| {
            along(
                framing,
                &Attributes::default(),
                turn * DVec3::Y,
                turn * place,
            )
        };
        places.map(view).into()
    };
    hidden(&comb, down);
}

#[test]
fn slivers_and_what_lies_behind_slits_between_them_are_seen() {
    // Two cages of slivers, turned against each other, around a ball with a box in it.
    let shapes = [
        Shape::cuboid([0.105, 1.2, 0.0004]),
        Shape::cuboid([0.0006, 1.2, 0.0006]),
        Shape::sphere(),
        Shape::cuboid([0.3; 3]),
        Shape::cuboid([1.4, 0.02, 1.4]),
    ];
    let cage = model(&shapes, plain(5), |json| {
        let mut all = vec![
            json!({"mesh": 2}),
            json!({"mesh": 3}),
            json!({"mesh": 4, "translation": [0.0, 0.61, 0.0]}),
            json!({"mesh": 4, "translation": [0.0, -0.61, 0.0]}),
        ];
        for (mesh, radius, shift) in [(0, 0.62_f64, 0.0_f64), (1, 0.55, 0.3), (0, 0.65, 0.5)] {
            for bar in 0..36 {
                let turn = (f64::from(bar) + shift) / 36.0 * TAU;
                let (sin, cos) = (turn / 2.0).sin_cos();
                all.push(
                    json!({"mesh": mesh, "translation": [radius * turn.sin(), 0.0, radius * turn.cos()],
                    "rotation": [0.0, sin, 0.0, cos]}),
                );
            }
        }
        nodes(json, all, false);
    });
    let gone = hidden(&cage, none);
    assert!(gone >= 12, "{gone}");
}

#[test]
fn what_is_as_near_to_a_surface_as_pictures_can_tell_is_seen() {
    // Such a cover is drawn over what it covers in some pixels and under it in others.
    let shapes = [
        Shape::cuboid([1.0; 3]),
        Shape::cuboid([0.999_9; 3]),
        Shape::cuboid([0.9; 3]),
    ];
    let covered = model(&shapes, plain(3), |_| {});
    let visibility = looked_at(&covered);
    let near = visibility.seen(1, 0).unwrap();
    assert!(near.iter().all(|seen| *seen), "{near:?}");
    assert_eq!(hidden(&covered, none), 12);
}

#[test]
fn what_a_lid_uncovers_for_a_moment_is_seen() {
    // The lid opens between two of the moments that are evenly apart; another only at the very end.
    let shapes = [
        Shape::cuboid([1.0; 3]),
        Shape::cuboid([0.4; 3]),
        Shape::cuboid([0.1; 3]).inside_out(),
    ];
    for times in [[0.0, 0.5, 0.52, 0.54, 1.0], [0.0, 0.9, 0.97, 0.99, 1.0]] {
        let lidded = moved(&shapes, &times, &[0.0, 0.0, 3.0, 0.0, 0.0]);
        let at = |framing: &Framing| {
            let mut attributes = Attributes {
                animation: Some("0".to_owned()),
                ..Attributes::default()
            };
            let mut view = |time| {
                attributes.time = time;
                along(framing, &attributes, DVec3::new(0.3, 0.4, 1.0), DVec3::ZERO)
            };
            vec![view(0.52), view(0.97), view(0.975)]
        };
        let gone = hidden(&lidded, at);
        assert_eq!(gone, 12, "{times:?}");
    }
}

#[test]
fn what_a_pose_shows_through_glass_of_a_variant_is_seen() {
    // A box in a cover in a box of which a variant makes glass; the animation lifts the cover.
    let shapes = [
        Shape::cuboid([0.5; 3]),
        Shape::cuboid([1.0; 3]),
        Shape::cuboid([0.3; 3]),
        Shape::cuboid([0.1; 3]),
    ];
    let boxes = super::shapes::moved_with(
        &shapes,
        json!([{}, {}, {}, {}, {"alphaMode": "BLEND",
            "pbrMetallicRoughness": {"baseColorFactor": [1.0, 1.0, 1.0, 0.2]}}]),
        &[0.0, 1.0],
        &[0.0, 3.0],
        |json| {
            json["extensionsUsed"] = json!(["KHR_materials_variants"]);
            json["extensions"] =
                json!({"KHR_materials_variants": {"variants": [{"name": "Glass"}]}});
            json["meshes"][1]["primitives"][0]["extensions"] =
                json!({"KHR_materials_variants": {"mappings": [{"material": 4, "variants": [0]}]}});
        },
    );
    let gone = hidden(&boxes, none);
    assert_eq!(gone, 12);
}

#[test]
fn what_darkens_the_floor_stays_though_no_side_shows_it() {
    // Within a box that is open below, a square turned upwards: cameras see it from neither side, but it
    // is nearer to the floor than the lid above it.
    let shapes = [Shape::cuboid([1.0; 3]).without(4), Shape::square()];
    let table = model(&shapes, plain(2), |json| {
        json["nodes"][1] = json!({"mesh": 1, "translation": [0.0, -0.4, 0.0], "scale": [0.6, 0.6, 1.0],
            "rotation": [-0.5_f32.sqrt(), 0.0, 0.0, 0.5_f32.sqrt()]});
    });
    let square = |visibility: &Visibility| visibility.seen(1, 0).unwrap().to_vec();
    assert_eq!(square(&looked_at(&table)), [true; 2]);
    let unlit = Allowed {
        sides: 60,
        resolution: 256,
        attributes: Attributes::default(),
        ..Allowed::default()
    };
    let visibility = visibility(context(), &table, &unlit, &Job::quiet()).unwrap();
    assert_eq!(square(&visibility), [false; 2]);
}

#[test]
fn what_pictures_will_be_compared_of_is_seen_to_the_sample() {
    // A shaft so narrow that no side looks down to its end, but for the view that is judged.
    let shapes = [
        Shape::cuboid([0.2, 0.02, 1.4]),
        Shape::cuboid([0.02, 0.2, 1.4]),
        Shape::square(),
        Shape::cuboid([0.05; 3]),
    ];
    let shaft = model(&shapes, plain(4), |json| {
        let all = vec![
            json!({"mesh": 0, "translation": [0.0, 0.0105, 0.0]}),
            json!({"mesh": 0, "translation": [0.0, -0.0105, 0.0]}),
            json!({"mesh": 1, "translation": [0.0105, 0.0, 0.0]}),
            json!({"mesh": 1, "translation": [-0.0105, 0.0, 0.0]}),
            json!({"mesh": 2, "translation": [0.0, 0.0, -0.69], "scale": [0.1, 0.1, 1.0]}),
            json!({"mesh": 3, "translation": [0.0, 0.0, -2.0]}),
        ];
        nodes(json, all, false);
    });
    let framing = Framing::of(&shaft, &Attributes::default()).unwrap();
    let views = crate::Viewpoint::around();
    let pictures: Vec<View> = views.iter().map(|view| view.view(&framing)).collect();
    let allowed = Allowed {
        sides: 16,
        resolution: 16,
        judged: views,
        ..Allowed::default()
    };
    let visibility = visibility(context(), &shaft, &allowed, &Job::quiet()).unwrap();
    let shown = shown(context(), &shaft, &pictures, &Job::quiet()).unwrap();
    for mesh in 0..4 {
        let pairs = visibility
            .seen(mesh, 0)
            .unwrap()
            .iter()
            .zip(shown.seen(mesh, 0).unwrap());
        for (triangle, (seen, shown)) in pairs.enumerate() {
            assert!(*seen || !shown, "{mesh} {triangle}");
        }
    }
}
