//! What lies over or changes a surface: clearcoat, sheen, specular, iridescence, anisotropy, bumps.

use serde_json::{Value, json};

use super::glb::Glb;
use super::paint::{PNG, bumps, checker, pattern, png, ramp};
use super::shape::Shape;
use super::sweep::{plain, shares, spheres, stand, with};

const CLEARCOAT: &str = "KHR_materials_clearcoat";
const SHEEN: &str = "KHR_materials_sheen";
const SPECULAR: &str = "KHR_materials_specular";
const IRIDESCENCE: &str = "KHR_materials_iridescence";
const ANISOTROPY: &str = "KHR_materials_anisotropy";

/// A rough metal.
fn metal(roughness: f32) -> Value {
    let mut material = plain([0.85, 0.8, 0.75], roughness);
    material["pbrMetallicRoughness"]["metallicFactor"] = 1.0.into();
    material
}

/// Coats of several strengths (rows) and roughnesses (columns), over paint and metal.
pub(super) fn clearcoat() -> Glb {
    let coat = |base: Value, factor: f32, roughness: f32| {
        let value = json!({ "clearcoatFactor": factor, "clearcoatRoughnessFactor": roughness });
        with(base, CLEARCOAT, value)
    };
    let paint = || plain([0.6, 0.08, 0.06], 0.7);
    let rows = [(paint(), 0.4), (paint(), 1.0), (metal(0.6), 1.0)];
    spheres(
        5,
        rows.into_iter().flat_map(|(base, factor)| {
            shares(5).map(move |rough| coat(base.clone(), factor, rough))
        }),
    )
}

/// Coats with textures of strength, roughness and normals, over plain and bumpy bases.
pub(super) fn clearcoat_textures() -> Glb {
    let mut glb = Glb::new();
    let [ramp, fine, coarse] =
        [ramp(), bumps(6.0), bumps(3.0)].map(|pattern| glb.texture(PNG, &png(&pattern)));
    let coats = [
        json!({ "clearcoatFactor": 1.0, "clearcoatTexture": { "index": ramp } }),
        json!({
            "clearcoatFactor": 1.0, "clearcoatRoughnessFactor": 0.8,
            "clearcoatRoughnessTexture": { "index": ramp },
        }),
        json!({ "clearcoatFactor": 1.0, "clearcoatNormalTexture": { "index": fine } }),
        json!({
            "clearcoatFactor": 0.8, "clearcoatRoughnessFactor": 0.1,
            "clearcoatNormalTexture": { "index": fine, "scale": 0.4 },
        }),
        json!({ "clearcoatFactor": 1.0 }),
        json!({ "clearcoatFactor": 1.0, "clearcoatNormalTexture": { "index": fine } }),
    ];
    let materials = coats.into_iter().enumerate().map(|(index, coat)| {
        let mut material = with(plain([0.1, 0.25, 0.5], 0.6), CLEARCOAT, coat);
        if index >= 4 {
            material["normalTexture"] = json!({ "index": coarse });
        }
        material
    });
    stand(
        &mut glb,
        &Shape::rounded_cube(),
        3,
        materials.collect::<Vec<_>>(),
    );
    glb
}

/// Sheen colours (rows) and roughnesses (columns).
pub(super) fn sheen() -> Glb {
    let rows = [[1.0, 1.0, 1.0], [0.2, 0.4, 0.9], [0.3, 0.1, 0.1]];
    let cloth = |color: [f32; 3], roughness: f32| {
        let value = json!({ "sheenColorFactor": color, "sheenRoughnessFactor": roughness });
        with(plain([0.35, 0.05, 0.08], 0.9), SHEEN, value)
    };
    spheres(
        5,
        rows.into_iter()
            .flat_map(|color| shares(5).map(move |rough| cloth(color, 0.1 + 0.9 * rough))),
    )
}

/// Sheen with textures.
pub(super) fn sheen_textures() -> Glb {
    let mut glb = Glb::new();
    let [squares, ramp] = [checker(), ramp()].map(|pattern| glb.texture(PNG, &png(&pattern)));
    let all = [
        json!({
            "sheenColorFactor": [1.0, 1.0, 1.0], "sheenRoughnessFactor": 0.4,
            "sheenColorTexture": { "index": squares },
        }),
        json!({
            "sheenColorFactor": [0.9, 0.9, 0.6], "sheenRoughnessFactor": 1.0,
            "sheenRoughnessTexture": { "index": ramp },
        }),
    ];
    let materials = all.map(|value| with(plain([0.1, 0.1, 0.15], 0.8), SHEEN, value));
    stand(&mut glb, &Shape::rounded_cube(), 2, materials);
    glb
}

/// Strengths of reflection, and its colours, smooth and rough.
pub(super) fn specular() -> Glb {
    let strengths = shares(5).map(|factor| json!({ "specularFactor": factor }));
    let colors = [
        [1.0, 0.2, 0.2],
        [0.2, 1.0, 0.4],
        [0.1, 0.2, 1.0],
        [2.0, 2.0, 2.0],
        [0.0, 0.0, 0.0],
    ];
    let colors = colors.map(|color| json!({ "specularColorFactor": color }));
    let rows = strengths.chain(colors.clone()).map(|value| (value, 0.15));
    let rough = colors.into_iter().map(|value| (value, 0.6));
    spheres(
        5,
        rows.chain(rough)
            .map(|(value, roughness)| with(plain([0.15, 0.15, 0.18], roughness), SPECULAR, value)),
    )
}

/// Strength and colour of reflection from textures.
pub(super) fn specular_textures() -> Glb {
    let mut glb = Glb::new();
    let [squares, ramp] = [checker(), ramp()].map(|pattern| glb.texture(PNG, &png(&pattern)));
    let all = [
        json!({ "specularTexture": { "index": ramp } }),
        json!({ "specularColorFactor": [1.0, 1.0, 1.0], "specularColorTexture": { "index": squares } }),
    ];
    let materials = all.map(|value| {
        let shiny = with(plain([0.1, 0.1, 0.1], 0.2), SPECULAR, value);
        with(shiny, "KHR_materials_ior", json!({ "ior": 1.9 }))
    });
    stand(&mut glb, &Shape::rounded_cube(), 2, materials);
    glb
}

/// Films: thickness in columns; strengths, indices of refraction and metal in rows.
pub(super) fn iridescence() -> Glb {
    let film = |base: Value, factor: f32, ior: f32, thickness: f32| {
        let value = json!({
            "iridescenceFactor": factor, "iridescenceIor": ior,
            "iridescenceThicknessMinimum": 100.0, "iridescenceThicknessMaximum": thickness,
        });
        with(base, IRIDESCENCE, value)
    };
    let black = || plain([0.03, 0.03, 0.03], 0.15);
    let rows = [
        (black(), 1.0, 1.3),
        (black(), 0.5, 1.8),
        (metal(0.2), 1.0, 1.3),
        (metal(0.5), 1.0, 2.2),
    ];
    spheres(
        5,
        rows.into_iter().flat_map(|(base, factor, ior)| {
            shares(5).map(move |share| film(base.clone(), factor, ior, 150.0 + 750.0 * share))
        }),
    )
}

/// Films with textures of strength and thickness.
pub(super) fn iridescence_textures() -> Glb {
    let mut glb = Glb::new();
    let ramp = glb.texture(PNG, &png(&ramp()));
    let all = [
        json!({ "iridescenceFactor": 1.0, "iridescenceTexture": { "index": ramp } }),
        json!({
            "iridescenceFactor": 1.0, "iridescenceThicknessMinimum": 200.0,
            "iridescenceThicknessMaximum": 800.0, "iridescenceThicknessTexture": { "index": ramp },
        }),
    ];
    stand(
        &mut glb,
        &Shape::rounded_cube(),
        2,
        all.map(|value| with(metal(0.25), IRIDESCENCE, value)),
    );
    glb
}

/// Stretched highlights: strengths in columns; rotations and roughnesses in rows.
pub(super) fn anisotropy() -> Glb {
    let brushed = |rotation: f32, roughness: f32, strength: f32| {
        let value = json!({ "anisotropyStrength": strength, "anisotropyRotation": rotation });
        with(metal(roughness), ANISOTROPY, value)
    };
    let rows = [(0.0, 0.4), (0.785, 0.4), (1.571, 0.2)];
    let materials = || {
        rows.into_iter()
            .flat_map(|(turn, rough)| shares(4).map(move |strength| brushed(turn, rough, strength)))
    };
    let mut glb = Glb::new();
    stand(&mut glb, &Shape::sphere().with_tangents(), 4, materials());
    glb
}

/// Directions from a texture, and a shape without tangents.
pub(super) fn anisotropy_texture() -> Glb {
    let mut glb = Glb::new();
    let swirl = pattern(128, |u, v| {
        let [x, y] = [u - 0.5, 0.5 - v];
        let length = (x * x + y * y).sqrt().max(1e-4);
        [
            0.5 - 0.5 * y / length,
            0.5 + 0.5 * x / length,
            (length * 2.5).min(1.0),
            1.0,
        ]
    });
    let texture = glb.texture(PNG, &png(&swirl));
    let all = [
        json!({ "anisotropyStrength": 1.0, "anisotropyTexture": { "index": texture } }),
        json!({ "anisotropyStrength": 0.8, "anisotropyRotation": 0.5 }),
    ];
    let materials = all.map(|value| with(metal(0.4), ANISOTROPY, value));
    stand(&mut glb, &Shape::rounded_cube(), 2, materials);
    glb
}

/// EXT_materials_bump: heights of several strengths.
pub(super) fn bump() -> Glb {
    let mut glb = Glb::new();
    let hills = pattern(128, |u, v| {
        let height = 0.5 + 0.25 * (u * 25.0).sin() + 0.25 * (v * 25.0).cos();
        [height, height, height, 1.0]
    });
    let texture = glb.texture(PNG, &png(&hills));
    let materials = [0.5, 1.0, 3.0].map(|factor| {
        let value = json!({ "bumpFactor": factor, "bumpTexture": { "index": texture } });
        with(plain([0.6, 0.5, 0.4], 0.5), "EXT_materials_bump", value)
    });
    stand(&mut glb, &Shape::rounded_cube(), 3, materials);
    glb
}
