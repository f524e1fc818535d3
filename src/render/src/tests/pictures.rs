//! Pictures of small models, pixel by pixel.

use base::Job;
use serde_json::{Value, json};

use super::context;
use super::shapes::{Shape, model, textured_model};
use crate::{Framing, Picture, Scene, Target, View, compare, draw};
use viewer::{Attributes, Background};

/// Draws with attributes at 96 x 96.
fn picture(model: &asset::Model, attributes: Value) -> Picture {
    let attributes: Attributes = serde_json::from_value(attributes).unwrap();
    let mut scene = Scene::new(context(), model, &Job::quiet()).unwrap();
    let framing = Framing::of(model, &attributes).unwrap();
    draw(
        context(),
        &mut scene,
        &View::of(&framing, &attributes, [96; 2]),
    )
    .unwrap()
}

/// A square seen from the front.
const FRONT: &str = "0deg 90deg 105%";

fn near(actual: [u8; 4], expected: [u8; 4], tolerance: u8) {
    let worst = actual
        .iter()
        .zip(expected)
        .map(|(a, b)| a.abs_diff(b))
        .max();
    assert!(
        worst <= Some(tolerance),
        "{actual:?} instead of {expected:?}"
    );
}

#[test]
fn a_white_sphere_is_lit_from_above_and_drawn_the_same_twice() {
    let ball = model(
        &[Shape::sphere()],
        json!([{"pbrMetallicRoughness": {"metallicFactor": 0, "roughnessFactor": 1}}]),
        |_| {},
    );
    let first = picture(&ball, json!({}));
    let again = picture(&ball, json!({}));
    assert_eq!(first, again);
    assert_eq!(first.pixel(0, 0), [255; 4]);
    // White in the neutral room is nearly white, greyest below.
    let (top, middle, bottom) = (first.pixel(48, 8), first.pixel(48, 48), first.pixel(48, 86));
    near(middle, [248, 248, 248, 255], 2);
    assert!(top[0] >= middle[0], "{top:?} {middle:?}");
    near(bottom, [231, 231, 231, 255], 4);
}

#[test]
fn scale_and_orientation_are_those_of_a_node_around_the_model() {
    let material = json!([{"pbrMetallicRoughness": {"metallicFactor": 0}}]);
    let shape = [Shape::cuboid([1.0, 0.5, 0.25])];
    let plain = model(&shape, material.clone(), |document| {
        document["nodes"][0]["translation"] = json!([0.0, 0.0, 1.0]);
    });
    let half = std::f64::consts::FRAC_1_SQRT_2;
    let wrapped = model(&shape, material, |document| {
        document["nodes"][0]["translation"] = json!([0.0, 0.0, 1.0]);
        let node = json!({"children": [0], "scale": [2, 1, 3], "rotation": [0, half, 0, half]});
        let nodes = document["nodes"].as_array_mut().unwrap();
        nodes.push(node);
        document["scenes"][0]["nodes"] = json!([1]);
    });
    let view = |mut attributes: Value| {
        attributes["shadow-intensity"] = 1.0.into();
        attributes["camera-orbit"] = "30deg 60deg 105%".into();
        attributes
    };
    let placed = json!({"scale": "2 1 3", "orientation": "0deg 0deg 90deg"});
    let expected = picture(&wrapped, view(json!({})));
    assert_ne!(picture(&plain, view(json!({}))), expected);
    let [placed, expected] = [picture(&plain, view(placed)), expected];
    for y in 0..96 {
        for x in 0..96 {
            near(placed.pixel(x, y), expected.pixel(x, y), 2);
        }
    }
}

#[test]
fn light_from_a_file_is_that_of_the_file_as_it_is() {
    let ball = model(
        &[Shape::sphere()],
        json!([{"pbrMetallicRoughness": {"metallicFactor": 0, "roughnessFactor": 1}}]),
        |_| {},
    );
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("studio.hdr");
    let lit = |color: [u8; 4]| {
        let mut file = b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 8 +X 16\n".to_vec();
        file.extend(color.repeat(16 * 8));
        std::fs::write(&path, file).unwrap();
        // A copy may keep the time of its source.
        let time =
            std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
        let file = std::fs::File::options().append(true).open(&path).unwrap();
        file.set_modified(time).unwrap();
        let [r, _, b, _] = picture(&ball, json!({"environment-image": path})).pixel(48, 48);
        (r, b)
    };
    let red = lit([128, 0, 0, 129]);
    assert!(red.0 > 100 && red.1 < 60, "{red:?}");
    let blue = lit([0, 0, 128, 129]);
    assert!(blue.0 < 60 && blue.1 > 100, "{blue:?}");
}

#[test]
fn every_tone_curve_gives_its_colour() {
    // Nothing but what it emits: no diffuse, no specular reflection.
    let lamp = model(
        &[Shape::square()],
        json!([{
            "pbrMetallicRoughness": {"baseColorFactor": [0, 0, 0, 1], "metallicFactor": 0},
            "emissiveFactor": [1, 0.25, 0.025],
            "extensions": {
                "KHR_materials_specular": {"specularFactor": 0},
                "KHR_materials_emissive_strength": {"emissiveStrength": 2},
            },
        }]),
        |_| {},
    );
    // By the published formulas, for radiance 2, 0.5, 0.05.
    for (tone, expected) in [
        ("commerce", [252, 165, 122]),
        ("aces", [253, 204, 111]),
        ("agx", [234, 179, 132]),
        ("reinhard", [213, 156, 62]),
        ("cineon", [233, 188, 58]),
        ("linear", [255, 188, 63]),
        ("none", [255, 188, 63]),
    ] {
        let attributes = json!({"tone-mapping": tone, "camera-orbit": FRONT});
        let [r, g, b] = expected;
        near(picture(&lamp, attributes).pixel(48, 48), [r, g, b, 255], 1);
    }
}

#[test]
fn unlit_colours_are_untouched() {
    let material = json!([{
        "pbrMetallicRoughness": {"baseColorFactor": [0.5, 0.2, 0.05, 1]},
        "extensions": {"KHR_materials_unlit": {}},
    }]);
    let square = model(&[Shape::square()], material, |_| {});
    let attributes = json!({"exposure": 3, "camera-orbit": FRONT});
    near(
        picture(&square, attributes).pixel(48, 48),
        [188, 124, 63, 255],
        1,
    );
}

#[test]
fn backgrounds_lie_behind_and_transparent_ones_stay() {
    let ball = model(&[Shape::sphere()], json!([{}]), |_| {});
    let blue = picture(&ball, json!({"background": "#102040"}));
    assert_eq!(blue.pixel(0, 0), [0x10, 0x20, 0x40, 255]);
    let none = picture(&ball, json!({"background": "transparent"}));
    assert_eq!(none.pixel(0, 0), [0; 4]);
    assert_eq!(none.pixel(48, 48)[3], 255);
}

#[test]
fn blending_works_on_encoded_colours() {
    // Half of black over white is the middle of the encoded scale, not of light.
    let pane = model(
        &[Shape::square()],
        json!([{
            "alphaMode": "BLEND",
            "pbrMetallicRoughness": {"baseColorFactor": [0, 0, 0, 0.5]},
            "extensions": {"KHR_materials_unlit": {}},
        }]),
        |_| {},
    );
    let over_white = picture(&pane, json!({"camera-orbit": FRONT}));
    near(over_white.pixel(48, 48), [128, 128, 128, 255], 1);
    let alone = picture(
        &pane,
        json!({"camera-orbit": FRONT, "background": "transparent"}),
    );
    near(alone.pixel(48, 48), [0, 0, 0, 128], 1);
}

#[test]
fn masked_and_opaque_surfaces_ignore_their_alpha() {
    let square = |mode: Value| {
        model(
            &[Shape::square()],
            json!([{
                "alphaMode": mode["mode"], "alphaCutoff": mode["cutoff"],
                "pbrMetallicRoughness": {"baseColorFactor": [1, 0, 0, 0.4]},
                "extensions": {"KHR_materials_unlit": {}},
            }]),
            |document| {
                if mode["cutoff"].is_null() {
                    document["materials"][0]
                        .as_object_mut()
                        .unwrap()
                        .remove("alphaCutoff");
                }
            },
        )
    };
    let center = |mode: Value| picture(&square(mode), json!({"camera-orbit": FRONT})).pixel(48, 48);
    assert_eq!(center(json!({"mode": "OPAQUE"})), [255, 0, 0, 255]);
    assert_eq!(
        center(json!({"mode": "MASK", "cutoff": 0.3})),
        [255, 0, 0, 255]
    );
    assert_eq!(center(json!({"mode": "MASK"})), [255; 4]);
}

#[test]
fn single_sided_squares_vanish_from_behind_even_when_mirrored() {
    let square = |scale: f32, double: bool| {
        let material = json!([{"doubleSided": double, "extensions": {"KHR_materials_unlit": {}},
            "pbrMetallicRoughness": {"baseColorFactor": [0, 0, 0, 1]}}]);
        model(&[Shape::square()], material, |document| {
            document["nodes"][0]["scale"] = json!([scale, 1.0, 1.0]);
        })
    };
    let seen = |model: &asset::Model, orbit: &str| {
        picture(model, json!({"camera-orbit": orbit})).pixel(48, 48)[0] == 0
    };
    let behind = "180deg 90deg 105%";
    for scale in [1.0, -1.0] {
        assert!(seen(&square(scale, false), FRONT));
        assert!(!seen(&square(scale, false), behind));
        assert!(seen(&square(scale, true), behind));
    }
}

#[test]
fn a_target_shows_what_a_picture_holds() {
    let ball = model(&[Shape::sphere()], json!([{}]), |_| {});
    let attributes = Attributes::default();
    let mut scene = Scene::new(context(), &ball, &Job::quiet()).unwrap();
    let framing = Framing::of(&ball, &attributes).unwrap();
    let view = View::of(&framing, &attributes, [80, 60]);
    let expected = draw(context(), &mut scene, &view).unwrap();
    let mut target = Target::new(context().gpu(), [80, 60]).unwrap();
    target.draw(context(), &mut scene, &view).unwrap();
    assert_eq!(target.read(context().gpu()).unwrap(), expected);
    assert!(scene.memory().geometry > 10_000 && target.memory().targets > 80 * 60 * 4);

    let mut other = view.clone();
    other.size = [81, 60];
    assert!(target.draw(context(), &mut scene, &other).is_err());
    other.size = [0, 60];
    assert!(draw(context(), &mut scene, &other).is_err());
    other.size = [80, 60];
    other.background = Background::Transparent;
    assert_eq!(
        draw(context(), &mut scene, &other).unwrap().pixel(0, 0),
        [0; 4]
    );
}

#[test]
fn names_that_arent_there_are_said() {
    let ball = model(&[Shape::sphere()], json!([{}]), |_| {});
    let mut scene = Scene::new(context(), &ball, &Job::quiet()).unwrap();
    let framing = Framing::of(&ball, &Attributes::default()).unwrap();
    for attributes in [
        Attributes {
            variant: Some("Red".to_owned()),
            ..Attributes::default()
        },
        Attributes {
            animation: Some("Spin".to_owned()),
            ..Attributes::default()
        },
        Attributes {
            environment: viewer::Environment::File("missing.hdr".into()),
            ..Attributes::default()
        },
    ] {
        let view = View::of(&framing, &attributes, [16; 2]);
        let fault = draw(context(), &mut scene, &view).unwrap_err();
        assert!(fault.hint_text().is_some(), "{fault}");
    }
}

#[test]
fn a_cancelled_job_makes_no_scene() {
    let ball = model(&[Shape::sphere()], json!([{}]), |_| {});
    let job = Job::quiet();
    job.cancel().cancel();
    let fault = Scene::new(context(), &ball, &job).unwrap_err();
    assert_eq!(fault.kind(), base::FaultKind::Cancelled);
}

#[test]
fn a_shadow_darkens_the_floor_and_only_from_above() {
    let ball = model(&[Shape::sphere()], json!([{}]), |_| {});
    let under = |attributes: Value| picture(&ball, attributes).pixel(48, 84)[0];
    let orbit = "0deg 60deg 105%";
    let bare = under(json!({"camera-orbit": orbit}));
    let shaded = under(json!({"camera-orbit": orbit, "shadow-intensity": 1}));
    let hard = under(json!({"camera-orbit": orbit, "shadow-intensity": 1, "shadow-softness": 0}));
    assert!(shaded <= bare && hard <= bare);
    let below = json!({"camera-orbit": "0deg 120deg 105%"});
    let mut lit = below.clone();
    lit["shadow-intensity"] = json!(1);
    assert_eq!(picture(&ball, below), picture(&ball, lit));
    let from_above = |intensity: f32| {
        picture(
            &ball,
            json!({"camera-orbit": "0deg 10deg 105%", "shadow-intensity": intensity}),
        )
    };
    assert_ne!(from_above(0.0), from_above(1.0));
}

#[test]
fn scenes_that_share_a_target_keep_their_own_shadows() {
    let attributes: Attributes = serde_json::from_value(json!({
        "camera-orbit": "0deg 40deg 105%", "shadow-intensity": 1, "shadow-softness": 0,
    }))
    .unwrap();
    let flat = model(&[Shape::cuboid([1.0, 0.2, 1.0])], json!([{}]), |_| {});
    let tall = model(&[Shape::cuboid([0.3, 1.0, 0.6])], json!([{}]), |_| {});
    let mut scenes = [&flat, &tall].map(|model| {
        let scene = Scene::new(context(), model, &Job::quiet()).unwrap();
        let framing = Framing::of(model, &attributes).unwrap();
        (scene, View::of(&framing, &attributes, [96; 2]))
    });
    let alone = scenes.each_mut().map(|(scene, view)| {
        let mut target = Target::new(context().gpu(), [96; 2]).unwrap();
        target.draw(context(), scene, view).unwrap();
        target.read(context().gpu()).unwrap()
    });
    assert_ne!(alone[0], alone[1]);
    let mut shared = Target::new(context().gpu(), [96; 2]).unwrap();
    for _ in 0..2 {
        for ((scene, view), alone) in scenes.iter_mut().zip(&alone) {
            shared.draw(context(), scene, view).unwrap();
            assert_eq!(shared.read(context().gpu()).unwrap(), *alone);
        }
    }
}

#[test]
fn a_draft_differs_at_edges_alone_and_glass_has_none() {
    let ball = |material: Value| model(&[Shape::sphere()], json!([material]), |_| {});
    let both = |model: &asset::Model| {
        let mut scene = Scene::new(context(), model, &Job::quiet()).unwrap();
        let framing = Framing::of(model, &Attributes::default()).unwrap();
        let mut view = View::of(&framing, &Attributes::default(), [96; 2]);
        let whole = draw(context(), &mut scene, &view).unwrap();
        view.draft = true;
        let draft = draw(context(), &mut scene, &view).unwrap();
        view.draft = false;
        // What a draft leaves behind doesn't show in the next picture.
        assert_eq!(draw(context(), &mut scene, &view).unwrap(), whole);
        (whole, draft)
    };
    let (whole, draft) = both(&ball(
        json!({"pbrMetallicRoughness": {"metallicFactor": 0.5}}),
    ));
    assert_ne!(whole, draft);
    for y in 0..96 {
        for x in 0..96 {
            let away = (f64::from(x) - 47.5).hypot(f64::from(y) - 47.5);
            // The middle of the ball, and the corners of the picture.
            if !(30.0..=60.0).contains(&away) {
                assert_eq!(whole.pixel(x, y), draft.pixel(x, y), "{x} {y}");
            }
        }
    }
    let glass = json!({"extensions": {"KHR_materials_transmission": {"transmissionFactor": 1}}});
    let (whole, draft) = both(&ball(glass));
    assert_eq!(whole, draft);
}

#[test]
fn occlusion_in_the_texture_of_roughness_shows_as_in_one_of_its_own() {
    // Turned once around, the texture is where it was, but is read by itself.
    let around = json!({"KHR_texture_transform": {"offset": [1, 0]}});
    let textured = |occlusion: Value| {
        let texels: Vec<u8> = (0..64_u32)
            .flat_map(|texel| [(texel * 89 % 256) as u8, 200, 90, 255])
            .collect();
        let material = json!({
            "pbrMetallicRoughness": {"metallicRoughnessTexture": {"index": 0}},
            "occlusionTexture": occlusion,
        });
        textured_model(&[Shape::sphere()], json!([material]), 8, &texels)
    };
    let [together, apart, open] = [
        json!({"index": 0}),
        json!({"index": 0, "extensions": around}),
        json!({"index": 0, "strength": 0}),
    ]
    .map(|occlusion| picture(&textured(occlusion), json!({})));
    let psnr = |other: &Picture| compare(&together, other, [255; 3]).unwrap().psnr;
    assert!(psnr(&apart) > 60.0, "{}", psnr(&apart));
    assert!(psnr(&open) < 40.0, "{}", psnr(&open));
}
