//! One GLB file.

use bytes::Bytes;
use serde_json::Value;

use super::buffers::{Bin, merge_buffers, move_views, set, set_length};
use super::pictures::portable;
use super::to_json;
use crate::json::At;
use crate::model::Mime;
use crate::read::uri::Uri;
use crate::{Document, Error, glb, image, typed};

/// The GLB form of `document`: its buffers merged into one, images in files and data URIs embedded.
///
/// GIF, BMP and ICO, which glTF doesn't have, become PNG. All else stays as it is: unknown extensions and extras, the order of keys, indices of everything
/// but buffers, bytes that nothing uses. The same document gives the same bytes. An image whose file
/// is missing keeps its URI.
///
/// # Errors
/// [`Error::Invalid`] and [`Error::Dangling`] for JSON that isn't glTF, [`Error::Limit`] for a
/// result over 4 GiB.
pub fn write_glb(document: &Document) -> Result<Vec<u8>, Error> {
    let document = &*portable(document)?;
    let mut root = document.json.clone();
    let mut bin = Bin::default();
    let images = outside_images(&root, document);
    let places = merge_buffers(&mut root, &document.buffers, !images.is_empty(), &mut bin)?;
    move_views(&mut root, &places)?;
    embed_images(&mut root, images, &mut bin);
    set_length(&mut root, bin.length);
    let text = to_json(serde_json::to_vec(&root))?;
    let parts: Vec<&[u8]> = bin.parts.iter().map(AsRef::as_ref).collect();
    glb::join(text, &parts)
}

/// The images that aren't in a buffer yet and whose bytes are known, by index.
fn outside_images(root: &Value, document: &Document) -> Vec<(usize, Bytes)> {
    let mut found = Vec::new();
    for (index, at) in At::root(root).items("images").enumerate() {
        let Some(uri) = at.get("uri").filter(|_| at.get("bufferView").is_none()) else {
            continue;
        };
        if let Some(bytes) = image_bytes(&uri, document) {
            found.push((index, bytes));
        }
    }
    found
}

/// Puts images into the first buffer, each as a buffer view of its own.
fn embed_images(root: &mut Value, images: Vec<(usize, Bytes)>, bin: &mut Bin) {
    let Some(root) = root.as_object_mut() else {
        return;
    };
    for (index, bytes) in images {
        let (mime, ..) = image::probe(&bytes);
        let length = bytes.len();
        let views = root
            .entry("bufferViews")
            .or_insert_with(|| Value::Array(Vec::new()));
        let Some(views) = views.as_array_mut() else {
            return;
        };
        let number = views.len();
        let view = typed::view(0, Some(bin.add(bytes)), length);
        views.push(typed::value(&view));
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
fn image_bytes(at: &At<'_>, document: &Document) -> Option<Bytes> {
    let uri = at.text().ok()?;
    if let Some(bytes) = document.files.get(uri) {
        return Some(bytes.clone());
    }
    match Uri::parse(uri) {
        Ok(Uri::Data(bytes)) => Some(bytes.into()),
        // What names nothing is left as it is; reading has told.
        Ok(Uri::File(_)) | Err(_) => None,
    }
}
