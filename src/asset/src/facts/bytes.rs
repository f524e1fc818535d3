//! Where a file's bytes go.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::model::Model;

/// Bytes as they lie in the file, compressed where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct BytesFacts {
    /// The file and all files it names.
    pub total: u64,
    /// Vertices and indices.
    pub geometry: u64,
    /// Encoded images.
    pub images: u64,
    /// Animations, skins and instances.
    pub animation: u64,
    /// All else: the JSON, headers, bytes that nothing uses.
    pub other: u64,
}

/// What a buffer view holds; the earlier one wins where it holds both.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Use {
    Geometry,
    Animation,
}

impl BytesFacts {
    pub(super) fn of(model: &Model) -> Self {
        let json = &model.document.json;
        let mut views: BTreeMap<u64, Use> = BTreeMap::new();
        let mut mark = |view: u64, used: Use| {
            let entry = views.entry(view).or_insert(used);
            *entry = used.min(*entry);
        };
        for primitive in list(json, "meshes").flat_map(|mesh| list(mesh, "primitives")) {
            let packed = &primitive["extensions"]["KHR_draco_mesh_compression"]["bufferView"];
            packed
                .as_u64()
                .into_iter()
                .for_each(|view| mark(view, Use::Geometry));
            let targets = list(primitive, "targets").flat_map(numbers);
            let accessors = numbers(&primitive["attributes"]).chain(targets);
            for accessor in accessors.chain(primitive["indices"].as_u64()) {
                views_of(json, accessor).for_each(|view| mark(view, Use::Geometry));
            }
        }
        let samplers = list(json, "animations")
            .flat_map(|animation| list(animation, "samplers"))
            .flat_map(|sampler| [sampler["input"].as_u64(), sampler["output"].as_u64()]);
        let skins = list(json, "skins").map(|skin| skin["inverseBindMatrices"].as_u64());
        let instances = list(json, "nodes").flat_map(|node| {
            numbers(&node["extensions"]["EXT_mesh_gpu_instancing"]["attributes"]).map(Some)
        });
        for accessor in samplers.chain(skins).chain(instances).flatten() {
            views_of(json, accessor).for_each(|view| mark(view, Use::Animation));
        }
        let sum = |wanted: Use| -> u64 {
            let wanted = views.iter().filter(|(_, used)| **used == wanted);
            wanted.fold(0, |sum, (view, _)| sum.saturating_add(length(json, *view)))
        };
        let (geometry, animation) = (sum(Use::Geometry), sum(Use::Animation));
        let images = model
            .images
            .iter()
            .map(|image| image.data.len() as u64)
            .sum();
        let total = model.source_bytes;
        let known = [geometry, animation, images]
            .into_iter()
            .fold(0, u64::saturating_add);
        Self {
            total,
            geometry,
            images,
            animation,
            other: total.saturating_sub(known),
        }
    }
}

/// The objects in the array `key` of `value`.
fn list<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    value
        .get(key)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}

/// The numbers among the values of an object.
fn numbers(value: &Value) -> impl Iterator<Item = u64> {
    value
        .as_object()
        .into_iter()
        .flatten()
        .filter_map(|(_, number)| number.as_u64())
}

/// The element `index` of the array `key` of the root.
fn element<'a>(json: &'a Value, key: &str, index: u64) -> &'a Value {
    static NOTHING: Value = Value::Null;
    let element = usize::try_from(index)
        .ok()
        .and_then(|index| json.get(key)?.get(index));
    element.unwrap_or(&NOTHING)
}

/// The buffer views of an accessor.
fn views_of(json: &Value, accessor: u64) -> impl Iterator<Item = u64> {
    let accessor = element(json, "accessors", accessor);
    let sparse = &accessor["sparse"];
    let views = [accessor, &sparse["indices"], &sparse["values"]];
    views
        .into_iter()
        .filter_map(|holder| holder["bufferView"].as_u64())
}

/// The stored length of a buffer view.
fn length(json: &Value, view: u64) -> u64 {
    let view = element(json, "bufferViews", view);
    let packed = ["EXT_meshopt_compression", "KHR_meshopt_compression"]
        .into_iter()
        .find_map(|name| view["extensions"][name]["byteLength"].as_u64());
    packed.or_else(|| view["byteLength"].as_u64()).unwrap_or(0)
}
