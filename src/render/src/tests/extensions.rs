//! What extensions change in a picture.

use base::Job;
use serde_json::{Value, json};

use super::context;
use super::shapes::{Shape, model};
use crate::{Framing, Picture, Scene, View, compare, draw};
use viewer::Attributes;

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

fn ball(extensions: Value) -> asset::Model {
    let material = json!([{
        "pbrMetallicRoughness": {"baseColorFactor": [0.6, 0.1, 0.1, 1], "metallicFactor": 0, "roughnessFactor": 0.6},
        "extensions": extensions,
    }]);
    model(&[Shape::sphere()], material, |_| {})
}

#[test]
fn every_material_extension_is_drawn() {
    let plain = picture(&ball(json!({})), json!({}));
    for extensions in [
        json!({"KHR_materials_clearcoat": {"clearcoatFactor": 1}}),
        json!({"KHR_materials_sheen": {"sheenColorFactor": [0.2, 0.2, 0.9], "sheenRoughnessFactor": 0.5}}),
        json!({"KHR_materials_specular": {"specularColorFactor": [0, 1, 0]}}),
        json!({"KHR_materials_ior": {"ior": 2.2}}),
        json!({"KHR_materials_transmission": {"transmissionFactor": 0.8}}),
        json!({"KHR_materials_iridescence": {"iridescenceFactor": 1, "iridescenceIor": 1.8}}),
        json!({"KHR_materials_anisotropy": {"anisotropyStrength": 0.9}}),
    ] {
        let drawn = picture(&ball(extensions.clone()), json!({}));
        let difference = compare(&plain, &drawn, [255; 3]).unwrap();
        assert!(
            difference.psnr < 40.0,
            "{extensions} changes nothing: {difference:?}"
        );
    }
}

#[test]
fn glass_shows_and_tints_what_is_behind_it() {
    let scene = |extensions: Value| {
        model(
            &[Shape::square(), Shape::square()],
            json!([
                {"pbrMetallicRoughness": {"baseColorFactor": [1, 1, 1, 1], "metallicFactor": 0, "roughnessFactor": 0}, "extensions": extensions},
                {"pbrMetallicRoughness": {"baseColorFactor": [0, 0, 1, 1]}, "extensions": {"KHR_materials_unlit": {}}},
            ]),
            |document| document["nodes"][1]["translation"] = json!([0.0, 0.0, -0.5]),
        )
    };
    let center = |extensions: Value| {
        picture(
            &scene(extensions),
            json!({"camera-orbit": "0deg 90deg 105%"}),
        )
        .pixel(48, 48)
    };
    let [r, _, b, _] = center(json!({"KHR_materials_transmission": {"transmissionFactor": 1}}));
    assert!(b > 200 && r < 160, "{r} {b}");
    let tinted = json!({
        "KHR_materials_transmission": {"transmissionFactor": 1},
        "KHR_materials_volume": {"thicknessFactor": 1, "attenuationDistance": 0.1, "attenuationColor": [1, 0.5, 0.01]},
        "KHR_materials_dispersion": {"dispersion": 2},
    });
    let [_, _, blue, _] = center(tinted);
    assert!(blue < b - 50, "{blue} {b}");
}

#[test]
fn a_files_lights_add_to_the_room() {
    let lit = |kind: Value| {
        model(&[Shape::sphere()], json!([{}]), |document| {
            document["extensions"] = json!({"KHR_lights_punctual": {"lights": [kind]}});
            document["nodes"].as_array_mut().unwrap().push(json!({
                "translation": [0, 0, 2], "extensions": {"KHR_lights_punctual": {"light": 0}},
            }));
            document["scenes"][0]["nodes"] = json!([0, 1]);
        })
    };
    let dim = json!({"exposure": 0.2});
    let center = |kind: Value| picture(&lit(kind), dim.clone()).pixel(48, 48)[0];
    let dark =
        picture(&model(&[Shape::sphere()], json!([{}]), |_| {}), dim.clone()).pixel(48, 48)[0];
    for kind in [
        json!({"type": "point", "intensity": 20}),
        json!({"type": "directional", "intensity": 10}),
        json!({"type": "spot", "intensity": 20, "spot": {"outerConeAngle": 0.5}}),
    ] {
        let bright = center(kind.clone());
        assert!(bright > dark + 20, "{kind}: {bright} {dark}");
    }
    let aside = json!({"type": "point", "intensity": 20, "range": 0.5});
    assert!(center(aside) <= dark + 1);
}

#[test]
fn variants_change_materials() {
    let chair = model(
        &[Shape::square()],
        json!([
            {"pbrMetallicRoughness": {"baseColorFactor": [1, 0, 0, 1]}, "extensions": {"KHR_materials_unlit": {}}},
            {"pbrMetallicRoughness": {"baseColorFactor": [0, 1, 0, 1]}, "extensions": {"KHR_materials_unlit": {}}},
        ]),
        |document| {
            document["extensions"] = json!({"KHR_materials_variants": {"variants": [{"name": "Red"}, {"name": "Green"}]}});
            document["meshes"][0]["primitives"][0]["extensions"] = json!({"KHR_materials_variants": {"mappings": [
                {"material": 0, "variants": [0]}, {"material": 1, "variants": [1]},
            ]}});
        },
    );
    let center = |attributes: Value| picture(&chair, attributes).pixel(48, 48);
    let front = "0deg 90deg 105%";
    assert_eq!(center(json!({"camera-orbit": front})), [255, 0, 0, 255]);
    // What only a variant wears is exposed and tone-mapped, though it is unlit: so the viewer has it.
    assert_eq!(
        center(json!({"camera-orbit": front, "variant-name": "Green"})),
        [63, 247, 63, 255]
    );
}

#[test]
fn instances_stand_where_they_are_put() {
    let material = json!([{"extensions": {"KHR_materials_unlit": {}}, "pbrMetallicRoughness": {"baseColorFactor": [0, 0, 0, 1]}}]);
    let mut many = model(
        &[Shape::square(), Shape::square()],
        json!([material[0], material[0]]),
        |document| {
            document["nodes"][0]["scale"] = json!([0.2, 0.2, 0.2]);
        },
    );
    many.nodes[0].instances = Some(asset::model::Instances {
        translations: vec![
            glam::Vec3::new(-1.0, 0.0, 0.0),
            glam::Vec3::new(1.0, 0.0, 0.0),
        ],
        rotations: vec![glam::Quat::IDENTITY; 2],
        scales: vec![glam::Vec3::ONE; 2],
        colors: None,
    });
    many.nodes[1].mesh = None;
    let attributes: Attributes = serde_json::from_value(
        json!({"camera-orbit": "0deg 90deg 2m", "max-camera-orbit": "auto auto 5m"}),
    )
    .unwrap();
    let mut scene = Scene::new(context(), &many, &Job::quiet()).unwrap();
    let framing = Framing::of(&many, &attributes).unwrap();
    let drawn = draw(
        context(),
        &mut scene,
        &View::of(&framing, &attributes, [96; 2]),
    )
    .unwrap();
    let dark = |x: u32| drawn.pixel(x, 48)[0] < 10;
    assert!(!dark(48));
    let place = 48.0 * 0.2 / (2.0 * 15.0_f64.to_radians().tan());
    assert!(dark((48.0 - place) as u32) && dark((48.0 + place) as u32));
}
