//! The working form of a model: the JSON as the author wrote it, with geometry, other numbers and
//! images taken out of it as values that passes can change.
//!
//! [`load`] makes it from a model, [`pack`] writes it as a document again. In between the JSON has no
//! buffers, buffer views or accessors; its meshes' primitives have no attributes, indices and
//! targets: those are in [`Work::meshes`], in the same order. All else of the JSON is untouched, so
//! extras and unknown extensions go through as they are.

mod draco;
pub(crate) mod elements;
pub(crate) mod links;
mod load;
mod meshopt;
mod order;
mod pack;
mod pool;
mod rounding;
mod textures;
mod times;
mod unseen;

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use serde_json::Value;

use crate::encode::Encoded;
pub(crate) use elements::{Component, Stored, Stream};
pub(crate) use load::load;
pub(crate) use order::Order;
pub(crate) use pack::pack;
pub(crate) use times::Times;

/// A model that can be changed.
#[derive(Debug, Clone)]
pub(crate) struct Work {
    /// The JSON, without what the other fields hold.
    pub(crate) json: Value,
    /// By mesh and primitive.
    pub(crate) meshes: Vec<Vec<Shape>>,
    /// Accessors that aren't vertices or indices (animations, skins, instances), by their number in
    /// the source.
    pub(crate) arrays: BTreeMap<usize, Array>,
    /// One entry for each of the JSON's images.
    pub(crate) images: Vec<Picture>,
    /// Buffer views of extensions that Plinth doesn't know, by their number in the source.
    pub(crate) views: BTreeMap<usize, Array>,
    /// Which triangles can be seen, by mesh and primitive, where that was looked at. It holds until
    /// triangles move.
    pub(crate) seen: BTreeMap<(usize, usize), Vec<bool>>,
    /// Whether the file has extensions that Plinth doesn't know, which may name anything by its
    /// number: then nothing may be removed from a list or move in it.
    pub(crate) fixed: bool,
}

/// The geometry of one primitive.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shape {
    /// glTF's mode.
    pub(crate) mode: u64,
    /// Corners; every one is in range.
    pub(crate) indices: Vec<u32>,
    /// Attributes of the vertices, all with the same count.
    pub(crate) streams: Vec<Stream>,
    /// Displacements, by morph target.
    pub(crate) targets: Vec<Vec<Stream>>,
    /// How near to the source it is held.
    pub(crate) part_quality: Times,
    /// What of its order can be seen.
    pub(crate) order: Order,
    /// Vertices that stay whether or not a triangle names them: what the viewer computes from all vertices
    /// (its frame, middles of parts) hangs on them.
    pub(crate) held: Vec<u32>,
    /// Vertices of opaque triangles that share places with others: which of those is seen hangs on where
    /// exactly they are.
    pub(crate) stuck: Vec<u32>,
}

/// glTF's mode of separate triangles.
pub(crate) const TRIANGLES: u64 = 4;

impl Shape {
    /// How many vertices it has.
    pub(crate) fn vertices(&self) -> usize {
        self.streams.first().map_or(0, Stream::count)
    }

    /// The attribute called `name`.
    pub(crate) fn stream(&self, name: &str) -> Option<&Stream> {
        self.streams.iter().find(|stream| stream.name == name)
    }

    /// Positions as arrays.
    pub(crate) fn positions(&self) -> &[[f32; 3]] {
        let stream = self.stream("POSITION").filter(|stream| stream.width == 3);
        stream.map_or(&[], |stream| stream.values.as_chunks().0)
    }

    /// Attributes and displacements.
    pub(crate) fn all_streams(&mut self) -> impl Iterator<Item = &mut Stream> {
        self.streams
            .iter_mut()
            .chain(self.targets.iter_mut().flatten())
    }

    /// Whether vertices move on their own: what lies together at rest may come apart.
    pub(crate) fn is_deformed(&self) -> bool {
        !self.targets.is_empty() || self.stream("JOINTS_0").is_some()
    }

    /// Appends a part that has the same attributes, in whatever order.
    pub(crate) fn append(&mut self, own: &Self) {
        let start = self.vertices() as u32;
        for stream in &mut self.streams {
            if let Some(other) = own.stream(&stream.name) {
                stream.values.extend_from_slice(&other.values);
            }
        }
        self.indices
            .extend(own.indices.iter().map(|index| index + start));
        self.held
            .extend(own.held.iter().map(|vertex| vertex + start));
        self.stuck
            .extend(own.stuck.iter().map(|vertex| vertex + start));
    }

    /// Keeps the vertices `kept` (by their present numbers), in that order; `moved` maps present
    /// numbers to new ones for every vertex that an index names or that is held.
    pub(crate) fn remap(&mut self, kept: &[u32], moved: &[u32]) {
        for stream in self.all_streams() {
            stream.pick(kept);
        }
        for index in self.indices.iter_mut().chain(&mut self.held) {
            *index = moved.get(*index as usize).copied().unwrap_or(0);
        }
        // Those that no triangle names any more are gone.
        let left = self.stuck.iter();
        let left = left.filter_map(|vertex| moved.get(*vertex as usize).copied());
        let left = left.filter(|vertex| (*vertex as usize) < kept.len());
        self.stuck = left.collect::<BTreeSet<u32>>().into_iter().collect();
    }

    /// Whether it has vertices that no index names.
    pub(crate) fn has_unused_vertices(&self) -> bool {
        let mut used = vec![false; self.vertices()];
        for index in &self.indices {
            if let Some(slot) = used.get_mut(*index as usize) {
                *slot = true;
            }
        }
        used.contains(&false)
    }

    /// Drops vertices that no index names and that aren't held; the others keep their order.
    pub(crate) fn drop_unused_vertices(&mut self) {
        let mut used = vec![false; self.vertices()];
        for index in self.indices.iter().chain(&self.held) {
            if let Some(slot) = used.get_mut(*index as usize) {
                *slot = true;
            }
        }
        let mut moved = vec![u32::MAX; used.len()];
        let mut kept = Vec::new();
        for (vertex, slot) in moved.iter_mut().enumerate() {
            if used.get(vertex) == Some(&true) {
                *slot = kept.len() as u32;
                kept.push(vertex as u32);
            }
        }
        self.remap(&kept, &moved);
    }
}

/// Numbers or bytes that pass through unchanged.
#[derive(Debug, Clone)]
pub(crate) struct Array {
    /// The accessor or buffer view without its place in a buffer.
    pub(crate) head: Value,
    /// The bytes as they are stored, tightly packed.
    pub(crate) bytes: Bytes,
    /// Bytes of one element.
    pub(crate) size: usize,
}

/// An encoded image.
#[derive(Debug, Clone, Default)]
pub(crate) struct Picture {
    /// The encoded bytes; empty where the image's file is missing: then the JSON keeps its uri.
    pub(crate) bytes: Bytes,
    /// Media type by the first bytes; empty where unknown.
    pub(crate) mime: &'static str,
    /// Width in pixels.
    pub(crate) width: u32,
    /// Height in pixels.
    pub(crate) height: u32,
    /// The bytes of the source, from which every other form is made.
    pub(crate) source: Bytes,
    /// How often the source's sides are halved in `bytes`.
    pub(crate) halvings: u8,
    /// How near to the source it is held.
    pub(crate) part_quality: Times,
    /// The finest level that is ever looked at, where that is known: 0 is the source's size, 1 half
    /// of it.
    pub(crate) finest: Option<f64>,
}

impl Picture {
    /// Makes `pixels` the source, from which every other form is made from now on, and the picture
    /// itself `bytes`, those pixels in the form that it has. `false` where that can't be stored.
    pub(crate) fn restart(&mut self, pixels: &asset::image::Pixels, bytes: Vec<u8>) -> bool {
        let Some(source) = crate::encode::png_fast(pixels) else {
            return false;
        };
        self.source = source.into();
        self.bytes = bytes.into();
        (self.width, self.height) = (pixels.width, pixels.height);
        self.halvings = 0;
        true
    }

    /// Takes on a form that was made of the source.
    pub(crate) fn take(&mut self, form: &Encoded) {
        self.mime = form.mime;
        self.bytes = form.bytes.clone();
        (self.width, self.height) = (form.width, form.height);
        self.halvings = form.halvings;
    }

    /// Replaces the encoded bytes by another form of `pixels`.
    pub(crate) fn set(
        &mut self,
        mime: &'static str,
        bytes: Vec<u8>,
        pixels: &asset::image::Pixels,
    ) {
        self.mime = mime;
        self.bytes = bytes.into();
        (self.width, self.height) = (pixels.width, pixels.height);
    }
}

impl Work {
    /// Takes over what can be seen of the model that this is the working form of.
    pub(crate) fn take_visibility(&mut self, visibility: &render::Visibility) {
        for (mesh, shapes) in self.meshes.iter().enumerate() {
            for primitive in 0..shapes.len() {
                if let Some(seen) = visibility.seen(mesh, primitive) {
                    self.seen.insert((mesh, primitive), seen.to_vec());
                }
            }
        }
        for (image, picture) in self.images.iter_mut().enumerate() {
            picture.finest = visibility.finest(image);
        }
    }

    /// Triangles of all shapes, once each.
    pub(crate) fn triangles(&self) -> u64 {
        let shapes = self.meshes.iter().flatten();
        shapes
            .map(|shape| match shape.mode {
                TRIANGLES => shape.indices.len() as u64 / 3,
                5 | 6 => (shape.indices.len() as u64).saturating_sub(2),
                _ => 0,
            })
            .sum()
    }

    /// Draw calls of all nodes: one for each of their parts.
    pub(crate) fn draw_calls(&self) -> u64 {
        let nodes = self.json["nodes"].as_array().into_iter().flatten();
        let meshes = nodes.filter_map(|node| node["mesh"].as_u64());
        let parts = meshes.filter_map(|mesh| self.meshes.get(mesh as usize));
        parts
            .flatten()
            .filter(|shape| !shape.indices.is_empty())
            .count() as u64
    }

    /// Removes the entries of `list` that are `false` in `keep`, here and in the JSON. Whatever named
    /// them must have been renamed.
    pub(crate) fn retain(&mut self, list: links::List, keep: &[bool]) {
        links::retain(&mut self.json, list.key(), keep);
        let mut kept = keep.iter().copied();
        let mut next = || kept.next().unwrap_or(true);
        match list {
            links::List::Images => self.images.retain(|_| next()),
            links::List::Meshes => self.meshes.retain(|_| next()),
            _ => {}
        }
    }

    /// Vertices of all shapes, once each.
    pub(crate) fn vertices(&self) -> u64 {
        self.meshes
            .iter()
            .flatten()
            .map(|shape| shape.vertices() as u64)
            .sum()
    }
}
