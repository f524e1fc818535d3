//! KHR_lights_punctual.

use std::f32::consts::FRAC_1_SQRT_2;

use serde_json::{Value, json};

use super::glb::Glb;
use super::paint::{PNG, bumps, png};
use super::shape::Shape;
use super::sweep::{plain, shares, stand, with};

/// Adds a light on a node.
fn shine(glb: &mut Glb, light: Value, at: [f32; 3], rotation: [f32; 4]) {
    if !glb.json["extensions"]["KHR_lights_punctual"]["lights"].is_array() {
        glb.json["extensions"] = json!({ "KHR_lights_punctual": { "lights": [] } });
    }
    let lights = glb.json["extensions"]["KHR_lights_punctual"]["lights"].as_array_mut();
    let index = lights.map_or(0, |lights| {
        lights.push(light);
        lights.len() - 1
    });
    glb.root(json!({
        "translation": at, "rotation": rotation,
        "extensions": { "KHR_lights_punctual": { "light": index } },
    }));
}

/// Nothing turned: lights look along -z.
const AHEAD: [f32; 4] = [0.0, 0.0, 0.0, 1.0];

/// Rows of rough to smooth spheres, paint and metal.
fn stage() -> Glb {
    let mut glb = Glb::new();
    let rows = [0.0, 1.0].into_iter().flat_map(|metallic| {
        shares(4).map(move |roughness| {
            let mut material = plain([0.7, 0.6, 0.5], 0.1 + 0.9 * roughness);
            material["pbrMetallicRoughness"]["metallicFactor"] = metallic.into();
            material
        })
    });
    stand(&mut glb, &Shape::sphere(), 4, rows.collect::<Vec<_>>());
    let square = glb.shape(&Shape::square());
    let node = glb.stand(&square, plain([0.6; 3], 0.8), [1.7, -0.6, -0.7]);
    glb.json["nodes"][node]["scale"] = json!([4.6, 2.4, 1.0]);
    glb
}

/// A point light without a range, one with, and two spots.
pub(super) fn lights() -> Glb {
    let mut glb = stage();
    let point = json!({ "type": "point", "color": [1.0, 0.3, 0.2], "intensity": 6.0 });
    shine(&mut glb, point, [0.3, -0.5, 1.2], AHEAD);
    let near = json!({ "type": "point", "color": [0.2, 0.4, 1.0], "intensity": 8.0, "range": 2.0 });
    shine(&mut glb, near, [1.7, 0.3, 0.9], AHEAD);
    let soft = json!({
        "type": "spot", "color": [0.3, 1.0, 0.3], "intensity": 20.0,
        "spot": { "innerConeAngle": 0.1, "outerConeAngle": 0.5 },
    });
    shine(&mut glb, soft, [3.0, -0.6, 2.0], AHEAD);
    let hard = json!({
        "type": "spot", "intensity": 12.0, "range": 5.0,
        "spot": { "innerConeAngle": 0.29, "outerConeAngle": 0.3 },
    });
    shine(
        &mut glb,
        hard,
        [0.6, 0.8, 2.0],
        [-0.258_819, 0.0, 0.0, 0.965_926],
    );
    glb
}

/// Two directional lights, one turned by its node.
pub(super) fn directional() -> Glb {
    let mut glb = stage();
    let sun = json!({ "type": "directional", "color": [1.0, 0.9, 0.7], "intensity": 3.0 });
    shine(&mut glb, sun, [0.0; 3], [-0.382_683, 0.0, 0.0, 0.923_88]);
    let sky = json!({ "type": "directional", "color": [0.3, 0.4, 1.0], "intensity": 1.5 });
    shine(
        &mut glb,
        sky,
        [0.0; 3],
        [0.0, FRAC_1_SQRT_2, 0.0, FRAC_1_SQRT_2],
    );
    glb
}

/// Lights on coats, cloth, films, brushed metal and bumps.
pub(super) fn layers() -> Glb {
    let mut glb = Glb::new();
    let normal = glb.texture(PNG, &png(&bumps(4.0)));
    let mut metal = plain([0.9, 0.7, 0.5], 0.4);
    metal["pbrMetallicRoughness"]["metallicFactor"] = 1.0.into();
    let mut bumpy = plain([0.5, 0.5, 0.6], 0.3);
    bumpy["normalTexture"] = json!({ "index": normal });
    let red = || plain([0.6, 0.1, 0.1], 0.6);
    let all = [
        with(
            red(),
            "KHR_materials_clearcoat",
            json!({ "clearcoatFactor": 1.0, "clearcoatRoughnessFactor": 0.2 }),
        ),
        with(
            red(),
            "KHR_materials_sheen",
            json!({ "sheenColorFactor": [1.0, 0.8, 0.8], "sheenRoughnessFactor": 0.4 }),
        ),
        with(
            metal.clone(),
            "KHR_materials_iridescence",
            json!({ "iridescenceFactor": 1.0 }),
        ),
        with(
            metal,
            "KHR_materials_anisotropy",
            json!({ "anisotropyStrength": 0.9 }),
        ),
        with(
            red(),
            "KHR_materials_specular",
            json!({ "specularColorFactor": [0.2, 1.0, 0.4] }),
        ),
        bumpy,
    ];
    stand(&mut glb, &Shape::sphere().with_tangents(), 3, all);
    let point = json!({ "type": "point", "intensity": 10.0 });
    shine(&mut glb, point, [1.2, 0.6, 1.5], AHEAD);
    let sun = json!({ "type": "directional", "color": [0.8, 0.9, 1.0], "intensity": 2.0 });
    shine(&mut glb, sun, [0.0; 3], [-0.382_683, 0.0, 0.0, 0.923_88]);
    glb
}
