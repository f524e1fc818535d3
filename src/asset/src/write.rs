//! From a [`Document`] back to bytes.

use bytes::Bytes;
use serde_json::{Map, Value, json};

use crate::codec::meshopt::EXTENSIONS;
use crate::json::At;
use crate::model::Mime;
use crate::read::uri::{Uri, shorten};
use crate::{Document, Error, glb, image};

/// The GLB form of `document`: its buffers merged into one, images in files and data URIs embedded.
///
/// All else stays as it is: unknown extensions and extras, the order of keys, indices of everything
/// but buffers, bytes that nothing uses. The same document gives the same bytes. An image whose file
/// is missing keeps its URI.
///
/// # Errors
/// [`Error::Invalid`] and [`Error::Dangling`] for JSON that isn't glTF, [`Error::Limit`] for a
/// result over 4 GiB.
pub fn write_glb(document: &Document) -> Result<Vec<u8>, Error> {
    let mut root = document.json.clone();
    let mut bin = Bin::default();
    let images = outside_images(&root, document)?;
    let places = merge_buffers(&mut root, document, !images.is_empty(), &mut bin)?;
    move_views(&mut root, &places)?;
    embed_images(&mut root, images, &mut bin);
    set_length(&mut root, bin.length);
    let text = serde_json::to_vec(&root).map_err(|error| Error::Invalid {
        at: "the JSON".to_owned(),
        problem: error.to_string(),
    })?;
    let parts: Vec<&[u8]> = bin.parts.iter().map(AsRef::as_ref).collect();
    glb::join(text, &parts)
}

/// Bytes to write one after the other; nothing is copied before the end.
#[derive(Default)]
struct Bin {
    parts: Vec<Bytes>,
    length: usize,
}

impl Bin {
    /// Adds `bytes` at the next multiple of four, and says where that is.
    fn add(&mut self, bytes: Bytes) -> usize {
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
struct Place {
    buffer: usize,
    offset: usize,
}

/// Puts all buffers that have bytes into the first one, which is made where `needed` for more. Those
/// without (fallbacks of compressed views) follow as they are.
fn merge_buffers(
    root: &mut Value,
    document: &Document,
    needed: bool,
    bin: &mut Bin,
) -> Result<Vec<Place>, Error> {
    let mut empty = Vec::new();
    let list = array(root, "buffers").unwrap_or(&mut empty);
    if list.len() != document.buffers.len() {
        return Err(Error::Invalid {
            at: "/buffers".to_owned(),
            problem: format!(
                "{} buffers, but bytes for {}",
                list.len(),
                document.buffers.len()
            ),
        });
    }
    let merged = needed || document.buffers.iter().any(|bytes| !bytes.is_empty());
    let mut first = None;
    let mut others = Vec::new();
    let mut places = Vec::with_capacity(list.len());
    for (mut buffer, bytes) in std::mem::take(list).into_iter().zip(&document.buffers) {
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
        others.insert(0, first.unwrap_or_else(|| json!({ "byteLength": 0 })));
    }
    if let Some(members) = root.as_object_mut().filter(|_| !others.is_empty()) {
        members.insert("buffers".to_owned(), others.into());
    }
    Ok(places)
}

/// Lets everything that names a buffer name its new place.
fn move_views(root: &mut Value, places: &[Place]) -> Result<(), Error> {
    let mut moves = Vec::new();
    for (index, view) in At::root(root).list("bufferViews")?.enumerate() {
        let packed = EXTENSIONS
            .into_iter()
            .filter_map(|name| Some((name, view.extension(name)?)));
        for (name, holder) in [("", view)].into_iter().chain(packed) {
            let place = places[holder.need("buffer")?.index("buffer", places.len())?];
            let offset = holder.size_or("byteOffset", 0)?;
            let offset = offset.checked_add(place.offset);
            let offset = offset.ok_or_else(|| holder.invalid("its byteOffset is too large"))?;
            moves.push((index, name, place.buffer, offset));
        }
    }
    let Some(views) = array(root, "bufferViews") else {
        return Ok(());
    };
    for (index, name, buffer, offset) in moves {
        let view = views.get_mut(index);
        let holder = match name {
            "" => view,
            name => view.and_then(|view| view.get_mut("extensions")?.get_mut(name)),
        };
        let Some(members) = holder.and_then(Value::as_object_mut) else {
            continue;
        };
        set(members, "buffer", buffer);
        if offset > 0 || members.contains_key("byteOffset") {
            set(members, "byteOffset", offset);
        }
    }
    Ok(())
}

/// The images that aren't in a buffer yet and whose bytes are known, by index.
fn outside_images(root: &Value, document: &Document) -> Result<Vec<(usize, Bytes)>, Error> {
    let mut found = Vec::new();
    for (index, at) in At::root(root).list("images")?.enumerate() {
        let Some(uri) = at.get("uri").filter(|_| at.get("bufferView").is_none()) else {
            continue;
        };
        if let Some(bytes) = image_bytes(&uri, document)? {
            found.push((index, bytes));
        }
    }
    Ok(found)
}

/// Puts images into the first buffer, each as a buffer view of its own.
fn embed_images(root: &mut Value, images: Vec<(usize, Bytes)>, bin: &mut Bin) {
    let Some(root) = root.as_object_mut() else {
        return;
    };
    for (index, bytes) in images {
        let (mime, ..) = image::probe(&bytes);
        let length = bytes.len();
        let views = root.entry("bufferViews").or_insert_with(|| json!([]));
        let Some(views) = views.as_array_mut() else {
            return;
        };
        let number = views.len();
        views.push(json!({ "buffer": 0, "byteOffset": bin.add(bytes), "byteLength": length }));
        let image = root
            .get_mut("images")
            .and_then(|list| list.get_mut(index)?.as_object_mut());
        let Some(image) = image else { continue };
        image.shift_remove("uri");
        set(image, "bufferView", number);
        if mime != Mime::Unknown {
            image.insert("mimeType".to_owned(), mime.as_str().into());
        }
    }
}

/// The bytes that an image's URI names, where they are known.
fn image_bytes(at: &At<'_>, document: &Document) -> Result<Option<Bytes>, Error> {
    let uri = at.text()?;
    if let Some(bytes) = document.files.get(uri) {
        return Ok(Some(bytes.clone()));
    }
    match Uri::parse(uri) {
        Ok(Uri::Data(bytes)) => Ok(Some(bytes.into())),
        Ok(Uri::File(_)) => Ok(None),
        Err(problem) => Err(Error::Link {
            at: at.pointer(),
            uri: shorten(uri),
            problem,
        }),
    }
}

/// Tells the length of the merged buffer.
fn set_length(root: &mut Value, length: usize) {
    let first = array(root, "buffers").and_then(|list| list.first_mut()?.as_object_mut());
    if let Some(first) = first.filter(|_| length > 0) {
        set(first, "byteLength", length);
    }
}

/// The array `key` of the root.
fn array<'a>(root: &'a mut Value, key: &str) -> Option<&'a mut Vec<Value>> {
    root.get_mut(key)?.as_array_mut()
}

/// Sets a number; one that is right already stays as it was written.
fn set(members: &mut Map<String, Value>, key: &str, number: usize) {
    if members.get(key).and_then(Value::as_u64) != Some(number as u64) {
        members.insert(key.to_owned(), number.into());
    }
}
