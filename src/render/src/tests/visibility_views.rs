//! What is taken for hidden isn't seen from anywhere else either: a product of thin parts and narrow gaps,
//! drawn with and without it from many sides that nobody chose.

use asset::Model;
use base::Job;
use serde_json::{Value, json};

use super::context;
use super::shapes::{Shape, model};
use crate::{Allowed, Framing, Scene, View, Visibility, draw, visibility};
use viewer::Attributes;

/// From how many sides, and how large.
const VIEWS: u64 = 220;
const SIDE: u32 = 160;

/// A ball within two cages of thin bars that leave narrow gaps, with a box in the ball.
fn caged() -> Model {
    let shapes = [
        Shape::cuboid([0.11, 1.2, 0.01]),
        Shape::cuboid([0.09, 1.2, 0.01]),
        Shape::sphere(),
        Shape::cuboid([0.4; 3]),
        Shape::cuboid([1.6, 0.02, 1.6]),
    ];
    let materials = json!([{}, {}, {}, {}, {}]);
    model(&shapes, materials, |json| {
        let mut nodes = vec![
            json!({"mesh": 2}),
            json!({"mesh": 3}),
            json!({"mesh": 4, "translation": [0.0, 0.61, 0.0]}),
            json!({"mesh": 4, "translation": [0.0, -0.61, 0.0]}),
        ];
        for (mesh, radius, shift) in [(0, 0.75_f64, 0.0_f64), (1, 0.62, 0.35)] {
            for bar in 0..36 {
                let turn = (f64::from(bar) + shift) / 36.0 * std::f64::consts::TAU;
                let (sin, cos) = turn.sin_cos();
                let half = turn / 2.0;
                nodes.push(
                    json!({"mesh": mesh, "translation": [radius * sin, 0.0, radius * cos],
                    "rotation": [0.0, half.sin(), 0.0, half.cos()]}),
                );
            }
        }
        all(json, nodes);
    })
}

fn all(json: &mut Value, nodes: Vec<Value>) {
    let count = nodes.len();
    json["nodes"] = nodes.into();
    json["scenes"][0]["nodes"] = (0..count).collect::<Vec<_>>().into();
}

/// `model` without what is hidden, and how many triangles that is.
fn without_hidden(model: &Model, visibility: &Visibility) -> (Model, usize) {
    let mut left = model.clone();
    let mut gone = 0;
    for (mesh, parts) in left.meshes.iter_mut().enumerate() {
        for (part, primitive) in parts.primitives.iter_mut().enumerate() {
            let (Some(seen), Some(indices)) = (visibility.seen(mesh, part), &mut primitive.indices)
            else {
                continue;
            };
            gone += seen.iter().filter(|seen| !**seen).count();
            let corners = indices.as_chunks::<3>().0.iter().zip(seen);
            let kept = corners.filter(|(_, seen)| **seen);
            *indices = kept.flat_map(|(corners, _)| *corners).collect();
        }
    }
    (left, gone)
}

/// Orbits within what customers may choose, the same each time.
fn orbits() -> impl Iterator<Item = Attributes> {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut random = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    (0..VIEWS).map(move |number| {
        let phi = (1.0 - 2.0 * random()).acos().to_degrees();
        let orbit = format!(
            "{}deg {phi}deg {}%",
            360.0 * random(),
            60.0 + 45.0 * random()
        );
        let near = if number % 3 == 0 { "12deg" } else { "auto" };
        Attributes {
            camera_orbit: orbit.parse().unwrap(),
            field_of_view: near.parse().unwrap(),
            ..Attributes::default()
        }
    })
}

#[test]
fn nothing_that_is_taken_for_hidden_is_seen_from_two_hundred_other_sides() {
    let allowed = Allowed {
        sides: 90,
        resolution: 256,
        ..Allowed::default()
    };
    let model = caged();
    let visibility = visibility(context(), &model, &allowed, &Job::quiet()).unwrap();
    let (left, gone) = without_hidden(&model, &visibility);
    assert!(gone >= 12, "{gone}");
    let framing = Framing::of(&model, &Attributes::default()).unwrap();
    let mut scenes =
        [&model, &left].map(|model| Scene::new(context(), model, &Job::quiet()).unwrap());
    for attributes in orbits() {
        let view = View::of(&framing, &attributes, [SIDE; 2]);
        let [whole, left] = &mut scenes;
        let whole = draw(context(), whole, &view).unwrap();
        let left = draw(context(), left, &view).unwrap();
        let pixels = whole.rgba.chunks_exact(4).zip(left.rgba.chunks_exact(4));
        let other = pixels.filter(|(a, b)| a != b).count();
        assert_eq!(other, 0, "{:?}", attributes.camera_orbit);
    }
}
