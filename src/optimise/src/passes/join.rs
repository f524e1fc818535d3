//! Joins parts of a mesh that look alike: the same material in every variant, the same attributes.
//! Fewer parts are drawn faster and compress better.
//!
//! Only parts of one mesh are joined, so that every node, and whatever is addressed by its name, stays
//! where it was. Parts with extras or morph targets of their own stay, and those whose order can be seen
//! (see [`crate::order`]).

use serde_json::Value;

use crate::words::counted;
use crate::work::links::{self, entries};
use crate::work::{Order, Shape, TRIANGLES, Work};

pub(super) fn run(work: &mut Work) -> Vec<String> {
    if work.fixed {
        return Vec::new();
    }
    let mut joined = 0;
    for (mesh, shapes) in entries(&mut work.json, "meshes")
        .iter_mut()
        .zip(&mut work.meshes)
    {
        let keep = join(entries(mesh, "primitives"), shapes);
        joined += keep.iter().filter(|keep| !**keep).count();
        let mut kept = keep.iter();
        shapes.retain(|_| kept.next().copied().unwrap_or(true));
        links::retain(mesh, "primitives", &keep);
    }
    if joined == 0 {
        return Vec::new();
    }
    vec![format!(
        "Joined {} to others of the same material",
        counted(joined, "mesh part", "mesh parts")
    )]
}

/// Moves each part that can be joined to the first of its kind; says which parts stay.
fn join(primitives: &[Value], shapes: &mut [Shape]) -> Vec<bool> {
    let mut keep = vec![true; shapes.len()];
    for later in 1..shapes.len() {
        let (before, rest) = shapes.split_at_mut(later);
        let (Some(own), Some(primitive)) = (rest.first_mut(), primitives.get(later)) else {
            continue;
        };
        let home = before.iter_mut().enumerate().find(|(index, home)| {
            keep[*index] && primitives[*index] == *primitive && fit(home, own)
        });
        if let Some((_, home)) = home.filter(|_| primitive.get("extras").is_none()) {
            home.append(own);
            keep[later] = false;
        }
    }
    keep
}

/// Whether two shapes have the same attributes, in whatever order.
fn fit(a: &Shape, b: &Shape) -> bool {
    let plain = |shape: &Shape| {
        shape.mode == TRIANGLES
            && shape.targets.is_empty()
            && shape.vertices() > 0
            && shape.order == Order::default()
    };
    plain(a)
        && plain(b)
        && a.part_quality == b.part_quality
        && a.streams.len() == b.streams.len()
        && a.streams.iter().all(|stream| {
            b.stream(&stream.name)
                .is_some_and(|other| other.width == stream.width && other.stored == stream.stored)
        })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::samples::{self, grid};

    fn parts(primitives: Value) -> Work {
        let mut work = samples::work();
        work.meshes[0] = vec![grid(2, 0.0), grid(1, 1.0), grid(1, 2.0)];
        work.json["meshes"][0]["primitives"] = primitives;
        work
    }

    #[test]
    fn parts_of_one_material_become_one() {
        let mut work = parts(json!([{"material": 0}, {"material": 1}, {"material": 0}]));
        let triangles = work.triangles();
        assert_eq!(run(&mut work).len(), 1);
        assert_eq!(
            work.json["meshes"][0]["primitives"],
            json!([{"material": 0}, {"material": 1}])
        );
        assert_eq!(work.triangles(), triangles);
        let joined = &work.meshes[0][0];
        let right = joined
            .positions()
            .iter()
            .map(|place| place[0])
            .fold(0.0, f32::max);
        assert_eq!((joined.vertices(), right), (13, 3.0));
    }

    #[test]
    fn parts_that_differ_in_a_variant_an_extra_or_an_attribute_stay() {
        let variant =
            json!({"KHR_materials_variants": {"mappings": [{"material": 1, "variants": [0]}]}});
        let mut work = parts(json!([
            {"material": 0},
            {"material": 0, "extensions": variant},
            {"material": 0, "extras": {"part": "leg"}},
        ]));
        assert!(run(&mut work).is_empty());
        let mut work = parts(json!([{}, {}, {"material": 1}]));
        work.meshes[0][1].streams.pop();
        assert!(run(&mut work).is_empty());
    }

    #[test]
    fn parts_that_the_viewer_sorts_stay() {
        for (sorted, layered) in [(true, false), (true, true), (false, false)] {
            let mut work = parts(json!([{}, {}, {"material": 1}]));
            work.meshes[0][1].order = Order {
                sorted,
                layered,
                tied: !sorted && !layered,
            };
            assert!(run(&mut work).is_empty());
        }
    }

    #[test]
    fn parts_that_morph_stay() {
        let mut work = parts(json!([{}, {}, {"material": 1}]));
        for shape in &mut work.meshes[0][..2] {
            shape.targets = vec![vec![shape.streams[0].clone()]];
        }
        assert!(run(&mut work).is_empty());
    }
}
