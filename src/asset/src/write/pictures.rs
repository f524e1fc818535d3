//! Pictures of forms that browsers show and glTF doesn't have become PNG.

use std::borrow::Cow;

use bytes::Bytes;
use serde_json::Value;

use super::buffers::set;
use crate::json::At;
use crate::model::{Image, Mime};
use crate::read::uri::Uri;
use crate::{Document, Error, Limits, image, typed};

/// `document` with every GIF, BMP and ICO as PNG, each in a buffer of its own. Those that can't be
/// decoded, and all other images, stay as they are.
pub(super) fn portable(document: &Document) -> Result<Cow<'_, Document>, Error> {
    let mut found = Vec::new();
    for (index, at) in At::root(&document.json).list("images")?.enumerate() {
        if let Some(bytes) = bytes_of(&at, document)
            && let Some(png) = as_png(bytes)
        {
            found.push((index, png));
        }
    }
    if found.is_empty() {
        return Ok(Cow::Borrowed(document));
    }
    let mut document = document.clone();
    for (index, png) in found {
        put(&mut document, index, png);
    }
    Ok(Cow::Owned(document))
}

/// The bytes of an image, where they are in a plain buffer view, a data URI or a known file.
fn bytes_of(image: &At<'_>, document: &Document) -> Option<Bytes> {
    if let Some(view) = image.get("bufferView") {
        let view = At::root(&document.json)
            .get("bufferViews")?
            .element(view.size().ok()?)?;
        if view.get("extensions").is_some() {
            return None;
        }
        let buffer = document.buffers.get(view.get("buffer")?.size().ok()?)?;
        let start = view.size_or("byteOffset", 0).ok()?;
        let end = start.checked_add(view.get("byteLength")?.size().ok()?)?;
        return (end <= buffer.len()).then(|| buffer.slice(start..end));
    }
    let uri = image.get("uri")?.text().ok()?;
    match document.files.get(uri) {
        Some(bytes) => Some(bytes.clone()),
        None => match Uri::parse(uri).ok()? {
            Uri::Data(bytes) => Some(bytes.into()),
            Uri::File(_) => None,
        },
    }
}

/// The PNG of a picture that glTF doesn't have the form of.
fn as_png(data: Bytes) -> Option<Vec<u8>> {
    let (mime, width, height) = image::probe(&data);
    if !mime.is_foreign() {
        return None;
    }
    let picture = Image {
        name: None,
        uri: None,
        mime,
        data,
        width,
        height,
    };
    image::png(&image::decode(&picture, &Limits::default()).ok()?)
}

/// Lets an image be `png`, in a new buffer.
fn put(document: &mut Document, index: usize, png: Vec<u8>) {
    let Some(root) = document.json.as_object_mut() else {
        return;
    };
    let mut push = |key: &str, entry: Value| {
        let list = root
            .entry(key)
            .or_insert_with(|| Value::Array(Vec::new()))
            .as_array_mut()?;
        list.push(entry);
        Some(list.len() - 1)
    };
    let length = png.len();
    let Some(buffer) = push("buffers", typed::value(&typed::buffer(length))) else {
        return;
    };
    let view = typed::view(buffer, None, length);
    let view = push("bufferViews", typed::value(&view));
    document.buffers.push(png.into());
    let images = root.get_mut("images");
    let image = images.and_then(|list| list.get_mut(index)?.as_object_mut());
    if let (Some(image), Some(view)) = (image, view) {
        image.shift_remove("uri");
        set(image, "bufferView", view);
        image.insert("mimeType".to_owned(), Mime::Png.as_str().into());
    }
}
