//! Buffers made one, and the buffer views that name them.

use bytes::Bytes;
use serde_json::{Map, Value};

use crate::Error;
use crate::codec::meshopt::EXTENSIONS;
use crate::json::At;
use crate::typed;

/// Bytes to write one after the other; nothing is copied before the end.
#[derive(Default)]
pub(super) struct Bin {
    pub(super) parts: Vec<Bytes>,
    pub(super) length: usize,
}

impl Bin {
    /// Adds `bytes` at the next multiple of four, and says where that is.
    pub(super) fn add(&mut self, bytes: Bytes) -> usize {
        let padding = self.length.next_multiple_of(4) - self.length;
        self.parts
            .push(Bytes::from_static(&[0; 3]).slice(..padding));
        let start = self.length + padding;
        self.length = start + bytes.len();
        self.parts.push(bytes);
        start
    }
}

/// Where a buffer went: which it is now, and at what offset its bytes begin.
#[derive(Clone, Copy)]
pub(super) struct Place {
    buffer: usize,
    offset: usize,
}

/// Puts all buffers that have bytes into the first one, which is made where `needed` for more. Those
/// without (fallbacks of compressed views) follow as they are.
pub(super) fn merge_buffers(
    root: &mut Value,
    buffers: &[Bytes],
    needed: bool,
    bin: &mut Bin,
) -> Result<Vec<Place>, Error> {
    let mut empty = Vec::new();
    let list = array(root, "buffers").unwrap_or(&mut empty);
    if list.len() != buffers.len() {
        return Err(Error::Invalid {
            at: "/buffers".to_owned(),
            problem: format!("{} buffers, but bytes for {}", list.len(), buffers.len()),
        });
    }
    let merged = needed || buffers.iter().any(|bytes| !bytes.is_empty());
    let mut first = None;
    let mut others = Vec::new();
    let mut places = Vec::with_capacity(list.len());
    for (mut buffer, bytes) in std::mem::take(list).into_iter().zip(buffers) {
        if bytes.is_empty() {
            places.push(Place {
                buffer: others.len() + usize::from(merged),
                offset: 0,
            });
            others.push(buffer);
        } else {
            if let Some(members) = buffer.as_object_mut() {
                members.shift_remove("uri");
            }
            places.push(Place {
                buffer: 0,
                offset: bin.add(bytes.clone()),
            });
            first.get_or_insert(buffer);
        }
    }
    if merged {
        others.insert(0, first.unwrap_or_else(|| typed::value(&typed::buffer(0))));
    }
    if let Some(members) = root.as_object_mut().filter(|_| !others.is_empty()) {
        members.insert("buffers".to_owned(), others.into());
    }
    Ok(places)
}

/// Where bytes of a buffer are named: in a buffer view, or in the extension of a compressed one.
pub(super) struct Holder {
    /// The buffer view.
    pub(super) view: usize,
    /// The extension; none for the view itself.
    pub(super) extension: Option<&'static str>,
    /// The buffer.
    pub(super) buffer: usize,
    /// Where its bytes begin.
    pub(super) offset: usize,
    /// How many there are.
    pub(super) length: usize,
}

/// Everything that names one of `count` buffers.
pub(super) fn holders(root: &Value, count: usize) -> Result<Vec<Holder>, Error> {
    let mut holders = Vec::new();
    for (view, at) in At::root(root).items("bufferViews").enumerate() {
        let packed = EXTENSIONS
            .into_iter()
            .filter_map(|name| Some((Some(name), at.extension(name)?)));
        for (extension, holder) in [(None, at)].into_iter().chain(packed) {
            // One that names no bytes is used by nothing that could be read, and stays as it is.
            let buffer = holder
                .need("buffer")
                .and_then(|at| at.index("buffer", count));
            let number = |key| holder.size_or(key, 0);
            let Ok(((buffer, offset), length)) = buffer
                .and_then(|buffer| Ok((buffer, number("byteOffset")?)))
                .and_then(|place| Ok((place, number("byteLength")?)))
            else {
                continue;
            };
            holders.push(Holder {
                view,
                extension,
                buffer,
                offset,
                length,
            });
        }
    }
    Ok(holders)
}

/// Writes where `holder` is now.
pub(super) fn place(root: &mut Value, holder: &Holder) {
    let view = array(root, "bufferViews").and_then(|views| views.get_mut(holder.view));
    let members = match holder.extension {
        None => view,
        Some(name) => view.and_then(|view| view.get_mut("extensions")?.get_mut(name)),
    };
    if let Some(members) = members.and_then(Value::as_object_mut) {
        set(members, "buffer", holder.buffer);
        if holder.offset > 0 || members.contains_key("byteOffset") {
            set(members, "byteOffset", holder.offset);
        }
    }
}

/// Lets everything that names a buffer name its new place.
pub(super) fn move_views(root: &mut Value, places: &[Place]) -> Result<(), Error> {
    for mut holder in holders(root, places.len())? {
        let to = places[holder.buffer];
        let offset = holder.offset.checked_add(to.offset);
        holder.offset = offset.ok_or_else(|| Error::Invalid {
            at: format!("/bufferViews/{}", holder.view),
            problem: "its byteOffset is too large".to_owned(),
        })?;
        holder.buffer = to.buffer;
        place(root, &holder);
    }
    Ok(())
}

/// Tells the length of the merged buffer.
pub(super) fn set_length(root: &mut Value, length: usize) {
    let first = array(root, "buffers").and_then(|list| list.first_mut()?.as_object_mut());
    if let Some(first) = first.filter(|_| length > 0) {
        set(first, "byteLength", length);
    }
}

/// The array `key` of the root.
pub(super) fn array<'a>(root: &'a mut Value, key: &str) -> Option<&'a mut Vec<Value>> {
    root.get_mut(key)?.as_array_mut()
}

/// Sets a number; one that is right already stays as it was written.
pub(super) fn set(members: &mut Map<String, Value>, key: &str, number: usize) {
    if members.get(key).and_then(Value::as_u64) != Some(number as u64) {
        members.insert(key.to_owned(), number.into());
    }
}
