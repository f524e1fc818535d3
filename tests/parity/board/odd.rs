//! Odd sizes, places and matrices, and what exporters do that the format doesn't foresee.

use serde_json::{Value, json};

use super::glb::{F32, Glb};
use super::paint::{PNG, bumps, checker, fading, png, rings};
use super::shape::Shape;
use super::sweep::{plain, stand, wall, with};

/// A few shapes in several materials, as a product of `scale` metres that stands at `place`, with the
/// size and the place in the vertices themselves.
fn product(scale: f32, place: [f32; 3]) -> Glb {
    let mut glb = Glb::new();
    let texture = glb.texture(PNG, &png(&bumps(4.0)));
    let mut bumpy = plain([0.7, 0.5, 0.3], 0.3);
    bumpy["normalTexture"] = json!({ "index": texture });
    let glass = with(
        plain([0.8, 0.9, 1.0], 0.1),
        "KHR_materials_transmission",
        json!({ "transmissionFactor": 1.0 }),
    );
    let glass = with(
        glass,
        "KHR_materials_volume",
        json!({ "thicknessFactor": 0.3 * scale }),
    );
    let parts = [
        (Shape::rounded_cube(), bumpy, [0.0, 0.0, 0.0]),
        (Shape::sphere(), glass, [0.9, 0.0, 0.5]),
        (Shape::bar(), plain([0.2, 0.4, 0.3], 0.6), [-0.8, -0.5, 0.2]),
    ];
    for (shape, material, at) in parts {
        let at = [0, 1, 2].map(|axis| at[axis] * scale + place[axis]);
        let primitive = glb.shape(&shape.placed(scale, at));
        glb.stand(&primitive, material, [0.0; 3]);
    }
    glb
}

/// Three millimetres long.
pub(super) fn tiny() -> Glb {
    product(0.001, [0.0; 3])
}

/// A hundred metres long.
pub(super) fn huge() -> Glb {
    product(60.0, [0.0; 3])
}

/// A kilometre from the origin.
pub(super) fn far() -> Glb {
    product(1.0, [800.0, 40.0, -600.0])
}

/// Matrices instead of translation, rotation and scale: sheared, mirrored, flat, nested.
pub(super) fn matrices() -> Glb {
    let mut glb = Glb::new();
    let matrices = [
        // The viewer takes matrices apart, and what is sheared is lost.
        [
            1.0, 0.0, 0.0, 0.0, 0.5, 1.0, 0.0, 0.0, 0.0, 0.3, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0,
        ],
        [
            -1.0, 0.0, 0.0, 0.0, 0.0, 0.8, 0.2, 0.0, 0.0, -0.2, 0.8, 0.0, 1.3, 0.0, 0.0, 1.0,
        ],
        [
            0.6, 0.0, -0.6, 0.0, 0.0, 0.7, 0.0, 0.0, 0.6, 0.0, 0.6, 0.0, 2.6, 0.0, 0.0, 1.0,
        ],
    ];
    stand(
        &mut glb,
        &Shape::rounded_cube(),
        3,
        vec![plain([0.6, 0.5, 0.3], 0.4); 3],
    );
    for (node, matrix) in matrices.into_iter().enumerate() {
        glb.json["nodes"][node] = json!({ "mesh": node, "matrix": matrix });
    }
    let child = glb.push(
        "nodes",
        json!({ "mesh": 0, "scale": [0.4, 0.8, 0.4], "translation": [0.0, -1.0, 0.0], "rotation": [0.0, 0.0, 0.382_683, 0.923_88] }),
    );
    glb.json["nodes"][1]["children"] = json!([child]);
    glb
}

/// No normals: faces are flat. With and without textures, tangents and double sides.
pub(super) fn flat() -> Glb {
    let mut glb = Glb::new();
    let [color, normal] = [checker(), bumps(3.0)].map(|picture| glb.texture(PNG, &png(&picture)));
    let bare = |glb: &mut Glb, shape: Shape| {
        let mut primitive = glb.shape(&shape);
        if let Some(list) = primitive["attributes"].as_object_mut() {
            list.remove("NORMAL");
        }
        primitive
    };
    let sphere = bare(&mut glb, Shape::sphere());
    let cube = bare(&mut glb, Shape::rounded_cube().with_tangents());
    let mut textured = plain([1.0; 3], 0.4);
    textured["pbrMetallicRoughness"]["baseColorTexture"] = json!({ "index": color });
    let mut bumpy = textured.clone();
    bumpy["normalTexture"] = json!({ "index": normal, "scale": -0.7 });
    let mut double = bumpy.clone();
    double["doubleSided"] = true.into();
    for (column, material) in [plain([0.6, 0.6, 0.7], 0.2), textured, bumpy, double]
        .into_iter()
        .enumerate()
    {
        let x = column as f32 * 1.15;
        glb.stand(&sphere, material.clone(), [x, 0.0, 0.0]);
        glb.stand(&cube, material, [x, -1.15, 0.0]);
    }
    glb
}

/// Normals of no length on some of the vertices, as broken exporters write them.
pub(super) fn no_length_normals() -> Glb {
    let mut glb = Glb::new();
    let mut shape = Shape::rounded_cube();
    // The sides come one after the other: the first has none at all, the second some.
    let side = shape.normals.len() / 6;
    shape.normals[..side].fill([0.0; 3]);
    shape.normals[side..2 * side]
        .iter_mut()
        .step_by(7)
        .for_each(|normal| *normal = [0.0; 3]);
    let mut metal = plain([0.8, 0.7, 0.6], 0.4);
    metal["pbrMetallicRoughness"]["metallicFactor"] = 1.0.into();
    stand(&mut glb, &shape, 2, [plain([0.8, 0.3, 0.2], 0.9), metal]);
    glb
}

/// Cards of hair and leaves: many, overlapping, blended or cut, from both sides.
pub(super) fn cards() -> Glb {
    let mut glb = Glb::new();
    let texture = glb.texture(PNG, &png(&fading()));
    let worn = |mode: &str, cutoff: f32, tint: f32| {
        let mut material = plain([tint, 0.7, 1.0 - tint], 0.6);
        material["pbrMetallicRoughness"]["baseColorTexture"] = json!({ "index": texture });
        material["alphaMode"] = mode.into();
        if mode == "MASK" {
            material["alphaCutoff"] = cutoff.into();
        }
        material["doubleSided"] = true.into();
        material
    };
    let square = glb.shape(&Shape::square());
    for card in 0..24_u8 {
        let share = f32::from(card) / 24.0;
        let (sin, cos) = (share * 9.0).sin_cos();
        let material = match card % 3 {
            0 => worn(
                "MASK",
                [0.0, 0.4, 1.5, 1.0][usize::from(card / 3) % 4],
                share,
            ),
            _ => worn("BLEND", 0.0, share),
        };
        let node = glb.stand(&square, material, [0.5 * sin, share - 0.5, 0.5 * cos]);
        let (sin, cos) = (share * 4.5).sin_cos();
        glb.json["nodes"][node]["rotation"] = json!([0.0, sin, 0.0, cos]);
        glb.json["nodes"][node]["scale"] = json!([0.6, 0.5, 1.0]);
    }
    glb
}

/// Squares whose halves lie in one another with the very same corners, in materials that are met in another
/// order than listed: what is drawn last shows.
pub(super) fn coplanar() -> Glb {
    let mut glb = Glb::new();
    let square = glb.shape(&Shape::square());
    let halves: [&[u16]; 4] = [&[0, 2, 1, 1, 2, 3], &[0, 2, 1], &[1, 2, 3], &[0, 2, 1]];
    let halves = halves.map(|corners| {
        let mut half = square.clone();
        half["indices"] = glb.indices(corners).into();
        half
    });
    let colors = [
        [0.8, 0.2, 0.1],
        [0.1, 0.5, 0.2],
        [0.2, 0.2, 0.8],
        [0.8, 0.7, 0.2],
    ];
    let materials = colors.map(|color| {
        let mut material = plain(color, 0.7);
        material["doubleSided"] = true.into();
        glb.push("materials", material)
    });
    for (place, order) in [[2, 0, 3, 1], [1, 2, 0, 3], [3, 1, 2, 0]]
        .into_iter()
        .enumerate()
    {
        let worn = order.iter().zip(&halves).map(|(index, half)| {
            let mut primitive = half.clone();
            primitive["material"] = materials[*index].into();
            primitive
        });
        let worn: Vec<Value> = worn.collect();
        let mesh = glb.push("meshes", json!({ "primitives": worn }));
        glb.root(json!({ "mesh": mesh, "translation": [place as f32 * 1.3, 0.0, 0.0] }));
    }
    glb
}

/// One texture for colours and for numbers: the viewer then takes its numbers for colours too. And a
/// texture transform in a file that doesn't list the extension is passed over.
pub(super) fn shared_textures() -> Glb {
    let mut glb = Glb::new();
    let texture = glb.texture(PNG, &png(&rings()));
    let other = glb.texture(PNG, &png(&fading()));
    let worn = |used: Value| {
        let mut material = plain([1.0; 3], 1.0);
        material["pbrMetallicRoughness"]["metallicFactor"] = 1.0.into();
        material["pbrMetallicRoughness"]["metallicRoughnessTexture"] = used;
        material
    };
    let mut both = worn(json!({ "index": texture }));
    both["pbrMetallicRoughness"]["baseColorTexture"] = json!({ "index": texture });
    let alone = worn(json!({ "index": texture }));
    let apart = worn(json!({ "index": other }));
    stand(&mut glb, &Shape::rounded_cube(), 3, [both, alone, apart]);
    glb
}

/// Primitives of points and lines of every kind before a wall, with and without colours of their own.
pub(super) fn outlines() -> Glb {
    let mut glb = Glb::new();
    wall(&mut glb, 5, 2);
    stand(&mut glb, &Shape::rounded_cube(), 1, [plain([0.5; 3], 0.5)]);
    for (column, mode) in (1..).zip([0, 1, 2, 3]) {
        // Points are many, lines few: adapters differ in which pixels they take for a line.
        let shape = match mode {
            0 => Shape::sphere(),
            _ => Shape::square(),
        };
        for (row, shape) in [shape.clone().with_colors(|_| 1.0), shape]
            .into_iter()
            .enumerate()
        {
            let mut primitive = glb.shape(&shape);
            primitive["mode"] = mode.into();
            let at = [column as f32 * 1.15, row as f32 * -1.15, 0.0];
            glb.stand(&primitive, plain([0.9, 0.4, 0.2], 0.5), at);
        }
    }
    glb
}

/// Texture coordinates of the third and fourth set.
pub(super) fn more_uv_sets() -> Glb {
    let mut glb = Glb::new();
    let [color, normal] = [checker(), bumps(3.0)].map(|picture| glb.texture(PNG, &png(&picture)));
    let shape = Shape::rounded_cube().with_second_uvs();
    let mut primitive = glb.shape(&shape);
    let set = |change: fn([f32; 2]) -> [f32; 2]| -> Vec<[f32; 2]> {
        shape.uvs.iter().map(|uv| change(*uv)).collect()
    };
    primitive["attributes"]["TEXCOORD_2"] = glb.floats(&set(|[u, v]| [1.5 * v, u])).into();
    primitive["attributes"]["TEXCOORD_3"] = glb.floats(&set(|[u, v]| [1.0 - u, 3.0 * v])).into();
    for (column, [first, second]) in [[2, 0], [0, 3], [3, 2]].into_iter().enumerate() {
        let mut material = plain([1.0; 3], 0.4);
        material["pbrMetallicRoughness"]["baseColorTexture"] =
            json!({ "index": color, "texCoord": first });
        material["normalTexture"] = json!({ "index": normal, "texCoord": second });
        glb.stand(&primitive, material, [column as f32 * 1.15, 0.0, 0.0]);
    }
    glb
}

/// Twenty point lights.
pub(super) fn many_lights() -> Glb {
    let mut glb = Glb::new();
    stand(
        &mut glb,
        &Shape::sphere(),
        3,
        [0.2, 0.5, 0.9].map(|rough| plain([0.6; 3], rough)),
    );
    let mut lights = Vec::new();
    for index in 0..20_u8 {
        let (sin, cos) = (f32::from(index) * 0.9).sin_cos();
        lights.push(json!({
            "type": "point", "intensity": 0.5, "color": [0.5 + 0.5 * sin, 0.6, 0.5 - 0.5 * sin],
        }));
        glb.root(json!({
            "translation": [1.1 + 1.6 * sin, 0.8 * cos, 0.9],
            "extensions": { "KHR_lights_punctual": { "light": index } },
        }));
    }
    glb.json["extensions"] = json!({ "KHR_lights_punctual": { "lights": lights } });
    glb
}

/// Extensions that the viewer doesn't know, one of them required: it draws on without them.
pub(super) fn unknown() -> Glb {
    let mut glb = Glb::new();
    let gloss = json!({ "diffuseFactor": [0.9, 0.1, 0.1, 1.0], "glossinessFactor": 0.8 });
    let bare = with(json!({}), "KHR_materials_pbrSpecularGlossiness", gloss);
    let leaf = with(
        plain([0.2, 0.5, 0.2], 0.6),
        "KHR_materials_diffuse_transmission",
        json!({ "diffuseTransmissionFactor": 0.8 }),
    );
    stand(
        &mut glb,
        &Shape::sphere(),
        3,
        [bare, leaf, plain([0.7; 3], 0.4)],
    );
    glb.require("KHR_materials_pbrSpecularGlossiness");
    glb
}

/// Copies with colours of their own, of a mirrored node, and a mirrored skin.
pub(super) fn colored_copies() -> Glb {
    let mut glb = Glb::new();
    let primitive = glb.shape(&Shape::rounded_cube());
    let node = glb.stand(&primitive, plain([1.0; 3], 0.4), [0.0, 0.2, 0.0]);
    let steps = 0..9_u8;
    let places: Vec<_> = steps
        .clone()
        .map(|step| {
            let (sin, cos) = (f32::from(step) * 0.7).sin_cos();
            [0.35 * sin, f32::from(step) * 0.09 - 0.4, 0.35 * cos]
        })
        .collect();
    let sizes: Vec<_> = steps
        .clone()
        .map(|step| [0.15, 0.2 + 0.01 * f32::from(step), 0.15])
        .collect();
    let colors: Vec<_> = steps
        .map(|step| [f32::from(step) / 8.0, 0.5, 1.0 - f32::from(step) / 8.0])
        .collect();
    let attributes = json!({
        "TRANSLATION": glb.floats(&places), "SCALE": glb.floats(&sizes), "_COLOR_0": glb.floats(&colors),
    });
    glb.json["nodes"][node]["extensions"] =
        json!({ "EXT_mesh_gpu_instancing": { "attributes": attributes } });
    glb.json["nodes"][node]["scale"] = json!([-1.0, 1.0, 1.0]);
    glb.require("EXT_mesh_gpu_instancing");
    glb
}

/// Morph targets that change colours.
pub(super) fn color_morph() -> Glb {
    let mut glb = Glb::new();
    let shape = Shape::sphere().with_colors(|_| 1.0);
    let mut primitive = glb.shape(&shape);
    let moved: Vec<[f32; 3]> = shape
        .normals
        .iter()
        .map(|normal| normal.map(|n| n * 0.2))
        .collect();
    let dyed: Vec<[f32; 3]> = shape
        .uvs
        .iter()
        .map(|[u, v]| [0.8 - u, v - 0.5, -0.3])
        .collect();
    let target = json!({ "POSITION": glb.floats(&moved), "COLOR_0": glb.floats(&dyed) });
    primitive["targets"] = json!([target]);
    for (column, weight) in [0.0, 0.5, 1.0].into_iter().enumerate() {
        glb.stand(
            &primitive,
            plain([1.0; 3], 0.5),
            [column as f32 * 1.5, 0.0, 0.0],
        );
        glb.json["meshes"][column]["weights"] = json!([weight]);
    }
    glb
}

/// Interleaved, sparse and empty accessors.
pub(super) fn accessors() -> Glb {
    let mut glb = Glb::new();
    let shape = Shape::sphere();
    // Positions, normals and UVs of a vertex lie together.
    let mut bytes = Vec::new();
    for ((place, normal), uv) in shape.positions.iter().zip(&shape.normals).zip(&shape.uvs) {
        let numbers = place.iter().chain(normal).chain(uv);
        bytes.extend(numbers.flat_map(|number| number.to_le_bytes()));
    }
    let view = glb.view(&bytes);
    glb.json["bufferViews"][view]["byteStride"] = 32.into();
    let mut part = |offset: usize, kind: &str| {
        let mut accessor = json!({
            "bufferView": view, "byteOffset": offset, "componentType": F32, "type": kind,
            "count": shape.positions.len(),
        });
        if offset == 0 {
            accessor["min"] = json!([-0.5, -0.5, -0.5]);
            accessor["max"] = json!([0.5, 0.5, 0.5]);
        }
        glb.push("accessors", accessor)
    };
    let attributes = json!({
        "POSITION": part(0, "VEC3"), "NORMAL": part(12, "VEC3"), "TEXCOORD_0": part(24, "VEC2"),
    });
    let primitive = json!({ "attributes": attributes, "indices": glb.indices(&shape.indices) });
    glb.stand(&primitive, plain([0.3, 0.5, 0.7], 0.4), [0.0; 3]);
    // A cube with a corner pulled out, and colours that are zero but for a few.
    let cube = Shape::rounded_cube();
    let mut primitive = glb.shape(&cube);
    let places: Vec<u16> = (0..40).collect();
    let indices = glb.view(
        &places
            .iter()
            .flat_map(|place| place.to_le_bytes())
            .collect::<Vec<_>>(),
    );
    let pulled: Vec<[f32; 3]> = cube.positions[..40]
        .iter()
        .map(|place| place.map(|n| n * 1.3))
        .collect();
    let pulled = glb.view(&super::glb::bytes_of(&pulled));
    let base = primitive["attributes"]["POSITION"]
        .as_u64()
        .unwrap_or_default() as usize;
    glb.json["accessors"][base]["sparse"] = json!({
        "count": 40, "indices": { "bufferView": indices, "componentType": 5123 }, "values": { "bufferView": pulled },
    });
    glb.json["accessors"][base]["min"] = json!([-0.65, -0.65, -0.65]);
    glb.json["accessors"][base]["max"] = json!([0.65, 0.65, 0.65]);
    let light: Vec<[f32; 3]> = vec![[1.0, 0.8, 0.3]; 40];
    let light = glb.view(&super::glb::bytes_of(&light));
    primitive["attributes"]["COLOR_0"] = glb
        .push("accessors", json!({
            "componentType": F32, "type": "VEC3", "count": cube.positions.len(),
            "sparse": {
                "count": 40, "indices": { "bufferView": indices, "componentType": 5123 }, "values": { "bufferView": light },
            },
        }))
        .into();
    glb.stand(&primitive, plain([1.0; 3], 0.4), [1.3, 0.0, 0.0]);
    glb
}
