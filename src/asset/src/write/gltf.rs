//! A glTF file, its bytes and its images beside it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use serde_json::Value;

use super::buffers::{Bin, Holder, holders};
use super::buffers::{array, merge_buffers, move_views, set_length};
use super::cut::{index, remove_views, rename};
use super::pictures::portable;
use super::to_json;
use crate::json::At;
use crate::model::Mime;
use crate::read::extensions;
use crate::read::uri::{Uri, encode};
use crate::{Document, Error, image, save};

/// A glTF file and the files it names.
#[derive(Debug, Clone)]
pub struct Gltf {
    /// The `.gltf` file.
    pub json: Vec<u8>,
    /// The files it names, by their paths relative to it: its bytes, and its images.
    pub files: BTreeMap<PathBuf, Bytes>,
}

impl Gltf {
    /// Writes all files, the `.gltf` to `path` and the others beside and below, each as
    /// [`save`](crate::save()) does; the `.gltf` last, so that it never names what isn't there.
    ///
    /// # Errors
    /// [`Error::Io`]; files that were written by then stay.
    pub fn save(&self, path: &Path) -> Result<(), Error> {
        for (name, bytes) in &self.files {
            let file = path.with_file_name("").join(name);
            if let Some(folder) = file
                .parent()
                .filter(|folder| !folder.as_os_str().is_empty())
            {
                fs::create_dir_all(folder).map_err(|source| Error::Io {
                    file: folder.display().to_string(),
                    action: "written",
                    source,
                })?;
            }
            save(&file, bytes)?;
        }
        save(path, &self.json)
    }
}

/// The glTF form of `document`, to be written as `stem`.gltf: its buffers merged into `stem`.bin,
/// images that are embedded or in data URIs in files named after `stem` and themselves, images in
/// files of their own as they are.
///
/// GIF, BMP and ICO, which glTF doesn't have, become PNG. All else stays as it is. Images of unknown form stay where they are, and so do embedded ones
/// where the file uses extensions that Plinth doesn't know, as those may name buffer views too.
///
/// # Errors
/// [`Error::Invalid`] and [`Error::Dangling`] for JSON that isn't glTF, [`Error::Link`] for an image
/// whose file would have to be the `.gltf` itself.
pub fn write_gltf(document: &Document, stem: &str) -> Result<Gltf, Error> {
    let document = &*portable(document)?;
    let mut root = document.json.clone();
    let mut buffers = document.buffers.clone();
    let mut files = outside_files(&root, document, stem)?;
    let mut names = Names::new(stem, &files);
    let mut gone = BTreeSet::new();
    for inside in inside_images(&root, &buffers)? {
        let name = names.next(&inside.title, inside.extension);
        let image = array(&mut root, "images").and_then(|list| list.get_mut(inside.index));
        if let Some(image) = image.and_then(Value::as_object_mut) {
            image.shift_remove("bufferView");
            image.insert("uri".to_owned(), encode(&name).into());
        }
        files.insert(name.into(), inside.bytes);
        gone.extend(inside.view);
    }
    rename(&mut root, &mut |key, number| {
        if let Some(view) = index(number).filter(|_| key == "bufferView") {
            gone.remove(&view);
        }
    });
    if !gone.is_empty() {
        remove_views(&mut root, &mut buffers, &gone)?;
    }
    let mut bin = Bin::default();
    let places = merge_buffers(&mut root, &buffers, false, &mut bin)?;
    move_views(&mut root, &places)?;
    set_length(&mut root, bin.length);
    let first = array(&mut root, "buffers").and_then(|list| list.first_mut()?.as_object_mut());
    if let Some(first) = first.filter(|_| bin.length > 0) {
        let name = names.next("", "bin");
        first.insert("uri".to_owned(), encode(&name).into());
        files.insert(name.into(), bin.parts.concat().into());
    }
    let json = to_json(serde_json::to_vec_pretty(&root))?;
    Ok(Gltf { json, files })
}

/// The image files of `document` that `root` names, by path.
fn outside_files(
    root: &Value,
    document: &Document,
    stem: &str,
) -> Result<BTreeMap<PathBuf, Bytes>, Error> {
    let mut files = BTreeMap::new();
    let own = fold(Path::new(&format!("{stem}.gltf")));
    for at in At::root(root).list("images")? {
        let uri = at.get("uri").filter(|_| at.get("bufferView").is_none());
        let Some(uri) = uri else { continue };
        let Ok(text) = uri.text() else { continue };
        let refuse = |problem| Error::Link {
            at: uri.pointer(),
            uri: text.to_owned(),
            problem,
        };
        let Some(bytes) = document.files.get(text) else {
            continue;
        };
        if let Uri::File(path) = Uri::parse(text).map_err(refuse)? {
            if fold(&path) == own {
                return Err(refuse("has the name of the file to be written".to_owned()));
            }
            files.insert(path, bytes.clone());
        }
    }
    Ok(files)
}

/// An image without a file of its own.
struct Inside {
    index: usize,
    bytes: Bytes,
    /// What its file is named after; may be empty.
    title: String,
    /// What its file's name ends in.
    extension: &'static str,
    /// The buffer view it is in.
    view: Option<usize>,
}

/// The images that get a file of their own.
fn inside_images(root: &Value, buffers: &[Bytes]) -> Result<Vec<Inside>, Error> {
    let views = extensions::all_read(root);
    let holders: Vec<Holder> = holders(root, buffers.len())?;
    let mut found = Vec::new();
    for (index, at) in At::root(root).list("images")?.enumerate() {
        let (bytes, view) = match (at.get("bufferView"), at.get("uri")) {
            (Some(view), _) if views => {
                let view = view.index("bufferView", At::root(root).count("bufferViews"))?;
                let mut of_view = holders.iter().filter(|holder| holder.view == view);
                // More than one belong to a compressed view, which no image is in.
                let (Some(holder), None) = (of_view.next(), of_view.next()) else {
                    continue;
                };
                let end = holder.offset.saturating_add(holder.length);
                let buffer = &buffers[holder.buffer];
                if end > buffer.len() {
                    continue;
                }
                (buffer.slice(holder.offset..end), Some(view))
            }
            (None, Some(uri)) => match Uri::parse(uri.text()?) {
                Ok(Uri::Data(bytes)) => (bytes.into(), None),
                _ => continue,
            },
            _ => continue,
        };
        let extension = match image::probe(&bytes).0 {
            Mime::Png => "png",
            Mime::Jpeg => "jpg",
            Mime::WebP => "webp",
            Mime::Avif => "avif",
            Mime::Ktx2 => "ktx2",
            Mime::Gif => "gif",
            Mime::Bmp => "bmp",
            Mime::Ico => "ico",
            Mime::Unknown => continue,
        };
        found.push(Inside {
            index,
            bytes,
            title: at.name().unwrap_or_default(),
            extension,
            view,
        });
    }
    Ok(found)
}

/// Gives names to files, each once.
struct Names {
    stem: String,
    taken: BTreeSet<String>,
}

impl Names {
    /// Names that begin with `stem` and aren't those of `files`.
    fn new(stem: &str, files: &BTreeMap<PathBuf, Bytes>) -> Self {
        let taken = files.keys().map(|path| fold(path)).collect();
        Self {
            stem: plain(stem),
            taken,
        }
    }

    /// A new name made of the stem and `title`.
    fn next(&mut self, title: &str, extension: &str) -> String {
        let mut base = self.stem.clone();
        if !title.is_empty() {
            base.push('-');
            // File systems allow 255 bytes for a name.
            base.extend(plain(title).chars().take(40));
        }
        let first = std::iter::once(format!("{base}.{extension}"));
        let more = (2_u32..).map(|number| format!("{base}-{number}.{extension}"));
        let mut names = first.chain(more);
        names
            .find(|name| self.taken.insert(fold(Path::new(name))))
            .unwrap_or_default()
    }
}

/// A path as file systems compare it that take capital letters for small ones.
fn fold(path: &Path) -> String {
    path.to_string_lossy().to_lowercase()
}

/// `text` without what some file system or URI takes for something else.
fn plain(text: &str) -> String {
    let allowed = |c: char| c.is_alphanumeric() || "-_ .".contains(c);
    let plain = text.chars().map(|c| if allowed(c) { c } else { '_' });
    plain.collect()
}
