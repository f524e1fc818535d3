//! What is drawn in an order that can be seen.
//!
//! The web viewer sorts parts that blend or let light through by where their middles are, and keeps the
//! order of the triangles within a part that blends, which writes no depth. Of such parts neither may be
//! joined, and no triangle may be drawn before another that it followed. Opaque surfaces in one place are
//! another such matter (see [`ties`]).

mod ties;

use std::collections::BTreeSet;

use asset::Model;
use glam::{DMat4, DQuat, DVec3};
use render::Framing;
use serde_json::Value;
use viewer::Attributes;

use crate::work::{Shape, Work};

/// Marks the parts of `work`, the working form of `model`, whose order can be seen, and the vertices that
/// hold the viewer's frame and the middles of parts where they are.
pub(crate) fn mark(work: &mut Work, model: &Model) {
    let ties = ties::find(work);
    for (mesh, shapes) in work.meshes.iter_mut().enumerate() {
        for (place, shape) in shapes.iter_mut().enumerate() {
            shape.order.layered |= ties.layered.contains(&(mesh, place));
            shape.order.tied = ties.parts.contains(&(mesh, place));
            let triangles = ties.triangles.get(&(mesh, place)).into_iter().flatten();
            let corners =
                triangles.flat_map(|number| shape.indices.iter().skip(number * 3).take(3));
            shape.stuck = corners
                .copied()
                .collect::<BTreeSet<u32>>()
                .into_iter()
                .collect();
            if shape.order.sorted || shape.order.tied {
                shape.held = outermost(shape.positions());
            }
        }
    }
    let anchors = Framing::of(model, &Attributes::default()).map(|frame| frame.anchors(model));
    for (node, place, vertex) in anchors.unwrap_or_default() {
        let mesh = model.nodes.get(node).and_then(|node| node.mesh);
        let shapes = mesh.and_then(|mesh| work.meshes.get_mut(mesh));
        let shape = shapes.and_then(|shapes| shapes.get_mut(place));
        if let Some(shape) = shape.filter(|shape| vertex < shape.vertices()) {
            shape.held.push(vertex as u32);
        }
    }
}

/// A vertex at each side of the box around all of them.
fn outermost(places: &[[f32; 3]]) -> Vec<u32> {
    let sides = (0..3).flat_map(|axis| {
        let finite = (0..places.len()).filter(move |vertex| places[*vertex][axis].is_finite());
        let by = move |a: &usize, b: &usize| places[*a][axis].total_cmp(&places[*b][axis]);
        [finite.clone().min_by(by), finite.max_by(by)]
    });
    sides.flatten().map(|vertex| vertex as u32).collect()
}

/// Middles that are nearer to each other than this share of the larger part may change places when
/// vertices are rounded: parts of one middle, such as the two sides of a glass, in half of all views.
const NEAR: f64 = 0.02;

/// The parts, as mesh and primitive, whose middles must stay to the bit: those that lie with another
/// sorted part's.
pub(crate) fn tied(work: &Work) -> BTreeSet<(usize, usize)> {
    let has_any = work.meshes.iter().flatten().any(|shape| shape.order.sorted);
    let mut middles = Vec::new();
    for (mesh, world) in drawn(&work.json).into_iter().filter(|_| has_any) {
        let shapes = work.meshes.get(mesh).map_or(&[][..], Vec::as_slice);
        for (place, shape) in shapes.iter().enumerate() {
            if let Some((middle, size)) = extent(shape).filter(|_| shape.order.sorted) {
                let scale = world.to_scale_rotation_translation().0.abs().max_element();
                middles.push((
                    (mesh, place),
                    world.transform_point3(middle),
                    size.max_element() * scale,
                ));
            }
        }
    }
    let mut tied = BTreeSet::new();
    // Sorted along one axis, only neighbours have to be compared.
    middles.sort_by(|a, b| a.1.x.total_cmp(&b.1.x));
    let most = middles.iter().map(|one| one.2).fold(0.0, f64::max) * NEAR;
    for (number, (own, middle, size)) in middles.iter().enumerate() {
        let near = middles[number + 1..]
            .iter()
            .take_while(|other| other.1.x - middle.x <= most);
        for (other, place, extent) in near {
            if place.distance(*middle) <= NEAR * size.max(*extent) {
                tied.extend([*own, *other]);
            }
        }
    }
    tied
}

/// The middle and the sides of the box around a shape's vertices, as the viewer computes it: those that
/// no triangle names count too.
pub(crate) fn extent(shape: &Shape) -> Option<(DVec3, DVec3)> {
    let mut places = shape
        .positions()
        .iter()
        .map(|place| DVec3::from(place.map(f64::from)));
    let first = places.next().filter(|first| first.is_finite())?;
    let (least, greatest) = places
        .filter(|place| place.is_finite())
        .fold((first, first), |(l, g), place| (l.min(place), g.max(place)));
    Some(((least + greatest) / 2.0, greatest - least))
}

/// The meshes that nodes show, each with where it is at rest. A node counts once, which ends rings.
pub(crate) fn drawn(json: &Value) -> Vec<(usize, DMat4)> {
    let list = |value: &Value| -> Vec<usize> {
        let numbers = value.as_array().into_iter().flatten();
        numbers
            .filter_map(|number| Some(number.as_u64()? as usize))
            .collect()
    };
    let scene = json["scene"].as_u64().unwrap_or(0) as usize;
    let mut open: Vec<(usize, DMat4)> = list(&json["scenes"][scene]["nodes"])
        .into_iter()
        .map(|node| (node, DMat4::IDENTITY))
        .collect();
    let mut met = BTreeSet::new();
    let mut found = Vec::new();
    while let Some((number, parent)) = open.pop() {
        let node = &json["nodes"][number];
        if !met.insert(number) {
            continue;
        }
        let world = parent * local(node);
        found.extend(node["mesh"].as_u64().map(|mesh| (mesh as usize, world)));
        let children = list(&node["children"]).into_iter();
        open.extend(children.map(|child| (child, world)));
    }
    found
}

/// Where a node stands, as its parent sees it and the web viewer draws it.
pub(crate) fn local(node: &Value) -> DMat4 {
    let numbers = |key: &str| -> Option<Vec<f64>> {
        node[key].as_array()?.iter().map(Value::as_f64).collect()
    };
    if let Some(Ok(matrix)) = numbers("matrix").map(<[f64; 16]>::try_from) {
        return render::node_matrix(DMat4::from_cols_array(&matrix));
    }
    let three = |key: &str, plain: DVec3| {
        let own = numbers(key).and_then(|list| <[f64; 3]>::try_from(list).ok());
        own.map_or(plain, DVec3::from)
    };
    let turn = numbers("rotation").and_then(|list| <[f64; 4]>::try_from(list).ok());
    DMat4::from_scale_rotation_translation(
        three("scale", DVec3::ONE),
        turn.map_or(DQuat::IDENTITY, DQuat::from_array),
        three("translation", DVec3::ZERO),
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::samples::{self, grid};
    use crate::work;
    use crate::work::Order;

    fn orders(materials: Value, primitives: Value) -> Vec<Order> {
        let mut work = samples::work();
        let count = primitives.as_array().map_or(0, Vec::len);
        work.meshes = vec![vec![grid(1, 0.0); count]];
        work.json["materials"] = materials;
        work.json["meshes"][0]["primitives"] = primitives;
        let variants = json!({"KHR_materials_variants": {"variants": [{"name": "a"}]}});
        work.json["extensions"] = variants;
        let loaded = work::load(&samples::model(&work), &asset::Limits::default());
        let shapes = loaded.map(|(work, _)| work.meshes.into_iter().flatten());
        shapes.map_or(Vec::new(), |shapes| {
            shapes.map(|shape| shape.order).collect()
        })
    }

    #[test]
    fn what_blends_in_any_variant_is_sorted_and_layered_and_glass_is_sorted() {
        let variant =
            json!({"KHR_materials_variants": {"mappings": [{"material": 1, "variants": [0]}]}});
        let found = orders(
            json!([{"alphaMode": "MASK"}, {"alphaMode": "BLEND"},
                {"extensions": {"KHR_materials_transmission": {"transmissionFactor": 1.0}}}]),
            json!([{"material": 0}, {"material": 1}, {"material": 2},
                {"material": 0, "extensions": variant}]),
        );
        let told: Vec<_> = found
            .iter()
            .map(|order| (order.sorted, order.layered))
            .collect();
        assert_eq!(
            told,
            [(false, false), (true, true), (true, false), (true, true)]
        );
    }

    #[test]
    fn parts_of_one_middle_are_tied_wherever_their_nodes_stand() {
        let mut work = samples::work();
        work.meshes = vec![vec![grid(1, 0.0)], vec![grid(1, 5.0)], vec![grid(1, 9.0)]];
        for shape in work.meshes.iter_mut().flatten() {
            shape.order.sorted = true;
        }
        // The second is moved onto the first, the third stays apart.
        work.json["nodes"] = json!([{"children": [1, 2, 3], "scale": [2, 2, 2]}, {"mesh": 0},
            {"mesh": 1, "translation": [-5, 0, 0.001]}, {"mesh": 2}]);
        assert_eq!(tied(&work), BTreeSet::from([(0, 0), (1, 0)]));
        work.meshes[1][0].order.sorted = false;
        assert!(tied(&work).is_empty());
        // A mesh that two nodes show in one place lies with itself.
        work.json["nodes"][3] = json!({"mesh": 0});
        assert_eq!(tied(&work), BTreeSet::from([(0, 0)]));
    }

    #[test]
    fn rings_of_nodes_and_numbers_of_no_node_end() {
        let mut work = samples::work();
        work.json["nodes"] = json!([{"children": [0, 7]}]);
        assert!(drawn(&work.json).is_empty());
    }
}
