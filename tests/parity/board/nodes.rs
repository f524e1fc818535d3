//! What nodes and the scene do: variants, cameras, mirrored scales, instancing.

use serde_json::json;

use super::glb::Glb;
use super::paint::{PNG, bumps, png};
use super::shape::Shape;
use super::sweep::{plain, stand};

/// KHR_materials_variants: two variants; one part changes in one of them only.
pub(super) fn variants() -> Glb {
    let mut glb = Glb::new();
    stand(
        &mut glb,
        &Shape::rounded_cube(),
        2,
        [plain([0.7; 3], 0.5), plain([0.2, 0.5, 0.3], 0.3)],
    );
    let night = glb.push("materials", plain([0.02, 0.03, 0.1], 0.2));
    let sand = glb.push("materials", plain([0.8, 0.6, 0.35], 0.9));
    glb.json["extensions"]["KHR_materials_variants"]["variants"] =
        json!([{ "name": "Night" }, { "name": "Sand" }]);
    let mappings = [
        json!([{ "material": night, "variants": [0] }, { "material": sand, "variants": [1] }]),
        json!([{ "material": sand, "variants": [1] }]),
    ];
    for (mesh, mapping) in mappings.into_iter().enumerate() {
        glb.json["meshes"][mesh]["primitives"][0]["extensions"]["KHR_materials_variants"]["mappings"] =
            mapping;
    }
    glb
}

/// A camera in the file: the viewer's own is used all the same.
pub(super) fn camera() -> Glb {
    let mut glb = Glb::new();
    stand(
        &mut glb,
        &Shape::rounded_cube(),
        2,
        [plain([0.7, 0.3, 0.2], 0.5), plain([0.2, 0.5, 0.7], 0.3)],
    );
    let camera = glb.push(
        "cameras",
        json!({ "type": "perspective", "perspective": { "yfov": 0.8, "znear": 0.1 } }),
    );
    glb.root(json!({ "camera": camera, "translation": [0.5, 3.0, 9.0] }));
    glb
}

/// Negative scales on one, two and three axes, within turned parents, with normal maps.
pub(super) fn mirrored() -> Glb {
    let mut glb = Glb::new();
    let texture = glb.texture(PNG, &png(&bumps(3.0)));
    let mut material = plain([0.5, 0.6, 0.7], 0.3);
    material["normalTexture"] = json!({ "index": texture });
    let cube = Shape::rounded_cube();
    stand(&mut glb, &cube, 3, vec![material.clone(); 3]);
    stand(&mut glb, &cube.with_tangents(), 3, vec![material; 3]);
    let scales = [[-1.0, 1.0, 1.0], [1.0, -0.7, -1.0], [-1.0, -1.0, -1.0]];
    for node in 0..6 {
        glb.json["nodes"][node]["scale"] = json!(scales[node % 3]);
        if node >= 3 {
            let [x, y] = [node as f32 - 3.0, -1.15];
            glb.json["nodes"][node]["translation"] = json!([x * 1.15, y, 0.0]);
            glb.json["nodes"][node]["rotation"] = json!([0.0, 0.309_017, 0.0, 0.951_057]);
        }
    }
    glb
}

/// EXT_mesh_gpu_instancing: places, turns and sizes, within the mesh's own box, for the viewer frames
/// that box.
pub(super) fn instancing() -> Glb {
    let mut glb = Glb::new();
    let primitive = glb.shape(&Shape::rounded_cube());
    let node = glb.stand(&primitive, plain([0.8, 0.45, 0.3], 0.4), [0.0, 0.2, 0.0]);
    let steps = 0..12_u8;
    let places: Vec<_> = steps
        .clone()
        .map(|step| {
            let (sin, cos) = (f32::from(step) * 0.7).sin_cos();
            [0.35 * sin, f32::from(step) * 0.07 - 0.4, 0.35 * cos]
        })
        .collect();
    let turns: Vec<_> = steps
        .clone()
        .map(|step| {
            let (sin, cos) = (f32::from(step) * 0.3).sin_cos();
            [0.0, sin, 0.0, cos]
        })
        .collect();
    let sizes: Vec<_> = steps
        .map(|step| [0.12 + 0.015 * f32::from(step); 3])
        .collect();
    let attributes = json!({
        "TRANSLATION": glb.floats(&places), "ROTATION": glb.floats(&turns), "SCALE": glb.floats(&sizes),
    });
    glb.json["nodes"][node]["extensions"] =
        json!({ "EXT_mesh_gpu_instancing": { "attributes": attributes } });
    glb.require("EXT_mesh_gpu_instancing");
    glb
}
