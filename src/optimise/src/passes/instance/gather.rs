//! One node in the place of many.

use asset::typed;
use glam::{Quat, Vec3};
use gltf_json::accessor::{ComponentType, Type};
use serde_json::{Map, Value, json};

use super::place::{Place, base, relative};
use crate::work::links::{self, entries};
use crate::work::{Array, Work};

pub(super) const EXTENSION: &str = "EXT_mesh_gpu_instancing";

fn numbers(numbers: &[f32]) -> Value {
    let numbers = numbers
        .iter()
        .map(|number| links::short(f64::from(*number)));
    numbers.collect()
}

/// Makes the first node of a group draw all of it.
pub(super) fn gather(work: &mut Work, group: &[(usize, Place)]) {
    let Some((first, first_place)) = group.first() else {
        return;
    };
    let base = base(first_place);
    let places: Vec<Place> = group
        .iter()
        .map(|(_, place)| relative(place, &base))
        .collect();
    let moves = places.iter().flat_map(|(at, ..)| at.to_array()).collect();
    let turns = places
        .iter()
        .flat_map(|(_, turn, _)| turn.to_array())
        .collect();
    let sizes = places
        .iter()
        .flat_map(|(.., size)| size.to_array())
        .collect();
    let streams: [(&str, Type, Vec<f32>, &[f32]); 3] = [
        ("TRANSLATION", Type::Vec3, moves, &[0.0; 3]),
        ("ROTATION", Type::Vec4, turns, &[0.0, 0.0, 0.0, 1.0]),
        ("SCALE", Type::Vec3, sizes, &[1.0; 3]),
    ];
    let changes = |values: &[f32], plain: &[f32]| {
        values.chunks_exact(plain.len()).any(|value| value != plain)
    };
    let all = streams
        .iter()
        .any(|(_, _, values, plain)| changes(values, plain));
    let mut attributes = Map::new();
    for (name, kind, values, plain) in &streams {
        // Where all are in the one place, one attribute says how many they are.
        let counts = !all && *name == "TRANSLATION";
        if counts || changes(values, plain) {
            let number = work.arrays.keys().last().map_or(0, |last| last + 1);
            let array = Array {
                head: typed::value(&typed::accessor(ComponentType::F32, *kind, group.len())),
                bytes: bytemuck::cast_slice(values).to_vec().into(),
                size: plain.len() * 4,
            };
            work.arrays.insert(number, array);
            attributes.insert((*name).into(), number.into());
        }
    }
    let node = entries(&mut work.json, "nodes").get_mut(*first);
    if let Some(node) = node.and_then(Value::as_object_mut) {
        for key in ["translation", "rotation", "scale", "matrix"] {
            node.shift_remove(key);
        }
        let (at, turn, size) = base;
        if at != Vec3::ZERO {
            node.insert("translation".into(), numbers(&at.to_array()));
        }
        if turn != Quat::IDENTITY {
            node.insert("rotation".into(), numbers(&turn.to_array()));
        }
        if size != Vec3::ONE {
            node.insert("scale".into(), numbers(&size.to_array()));
        }
        let extension = json!({EXTENSION: {"attributes": attributes}});
        node.insert("extensions".into(), extension);
    }
}
