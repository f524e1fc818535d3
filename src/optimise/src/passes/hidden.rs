//! Drops triangles that no customer can see: from no side, in no pose, in no variant.
//!
//! What can be seen is found beforehand by drawing the model (see `render::visibility`); without that
//! the pass does nothing. Nodes, materials and animations stay.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::words::counted;
use crate::work::{TRIANGLES, Work};

/// As many parts are named.
const NAMED: usize = 12;

pub(super) fn run(work: &mut Work) -> Vec<String> {
    let seen = std::mem::take(&mut work.seen);
    let names = names(&work.json);
    let mut gone: BTreeMap<usize, (usize, bool)> = BTreeMap::new();
    for ((mesh, primitive), seen) in seen {
        let shape = work
            .meshes
            .get_mut(mesh)
            .and_then(|shapes| shapes.get_mut(primitive));
        let Some(shape) = shape.filter(|shape| {
            !shape.part_quality.is_locked()
                && shape.mode == TRIANGLES
                && shape.indices.len() == 3 * seen.len()
        }) else {
            continue;
        };
        let hidden = seen.iter().filter(|seen| !**seen).count();
        let entry = gone.entry(mesh).or_insert((0, true));
        entry.1 &= hidden == seen.len();
        if hidden == 0 {
            continue;
        }
        entry.0 += hidden;
        let kept = shape.indices.as_chunks::<3>().0.iter().zip(&seen);
        shape.indices = kept
            .filter(|(_, seen)| **seen)
            .flat_map(|(corners, _)| *corners)
            .collect();
        shape.drop_unused_vertices();
    }
    gone.retain(|_, (hidden, _)| *hidden > 0);
    if gone.is_empty() {
        return Vec::new();
    }
    let total = gone.values().map(|(hidden, _)| hidden).sum();
    let mut parts: Vec<_> = gone.into_iter().collect();
    parts.sort_by_key(|(mesh, (hidden, _))| (std::cmp::Reverse(*hidden), *mesh));
    let more = parts.len().saturating_sub(NAMED);
    let mut listed: Vec<String> = parts
        .iter()
        .take(NAMED)
        .map(|(mesh, (hidden, whole))| {
            let name = names
                .get(mesh)
                .cloned()
                .unwrap_or_else(|| format!("mesh {mesh}"));
            let all = if *whole { ", all of it" } else { "" };
            format!("{name} ({}{all})", base::units::count(*hidden as u64))
        })
        .collect();
    if more > 0 {
        listed.push(format!("{} more", counted(more, "part", "parts")));
    }
    vec![format!(
        "Dropped {} that can't be seen from anywhere: {}",
        counted(total, "triangle", "triangles"),
        listed.join(", ")
    )]
}

/// What each mesh is called: by the first node that shows it and has a name, or by itself.
fn names(json: &Value) -> BTreeMap<usize, String> {
    let mut names = BTreeMap::new();
    let list = |key: &str| json[key].as_array().into_iter().flatten();
    for node in list("nodes") {
        if let (Some(mesh), Some(name)) = (node["mesh"].as_u64(), node["name"].as_str()) {
            names
                .entry(mesh as usize)
                .or_insert_with(|| name.to_owned());
        }
    }
    for (mesh, entry) in list("meshes").enumerate() {
        if let Some(name) = entry["name"].as_str() {
            names.entry(mesh).or_insert_with(|| name.to_owned());
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    #[test]
    fn hidden_triangles_go_and_their_part_is_named() {
        let mut work = samples::work();
        work.seen
            .insert((0, 0), [vec![true; 3], vec![false; 5]].concat());
        let changes = run(&mut work);
        assert_eq!(changes.len(), 1);
        assert!(
            changes[0].contains("5 triangles") && changes[0].contains("seat (5)"),
            "{changes:?}"
        );
        assert_eq!(work.triangles(), 3);
        assert!(work.meshes[0][0].vertices() < 9);
    }

    #[test]
    fn a_part_that_is_hidden_whole_says_so() {
        let mut work = samples::work();
        work.seen.insert((0, 0), vec![false; 8]);
        assert!(run(&mut work)[0].contains("all of it"));
        assert!(work.meshes[0][0].indices.is_empty());
    }

    #[test]
    fn without_a_look_everything_stays() {
        let mut work = samples::work();
        assert!(run(&mut work).is_empty());
        // A list that doesn't fit says nothing.
        work.seen.insert((0, 0), vec![false; 3]);
        assert!(run(&mut work).is_empty());
        assert_eq!(work.triangles(), 8);
    }
}
