//! Drops keys of animations that lie on the line between their neighbours.
//!
//! A key goes where the curve without it stays within a hundred-thousandth of the curve's own range
//! (for turns: of a unit quaternion) at every key that was there. Splines stay as they are.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::words::counted;
use crate::work::links::entries;
use crate::work::{Array, Work};

/// How far a curve may move, as a share of its range.
const TOLERANCE: f32 = 1e-5;
/// The number of floats; only those are changed.
const FLOAT: u64 = 5126;

pub(super) fn run(work: &mut Work) -> Vec<String> {
    if work.fixed {
        return Vec::new();
    }
    let mut json = work.json.take();
    let turns = turns(&json);
    let mut dropped = 0;
    let mut next = work.arrays.keys().last().map_or(0, |last| last + 1);
    for (number, animation) in entries(&mut json, "animations").iter_mut().enumerate() {
        for (index, sampler) in entries(animation, "samplers").iter_mut().enumerate() {
            let turn = turns.get(&(number, index)).copied().unwrap_or(false);
            let Some((times, values, kept)) = thin(work, sampler, turn) else {
                continue;
            };
            dropped += times.count - kept.len();
            for (key, keys) in [("input", &times), ("output", &values)] {
                work.arrays.insert(next, keys.pick(&kept));
                sampler[key] = next.into();
                next += 1;
            }
        }
    }
    work.json = json;
    if dropped == 0 {
        return Vec::new();
    }
    drop_unused(work);
    vec![format!(
        "Dropped {} that the curves pass through anyway",
        counted(dropped, "key of animations", "keys of animations")
    )]
}

/// Samplers whose values are turns, by animation and sampler.
fn turns(json: &Value) -> BTreeMap<(usize, usize), bool> {
    let mut turns = BTreeMap::new();
    for (number, animation) in json["animations"]
        .as_array()
        .into_iter()
        .flatten()
        .enumerate()
    {
        for channel in animation["channels"].as_array().into_iter().flatten() {
            if let Some(sampler) = channel["sampler"].as_u64() {
                let turn = channel["target"]["path"] == "rotation";
                *turns.entry((number, sampler as usize)).or_insert(turn) |= turn;
            }
        }
    }
    turns
}

/// Keys of a sampler: `width` floats each.
struct Keys {
    head: Value,
    values: Vec<f32>,
    count: usize,
    width: usize,
}

impl Keys {
    fn of(work: &Work, number: &Value, count: Option<usize>) -> Option<Self> {
        let array = work.arrays.get(&(number.as_u64()? as usize))?;
        if array.head["componentType"].as_u64() != Some(FLOAT) || array.size == 0 {
            return None;
        }
        let values: Vec<f32> = array
            .bytes
            .as_chunks::<4>()
            .0
            .iter()
            .map(|bytes| f32::from_le_bytes(*bytes))
            .collect();
        // Weights of morph targets come in several elements a key.
        let count = count.unwrap_or(values.len() * 4 / array.size);
        let width = values.len().checked_div(count)?;
        let whole = width > 0 && width * count == values.len();
        (whole && values.iter().all(|value| value.is_finite())).then(|| Self {
            head: array.head.clone(),
            values,
            count,
            width,
        })
    }

    fn at(&self, key: usize) -> &[f32] {
        &self.values[key * self.width..(key + 1) * self.width]
    }

    /// The array with the keys `kept` alone.
    fn pick(&self, kept: &[usize]) -> Array {
        let values: Vec<f32> = kept.iter().flat_map(|key| self.at(*key)).copied().collect();
        let mut head = self.head.clone();
        let size = match head["type"].as_str() {
            Some("VEC2") => 8,
            Some("VEC3") => 12,
            Some("VEC4") => 16,
            _ => 4,
        };
        head["count"] = (values.len() * 4 / size).into();
        if head.get("min").is_some() || head.get("max").is_some() {
            let side = |fold: fn(f32, f32) -> f32| -> Value {
                (0..size / 4)
                    .map(|column| {
                        values
                            .iter()
                            .skip(column)
                            .step_by(size / 4)
                            .copied()
                            .reduce(fold)
                    })
                    .map(|value| json!(value.unwrap_or_default()))
                    .collect()
            };
            head["min"] = side(f32::min);
            head["max"] = side(f32::max);
        }
        Array {
            head,
            bytes: bytemuck::cast_slice(&values).to_vec().into(),
            size,
        }
    }
}

/// Times, values, and the keys that stay; `None` where all do.
fn thin(work: &Work, sampler: &Value, turn: bool) -> Option<(Keys, Keys, Vec<usize>)> {
    let steps = match sampler["interpolation"].as_str() {
        None | Some("LINEAR") => false,
        Some("STEP") => true,
        _ => return None,
    };
    let times = Keys::of(work, &sampler["input"], None)?;
    let values = Keys::of(work, &sampler["output"], Some(times.count))?;
    if times.count < 3 || times.values.windows(2).any(|pair| pair[0] >= pair[1]) {
        return None;
    }
    let tolerance = tolerance(&values, turn);
    let mut kept = vec![0];
    let mut key = 0;
    while key + 1 < times.count {
        // As far as a line from this key passes through all keys between.
        let mut end = key + 1;
        while end + 1 < times.count
            && end + 1 - key <= LONGEST
            && passes(&times, &values, [key, end + 1], steps, turn, tolerance)
        {
            end += 1;
        }
        kept.push(end);
        key = end;
    }
    // Where nothing changes two keys say as much, and one of them holds the curve's end.
    (kept.len() < times.count).then_some((times, values, kept))
}

/// A line takes the place of as many keys at most, so that long still curves take no time.
const LONGEST: usize = 1024;

fn tolerance(values: &Keys, turn: bool) -> f32 {
    if turn {
        return TOLERANCE;
    }
    let range = (0..values.width)
        .map(|column| {
            let column = || {
                values
                    .values
                    .iter()
                    .skip(column)
                    .step_by(values.width)
                    .copied()
            };
            column().fold(f32::NEG_INFINITY, f32::max) - column().fold(f32::INFINITY, f32::min)
        })
        .fold(0.0, f32::max);
    range * TOLERANCE
}

/// Whether the curve from one key straight to another passes through all keys between.
fn passes(
    times: &Keys,
    values: &Keys,
    [from, to]: [usize; 2],
    steps: bool,
    turn: bool,
    tolerance: f32,
) -> bool {
    let (a, b) = (values.at(from), values.at(to));
    let (start, span) = (times.values[from], times.values[to] - times.values[from]);
    (from + 1..to).all(|key| {
        let share = (times.values[key] - start) / span;
        let wanted = values.at(key);
        if steps {
            return wanted == a;
        }
        let near = |value: &[f32]| {
            value
                .iter()
                .zip(wanted)
                .all(|(value, wanted)| (value - wanted).abs() <= tolerance)
        };
        match (turn, <[f32; 4]>::try_from(a), <[f32; 4]>::try_from(b)) {
            (true, Ok(a), Ok(b)) => {
                let (a, b) = (glam::Quat::from_array(a), glam::Quat::from_array(b));
                // A turn of half a circle or more has no one way.
                a.dot(b).abs() > 0.5 && near(&a.slerp(b, share).to_array())
            }
            (true, _, _) => false,
            _ => {
                let value: Vec<f32> = a.iter().zip(b).map(|(a, b)| a + (b - a) * share).collect();
                near(&value)
            }
        }
    })
}

/// Drops arrays that nothing names any more.
fn drop_unused(work: &mut Work) {
    let mut named = std::collections::BTreeSet::new();
    let list = |value: &Value, key: &str| value[key].as_array().cloned().unwrap_or_default();
    let mut name = |number: &Value| named.extend(number.as_u64().map(|number| number as usize));
    for sampler in list(&work.json, "animations")
        .iter()
        .flat_map(|animation| list(animation, "samplers"))
    {
        name(&sampler["input"]);
        name(&sampler["output"]);
    }
    for skin in list(&work.json, "skins") {
        name(&skin["inverseBindMatrices"]);
    }
    for node in list(&work.json, "nodes") {
        let attributes = &node["extensions"]["EXT_mesh_gpu_instancing"]["attributes"];
        for (_, number) in attributes.as_object().into_iter().flatten() {
            name(number);
        }
    }
    work.arrays.retain(|number, _| named.contains(number));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    /// A node that moves along `places` (x of each key, a key a second).
    fn moving(places: &[f32], interpolation: &str) -> Work {
        let mut work = samples::work();
        samples::animate(&mut work);
        let times: Vec<f32> = (0..places.len()).map(|key| key as f32).collect();
        let values: Vec<f32> = places.iter().flat_map(|x| [*x, 0.0, 0.0]).collect();
        for (number, values) in [(0, &times), (1, &values)] {
            if let Some(array) = work.arrays.get_mut(&number) {
                array.bytes = bytemuck::cast_slice(values).to_vec().into();
                array.head["count"] = places.len().into();
            }
        }
        work.json["animations"][0]["samplers"][0]["interpolation"] = interpolation.into();
        work
    }

    fn keys(work: &Work) -> u64 {
        let input = work.json["animations"][0]["samplers"][0]["input"].as_u64();
        let array = input.and_then(|input| work.arrays.get(&(input as usize)));
        array
            .and_then(|array| array.head["count"].as_u64())
            .unwrap_or(0)
    }

    #[test]
    fn keys_on_a_line_go_and_corners_stay() {
        let mut work = moving(&[0.0, 1.0, 2.0, 3.0, 2.0, 1.0], "LINEAR");
        assert_eq!(run(&mut work).len(), 1);
        assert_eq!(keys(&work), 3);
        let input = work.json["animations"][0]["samplers"][0]["input"].as_u64();
        let head = &work.arrays[&(input.unwrap_or(0) as usize)].head;
        assert_eq!(
            (&head["min"][0], &head["max"][0]),
            (&json!(0.0), &json!(5.0))
        );
    }

    #[test]
    fn steps_keep_every_change_and_the_end() {
        let mut work = moving(&[0.0, 0.0, 0.0, 1.0, 1.0, 1.0], "STEP");
        run(&mut work);
        assert_eq!(keys(&work), 3);
    }

    #[test]
    fn splines_and_curves_that_bend_stay() {
        assert!(run(&mut moving(&[0.0, 1.0, 4.0, 9.0], "LINEAR")).is_empty());
        assert!(run(&mut moving(&[0.0, 1.0, 2.0, 3.0], "CUBICSPLINE")).is_empty());
    }

    #[test]
    fn a_still_curve_keeps_two_keys() {
        let mut work = moving(&[5.0; 9], "LINEAR");
        run(&mut work);
        assert_eq!(keys(&work), 2);
    }

    #[test]
    fn keys_that_are_not_numbers_or_out_of_order_stay() {
        assert!(run(&mut moving(&[0.0, f32::NAN, 2.0], "LINEAR")).is_empty());
        let mut work = moving(&[0.0, 1.0, 2.0], "LINEAR");
        if let Some(times) = work.arrays.get_mut(&0) {
            times.bytes = bytemuck::cast_slice(&[0.0_f32, 2.0, 1.0]).to_vec().into();
        }
        assert!(run(&mut work).is_empty());
    }
}
