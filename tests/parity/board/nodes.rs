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

/// Parts that change their materials among one another, which the viewer copies once more than others:
/// mapped normals turn over, and colours of vertices and flat shading come along. An unlit material that
/// only a variant has is exposed and tone-mapped; one that the file comes in isn't.
pub(super) fn swapped_variants() -> Glb {
    let mut glb = Glb::new();
    let texture = glb.texture(PNG, &png(&bumps(3.0)));
    let bumpy = |color| {
        let mut material = plain(color, 0.3);
        material["normalTexture"] = json!({ "index": texture });
        material["extensions"]["KHR_materials_clearcoat"] = json!({
            "clearcoatFactor": 0.6, "clearcoatRoughnessFactor": 0.1,
            "clearcoatNormalTexture": { "index": texture, "scale": 0.5 },
        });
        material
    };
    let unlit = |color| {
        let mut material = plain(color, 0.5);
        material["extensions"]["KHR_materials_unlit"] = json!({});
        material
    };
    let cube = Shape::rounded_cube();
    let mut bare = glb.shape(&cube);
    if let Some(attributes) = bare["attributes"].as_object_mut() {
        attributes.remove("NORMAL");
    }
    let own = glb.shape(&cube);
    let tangents = glb.shape(&cube.clone().with_tangents());
    let colors = glb.shape(&cube.with_colors(|_| 1.0));
    // The materials' numbers are the parts' until the last, which only the variant has.
    let parts = [
        (&own, bumpy([0.7, 0.2, 0.2]), 1),
        (&own, bumpy([0.2, 0.3, 0.7]), 0),
        (&tangents, bumpy([0.3, 0.6, 0.3]), 0),
        (&own, plain([0.8; 3], 0.4), 2),
        (&colors, plain([0.9, 0.8, 0.7], 0.4), 8),
        (&own, plain([0.8; 3], 0.4), 4),
        (&bare, plain([0.8, 0.6, 0.3], 0.4), 7),
        (&own, unlit([0.9, 0.4, 0.1]), 6),
    ];
    glb.json["extensions"]["KHR_materials_variants"]["variants"] = json!([{ "name": "Swapped" }]);
    for (index, (primitive, material, worn)) in parts.into_iter().enumerate() {
        let [column, row] = [index % 4, index / 4].map(|place| place as f32);
        let mut primitive = primitive.clone();
        primitive["extensions"]["KHR_materials_variants"]["mappings"] =
            json!([{ "material": worn, "variants": [0] }]);
        glb.stand(&primitive, material, [column * 1.15, -row * 1.15, 0.0]);
    }
    glb.push("materials", unlit([0.9, 0.4, 0.1]));
    glb
}

/// Copies, unevenly scaled in a node that is scaled as well, of what hangs on directions and sizes:
/// mapped normals, anisotropy, a film, cloth and a volume.
pub(super) fn copied_layers() -> Glb {
    let mut glb = Glb::new();
    super::sweep::wall(&mut glb, 3, 2);
    let texture = glb.texture(PNG, &png(&bumps(3.0)));
    let mut bumpy = plain([0.5, 0.6, 0.7], 0.3);
    bumpy["normalTexture"] = json!({ "index": texture });
    let extended = |mut material: serde_json::Value, extensions: serde_json::Value| {
        material["extensions"] = extensions;
        material
    };
    let coated = extended(
        plain([0.6, 0.2, 0.2], 0.6),
        json!({ "KHR_materials_clearcoat": {
            "clearcoatFactor": 0.9, "clearcoatRoughnessFactor": 0.1,
            "clearcoatNormalTexture": { "index": texture, "scale": 0.6 },
        } }),
    );
    let mut brushed = extended(
        plain([0.8, 0.7, 0.5], 0.4),
        json!({ "KHR_materials_anisotropy": { "anisotropyStrength": 0.8, "anisotropyRotation": 0.4 } }),
    );
    brushed["pbrMetallicRoughness"]["metallicFactor"] = 0.9.into();
    let soft = extended(
        plain([0.3, 0.3, 0.5], 0.5),
        json!({
            "KHR_materials_sheen": { "sheenColorFactor": [0.6, 0.5, 0.9], "sheenRoughnessFactor": 0.4 },
            "KHR_materials_iridescence": { "iridescenceFactor": 0.9, "iridescenceThicknessMaximum": 350.0 },
        }),
    );
    let glass = extended(
        plain([0.9; 3], 0.1),
        json!({
            "KHR_materials_transmission": { "transmissionFactor": 0.9 },
            "KHR_materials_volume": {
                "thicknessFactor": 0.5, "attenuationDistance": 0.4, "attenuationColor": [0.5, 0.9, 0.7],
            },
        }),
    );
    let cube = Shape::rounded_cube();
    let [own, tangents] = [cube.clone(), cube.with_tangents()].map(|shape| glb.shape(&shape));
    let (sin, cos) = 0.5_f32.sin_cos();
    let attributes = json!({
        "TRANSLATION": glb.floats(&[[-0.2, 0.0, 0.0], [0.2, 0.2, 0.1]]),
        "ROTATION": glb.floats(&[[0.0, sin, 0.0, cos], [sin, 0.0, 0.0, cos]]),
        "SCALE": glb.floats(&[[0.35, 0.6, 0.35], [0.4, 0.3, 0.5]]),
    });
    let parts = [
        (&own, bumpy.clone()),
        (&tangents, bumpy),
        (&own, coated),
        (&own, brushed),
        (&own, soft),
        (&own, glass),
    ];
    for (index, (primitive, material)) in parts.into_iter().enumerate() {
        let [column, row] = [index % 3, index / 3].map(|place| place as f32);
        let node = glb.stand(primitive, material, [column * 1.15, -row * 1.15, 0.0]);
        glb.json["nodes"][node]["scale"] = json!([1.2, 0.9, 1.0]);
        glb.json["nodes"][node]["extensions"]["EXT_mesh_gpu_instancing"]["attributes"] =
            attributes.clone();
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
