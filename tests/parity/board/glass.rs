//! Light that goes through: transmission, volume, index of refraction, dispersion.

use serde_json::{Value, json};

use super::glb::Glb;
use super::paint::{PNG, png, ramp};
use super::shape::Shape;
use super::sweep::{plain, shares, stand, wall, with};

const TRANSMISSION: &str = "KHR_materials_transmission";
const VOLUME: &str = "KHR_materials_volume";
const IOR: &str = "KHR_materials_ior";

/// A surface that lets all light through.
fn clear(color: [f32; 3], roughness: f32) -> Value {
    with(
        plain(color, roughness),
        TRANSMISSION,
        json!({ "transmissionFactor": 1.0 }),
    )
}

/// Thin glass before a wall: roughness in columns; strengths and colours in rows.
pub(super) fn transmission() -> Glb {
    let rows = [
        ([1.0; 3], 1.0),
        ([0.9, 0.6, 0.3], 1.0),
        ([0.4, 0.7, 0.9], 0.5),
    ];
    let materials = rows.into_iter().flat_map(|(color, factor)| {
        shares(4).map(move |rough| {
            with(
                plain(color, rough * 0.8),
                TRANSMISSION,
                json!({ "transmissionFactor": factor }),
            )
        })
    });
    let mut glb = Glb::new();
    wall(&mut glb, 4, 3);
    stand(&mut glb, &Shape::sphere(), 4, materials);
    glb
}

/// How much passes, from a texture; double-sided glass too.
pub(super) fn transmission_texture() -> Glb {
    let mut glb = Glb::new();
    wall(&mut glb, 2, 1);
    let texture = glb.texture(PNG, &png(&ramp()));
    let value = json!({ "transmissionFactor": 1.0, "transmissionTexture": { "index": texture } });
    let single = with(plain([0.9, 0.9, 0.7], 0.1), TRANSMISSION, value.clone());
    let mut double = single.clone();
    double["doubleSided"] = true.into();
    stand(&mut glb, &Shape::rounded_cube(), 2, [single, double]);
    glb
}

/// Thick glass: thickness in columns, distance of attenuation in rows.
pub(super) fn volume() -> Glb {
    let mut glb = Glb::new();
    wall(&mut glb, 4, 3);
    let texture = glb.texture(PNG, &png(&ramp()));
    let thick = |thickness: f32, distance: f32| {
        let value = json!({
            "thicknessFactor": thickness, "attenuationDistance": distance,
            "attenuationColor": [0.2, 0.7, 0.5],
        });
        with(clear([1.0; 3], 0.05), VOLUME, value)
    };
    let mut materials: Vec<Value> = [0.3, 1.5]
        .into_iter()
        .flat_map(|distance| shares(4).map(move |share| thick(share, distance)))
        .collect();
    materials.extend(shares(4).map(|share| {
        let mut material = thick(1.0, 0.8);
        material["extensions"][VOLUME]["thicknessTexture"] = json!({ "index": texture });
        material["pbrMetallicRoughness"]["roughnessFactor"] = (share * 0.5).into();
        material
    }));
    stand(&mut glb, &Shape::sphere(), 4, materials);
    glb
}

/// Indices of refraction: opaque in the first row, thin and thick glass below.
pub(super) fn ior() -> Glb {
    let mut glb = Glb::new();
    wall(&mut glb, 5, 3);
    let indices = [1.0, 1.2, 1.5, 1.8, 2.4];
    let opaque = indices.map(|ior| with(plain([0.5, 0.1, 0.1], 0.2), IOR, json!({ "ior": ior })));
    let thin = indices.map(|ior| with(clear([1.0; 3], 0.1), IOR, json!({ "ior": ior })));
    let thick = thin
        .clone()
        .map(|material| with(material, VOLUME, json!({ "thicknessFactor": 0.8 })));
    let all = opaque.into_iter().chain(thin).chain(thick);
    stand(&mut glb, &Shape::sphere(), 5, all.collect::<Vec<_>>());
    glb
}

/// Dispersion in columns, two indices of refraction in rows.
pub(super) fn dispersion() -> Glb {
    let mut glb = Glb::new();
    wall(&mut glb, 4, 2);
    let materials = [1.5, 2.0].into_iter().flat_map(|ior| {
        shares(4).map(move |share| {
            let glass = with(
                clear([1.0; 3], 0.0),
                VOLUME,
                json!({ "thicknessFactor": 0.7 }),
            );
            let glass = with(glass, IOR, json!({ "ior": ior }));
            with(
                glass,
                "KHR_materials_dispersion",
                json!({ "dispersion": share * 5.0 }),
            )
        })
    });
    stand(&mut glb, &Shape::sphere(), 4, materials.collect::<Vec<_>>());
    glb
}

/// Glass, blended and opaque surfaces before one another: the order of drawing shows.
pub(super) fn glass_and_blend() -> Glb {
    let mut glb = Glb::new();
    wall(&mut glb, 2, 2);
    let mut sheer = plain([0.9, 0.3, 0.2], 0.3);
    sheer["pbrMetallicRoughness"]["baseColorFactor"][3] = 0.5.into();
    sheer["alphaMode"] = "BLEND".into();
    let glass = with(
        clear([0.8, 0.9, 1.0], 0.1),
        VOLUME,
        json!({ "thicknessFactor": 0.3 }),
    );
    let [sphere, square] = [glb.shape(&Shape::sphere()), glb.shape(&Shape::square())];
    glb.stand(&sphere, glass.clone(), [0.0, 0.0, 0.0]);
    glb.stand(&sphere, sheer.clone(), [0.4, -0.3, 0.6]);
    glb.stand(&square, sheer, [0.5, -0.4, -0.7]);
    glb.stand(&sphere, glass.clone(), [0.9, -0.9, 0.4]);
    glb.stand(&sphere, plain([0.2, 0.5, 0.2], 0.5), [1.2, -0.1, -0.3]);
    let mut coated = glass;
    coated["extensions"]["KHR_materials_clearcoat"] = json!({ "clearcoatFactor": 1.0 });
    coated["pbrMetallicRoughness"]["roughnessFactor"] = 0.5.into();
    glb.stand(&sphere, coated, [0.0, -1.2, 0.0]);
    glb
}
