//! Keeps one of equal images, samplers, textures, materials and meshes; whatever named another
//! names it.
//!
//! Images are equal by their bytes, whatever their names: names of images say nothing to a viewer.
//! So do names of materials and meshes, unless names are to be kept: then what is called otherwise is
//! another. Which names went is told.
//! Vertices and indices are shared when the file is written.

use std::collections::{BTreeSet, HashMap};

use base::ContentHash;
use serde_json::Value;

use crate::words::counted;
use crate::work::links::{self, List};
use crate::work::{Shape, Stream, Work};

/// The most names that are told.
const LISTED: usize = 12;

pub(super) fn run(work: &mut Work, keep_names: bool) -> Vec<String> {
    if work.fixed {
        return Vec::new();
    }
    let mut changes = Vec::new();
    // From the named to those that name: equal textures only show once their images are one.
    let images = keys(work, List::Images, |work, index, entry| {
        let picture = work
            .images
            .get(index)
            .filter(|picture| !picture.bytes.is_empty());
        picture.map_or_else(|| text(entry, true), |picture| hash(&picture.bytes))
    });
    keep_finest(work, &images);
    changes.extend(merge(work, List::Images, &images, "image", "images"));
    for (list, one, many) in [
        (List::Samplers, "sampler", "samplers"),
        (List::Textures, "texture", "textures"),
        (List::Materials, "material", "materials"),
    ] {
        let alone = if list == List::Materials {
            tied_materials(work)
        } else {
            BTreeSet::new()
        };
        let keys = keys(work, list, |_, index, entry| match alone.contains(&index) {
            true => format!("{index} {entry}"),
            false => text(entry, keep_names),
        });
        changes.extend(merge(work, list, &keys, one, many));
    }
    let meshes = keys(work, List::Meshes, |work, index, entry| {
        let shapes = work.meshes.get(index).map_or(&[][..], Vec::as_slice);
        text(entry, keep_names) + &shapes.iter().map(shape_key).collect::<String>()
    });
    changes.extend(merge(work, List::Meshes, &meshes, "mesh", "meshes"));
    changes
}

/// Materials of parts that lie in one place with others: which is seen, their order decides.
fn tied_materials(work: &Work) -> BTreeSet<usize> {
    let mut worn = BTreeSet::new();
    let meshes = work.json["meshes"].as_array().into_iter().flatten();
    for (mesh, shapes) in meshes.zip(&work.meshes) {
        let primitives = mesh["primitives"].as_array().into_iter().flatten();
        for (primitive, _) in primitives.zip(shapes).filter(|(_, shape)| shape.order.tied) {
            let mut one = serde_json::json!({"meshes": [{"primitives": [primitive]}]});
            links::visit(&mut one, List::Materials, &mut |number| {
                worn.extend(number.as_u64().map(|index| index as usize));
            });
        }
    }
    worn
}

/// What makes each entry of `list` equal to another.
fn keys(work: &Work, list: List, key: impl Fn(&Work, usize, &Value) -> String) -> Vec<String> {
    let entries = work.json.get(list.key()).and_then(Value::as_array);
    entries
        .into_iter()
        .flatten()
        .enumerate()
        .map(|(index, entry)| key(work, index, entry))
        .collect()
}

/// All that an entry says; with its name only where that makes it another.
fn text(entry: &Value, keep_names: bool) -> String {
    let mut entry = entry.clone();
    if let Some(entry) = entry.as_object_mut().filter(|_| !keep_names) {
        entry.shift_remove("name");
    }
    entry.to_string()
}

fn hash(bytes: &[u8]) -> String {
    ContentHash::of(bytes).to_string()
}

fn shape_key(shape: &Shape) -> String {
    let stream = |stream: &Stream| {
        let values = hash(bytemuck::cast_slice(&stream.values));
        format!(
            "{} {} {:?} {values};",
            stream.name, stream.width, stream.stored
        )
    };
    let streams: String = shape.streams.iter().map(stream).collect();
    let targets = shape
        .targets
        .iter()
        .map(|streams| streams.iter().map(stream).collect::<String>());
    let indices = hash(bytemuck::cast_slice(&shape.indices));
    format!(
        "{} {:?} {indices} {streams}|{}",
        shape.mode,
        shape.part_quality,
        targets.collect::<Vec<_>>().join("|")
    )
}

/// Lets equal images be as fine as the one of them that is looked at from nearest.
fn keep_finest(work: &mut Work, keys: &[String]) {
    let mut finest: HashMap<&str, f64> = HashMap::new();
    for (key, picture) in keys.iter().zip(&work.images) {
        let own = finest.entry(key).or_insert(f64::INFINITY);
        *own = own.min(picture.finest.unwrap_or(0.0));
    }
    for (key, picture) in keys.iter().zip(&mut work.images) {
        if picture.finest.is_some() {
            picture.finest = finest.get(key.as_str()).copied();
        }
    }
}

/// Keeps the first of equal entries.
fn merge(work: &mut Work, list: List, keys: &[String], one: &str, many: &str) -> Option<String> {
    let mut first: HashMap<&str, usize> = HashMap::new();
    let mut moved = Vec::new();
    let mut keep = Vec::new();
    for key in keys {
        let next = first.len();
        let place = *first.entry(key).or_insert(next);
        keep.push(place == next);
        moved.push(Some(place));
    }
    let gone = keep.iter().filter(|keep| !**keep).count();
    if gone == 0 {
        return None;
    }
    let names = lost_names(work, list, &moved);
    links::renumber(&mut work.json, list, &moved);
    work.retain(list, &keep);
    let told = format!("Merged {} with an equal one", counted(gone, one, many));
    Some(match names.is_empty() {
        true => told,
        false => format!("{told}: {}", listed(&names)),
    })
}

/// The names of materials and meshes that go with their entries, unless what stays is called so, too.
fn lost_names(work: &Work, list: List, moved: &[Option<usize>]) -> Vec<String> {
    if !matches!(list, List::Materials | List::Meshes) {
        return Vec::new();
    }
    let entries = work.json[list.key()].as_array().into_iter().flatten();
    let mut kept: HashMap<usize, &str> = HashMap::new();
    let mut lost = Vec::new();
    for (entry, place) in entries.zip(moved.iter().flatten()) {
        let name = entry["name"].as_str().unwrap_or_default();
        let first = *kept.entry(*place).or_insert(name);
        if name != first && !name.is_empty() {
            lost.push(name.to_owned());
        }
    }
    lost
}

/// The first of many names.
fn listed(names: &[String]) -> String {
    let shown = names.iter().take(LISTED).cloned().collect::<Vec<_>>();
    match names.len().saturating_sub(LISTED) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::samples;

    #[test]
    fn equal_images_textures_and_meshes_become_one() {
        let mut work = samples::work();
        work.images.push(work.images[0].clone());
        work.json["images"] = json!([{"name": "a"}, {"name": "b"}]);
        work.json["textures"] = json!([{"source": 0}, {"source": 1}]);
        work.json["materials"] =
            json!([{"normalTexture": {"index": 0}, "occlusionTexture": {"index": 1}}]);
        work.meshes.push(work.meshes[0].clone());
        let mesh = work.json["meshes"][0].clone();
        work.json["meshes"] = json!([mesh, mesh]);
        work.json["nodes"] = json!([{"mesh": 0}, {"mesh": 1}]);
        assert_eq!(run(&mut work, false).len(), 3);
        assert_eq!(work.json["materials"][0]["occlusionTexture"]["index"], 0);
        assert_eq!(work.json["nodes"][1]["mesh"], 0);
        assert_eq!((work.images.len(), work.meshes.len()), (1, 1));
    }

    #[test]
    fn equal_materials_become_one_and_their_names_are_told_unless_names_are_kept() {
        let mut work = samples::work();
        work.json["materials"] = json!([{"name": "oak"}, {"name": "ash"}, {"doubleSided": true}]);
        assert!(run(&mut work, true).is_empty());
        assert_eq!(
            run(&mut work, false),
            ["Merged 1 material with an equal one: ash"]
        );
        assert_eq!(
            work.json["materials"],
            json!([{"name": "oak"}, {"doubleSided": true}])
        );
    }

    #[test]
    fn meshes_that_are_held_otherwise_stay_apart() {
        let mut work = samples::work();
        work.meshes.push(work.meshes[0].clone());
        work.meshes[1][0].part_quality = crate::work::Times(f32::INFINITY);
        let mesh = work.json["meshes"][0].clone();
        work.json["meshes"] = json!([mesh, mesh]);
        assert!(run(&mut work, false).is_empty());
    }

    #[test]
    fn nothing_moves_in_a_file_with_unknown_extensions() {
        let mut work = samples::work();
        work.json["materials"] = json!([{}, {}]);
        work.fixed = true;
        assert!(run(&mut work, false).is_empty());
    }
}
