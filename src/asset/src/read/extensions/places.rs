//! Where in a file extensions stand, and whether the web viewer ever comes by there.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use serde_json::Value;

use super::super::source::Source;

/// Steps into an element of the root's arrays; glTF's own objects lie no deeper.
const STEPS: usize = 24;

/// One extension of one object.
#[derive(Debug)]
pub(super) struct Place<'a> {
    /// A JSON pointer to the object that is extended.
    pub(super) at: String,
    /// The root's member that it belongs to, such as `materials`; empty for the root itself.
    pub(super) of: &'a str,
    /// What the extension says.
    pub(super) says: &'a Value,
    /// The object that is extended.
    pub(super) holder: &'a Value,
    /// The entry of the root's array that it belongs to, such as the material.
    pub(super) entry: &'a Value,
    /// The whole file.
    pub(super) root: &'a Value,
    /// Whether the viewer loads it.
    pub(super) loaded: bool,
}

/// All extensions of a file, by name.
#[derive(Debug, Default)]
pub(super) struct Places<'a> {
    all: BTreeMap<&'a str, Vec<Place<'a>>>,
    /// Names in the order in which they are met.
    order: Vec<&'a str>,
}

impl<'a> Places<'a> {
    /// Those of what `source` reads.
    pub(super) fn of(source: &Source<'a>) -> Self {
        let root = source.root.value();
        let mut places = Self::default();
        let Some(members) = root.as_object() else {
            return places;
        };
        let mut found = Walk {
            root,
            of: "",
            entry: root,
            loaded: true,
            places: &mut places,
        };
        found.note(root, "");
        let extensions = root.get("extensions").and_then(Value::as_object);
        for (name, says) in extensions.into_iter().flatten() {
            found.visit(says, &mut format!("/extensions/{name}"), STEPS);
        }
        let geometry = Geometry::of(source);
        for (key, list) in members {
            let entries = list.as_array().into_iter().flatten().enumerate();
            for (index, entry) in entries {
                let reach = &source.reach;
                let within = |list: &[bool]| list.get(index).copied().unwrap_or(false);
                let loaded = match key.as_str() {
                    "materials" => within(&reach.materials),
                    "textures" => within(&reach.textures),
                    "images" => within(&reach.images),
                    "meshes" => within(&reach.meshes),
                    "nodes" => within(&reach.nodes),
                    "skins" => within(&reach.skins),
                    "accessors" => geometry.accessors.contains(&index),
                    "bufferViews" => geometry.views.contains(&index),
                    _ => true,
                };
                let mut walk = Walk {
                    root,
                    of: key,
                    entry,
                    loaded,
                    places: &mut places,
                };
                walk.visit(entry, &mut format!("/{key}/{index}"), STEPS);
            }
        }
        places
    }

    /// The names of all of them, each once, in the order in which they come.
    pub(super) fn names(&self) -> impl Iterator<Item = &'a str> + '_ {
        self.order.iter().copied()
    }

    /// Where the extension `name` stands.
    pub(super) fn of_name(&self, name: &str) -> std::slice::Iter<'_, Place<'a>> {
        self.all.get(name).map_or([].iter(), |places| places.iter())
    }
}

/// A walk through one entry of the root's arrays.
struct Walk<'a, 'p> {
    root: &'a Value,
    of: &'a str,
    entry: &'a Value,
    loaded: bool,
    places: &'p mut Places<'a>,
}

impl<'a> Walk<'a, '_> {
    /// Notes the extensions of one object.
    fn note(&mut self, holder: &'a Value, at: &str) {
        let extensions = holder.get("extensions").and_then(Value::as_object);
        for (name, says) in extensions.into_iter().flatten() {
            let known = self.places.all.entry(name).or_insert_with(|| {
                self.places.order.push(name);
                Vec::new()
            });
            known.push(Place {
                at: at.to_owned(),
                of: self.of,
                says,
                holder,
                entry: self.entry,
                root: self.root,
                loaded: self.loaded,
            });
        }
    }

    /// Notes those of `value` and of all that it holds. What applications put beside it means nothing
    /// to anybody else.
    fn visit(&mut self, value: &'a Value, at: &mut String, steps: usize) {
        if steps == 0 {
            return;
        }
        let length = at.len();
        if let Some(members) = value.as_object() {
            self.note(value, at);
            for (key, member) in members.iter().filter(|(key, _)| *key != "extras") {
                if member.is_object() || member.is_array() {
                    at.push('/');
                    at.push_str(key);
                    self.visit(member, at, steps - 1);
                    at.truncate(length);
                }
            }
        }
        let entries = value.as_array().into_iter().flatten().enumerate();
        for (index, entry) in entries.filter(|(_, entry)| entry.is_object() || entry.is_array()) {
            // Writing to a string can't fail.
            let _ = write!(at, "/{index}");
            self.visit(entry, at, steps - 1);
            at.truncate(length);
        }
    }
}

/// What the meshes that are loaded are made of.
struct Geometry {
    accessors: BTreeSet<usize>,
    views: BTreeSet<usize>,
}

impl Geometry {
    fn of(source: &Source<'_>) -> Self {
        let root = source.root.value();
        let list = |key: &str| root[key].as_array().map_or(&[][..], Vec::as_slice);
        let index = |value: &Value| usize::try_from(value.as_u64()?).ok();
        let mut accessors = BTreeSet::new();
        let used = list("meshes").iter().zip(&source.reach.meshes);
        for (mesh, _) in used.filter(|(_, used)| **used) {
            for primitive in mesh["primitives"].as_array().into_iter().flatten() {
                let targets = primitive["targets"].as_array().into_iter().flatten();
                let sets = targets.chain([&primitive["attributes"]]);
                let named = sets.flat_map(|set| set.as_object().into_iter().flatten());
                let named = named.map(|(_, accessor)| accessor);
                accessors.extend(named.chain([&primitive["indices"]]).filter_map(index));
            }
        }
        let of_accessor =
            |accessor: &usize| index(&list("accessors").get(*accessor)?["bufferView"]);
        let views = accessors.iter().filter_map(of_accessor).collect();
        Self { accessors, views }
    }
}
