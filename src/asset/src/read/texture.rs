//! Images, samplers and textures.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use serde_json::Value;

use super::files::Files;
use super::sampler;
use super::source::Source;
use super::uri::shorten;
use crate::defect::Effect;
use crate::image::Damage;
use crate::json::At;
use crate::model::{Image, Material, Mime, Texture};
use crate::{Error, Limits, image};

/// A code, and what is wrong in words.
type Problem = (&'static str, String);

/// Images, and what keeps the web viewer from showing some.
pub(crate) struct Images {
    /// All of them.
    pub(crate) list: Vec<Image>,
    /// For each, why nothing of it is shown.
    lost: Vec<Option<Problem>>,
}

/// All images; the bytes of those in files of their own also go to `outside`, by URI.
pub(crate) fn images(
    source: &mut Source<'_>,
    files: &mut Files<'_>,
    outside: &mut BTreeMap<String, Bytes>,
    limits: &Limits,
) -> Result<Images, Error> {
    let list: Vec<At<'_>> = source.root.list("images")?.collect();
    let mut images = Images {
        list: Vec::with_capacity(list.len()),
        lost: Vec::with_capacity(list.len()),
    };
    for (index, at) in list.iter().enumerate() {
        let used = source.reach.images[index];
        let none = || Image {
            name: at.name(),
            uri: None,
            mime: Mime::Unknown,
            data: Bytes::new(),
            width: 0,
            height: 0,
        };
        let image = source.part(at, used, none, |source| read(source, at, files, outside))?;
        let lost = lost(at, &image, limits);
        if lost.is_none() {
            note_form(source, at, &image);
        }
        images.lost.push(lost);
        images.list.push(image);
    }
    Ok(images)
}

fn read<'a>(
    source: &mut Source<'a>,
    at: &At<'a>,
    files: &mut Files<'_>,
    outside: &mut BTreeMap<String, Bytes>,
) -> Result<Image, Error> {
    let (data, uri) = match (at.get("bufferView"), at.get("uri")) {
        (Some(view), _) => (source.view(&view)?.bytes, None),
        (None, Some(uri)) => {
            let text = uri.text()?;
            let is_data = text
                .get(..5)
                .is_some_and(|head| head.eq_ignore_ascii_case("data:"));
            let data = files.open(&uri)?;
            if let Some(data) = data.as_ref().filter(|_| !is_data) {
                outside.insert(text.to_owned(), data.clone());
            }
            (
                data.unwrap_or_default(),
                (!is_data).then(|| text.to_owned()),
            )
        }
        (None, None) => return Err(at.invalid("has neither a bufferView nor a uri")),
    };
    let (mime, width, height) = image::probe(&data);
    Ok(Image {
        name: at.name(),
        uri,
        mime,
        data,
        width,
        height,
    })
}

/// Notes what other programs than browsers may stumble over.
fn note_form(source: &mut Source<'_>, at: &At<'_>, image: &Image) {
    let told = at.get("mimeType").and_then(|at| at.value().as_str());
    let is = image.mime.as_str();
    if let Some(told) = told.filter(|told| *told != is) {
        let problem = format!("is said to be {told} and is {is}; other programs may not read it");
        source.note_at(at, "IMAGE_MIME_TYPE_INVALID", Effect::Drawn, problem);
    } else if image.mime.is_foreign() {
        let problem = format!("is {is}, which glTF doesn't have; other programs may not read it");
        source.note_at(at, "IMAGE_NON_ENABLED_MIME_TYPE", Effect::Drawn, problem);
    }
}

/// Why the web viewer shows nothing of an image.
fn lost(at: &At<'_>, image: &Image, limits: &Limits) -> Option<Problem> {
    if image.data.is_empty()
        && let Some(uri) = &image.uri
    {
        let problem = format!(
            "the file {} is missing; what it shows stays blank",
            shorten(uri)
        );
        return Some(("IO_ERROR", problem));
    }
    if image.mime == Mime::Unknown {
        let problem = "isn't a PNG, JPEG, WebP, AVIF or KTX2 image".to_owned();
        return Some(("IMAGE_UNRECOGNIZED_FORMAT", problem));
    }
    // Having decoded it, the web viewer looks for the type in the name of a file that isn't there.
    let has_type = match at.get("mimeType").map(|at| at.value()) {
        None | Some(Value::Null) => false,
        Some(Value::String(text)) => !text.is_empty(),
        Some(_) => true,
    };
    if !has_type && at.get("bufferView").is_some() && at.get("uri").is_none() {
        let problem = "is in a bufferView and has no mimeType; the web viewer doesn't show it";
        return Some(("UNSATISFIED_DEPENDENCY", problem.to_owned()));
    }
    if let Some(damage) = image::damage(&image.data) {
        let code = match &damage {
            Damage::Cut => "IMAGE_UNEXPECTED_EOS",
            Damage::Broken(_) => "IMAGE_DATA_INVALID",
        };
        let problem = format!("the web viewer doesn't show it: {}", damage.problem());
        return Some((code, problem));
    }
    let (width, height) = (image.width, image.height);
    let is_large = width.max(height) > limits.image_side
        || u64::from(width) * u64::from(height) > limits.image_pixels;
    is_large.then(|| {
        let problem = format!("is {width} x {height} pixels, too large to decode");
        ("IMAGE_TOO_LARGE", problem)
    })
}

/// All textures of `materials`, once the images are known.
pub(crate) fn textures(
    source: &mut Source<'_>,
    images: &Images,
    materials: &[Material],
) -> Result<Vec<Texture>, Error> {
    let samplers = sampler::all(source);
    let used = used_by(materials);
    let effect = |seen, effect| if seen { effect } else { Effect::Drawn };
    let mut textures = Vec::new();
    let mut shared: Vec<(String, Option<usize>)> = Vec::new();
    let mut seen = vec![false; images.list.len()];
    for (index, at) in source.root.list("textures")?.enumerate() {
        let sampler = sampler::of(&at, samplers.len());
        let is_used = used.contains(&index) && source.reach.textures[index];
        let count = images.list.len();
        let image = source.part(&at, is_used, || None, |_| choose(&at, count))?;
        let (named, lost) = match image {
            // Told of where it is worn.
            None => (None, true),
            Some((image, form)) => {
                seen[image] |= is_used;
                let lost = images.lost[image].is_some();
                let problem = unfit(form, images.list[image].mime).filter(|_| !lost);
                if let Some(problem) = problem {
                    let effect = effect(is_used, Effect::Lost);
                    source.note_at(&at, "TEXTURE_INVALID_IMAGE_MIME_TYPE", effect, problem);
                }
                (Some(image), lost || problem.is_some())
            }
        };
        let bytes = named.map(|image| identity(source, image));
        let key = (bytes.unwrap_or_default(), sampler);
        let first = shared.iter().position(|known| *known == key);
        textures.push(Texture {
            name: at.name(),
            image: named.filter(|_| !lost),
            lost: named.filter(|_| lost),
            sampler: sampler.map(|sampler| samplers[sampler]).unwrap_or_default(),
            same_as: first.filter(|_| named.is_some()).unwrap_or(textures.len()),
        });
        shared.push(key);
    }
    for ((at, lost), seen) in source.root.list("images")?.zip(&images.lost).zip(seen) {
        if let Some((code, problem)) = lost {
            source.note_at(&at, code, effect(seen, Effect::Lost), problem.clone());
        }
    }
    Ok(textures)
}

/// The textures that materials use; the web viewer loads no others.
fn used_by(materials: &[Material]) -> BTreeSet<usize> {
    let uses = materials.iter().flat_map(Material::textures);
    uses.map(|(_, used)| used.texture).collect()
}

/// What the web viewer tells images apart by: their address or the place of their bytes.
fn identity(source: &Source<'_>, image: usize) -> String {
    let at = source
        .root
        .get("images")
        .and_then(|list| list.element(image));
    let member = |key| at.as_ref().and_then(|at| at.get(key));
    let place = member("uri").or_else(|| member("bufferView"));
    place.map_or_else(|| image.to_string(), |place| place.value().to_string())
}

/// How a texture names its image.
#[derive(Clone, Copy)]
enum Form {
    /// By KHR_texture_basisu.
    Basisu,
    /// In any other way.
    Other,
}

/// Why the web viewer can't read an image that a texture names so; each way has its own decoder.
fn unfit(form: Form, mime: Mime) -> Option<&'static str> {
    match (form, mime) {
        (Form::Basisu, Mime::Ktx2) => None,
        (Form::Basisu, _) => Some(
            "names an image by KHR_texture_basisu that isn't KTX2; the web viewer doesn't show it",
        ),
        (Form::Other, Mime::Ktx2) => {
            Some("names a KTX2 image without KHR_texture_basisu; the web viewer doesn't show it")
        }
        (Form::Other, _) => None,
    }
}

/// The image that the web viewer takes: of the first extension that it knows, whatever becomes of it,
/// otherwise the texture's own.
fn choose(at: &At<'_>, count: usize) -> Result<Option<(usize, Form)>, Error> {
    let extended = [
        ("KHR_texture_basisu", Form::Basisu),
        ("EXT_texture_webp", Form::Other),
        ("EXT_texture_avif", Form::Other),
    ]
    .into_iter()
    .filter_map(|(name, form)| Some((at.extension(name)?, form)));
    for (holder, form) in extended.chain([(*at, Form::Other)]) {
        if let Some(image) = holder.index_in("source", "image", count)? {
            return Ok(Some((image, form)));
        }
    }
    Ok(None)
}
