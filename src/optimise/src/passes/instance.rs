//! Draws what stands in many places at once (EXT_mesh_gpu_instancing): nodes that are alike but for
//! their place become one. They are drawn by one call instead of one each, and their places compress
//! as numbers instead of standing there as text.
//!
//! It runs only where it is asked for: many tools, and the viewers that phones hand a model on to,
//! draw what is instanced once or not at all.
//!
//! Only nodes that nobody can address go: siblings with one mesh, without a name or with the same one,
//! without extras, children or extensions, that no animation moves. Meshes that the viewer sorts, morphs
//! or dresses by variants stay apart, and so does what is mirrored: an instance can't be turned inside
//! out. And since the web viewer frames a mesh once, whatever its instances, what the frame hangs on
//! stays too (see [`frame`]).
//!
//! In a file with variants nothing is drawn at once, whichever part they dress: of variants beside
//! instances the web viewer shows nothing at all.

mod frame;

use std::collections::BTreeMap;

use asset::Limits;
use base::Result;
use frame::Frame;
use glam::{Mat4, Quat, Vec3};
use serde_json::{Map, Value, json};

use crate::options::Geometry;
use crate::words::counted;
use crate::work::links::{self, entries};
use crate::work::{Array, Shape, TRIANGLES, Work, pack};

const EXTENSION: &str = "EXT_mesh_gpu_instancing";
/// glTF's mode of fans of triangles, the last of its surfaces.
const TRIANGLE_FAN: u64 = 6;
/// Fewer are hardly drawn faster, and their places take more room than they give back.
const LEAST: usize = 5;
/// What nodes that can become one may have.
const PLAIN: [&str; 6] = ["mesh", "name", "translation", "rotation", "scale", "matrix"];
/// How far a matrix may be from the translation, rotation and scale that it is made of: rounding.
const ROUNDING: f32 = 1e-5;

/// Where an instance is: metres, a unit quaternion, factors.
type Place = (Vec3, Quat, Vec3);
/// Nodes that are alike but for their place.
type Group = Vec<(usize, Place)>;

/// Why nothing may be drawn at once in this file, in a sentence; `None` where it may.
pub(crate) fn refusal(work: &Work) -> Option<&'static str> {
    if has_variants(&work.json) {
        return Some(
            "Nothing was drawn at once: the file has variants, and beside instances the web viewer \
             shows nothing of it",
        );
    }
    if work.fixed {
        return Some(
            "Nothing was drawn at once: the file has extensions that Plinth doesn't know, which may \
             name its parts",
        );
    }
    has_pointers(&work.json).then_some(
        "Nothing was drawn at once: animations of the file name its parts in ways of their own",
    )
}

pub(super) fn run(work: &mut Work) -> Result<Vec<String>> {
    if refusal(work).is_some() {
        return Ok(Vec::new());
    }
    let mut groups = groups(work);
    if !groups.is_empty() {
        let bytes = asset::write_glb(&pack(work, Geometry::Plain))?;
        let model = asset::read_bytes("candidate", bytes.into(), &Limits::default())?;
        // Where nothing is to be seen, nothing is drawn at once.
        let is_shown = model.effect().is_shown();
        match Frame::of(model) {
            Ok(mut frame) if is_shown => groups.retain(|group| frame.takes(group)),
            _ => groups.clear(),
        }
    }
    if groups.is_empty() {
        return Ok(Vec::new());
    }
    let mut keep = vec![true; links::count(&work.json, "nodes")];
    for group in &groups {
        gather(work, group);
        for (node, _) in group.iter().skip(1) {
            keep[*node] = false;
        }
    }
    links::drop_nodes(&mut work.json, &keep);
    for key in ["extensionsUsed", "extensionsRequired"] {
        links::declare(&mut work.json, key, EXTENSION);
    }
    let gone = keep.iter().filter(|keep| !**keep).count();
    Ok(vec![format!(
        "Drew {} together with others of the same mesh",
        counted(gone, "node", "nodes")
    )])
}

/// Whether the file names variants, or a part of it wears other materials in them.
fn has_variants(json: &Value) -> bool {
    const VARIANTS: &str = "KHR_materials_variants";
    let primitives = array(&json["meshes"]).flat_map(|mesh| array(&mesh["primitives"]));
    array(&json["extensionsUsed"]).any(|name| name == VARIANTS)
        || primitives
            .chain([json])
            .any(|holder| holder["extensions"].get(VARIANTS).is_some())
}

/// Whether an animation moves something by another name than a node's number.
fn has_pointers(json: &Value) -> bool {
    array(&json["animations"])
        .flat_map(|animation| array(&animation["channels"]))
        .any(|channel| channel["target"].get("extensions").is_some())
}

/// Nodes that are alike but for their place, with it.
fn groups(work: &Work) -> Vec<Group> {
    let meshes = plain_meshes(work);
    let bound = bound(&work.json);
    let nodes: Vec<&Value> = array(&work.json["nodes"]).collect();
    let mut found = Vec::new();
    for siblings in families(&work.json) {
        // By mesh and name.
        let mut alike: BTreeMap<(u64, Option<&str>), Group> = BTreeMap::new();
        for number in siblings {
            let Some(node) = nodes.get(number).and_then(|node| node.as_object()) else {
                continue;
            };
            let mesh = node.get("mesh").and_then(Value::as_u64);
            let Some(mesh) = mesh.filter(|mesh| meshes.get(*mesh as usize) == Some(&true)) else {
                continue;
            };
            let plain = node.keys().all(|key| PLAIN.contains(&key.as_str()));
            if !plain || bound.get(&number) != Some(&1) {
                continue;
            }
            if let Some(place) = place(node) {
                let name = node.get("name").and_then(Value::as_str);
                let name = name.filter(|name| !name.is_empty());
                alike.entry((mesh, name)).or_default().push((number, place));
            }
        }
        found.extend(alike.into_values().filter(|group| group.len() >= LEAST));
    }
    found
}

/// Which meshes may be drawn by instances.
fn plain_meshes(work: &Work) -> Vec<bool> {
    let meshes = array(&work.json["meshes"]);
    meshes
        .zip(&work.meshes)
        .map(|(mesh, shapes)| {
            let plain = |shape: &Shape| {
                // The viewer copies surfaces alone.
                (TRIANGLES..=TRIANGLE_FAN).contains(&shape.mode)
                    && !shape.is_deformed()
                    && !shape.order.sorted
                    && !shape.order.tied
            };
            array(&mesh["primitives"]).all(|primitive| primitive.get("extensions").is_none())
                && shapes.iter().all(plain)
        })
        .collect()
}

/// How often each node is named; those that an animation moves or a skin hangs on count as many.
fn bound(json: &Value) -> BTreeMap<usize, usize> {
    const MANY: usize = 1 << 20;
    let mut named: BTreeMap<usize, usize> = BTreeMap::new();
    for node in families(json).into_iter().flatten() {
        *named.entry(node).or_default() += 1;
    }
    let channels = array(&json["animations"]).flat_map(|animation| array(&animation["channels"]));
    let moved = channels.map(|channel| &channel["target"]["node"]);
    let skins = array(&json["skins"]);
    let held = skins.flat_map(|skin| array(&skin["joints"]).chain([&skin["skeleton"]]));
    for number in moved.chain(held).filter_map(Value::as_u64) {
        *named.entry(number as usize).or_default() += MANY;
    }
    named
}

/// The nodes of each scene, and the children of each node.
fn families(json: &Value) -> Vec<Vec<usize>> {
    let scenes = array(&json["scenes"]).map(|scene| &scene["nodes"]);
    let nodes = array(&json["nodes"]).map(|node| &node["children"]);
    let numbers = |list: &Value| {
        let numbers = array(list).filter_map(Value::as_u64);
        numbers.map(|number| number as usize).collect()
    };
    scenes.chain(nodes).map(numbers).collect()
}

fn array(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// Where a node is; `None` for what instances can't do.
fn place(node: &Map<String, Value>) -> Option<Place> {
    let numbers = |key: &str| -> Option<Vec<f32>> {
        let list = node.get(key)?.as_array()?.iter();
        list.map(|number| number.as_f64().map(|number| number as f32))
            .collect()
    };
    let (translation, rotation, scale) = if node.contains_key("matrix") {
        let matrix = Mat4::from_cols_array(&numbers("matrix")?.try_into().ok()?);
        let (scale, rotation, translation) = matrix.to_scale_rotation_translation();
        let again = Mat4::from_scale_rotation_translation(scale, rotation, translation);
        let largest = matrix.to_cols_array().map(f32::abs).into_iter();
        let largest = largest.fold(0.0, f32::max);
        if !again.abs_diff_eq(matrix, ROUNDING * largest) {
            // It shears.
            return None;
        }
        (translation, rotation, scale)
    } else {
        let of = |key: &str, plain: &[f32]| match node.contains_key(key) {
            true => numbers(key).filter(|numbers| numbers.len() == plain.len()),
            false => Some(plain.to_vec()),
        };
        (
            Vec3::from_slice(&of("translation", &[0.0; 3])?),
            Quat::from_slice(&of("rotation", &[0.0, 0.0, 0.0, 1.0])?),
            Vec3::from_slice(&of("scale", &[1.0; 3])?),
        )
    };
    let right = translation.is_finite()
        && scale.is_finite()
        && scale.element_product() > 0.0
        && rotation.is_finite()
        && (rotation.length() - 1.0).abs() < 1e-3;
    right.then(|| (translation, rotation.normalize(), scale))
}

/// Where the node stands that draws a group, whose first member is at `first`: there, so that the
/// viewer, which frames the mesh where the node is, frames it as before. Other places can't be told
/// relative to one of uneven size without shear; then it is only moved there.
fn base(first: &Place) -> Place {
    let (at, turn, size) = *first;
    if size == Vec3::splat(size.x) {
        (at, turn, size)
    } else {
        (at, Quat::IDENTITY, Vec3::ONE)
    }
}

/// `place` as seen from `base`, whose size is even.
fn relative(place: &Place, base: &Place) -> Place {
    let back = base.1.inverse();
    (
        back * (place.0 - base.0) / base.2,
        (back * place.1).normalize(),
        place.2 / base.2,
    )
}

/// Makes the first node of a group draw all of it.
fn gather(work: &mut Work, group: &[(usize, Place)]) {
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
    let streams: [(&str, &str, Vec<f32>, &[f32]); 3] = [
        ("TRANSLATION", "VEC3", moves, &[0.0; 3]),
        ("ROTATION", "VEC4", turns, &[0.0, 0.0, 0.0, 1.0]),
        ("SCALE", "VEC3", sizes, &[1.0; 3]),
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
                head: json!({"componentType": 5126, "count": group.len(), "type": kind}),
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
            node.insert("translation".into(), json!(at.to_array()));
        }
        if turn != Quat::IDENTITY {
            node.insert("rotation".into(), json!(turn.to_array()));
        }
        if size != Vec3::ONE {
            node.insert("scale".into(), json!(size.to_array()));
        }
        let extension = json!({EXTENSION: {"attributes": attributes}});
        node.insert("extensions".into(), extension);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use asset::scene::{Copies, visit_vertices};

    use super::*;
    use crate::samples;

    /// Six squares under a node, between two larger ones that stand where the frame ends.
    fn squares(change: impl Fn(usize, &mut Value)) -> Work {
        let mut work = samples::work();
        let mut nodes = vec![json!({"name": "frame", "children": [2, 3, 1, 4, 5, 6]})];
        for n in 0..6 {
            let x = n as f32;
            let mut node = json!({"mesh": 0, "translation": [x, 0.5, 0.25]});
            if n == 3 {
                node["rotation"] = json!([0.0, 0.0, 1.0, 0.0]);
                node["scale"] = json!([2.0, 1.0, 1.0]);
            }
            if n == 1 {
                // The first child.
                node["scale"] = json!([0.5, 0.5, 0.5]);
                node["rotation"] = json!([0.0, 0.6, 0.0, 0.8]);
            }
            change(n, &mut node);
            nodes.push(node);
        }
        nodes.push(
            json!({"name": "last", "mesh": 0, "translation": [-20, -20, 9], "scale": [40, 40, 1]}),
        );
        work.json["nodes"] = nodes.into();
        work.json["scenes"] = json!([{"nodes": [0, 7]}]);
        work
    }

    /// Every corner that the model draws, in some order.
    fn corners(work: &Work) -> Vec<[i64; 3]> {
        let mut corners = Vec::new();
        visit_vertices(&samples::model(work), Copies::Each, |point| {
            corners.push(point.to_array().map(|x| (x * 1e3).round() as i64));
        });
        corners.sort_unstable();
        corners
    }

    #[test]
    fn siblings_with_one_mesh_become_one_node_and_stay_where_they_were() {
        let mut work = squares(|_, _| ());
        let before = corners(&work);
        assert_eq!(
            run(&mut work).unwrap(),
            ["Drew 5 nodes together with others of the same mesh"]
        );
        let nodes = work.json["nodes"].as_array().unwrap();
        assert_eq!(nodes.len(), 3);
        assert_eq!(nodes[0]["children"], json!([1]));
        assert_eq!(nodes[2]["name"], "last");
        assert_eq!(work.json["scenes"][0]["nodes"], json!([0, 2]));
        assert_eq!(work.json["extensionsRequired"], json!([EXTENSION]));
        assert_eq!(corners(&work), before);
        // What is drawn by instances already stays so.
        assert!(run(&mut work).unwrap().is_empty());
    }

    #[test]
    fn matrices_without_shear_are_taken_apart() {
        let turned = Mat4::from_scale_rotation_translation(
            Vec3::new(1.0, 2.0, 3.0),
            Quat::from_rotation_y(1.0),
            Vec3::new(4.0, 5.0, 6.0),
        );
        let mut work = squares(|n, node| {
            if n == 0 {
                *node = json!({"mesh": 0, "matrix": turned.to_cols_array()});
            }
        });
        let before = corners(&work);
        assert_eq!(run(&mut work).unwrap().len(), 1);
        assert_eq!(corners(&work), before);
    }

    #[test]
    fn what_can_be_addressed_or_moves_stays() {
        let changes: [&dyn Fn(&mut Value); 5] = [
            &|node| node["name"] = "rivet".into(),
            &|node| node["extras"] = json!({"part": 7}),
            &|node| node["scale"] = json!([-1.0, 1.0, 1.0]),
            &|node| {
                *node = json!({"mesh": 0, "matrix": [1, 0.5, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]});
            },
            &|node| node["rotation"] = json!([0.0, 0.0, 0.0, 9.0]),
        ];
        for (number, change) in changes.iter().enumerate() {
            // Two of six that differ leave four, which are too few.
            let mut work = squares(|n, node| {
                if n < 2 {
                    change(node);
                }
            });
            assert!(run(&mut work).unwrap().is_empty(), "change {number}");
        }
        let mut work = squares(|_, _| ());
        samples::animate(&mut work);
        let channel = work.json["animations"][0]["channels"][0].clone();
        let mut other = channel.clone();
        work.json["animations"][0]["channels"][0]["target"]["node"] = 1.into();
        other["target"]["node"] = 2.into();
        let channels = work.json["animations"][0]["channels"].as_array_mut();
        channels.unwrap().push(other);
        assert!(run(&mut work).unwrap().is_empty());
    }

    #[test]
    fn animations_and_skins_follow_the_nodes_that_stay() {
        let mut work = squares(|_, _| ());
        samples::animate(&mut work);
        work.json["animations"][0]["channels"][0]["target"]["node"] = 7.into();
        work.json["skins"] = json!([{"joints": [0, 7], "skeleton": 7}]);
        assert_eq!(run(&mut work).unwrap().len(), 1);
        let target = &work.json["animations"][0]["channels"][0]["target"];
        assert_eq!(target["node"], 2);
        assert_eq!(
            work.json["skins"],
            json!([{"joints": [0, 2], "skeleton": 2}])
        );
    }

    #[test]
    fn nodes_of_one_name_keep_it_and_blended_or_morphing_meshes_stay() {
        let mut work = squares(|_, node| node["name"] = "rivet".into());
        assert_eq!(run(&mut work).unwrap().len(), 1);
        assert_eq!(work.json["nodes"][1]["name"], "rivet");

        let mut work = squares(|_, _| ());
        work.meshes[0][0].order.sorted = true;
        assert!(run(&mut work).unwrap().is_empty());
        // The viewer doesn't copy points.
        let mut work = squares(|_, _| ());
        work.meshes[0][0].mode = 0;
        assert!(run(&mut work).unwrap().is_empty());
        let mut work = squares(|_, _| ());
        let morph = |shape: &mut Shape| shape.targets = vec![vec![shape.streams[0].clone()]];
        work.meshes[0].iter_mut().for_each(morph);
        assert!(run(&mut work).unwrap().is_empty());
    }

    #[test]
    fn beside_variants_of_any_part_nothing_is_drawn_at_once() {
        let plain = squares(|_, _| ());
        assert_eq!(refusal(&plain), None);
        let mut named = plain.clone();
        named.json["extensions"] =
            json!({"KHR_materials_variants": {"variants": [{"name": "Red"}]}});
        // As is left where the list of variants isn't: it is used all the same.
        let mut worn = plain.clone();
        worn.json["meshes"]
            .as_array_mut()
            .unwrap()
            .push(json!({"primitives": [{"extensions":
            {"KHR_materials_variants": {"mappings": [{"material": 0, "variants": [0]}]}}}]}));
        let mut declared = plain;
        declared.json["extensionsUsed"] = json!(["KHR_materials_variants"]);
        for mut work in [named, worn, declared] {
            assert!(refusal(&work).unwrap().contains("variants"));
            assert!(run(&mut work).unwrap().is_empty());
        }
    }

    #[test]
    fn what_stands_in_the_one_place_is_still_drawn_as_often() {
        let mut work = squares(|_, node| *node = json!({"mesh": 0}));
        let before = corners(&work);
        assert_eq!(run(&mut work).unwrap().len(), 1);
        assert_eq!(corners(&work), before);
        let written = asset::write_glb(&pack(&work, Geometry::Meshopt)).unwrap();
        assert!(asset::read_bytes("packed", written.into(), &Limits::default()).is_ok());
    }

    #[test]
    fn where_nothing_is_to_be_seen_nothing_is_done() {
        let mut work = squares(|_, _| ());
        work.json["scenes"] = json!([{"nodes": []}, {"nodes": [0, 7]}]);
        assert!(run(&mut work).unwrap().is_empty());
    }

    #[test]
    fn what_the_frame_hangs_on_stays() {
        let mut work = squares(|n, node| {
            if n == 5 {
                node["translation"] = json!([30, 0, 0]);
            }
        });
        assert!(run(&mut work).unwrap().is_empty());
        // In the box, but farther from one of its corners than all else is.
        let mut work = squares(|n, node| {
            if n == 5 {
                node["translation"] = json!([19, 19, 0.25]);
            }
        });
        assert!(run(&mut work).unwrap().is_empty());
    }
}
