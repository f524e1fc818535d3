//! Gathers the elements of accessors into few buffer views, and the views into one buffer.

use std::collections::HashMap;

use asset::typed;
use base::ContentHash;
use gltf_json::accessor::{Accessor, ComponentType, Type};
use gltf_json::buffer::{self, Stride, Target};
use gltf_json::extensions;
use gltf_json::validation::Checked;
use serde_json::{Map, Value, json};

use super::links;
use super::meshopt::{self, Codec, Filter, Mode, PackedView};

/// What elements that share a view have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Kind {
    /// Bytes of one element.
    pub(crate) stride: usize,
    /// How the elements are compressed; `None` for those that never are.
    pub(crate) mode: Option<Mode>,
    /// What is done to them before that.
    pub(crate) filter: Filter,
    /// glTF's `target`: vertices, indices or neither.
    pub(crate) target: Option<Target>,
}

/// A view that grows.
struct View {
    kind: Kind,
    bytes: Vec<u8>,
}

/// A view that an extension names: what it says beside its place, and its bytes.
struct ForeignView {
    head: Map<String, Value>,
    bytes: Vec<u8>,
}

/// Accessors and views in the making.
pub(crate) struct Pool {
    /// How views are compressed, if they are.
    codec: Option<Codec>,
    accessors: Vec<Option<Value>>,
    views: Vec<View>,
    /// Views with a place of their own, before all others.
    foreign: Vec<Option<ForeignView>>,
    known: HashMap<ContentHash, usize>,
}

impl Pool {
    /// A pool whose first accessors and views are kept for those that can't move.
    pub(crate) fn new(codec: Option<Codec>, accessors: usize, views: usize) -> Self {
        Self {
            codec,
            accessors: vec![None; accessors],
            views: Vec::new(),
            foreign: (0..views).map(|_| None).collect(),
            known: HashMap::new(),
        }
    }

    /// Adds an accessor with `head` for its JSON; equal ones are shared. Returns its number.
    pub(crate) fn add(&mut self, kind: Kind, head: Map<String, Value>, bytes: &[u8]) -> usize {
        let mut hashed = format!("{kind:?}{}", Value::Object(head.clone())).into_bytes();
        hashed.extend_from_slice(bytes);
        let hash = ContentHash::of(&hashed);
        if let Some(known) = self.known.get(&hash) {
            return *known;
        }
        let value = self.place(kind, head, bytes);
        self.accessors.push(Some(value));
        self.known.insert(hash, self.accessors.len() - 1);
        self.accessors.len() - 1
    }

    /// Adds an accessor whose elements are in no view of their own. Returns its number.
    pub(crate) fn add_head(&mut self, head: &Accessor) -> usize {
        self.accessors.push(Some(typed::value(head)));
        self.accessors.len() - 1
    }

    /// Adds a view of `bytes` as they are; equal ones are shared. Returns its number.
    pub(crate) fn add_view(&mut self, bytes: Vec<u8>) -> usize {
        let hash = ContentHash::of(&bytes);
        if let Some(known) = self.known.get(&hash) {
            return *known;
        }
        self.foreign.push(Some(ForeignView {
            head: Map::new(),
            bytes,
        }));
        self.known.insert(hash, self.foreign.len() - 1);
        self.foreign.len() - 1
    }

    /// Adds an accessor at a number that was kept for it.
    pub(crate) fn put(&mut self, index: usize, kind: Kind, head: Map<String, Value>, bytes: &[u8]) {
        let value = self.place(kind, head, bytes);
        if let Some(slot) = self.accessors.get_mut(index) {
            *slot = Some(value);
        }
    }

    /// Adds a view at a number that was kept for it.
    pub(crate) fn put_view(&mut self, index: usize, head: Map<String, Value>, bytes: Vec<u8>) {
        if let Some(slot) = self.foreign.get_mut(index) {
            *slot = Some(ForeignView { head, bytes });
        }
    }

    fn place(&mut self, kind: Kind, head: Map<String, Value>, bytes: &[u8]) -> Value {
        let view = match self.views.iter().position(|view| view.kind == kind) {
            Some(view) => view,
            None => {
                self.views.push(View {
                    kind,
                    bytes: Vec::new(),
                });
                self.views.len() - 1
            }
        };
        let offset = self.views[view].bytes.len();
        self.views[view].bytes.extend_from_slice(bytes);
        let mut object = Map::new();
        // Behind the foreign ones, whose count isn't known before the end.
        object.insert("bufferView".into(), view.into());
        if offset > 0 {
            object.insert("byteOffset".into(), offset.into());
        }
        object.extend(head);
        Value::Object(object)
    }

    /// Writes accessors, views and buffers into `json`, with `images` behind (as buffer views whose
    /// numbers come back), and returns the bytes of each buffer.
    pub(crate) fn finish(
        self,
        json: &mut Value,
        images: Vec<bytes::Bytes>,
    ) -> (Vec<bytes::Bytes>, Vec<usize>) {
        let mut bin = Vec::new();
        let mut unpacked = 0;
        let mut views = Vec::new();
        let before = self.foreign.len() as u64;
        for slot in self.foreign {
            let ForeignView { head, bytes } = slot.unwrap_or_else(|| ForeignView {
                head: Map::new(),
                bytes: vec![0; 4],
            });
            let mut view = typed::members(&plain(&mut bin, &bytes));
            view.extend(head);
            views.push(Value::Object(view));
        }
        for view in self.views {
            let packed = self
                .codec
                .and_then(|codec| Some((codec, pack(codec, &view)?)));
            views.push(match packed {
                Some((codec, (mode, packed))) => {
                    let offset = append(&mut bin, &packed);
                    let place = (offset, packed.len());
                    let own = compressed(codec, &view, mode, place, unpacked);
                    unpacked = align(unpacked + view.bytes.len());
                    typed::value(&own)
                }
                None => {
                    let own = plain(&mut bin, &view.bytes);
                    typed::value(&aimed(own, view.kind))
                }
            });
        }
        let numbers = images
            .into_iter()
            .map(|image| {
                views.push(typed::value(&plain(&mut bin, &image)));
                views.len() - 1
            })
            .collect();
        let accessors: Vec<_> = self
            .accessors
            .into_iter()
            // What a slot that was kept but isn't needed holds: glTF has no empty accessors.
            .map(|slot| {
                let empty = typed::accessor(ComponentType::F32, Type::Scalar, 1);
                slot.unwrap_or_else(|| typed::value(&empty))
            })
            .map(|mut accessor| {
                if let Some(view) = accessor["bufferView"].as_u64() {
                    accessor["bufferView"] = (before + view).into();
                }
                accessor
            })
            .collect();
        if views.is_empty() {
            return (Vec::new(), numbers);
        }
        let fallback = self.codec.filter(|_| unpacked > 0);
        let fallback = fallback.map(|codec| (codec.extension(), unpacked));
        write(json, accessors, views, bin.len(), fallback);
        let mut buffers = vec![bytes::Bytes::from(bin)];
        if unpacked > 0 {
            buffers.push(bytes::Bytes::new());
        }
        (buffers, numbers)
    }
}

/// Rounds up to glTF's alignment.
const fn align(bytes: usize) -> usize {
    bytes.next_multiple_of(4)
}

/// Appends `bytes` at an aligned place and returns it.
fn append(bin: &mut Vec<u8>, bytes: &[u8]) -> usize {
    bin.resize(align(bin.len()), 0);
    bin.extend_from_slice(bytes);
    bin.len() - bytes.len()
}

/// A view of `bytes` as they are.
fn plain(bin: &mut Vec<u8>, bytes: &[u8]) -> buffer::View {
    let offset = append(bin, bytes);
    typed::view(0, Some(offset), bytes.len())
}

/// A view that says what it is for. Accessors of vertices that share one need to be told the stride.
fn aimed(view: buffer::View, kind: Kind) -> buffer::View {
    let vertices = kind.target == Some(Target::ArrayBuffer);
    buffer::View {
        byte_stride: vertices.then_some(Stride(kind.stride)),
        target: kind.target.map(Checked::Valid),
        ..view
    }
}

/// The compressed form of a view and its mode, where that is shorter.
fn pack(codec: Codec, view: &View) -> Option<(Mode, Vec<u8>)> {
    let mode = view.kind.mode?;
    meshopt::encode(codec, mode, view.kind.stride, &view.bytes)
        .filter(|packed| packed.len() < view.bytes.len())
        .map(|packed| (mode, packed))
}

/// A compressed view: its own place is in the fallback buffer, which has no bytes.
fn compressed(
    codec: Codec,
    view: &View,
    mode: Mode,
    (offset, length): (usize, usize),
    place: usize,
) -> buffer::View {
    let Kind { stride, filter, .. } = view.kind;
    let packed = PackedView {
        buffer: 0,
        byte_offset: offset,
        byte_length: length,
        byte_stride: stride,
        count: view.bytes.len() / stride,
        mode,
        filter: Some(filter).filter(|filter| *filter != Filter::None),
    };
    let others = Map::from_iter([(codec.extension().to_owned(), typed::value(&packed))]);
    let own = typed::view(1, Some(place), view.bytes.len());
    buffer::View {
        extensions: Some(extensions::buffer::View { others }),
        ..aimed(own, view.kind)
    }
}

fn write(
    json: &mut Value,
    accessors: Vec<Value>,
    views: Vec<Value>,
    bin: usize,
    fallback: Option<(&str, usize)>,
) {
    let Some(root) = json.as_object_mut() else {
        return;
    };
    if !accessors.is_empty() {
        root.insert("accessors".into(), Value::Array(accessors));
    }
    root.insert("bufferViews".into(), Value::Array(views));
    let mut buffers = vec![typed::value(&typed::buffer(bin))];
    if let Some((extension, unpacked)) = fallback {
        let others = Map::from_iter([(extension.to_owned(), json!({"fallback": true}))]);
        buffers.push(typed::value(&buffer::Buffer {
            extensions: Some(extensions::buffer::Buffer { others }),
            ..typed::buffer(unpacked)
        }));
    }
    root.insert("buffers".into(), Value::Array(buffers));
    if let Some((extension, _)) = fallback {
        links::declare(json, "extensionsUsed", extension);
        links::declare(json, "extensionsRequired", extension);
    }
}
