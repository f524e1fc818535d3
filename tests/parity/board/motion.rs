//! Skins, morph targets, animations of every interpolation.

use std::f32::consts::FRAC_1_SQRT_2;

use serde_json::{Value, json};

use super::glb::{Glb, U8};
use super::shape::Shape;
use super::sweep::{plain, stand};

/// A channel: keys at `times`, `values` for them, for a property of a node.
fn channel<const N: usize>(
    glb: &mut Glb,
    animation: &mut Value,
    [target, interpolation]: [&str; 2],
    node: usize,
    times: &[f32],
    values: &[[f32; N]],
) {
    let times: Vec<[f32; 1]> = times.iter().map(|time| [*time]).collect();
    let sampler = json!({
        "input": glb.floats(&times), "output": glb.floats(values), "interpolation": interpolation,
    });
    let list = |value: &mut Value, entry: Value| match value.as_array_mut() {
        Some(list) => list.push(entry),
        None => *value = json!([entry]),
    };
    list(&mut animation["samplers"], sampler);
    let index = animation["samplers"]
        .as_array()
        .map_or(0, |list| list.len() - 1);
    list(
        &mut animation["channels"],
        json!({ "sampler": index, "target": { "node": node, "path": target } }),
    );
}

/// A bar on three joints that an animation bends.
pub(super) fn skin() -> Glb {
    let mut glb = Glb::new();
    let bar = Shape::bar();
    let mut primitive = glb.shape(&bar);
    let (mut joints, mut weights) = (Vec::new(), Vec::new());
    for [_, height, _] in &bar.positions {
        // Between the joints at 0, 1/3 and 2/3.
        let along = (height * 3.0).clamp(0.0, 2.0);
        let below = along.floor().min(1.0);
        joints.extend([below as u8, below as u8 + 1, 0, 0]);
        weights.push([1.0 - (along - below), along - below, 0.0, 0.0]);
    }
    let view = glb.view(&joints);
    primitive["attributes"]["JOINTS_0"] = glb
        .push(
            "accessors",
            json!({ "bufferView": view, "componentType": U8, "count": bar.positions.len(), "type": "VEC4" }),
        )
        .into();
    primitive["attributes"]["WEIGHTS_0"] = glb.floats(&weights).into();
    let mut material = plain([0.3, 0.5, 0.8], 0.4);
    material["doubleSided"] = true.into();
    let bent = glb.stand(&primitive, material, [0.0; 3]);
    let tip = glb.push("nodes", json!({ "translation": [0.0, 1.0 / 3.0, 0.0] }));
    let middle = glb.push(
        "nodes",
        json!({ "translation": [0.0, 1.0 / 3.0, 0.0], "children": [tip], "rotation": [0.0, 0.0, 0.173_648, 0.984_808] }),
    );
    let base = glb.root(json!({ "children": [middle] }));
    let inverse = |height: f32| {
        let mut matrix = [0.0; 16];
        [0, 5, 10, 15]
            .into_iter()
            .for_each(|place: usize| matrix[place] = 1.0);
        matrix[13] = -height;
        matrix
    };
    let binds = glb.floats(&[inverse(0.0), inverse(1.0 / 3.0), inverse(2.0 / 3.0)]);
    let skin = glb.push(
        "skins",
        json!({ "joints": [base, middle, tip], "inverseBindMatrices": binds }),
    );
    glb.json["nodes"][bent]["skin"] = skin.into();
    let mut bend = json!({ "name": "Bend" });
    let turns = [[0.0, 0.0, 0.0, 1.0], [0.5, 0.0, 0.0, 0.866_025_4]];
    channel(
        &mut glb,
        &mut bend,
        ["rotation", "LINEAR"],
        middle,
        &[0.0, 1.0],
        &turns,
    );
    let turns = [[0.0, 0.0, 0.0, 1.0], [0.0, 0.0, 0.382_683, 0.923_88]];
    channel(
        &mut glb,
        &mut bend,
        ["rotation", "LINEAR"],
        tip,
        &[0.0, 1.0],
        &turns,
    );
    glb.push("animations", bend);
    stand(
        &mut glb,
        &Shape::sphere().placed(0.3, [0.6, 0.15, 0.0]),
        1,
        [plain([0.8, 0.5, 0.2], 0.5)],
    );
    glb
}

/// Two targets with weights at rest, and an animation of the weights.
pub(super) fn morph() -> Glb {
    let mut glb = Glb::new();
    let sphere = Shape::sphere();
    let mut primitive = glb.shape(&sphere);
    let wide: Vec<_> = sphere
        .positions
        .iter()
        .map(|[x, y, _]| [0.8 * x, -0.4 * y, 0.0])
        .collect();
    let waves: Vec<_> = sphere
        .positions
        .iter()
        .zip(&sphere.normals)
        .map(|([_, y, _], normal)| normal.map(|axis| 0.08 * axis * (y * 25.0).sin()))
        .collect();
    let leaning: Vec<_> = sphere
        .positions
        .iter()
        .map(|[_, y, _]| [0.0, -(y * 25.0).cos(), 0.0])
        .collect();
    primitive["targets"] = json!([
        { "POSITION": glb.floats(&wide) },
        { "POSITION": glb.floats(&waves), "NORMAL": glb.floats(&leaning) },
    ]);
    let node = glb.stand(&primitive, plain([0.6, 0.3, 0.6], 0.4), [0.0; 3]);
    glb.json["meshes"][0]["weights"] = json!([0.3, 0.5]);
    let plain_ball = glb.stand(&primitive, plain([0.3, 0.6, 0.6], 0.4), [1.4, 0.0, 0.0]);
    glb.json["nodes"][plain_ball]["weights"] = json!([0.0, 1.0]);
    let mut swell = json!({ "name": "Swell" });
    let weights = [[0.0], [0.0], [1.0], [0.6], [0.2], [1.0]];
    channel(
        &mut glb,
        &mut swell,
        ["weights", "LINEAR"],
        node,
        &[0.0, 0.5, 1.0],
        &weights,
    );
    glb.push("animations", swell);
    glb
}

/// Steps, lines and splines of places, turns and sizes; one node moves within another.
pub(super) fn animation() -> Glb {
    let mut glb = Glb::new();
    let colors = [[0.8, 0.3, 0.2], [0.3, 0.7, 0.3], [0.2, 0.4, 0.8]];
    stand(
        &mut glb,
        &Shape::rounded_cube(),
        3,
        colors.map(|color| plain(color, 0.4)),
    );
    let primitive = glb.json["meshes"][2]["primitives"][0].clone();
    let mesh = glb.push("meshes", json!({ "primitives": [primitive] }));
    let moon = glb.push(
        "nodes",
        json!({ "mesh": mesh, "translation": [0.0, 0.8, 0.0], "scale": [0.4, 0.4, 0.4] }),
    );
    glb.json["nodes"][2]["children"] = json!([moon]);
    let mut play = json!({ "name": "Play" });
    let places = [[0.0, 0.0, 0.0], [0.0, 0.6, 0.0], [0.0, -0.4, 0.3]];
    channel(
        &mut glb,
        &mut play,
        ["translation", "STEP"],
        0,
        &[0.0, 1.0, 2.0],
        &places,
    );
    let turns = [
        [0.0, 0.0, 0.0, 1.0],
        [0.0, FRAC_1_SQRT_2, 0.0, FRAC_1_SQRT_2],
        [0.5, 0.5, 0.5, 0.5],
    ];
    channel(
        &mut glb,
        &mut play,
        ["rotation", "LINEAR"],
        1,
        &[0.0, 1.0, 2.0],
        &turns,
    );
    let sizes = [[1.0; 3], [1.3, 0.6, 1.0], [0.5, 1.0, 1.0]];
    channel(
        &mut glb,
        &mut play,
        ["scale", "LINEAR"],
        1,
        &[0.2, 1.0, 2.0],
        &sizes,
    );
    let flat = [0.0; 3];
    let curve = [
        flat,
        [2.3, 0.0, 0.0],
        [0.0, 2.0, 0.0],
        [0.0, -1.0, 0.0],
        [2.3, 0.5, 0.4],
        flat,
    ];
    channel(
        &mut glb,
        &mut play,
        ["translation", "CUBICSPLINE"],
        2,
        &[0.0, 2.0],
        &curve,
    );
    let still = [0.0; 4];
    let spin = [
        still,
        [0.0, 0.0, 0.0, 1.0],
        [0.0, 0.0, 0.8, 0.0],
        still,
        [0.0, 0.0, FRAC_1_SQRT_2, FRAC_1_SQRT_2],
        still,
    ];
    channel(
        &mut glb,
        &mut play,
        ["rotation", "CUBICSPLINE"],
        2,
        &[0.0, 2.0],
        &spin,
    );
    glb.push("animations", play);
    glb
}
