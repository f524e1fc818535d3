//! What the web viewer makes of files at the edges of the format.

use serde_json::{Value, json};

use super::glb::{Glb, U8};
use super::paint::{PNG, checker, png, rings};
use super::shape::Shape;
use super::sweep::{plain, stand};

/// A material with a colour texture on a UV set.
fn laid(texture: usize, set: usize) -> Value {
    let mut material = plain([1.0; 3], 0.5);
    material["pbrMetallicRoughness"]["baseColorTexture"] =
        json!({ "index": texture, "texCoord": set });
    material
}

/// The UVs of a shape, made `scale` times as wide.
fn wider(shape: &Shape, scale: f32) -> Vec<[f32; 2]> {
    shape
        .uvs
        .iter()
        .map(|uv| uv.map(|place| place * scale))
        .collect()
}

/// Occlusion that names UV set 0 takes the place of set 2, for every part with the same vertices; one
/// that leaves it out doesn't, nor do parts with vertices of their own.
pub(super) fn occlusion_set() -> Glb {
    let mut glb = Glb::new();
    let [color, shade] = [checker(), rings()].map(|picture| glb.texture(PNG, &png(&picture)));
    let shape = Shape::rounded_cube();
    let full = |glb: &mut Glb| {
        let mut primitive = glb.shape(&shape);
        for (set, scale) in [(1, 0.5), (2, 2.0), (3, 1.5)] {
            primitive["attributes"][format!("TEXCOORD_{set}")] =
                glb.floats(&wider(&shape, scale)).into();
        }
        primitive
    };
    let shared = full(&mut glb);
    let own = full(&mut glb);
    let with = |set: usize, occlusion: Value| {
        let mut material = laid(color, set);
        material["occlusionTexture"] = occlusion;
        material
    };
    let named = json!({ "index": shade, "texCoord": 0 });
    let silent = json!({ "index": shade });
    glb.stand(&shared, with(2, named.clone()), [0.0, 0.0, 0.0]);
    glb.stand(&shared, laid(color, 2), [1.15, 0.0, 0.0]);
    glb.stand(&shared, laid(color, 1), [2.3, 0.0, 0.0]);
    glb.stand(&own, with(2, silent), [0.0, -1.15, 0.0]);
    glb.stand(&own, laid(color, 3), [1.15, -1.15, 0.0]);
    let mut unlit = with(2, named);
    unlit["extensions"]["KHR_materials_unlit"] = json!({});
    glb.stand(&own, unlit, [2.3, -1.15, 0.0]);
    glb
}

/// Variants of the same name: the first mapping that the viewer meets says which of them it is.
pub(super) fn same_name_variants() -> Glb {
    let mut glb = Glb::new();
    let white = || plain([0.85; 3], 0.5);
    stand(
        &mut glb,
        &Shape::rounded_cube(),
        3,
        [white(), white(), white()],
    );
    let colors = [[0.8, 0.1, 0.1], [0.1, 0.1, 0.8], [0.1, 0.6, 0.1]];
    let [red, blue, green] = colors.map(|color| glb.push("materials", plain(color, 0.5)));
    glb.json["extensions"]["KHR_materials_variants"]["variants"] =
        json!([{ "name": "Red" }, { "name": "Red" }, { "name": "Green" }, { "name": "Unworn" }]);
    let mappings = [
        json!([{ "material": red, "variants": [0] }, { "material": green, "variants": [2] }]),
        json!([{ "material": blue, "variants": [1] }, { "material": red, "variants": [0] }]),
        json!([{ "material": blue, "variants": [1, 2] }, { "material": green, "variants": [2] }]),
    ];
    for (mesh, mapping) in mappings.into_iter().enumerate() {
        glb.json["meshes"][mesh]["primitives"][0]["extensions"]["KHR_materials_variants"]["mappings"] =
            mapping;
    }
    glb
}

/// Ties a primitive to the first joint of a skin.
fn tie(glb: &mut Glb, primitive: &mut Value, vertices: usize) {
    let view = glb.view(&vec![0; 4 * vertices]);
    primitive["attributes"]["JOINTS_0"] = glb
        .push(
            "accessors",
            json!({ "bufferView": view, "componentType": U8, "count": vertices, "type": "VEC4" }),
        )
        .into();
    primitive["attributes"]["WEIGHTS_0"] = glb.floats(&vec![[1.0, 0.0, 0.0, 0.0]; vertices]).into();
}

/// A skin on copies, which aren't posed; on lines, which aren't either; on a node that stretches, which
/// turns the normals; and copies of a mesh with lines, of which one is drawn.
pub(super) fn skins_and_copies() -> Glb {
    let mut glb = Glb::new();
    let cube = Shape::rounded_cube().placed(0.6, [0.0; 3]);
    let mut primitive = glb.shape(&cube);
    let bare = primitive.clone();
    tie(&mut glb, &mut primitive, cube.positions.len());
    let joint = glb.root(json!({
        "translation": [0.0, 0.4, 0.0], "rotation": [0.0, 0.0, 0.382_683, 0.923_88],
    }));
    let skin = glb.push("skins", json!({ "joints": [joint] }));
    let places = glb.floats(&[[-0.2, 0.0, 0.0], [0.25, 0.3, 0.1]]);
    let copies = json!({ "EXT_mesh_gpu_instancing": { "attributes": { "TRANSLATION": places } } });
    let copied = glb.stand(&primitive, plain([0.3, 0.4, 0.8], 0.4), [0.0; 3]);
    glb.json["nodes"][copied]["skin"] = skin.into();
    glb.json["nodes"][copied]["extensions"] = copies.clone();
    let posed = glb.stand(&primitive, plain([0.8, 0.5, 0.2], 0.4), [0.3, 0.1, 0.0]);
    glb.json["nodes"][posed]["skin"] = skin.into();
    glb.json["nodes"][posed]["scale"] = json!([1.0, 0.3, 1.0]);
    let frame = Shape::square().placed(0.6, [0.0, 0.0, 0.4]);
    let mut frame_lines = glb.shape(&frame);
    frame_lines["mode"] = 2.into();
    let mut lines = frame_lines.clone();
    tie(&mut glb, &mut lines, frame.positions.len());
    let lined = glb.stand(&lines, plain([0.1, 0.1, 0.1], 0.4), [1.1, 0.0, 0.0]);
    glb.json["nodes"][lined]["skin"] = skin.into();
    let mixed = glb.stand(&bare, plain([0.3, 0.7, 0.3], 0.4), [1.1, 0.9, 0.0]);
    let mesh = glb.json["nodes"][mixed]["mesh"]
        .as_u64()
        .unwrap_or_default() as usize;
    let mut more = frame_lines;
    more["material"] = 0.into();
    if let Some(list) = glb.json["meshes"][mesh]["primitives"].as_array_mut() {
        list.push(more);
    }
    glb.json["nodes"][mixed]["extensions"] = copies;
    glb
}

/// Textures on UV sets that the viewer doesn't know hide what wears them, unless they have no effect;
/// so do colours that morph where there are none.
pub(super) fn unknown_sets() -> Glb {
    let mut glb = Glb::new();
    let color = glb.texture(PNG, &png(&checker()));
    let mut normal = plain([0.7, 0.3, 0.3], 0.5);
    normal["normalTexture"] = json!({ "index": color, "texCoord": 5 });
    let mut off = plain([0.3, 0.6, 0.3], 0.5);
    off["extensions"]["KHR_materials_clearcoat"] =
        json!({ "clearcoatFactor": 0.0, "clearcoatTexture": { "index": color, "texCoord": 4 } });
    let mut unlit = plain([0.3, 0.3, 0.7], 0.5);
    unlit["extensions"]["KHR_materials_unlit"] = json!({});
    unlit["normalTexture"] = json!({ "index": color, "texCoord": 4 });
    stand(
        &mut glb,
        &Shape::rounded_cube(),
        3,
        [
            plain([0.8; 3], 0.5),
            laid(color, 4),
            normal,
            off,
            unlit,
            laid(color, 3),
        ],
    );
    let cube = Shape::rounded_cube();
    let mut primitive = glb.shape(&cube);
    let still = glb.floats(&vec![[0.0; 3]; cube.positions.len()]);
    let tints = glb.floats(&vec![[0.2; 4]; cube.positions.len()]);
    primitive["targets"] = json!([{ "POSITION": still, "COLOR_0": tints }]);
    glb.stand(&primitive, plain([0.8, 0.8, 0.2], 0.5), [3.45, 0.0, 0.0]);
    glb
}

/// Scales of 0 along one axis, and quaternions that aren't of unit length: of nodes, of their parents,
/// and of copies.
pub(super) fn flat_nodes() -> Glb {
    let mut glb = Glb::new();
    let color = |index: usize| {
        let hue = index as f32 / 6.0;
        plain([0.2 + 0.7 * hue, 0.5, 0.9 - 0.7 * hue], 0.4)
    };
    stand(&mut glb, &Shape::rounded_cube(), 3, (0..6).map(color));
    glb.json["nodes"][0]["scale"] = json!([1.0, 0.0, 1.0]);
    glb.json["nodes"][1]["scale"] = json!([1.0, 1.0, 0.0]);
    glb.json["nodes"][1]["rotation"] = json!([0.0, 0.382_683, 0.0, 0.923_88]);
    glb.json["nodes"][2]["rotation"] = json!([0.0, 0.5, 0.0, 0.5]);
    glb.json["nodes"][3]["rotation"] = json!([0.3, 0.5, 0.1, 0.9]);
    glb.json["nodes"][4]["rotation"] = json!([0.0, 0.0, 0.0, 0.0]);
    let child = glb.push(
        "nodes",
        json!({ "mesh": 1, "scale": [0.4, 0.4, 0.4], "translation": [0.0, 0.8, 0.0] }),
    );
    glb.json["nodes"][2]["children"] = json!([child]);
    let places = glb.floats(&[[-0.2, 0.0, 0.2], [0.2, 0.2, 0.0]]);
    let turns = glb.floats(&[[0.2, 0.6, 0.0, 0.6], [0.0, 0.0, 0.4, 1.1]]);
    let sizes = glb.floats(&[[0.6, 0.3, 0.6], [0.5; 3]]);
    glb.json["nodes"][5]["extensions"] = json!({ "EXT_mesh_gpu_instancing": {
        "attributes": { "TRANSLATION": places, "ROTATION": turns, "SCALE": sizes },
    } });
    glb
}

/// Animations without a name, and of one name; turns that aren't of unit length.
pub(super) fn unnamed_clips() -> Glb {
    let mut glb = Glb::new();
    stand(
        &mut glb,
        &Shape::rounded_cube(),
        2,
        [plain([0.7, 0.4, 0.2], 0.4), plain([0.2, 0.5, 0.7], 0.4)],
    );
    let times = glb.floats(&[[0.0], [1.0]]);
    let turns = glb.floats(&[[0.0, 0.0, 0.0, 0.6], [0.3, 0.6, 0.0, 0.9]]);
    let far = glb.floats(&[[0.0, 0.0, 0.0], [0.0, 0.6, 0.0]]);
    let near = glb.floats(&[[1.15, 0.0, 0.0], [1.15, -0.6, 0.0]]);
    let clip = |node: usize, path: &str, output: usize| {
        json!({
            "samplers": [{ "input": times, "output": output }],
            "channels": [{ "sampler": 0, "target": { "node": node, "path": path } }],
        })
    };
    glb.push("animations", clip(0, "rotation", turns));
    for (output, node) in [(far, 0), (near, 1)] {
        let mut named = clip(node, "translation", output);
        named["name"] = "Twice".into();
        glb.push("animations", named);
    }
    glb
}
