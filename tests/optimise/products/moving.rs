//! Products that move.

use asset::Document;
use base::Result;
use glam::Vec3;
use serde_json::json;

use super::kinds::grain;
use super::shapes::{ball, tube};
use super::writer::Writer;

/// A lamp's neck that bends between two joints.
pub(super) fn skinned() -> Result<Document> {
    let mut writer = Writer::new();
    let color = writer.texture(128, |x, y| grain(x, y, 33, [0.75, 0.7, 0.3]))?;
    let brass = writer.colored(color);
    let neck = tube(32, 16, 0.02, |t| Vec3::new(0.0, 0.3 * t, 0.0));
    let weights: Vec<[f32; 4]> = neck
        .positions
        .iter()
        .map(|[_, height, _]| {
            let upper = (height / 0.3).clamp(0.0, 1.0);
            [1.0 - upper, upper, 0.0, 0.0]
        })
        .collect();
    let mut primitive = writer.primitive(&neck, brass);
    let joints = writer.joints(&vec![[0, 1, 0, 0]; weights.len()]);
    primitive["attributes"]["JOINTS_0"] = joints.into();
    primitive["attributes"]["WEIGHTS_0"] = writer.floats(&weights).into();
    let mesh = writer.push("meshes", json!({"primitives": [primitive]}));
    let upper = writer.push(
        "nodes",
        json!({"name": "upper", "translation": [0, 0.15, 0]}),
    );
    let lower = writer.node(json!({"name": "lower", "children": [upper]}));
    let at = |height: f32| -> [f32; 16] {
        let mut matrix = glam::Mat4::IDENTITY;
        matrix.w_axis.y = -height;
        matrix.to_cols_array()
    };
    let inverse = writer.floats(&[at(0.0), at(0.15)]);
    let skin = writer.push(
        "skins",
        json!({"joints": [lower, upper], "inverseBindMatrices": inverse}),
    );
    writer.node(json!({"name": "neck", "mesh": mesh, "skin": skin}));
    let times = writer.floats(&[[0.0], [1.0], [2.0]]);
    let turned = |angle: f32| glam::Quat::from_rotation_z(angle).to_array();
    let turns = writer.floats(&[turned(0.0), turned(0.7), turned(0.0)]);
    writer.push(
        "animations",
        json!({"name": "bend", "samplers": [{"input": times, "output": turns}],
            "channels": [{"sampler": 0, "target": {"node": upper, "path": "rotation"}}]}),
    );
    Ok(writer.done())
}

/// A ball that swells at one side.
pub(super) fn morphing() -> Result<Document> {
    let mut writer = Writer::new();
    let color = writer.texture(128, |x, y| grain(x, y, 35, [0.3, 0.5, 0.75]))?;
    let rubber = writer.colored(color);
    let body = ball(20, 0.1, |_| 0.0);
    let swell: Vec<[f32; 3]> = body
        .positions
        .iter()
        .map(|place| {
            let place = Vec3::from(*place);
            (place * (place.x * 10.0).max(0.0) * 0.5).to_array()
        })
        .collect();
    let mut primitive = writer.primitive(&body, rubber);
    primitive["targets"] = json!([{"POSITION": writer.floats(&swell)}]);
    let mesh = writer.push(
        "meshes",
        json!({"primitives": [primitive], "weights": [0.0]}),
    );
    let node = writer.node(json!({"name": "ball", "mesh": mesh}));
    let times = writer.floats(&[[0.0], [1.0], [2.0]]);
    let weights = writer.floats(&[[0.0], [1.0], [0.0]]);
    writer.push(
        "animations",
        json!({"name": "swell", "samplers": [{"input": times, "output": weights}],
            "channels": [{"sampler": 0, "target": {"node": node, "path": "weights"}}]}),
    );
    Ok(writer.done())
}
