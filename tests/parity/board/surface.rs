//! The core of glTF's material: metallic-roughness, its textures, alpha, vertex colours.

use serde_json::{Value, json};

use super::glb::Glb;
use super::paint::{PNG, bumps, checker, fading, png, rings};
use super::shape::Shape;
use super::sweep::{plain, shares, spheres, stand, with};

/// Metalness in rows, roughness in columns.
pub(super) fn metal_rough() -> Glb {
    let material = |metallic: f32, roughness: f32| {
        json!({ "pbrMetallicRoughness": {
            "baseColorFactor": [0.9, 0.55, 0.25, 1.0],
            "metallicFactor": metallic, "roughnessFactor": roughness,
        } })
    };
    let all = shares(4).flat_map(|metallic| shares(6).map(move |rough| material(metallic, rough)));
    spheres(6, all)
}

/// Colours from black to white and through the hues, and a texture times a factor.
pub(super) fn base_color() -> Glb {
    let greys = shares(6).map(|grey| plain([grey; 3], 0.4));
    let hues = shares(6).map(|share| {
        let wave = |shift: f32| 0.5 + 0.5 * (6.2 * share + shift).cos();
        plain([wave(0.0), wave(2.1), wave(4.2)], 0.6)
    });
    let mut glb = spheres(6, greys.chain(hues));
    let texture = glb.texture(PNG, &png(&checker()));
    let mut textured = plain([0.9, 1.0, 0.6], 0.5);
    textured["pbrMetallicRoughness"]["baseColorTexture"] = json!({ "index": texture });
    let cube = glb.shape(&Shape::rounded_cube());
    glb.stand(&cube, textured.clone(), [0.0, -2.3, 0.0]);
    textured["pbrMetallicRoughness"]["metallicFactor"] = 1.0.into();
    glb.stand(&cube, textured, [1.4, -2.3, 0.0]);
    glb
}

/// Roughness and metalness from a texture, with factors.
pub(super) fn metal_rough_texture() -> Glb {
    let mut glb = Glb::new();
    let texture = glb.texture(PNG, &png(&rings()));
    let worn = |color: [f32; 4], metallic: f32, roughness: f32| {
        json!({ "pbrMetallicRoughness": {
            "baseColorFactor": color, "metallicFactor": metallic, "roughnessFactor": roughness,
            "metallicRoughnessTexture": { "index": texture },
        } })
    };
    let all = [
        worn([0.8, 0.8, 0.85, 1.0], 1.0, 1.0),
        worn([0.7, 0.3, 0.2, 1.0], 0.5, 1.0),
        worn([0.3, 0.6, 0.3, 1.0], 1.0, 0.4),
    ];
    stand(&mut glb, &Shape::rounded_cube(), 3, all.clone());
    let sphere = glb.shape(&Shape::sphere());
    for (index, material) in all.into_iter().enumerate() {
        glb.stand(&sphere, material, [index as f32 * 1.15, -1.15, 0.0]);
    }
    glb
}

/// Normal maps of several scales, dielectric and metal, on shapes without tangents.
pub(super) fn normal() -> Glb {
    bumpy(Shape::sphere(), Shape::rounded_cube())
}

/// The same with tangents in the file.
pub(super) fn normal_tangents() -> Glb {
    bumpy(
        Shape::sphere().with_tangents(),
        Shape::rounded_cube().with_tangents(),
    )
}

fn bumpy(sphere: Shape, cube: Shape) -> Glb {
    let mut glb = Glb::new();
    let texture = glb.texture(PNG, &png(&bumps(4.0)));
    let worn = |scale: f32, metallic: f32| {
        let mut material = plain([0.7, 0.65, 0.6], 0.35);
        material["pbrMetallicRoughness"]["metallicFactor"] = metallic.into();
        material["normalTexture"] = json!({ "index": texture, "scale": scale });
        material
    };
    let [sphere, cube] = [glb.shape(&sphere), glb.shape(&cube)];
    for (column, scale) in [0.3, 1.0, 1.6].into_iter().enumerate() {
        let x = column as f32 * 1.15;
        glb.stand(&sphere, worn(scale, 0.0), [x, 0.0, 0.0]);
        glb.stand(&cube, worn(scale, 0.0), [x, -1.15, 0.0]);
        glb.stand(&cube, worn(scale, 1.0), [x, -2.3, 0.0]);
    }
    glb
}

/// Occlusion of several strengths on matt, glossy and metal surfaces.
pub(super) fn occlusion() -> Glb {
    let mut glb = Glb::new();
    let texture = glb.texture(PNG, &png(&rings()));
    let materials = [(0.9, 0.0), (0.2, 0.0), (0.3, 1.0)]
        .into_iter()
        .flat_map(|(rough, metal)| {
            [0.0, 0.5, 1.0].map(|strength| {
                let mut material = plain([0.8, 0.75, 0.7], rough);
                material["pbrMetallicRoughness"]["metallicFactor"] = metal.into();
                material["occlusionTexture"] = json!({ "index": texture, "strength": strength });
                material
            })
        });
    stand(&mut glb, &Shape::rounded_cube(), 3, materials);
    glb
}

/// Emission: factors, a texture, strengths over 1.
pub(super) fn emissive() -> Glb {
    let mut glb = Glb::new();
    let texture = glb.texture(PNG, &png(&checker()));
    let worn = |strength: f32, textured: bool| {
        let mut material = plain([0.1, 0.1, 0.12], 0.5);
        material["emissiveFactor"] = json!([0.9, 0.5, 0.2]);
        if textured {
            material["emissiveTexture"] = json!({ "index": texture });
        }
        if strength == 1.0 {
            return material;
        }
        let value = json!({ "emissiveStrength": strength });
        with(material, "KHR_materials_emissive_strength", value)
    };
    let strengths = [0.4, 1.0, 3.0, 12.0];
    let all = strengths
        .map(|strength| worn(strength, false))
        .into_iter()
        .chain(strengths.map(|strength| worn(strength, true)));
    stand(&mut glb, &Shape::sphere(), 4, all.collect::<Vec<_>>());
    glb
}

/// Cut-outs at several thresholds, single- and double-sided.
pub(super) fn mask() -> Glb {
    let mut glb = Glb::new();
    let texture = glb.texture(PNG, &png(&fading()));
    let all = [0.25, 0.5, 0.75].into_iter().flat_map(|cutoff| {
        [false, true].map(|double| {
            let mut material = textured(plain([1.0; 3], 0.6), texture);
            material["alphaMode"] = "MASK".into();
            material["alphaCutoff"] = cutoff.into();
            material["doubleSided"] = double.into();
            material
        })
    });
    stand(&mut glb, &Shape::sphere(), 2, all.collect::<Vec<_>>());
    glb
}

/// See-through surfaces before and within one another.
pub(super) fn blend() -> Glb {
    let mut glb = Glb::new();
    let texture = glb.texture(PNG, &png(&fading()));
    let worn = |color: [f32; 4], double: bool| {
        json!({
            "pbrMetallicRoughness": {
                "baseColorFactor": color, "metallicFactor": 0.0, "roughnessFactor": 0.25,
            },
            "alphaMode": "BLEND", "doubleSided": double,
        })
    };
    let square = glb.shape(&Shape::square());
    for layer in 0..5 {
        let z = layer as f32 * 0.3 - 0.6;
        let color = [0.2 * layer as f32, 0.7, 1.0 - 0.2 * layer as f32, 0.5];
        glb.stand(&square, worn(color, layer % 2 == 0), [z * 0.5, z * 0.3, z]);
        let material = textured(worn([1.0, 1.0, 1.0, 0.8], true), texture);
        glb.stand(&square, material, [1.5 + z * 0.5, z * 0.3, -z]);
    }
    let sphere = glb.shape(&Shape::sphere());
    for (size, double, x) in [
        (1.0, false, 0.0),
        (0.6, true, 0.0),
        (1.0, true, 1.5),
        (0.6, true, 1.5),
    ] {
        let node = glb.stand(&sphere, worn([0.9, 0.4, 0.3, 0.45], double), [x, -1.3, 0.0]);
        glb.json["nodes"][node]["scale"] = json!([size, size, size]);
    }
    let core = glb.shape(&Shape::rounded_cube());
    for x in [0.0, 1.5] {
        let node = glb.stand(&core, plain([0.9, 0.8, 0.2], 0.4), [x, -1.3, 0.0]);
        glb.json["nodes"][node]["scale"] = json!([0.3, 0.3, 0.3]);
    }
    glb
}

/// Colours of vertices: times a factor, under a texture, with alpha that blends.
pub(super) fn vertex_colors() -> Glb {
    let mut glb = Glb::new();
    let texture = glb.texture(PNG, &png(&checker()));
    let solid = glb.shape(&Shape::rounded_cube().with_colors(|_| 1.0));
    glb.stand(&solid, plain([1.0; 3], 0.5), [0.0; 3]);
    glb.stand(&solid, plain([1.0, 0.5, 0.5], 0.5), [1.15, 0.0, 0.0]);
    glb.stand(
        &solid,
        textured(plain([1.0; 3], 0.5), texture),
        [0.0, -1.15, 0.0],
    );
    let fading = glb.shape(&Shape::sphere().with_colors(|[_, v]| v));
    let mut glass = plain([1.0; 3], 0.3);
    glass["alphaMode"] = "BLEND".into();
    glb.stand(&fading, glass, [1.15, -1.15, 0.0]);
    glb
}

/// Open bars seen from within and without, and a sheet from both sides.
pub(super) fn double_sided() -> Glb {
    let mut glb = Glb::new();
    let texture = glb.texture(PNG, &png(&bumps(4.0)));
    let [bar, square] = [glb.shape(&Shape::bar()), glb.shape(&Shape::square())];
    for (column, double) in [false, true].into_iter().enumerate() {
        let x = column as f32 * 0.7;
        for (row, bumped) in [false, true].into_iter().enumerate() {
            let mut material = plain([0.75, 0.5, 0.4], 0.3);
            material["doubleSided"] = double.into();
            if bumped {
                material["normalTexture"] = json!({ "index": texture });
            }
            let y = row as f32 * -1.15;
            glb.stand(&bar, material.clone(), [x, y - 0.5, 0.0]);
            let node = glb.stand(&square, material, [x + 1.5, y, 0.0]);
            glb.json["nodes"][node]["scale"] = json!([0.6, 1.0, 1.0]);
            // Half turned away: one of the two orbits sees its back.
            glb.json["nodes"][node]["rotation"] = json!([0.0, 0.5, 0.0, 0.866_025_4]);
        }
    }
    glb
}

/// KHR_materials_unlit: colours, a texture, a cut-out, a blend.
pub(super) fn unlit() -> Glb {
    let mut glb = Glb::new();
    let [squares, soft] = [checker(), fading()].map(|pattern| glb.texture(PNG, &png(&pattern)));
    let bare = |material: Value| with(material, "KHR_materials_unlit", json!({}));
    let mut cut = bare(textured(plain([1.0; 3], 0.5), soft));
    let mut sheer = cut.clone();
    cut["alphaMode"] = "MASK".into();
    sheer["alphaMode"] = "BLEND".into();
    let all = [
        bare(plain([0.18; 3], 0.5)),
        bare(plain([0.9, 0.3, 0.1], 0.5)),
        bare(textured(plain([1.0; 3], 0.5), squares)),
        bare(textured(plain([0.6, 1.0, 0.6], 0.5), squares)),
        cut,
        sheer,
    ];
    stand(&mut glb, &Shape::rounded_cube(), 3, all);
    glb
}

fn textured(mut material: Value, texture: usize) -> Value {
    material["pbrMetallicRoughness"]["baseColorTexture"] = json!({ "index": texture });
    material
}
