//! Key-framed movement of groups.

use glam::DQuat;
use serde_json::{Value, json};

use super::container::Container;

/// Rotations of one group over time, straight between keys.
pub(crate) struct Turning {
    /// Group that turns.
    pub(crate) group: usize,
    /// (Seconds, rotation) in order; neighbours less than half a turn apart.
    pub(crate) keys: Vec<(f64, DQuat)>,
}

/// The glTF animation; `node_of` maps groups to nodes.
pub(crate) fn written(
    name: &str,
    turnings: &[Turning],
    container: &mut Container,
    node_of: impl Fn(usize) -> usize,
) -> Value {
    let (mut samplers, mut channels) = (Vec::new(), Vec::new());
    for turning in turnings {
        let times: Vec<[f32; 1]> = turning.keys.iter().map(|k| [k.0 as f32]).collect();
        let values: Vec<[f32; 4]> = turning
            .keys
            .iter()
            .map(|k| k.1.as_quat().to_array())
            .collect();
        let (input, output) = (
            container.bounded(&times, None),
            container.floats(&values, None),
        );
        channels.push(json!({ "sampler": samplers.len(), "target": { "node": node_of(turning.group), "path": "rotation" } }));
        samplers.push(json!({ "input": input, "interpolation": "LINEAR", "output": output }));
    }
    json!({ "name": name, "channels": channels, "samplers": samplers })
}
