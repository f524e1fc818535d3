//! From bytes to a [`Model`].

pub(crate) mod accessor;
mod animation;
mod buffers;
mod elements;
pub(crate) mod extensions;
mod files;
mod material;
mod mesh;
mod node;
mod occlusion;
mod reach;
mod sampler;
mod source;
mod texture;
mod tree;
pub(crate) mod uri;
mod variants;
mod vertices;

use std::collections::BTreeMap;
use std::path::Path;

use base::Job;
use bytes::Bytes;

use crate::defect::{Effect, Notes};
use crate::glb::{self, Glb};
use crate::json::{self, At};
use crate::{Document, Error, Limits, Model, form, unseen};
use files::Files;
use reach::Reach;
use source::Source;

pub use elements::{Elements, elements};
pub use extensions::is_read;

/// Reads a `.glb` or `.gltf` file and every file it names, which must be in the same folder or
/// below it. Which of the two it is, its first bytes say.
///
/// An image file that is missing is a warning, as the web viewer draws on without it; a buffer that
/// is missing is an error.
///
/// # Errors
/// [`Error`], whatever is wrong with the files; [`Error::Cancelled`] once `job` is cancelled.
pub fn read(path: &Path, limits: &Limits, job: &Job) -> Result<Model, Error> {
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    let bytes = files::read_file(path, limits.file_bytes, job)?;
    let files = Files::beside(Some(path), bytes.len() as u64, limits, job);
    build(
        name.as_deref().unwrap_or("model"),
        &bytes,
        limits,
        files,
        job,
    )
}

/// Reads a model from memory, named `name` for people: a GLB, or a glTF that names no files.
///
/// # Errors
/// [`Error`], whatever is wrong with the bytes.
pub fn read_bytes(name: &str, bytes: Bytes, limits: &Limits) -> Result<Model, Error> {
    let job = Job::quiet();
    let size = bytes.len() as u64;
    if size > limits.file_bytes {
        return Err(Error::Limit {
            at: name.to_owned(),
            what: "the number of bytes",
            value: size,
            limit: limits.file_bytes,
        });
    }
    let files = Files::beside(None, size, limits, &job);
    build(name, &bytes, limits, files, &job)
}

/// Puts the model together. Parts come in the order in which they need one another.
fn build(
    name: &str,
    file: &Bytes,
    limits: &Limits,
    mut files: Files<'_>,
    job: &Job,
) -> Result<Model, Error> {
    let notes = Notes::default();
    let Glb { json, bin, defects } = frame(file)?;
    let json = json::parse(&json, limits, &notes)?;
    defects.into_iter().for_each(|defect| notes.push(defect));
    let root = At::root(&json).noting(&notes);
    check_version(&root)?;
    let buffers = buffers::read(&root, bin.as_ref(), &mut files)?;
    let mut outside = BTreeMap::new();
    let mut source = Source::new(root, &buffers, limits);
    go_on(job)?;

    let scene = node::shown(&mut source)?;
    let tree = tree::read(&mut source, scene, limits)?;
    source.reach = Reach::of(&root, &tree.loaded);
    extensions::check(&mut source);
    let mut nodes = node::nodes(&mut source, &tree, limits)?;
    let scenes = node::scenes(&source, &tree);
    let named = variants::names(&root);
    let mut meshes = mesh::read(&mut source, named.len())?;
    go_on(job)?;
    let mut skins = animation::skins(&mut source)?;
    tree.copy_skins(&mut nodes, &mut skins);
    animation::check_joints(&mut source, &nodes, &skins, &mut meshes);
    let animations = animation::animations(&mut source, &nodes, &tree, &meshes)?;
    go_on(job)?;
    let roots = scene.map_or(&[][..], |scene| &scenes[scene].nodes);
    let parts = variants::surfaces(&nodes, &skins, &meshes, roots);
    let variants = variants::settle(&mut source, &named, &parts, &mut meshes);
    let materials = material::read(&mut source)?;
    let images = texture::images(&mut source, &mut files, &mut outside, limits)?;
    let textures = texture::textures(&mut source, &images, &materials)?;
    occlusion::share_uvs(&mut source, &parts, &materials, &textures, &mut meshes)?;
    let cameras = node::cameras(&source);
    node::check_cameras(&source, &nodes)?;
    let lights = node::lights(&mut source, &nodes)?;
    for defect in files.take_defects() {
        source.note(defect);
    }
    let buffers = buffers::bytes(&root, buffers);
    let defects = notes.into_list();

    let mut model = Model {
        name: name.to_owned(),
        source_bytes: file.len() as u64 + files.bytes_read(),
        document: Document {
            json,
            buffers,
            files: outside,
        },
        scenes,
        scene,
        nodes,
        meshes,
        materials,
        textures,
        images: images.list,
        animations,
        skins,
        cameras,
        lights,
        variants,
        defects,
    };
    let more = unseen::defects(&model);
    model.defects.extend(more);
    let more = form::defects(&model);
    model.defects.extend(more);
    Ok(model)
}

/// The JSON and bytes of a file, GLB or glTF.
fn frame(file: &Bytes) -> Result<Glb, Error> {
    if file.starts_with(&glb::MAGIC) {
        return glb::split(file);
    }
    let text = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file);
    if text.trim_ascii_start().starts_with(b"{") {
        return Ok(Glb {
            json: file.clone(),
            bin: None,
            defects: Vec::new(),
        });
    }
    Err(Error::Unrecognised {
        found: describe(file).to_owned(),
    })
}

/// What a file that isn't glTF seems to be.
fn describe(file: &[u8]) -> &'static str {
    let heads: [(&[u8], &str); 8] = [
        (b"PK\x03\x04", "it is a ZIP archive or USDZ"),
        (b"Kaydara FBX", "it is an FBX file"),
        (b"solid ", "it is an STL file"),
        (b"<", "it is an XML or HTML file"),
        (b"\x89PNG", "it is a PNG image"),
        (b"\xff\xd8\xff", "it is a JPEG image"),
        (b"#usda", "it is a USD file"),
        (b"PXR-USDC", "it is a USD file"),
    ];
    if file.is_empty() {
        return "it is empty";
    }
    let head = heads.into_iter().find(|(head, _)| file.starts_with(head));
    head.map_or(
        "it begins neither with 'glTF' nor with JSON",
        |(_, found)| found,
    )
}

/// Stops once the job is cancelled.
fn go_on(job: &Job) -> Result<(), Error> {
    if job.cancel().is_cancelled() {
        Err(Error::Cancelled)
    } else {
        Ok(())
    }
}

/// The web viewer looks at the first sign of the version alone, and reads what isn't below 2 as 2.0.
fn check_version(root: &At<'_>) -> Result<(), Error> {
    let asset = root.need("asset")?;
    let version = asset.need("version")?;
    let text = version.value().as_str();
    let major = text.and_then(|text| text.chars().next()?.to_digit(10));
    if major.is_some_and(|major| major < 2) {
        let problem = format!("is {}, and Plinth reads glTF 2.0", version.value());
        return Err(version.invalid(problem));
    }
    let code = match text {
        Some("2.0") => None,
        Some(text) if text.starts_with("2.") => Some("UNKNOWN_ASSET_MINOR_VERSION"),
        Some("2") => Some("PATTERN_MISMATCH"),
        Some(_) => Some("UNKNOWN_ASSET_MAJOR_VERSION"),
        None => Some("TYPE_MISMATCH"),
    };
    if let Some(code) = code {
        let problem = format!("is {}, read as \"2.0\"", version.value());
        version.note(code, Effect::Drawn, problem);
    }
    if let Some(least) = asset.get("minVersion").filter(|at| at.value() != "2.0") {
        let problem = format!("is {}, read as \"2.0\"", least.value());
        let code = "ASSET_MIN_VERSION_GREATER_THAN_VERSION";
        least.note(code, Effect::Drawn, problem);
    }
    Ok(())
}
