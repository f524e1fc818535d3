//! Images, samplers and textures.

use std::collections::BTreeMap;

use bytes::Bytes;

use super::files::Files;
use super::source::Source;
use super::uri::shorten;
use crate::defect::Effect;
use crate::json::At;
use crate::model::{Filter, Image, Mime, Sampler, Texture, Wrap};
use crate::{Error, Limits, image};

/// All images; the bytes of those in files of their own also go to `outside`, by URI.
pub(crate) fn images(
    source: &mut Source<'_>,
    files: &mut Files<'_>,
    outside: &mut BTreeMap<String, Bytes>,
    limits: &Limits,
) -> Result<Vec<Image>, Error> {
    let list: Vec<At<'_>> = source.root.list("images")?.collect();
    let mut images = Vec::with_capacity(list.len());
    for at in &list {
        let image = read(source, at, files, outside)?;
        note(source, at, &image, limits);
        images.push(image);
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

/// Says what won't be drawn, and why.
fn note(source: &mut Source<'_>, at: &At<'_>, image: &Image, limits: &Limits) {
    let (code, problem) = match (image.mime, &image.uri) {
        (_, Some(uri)) if image.data.is_empty() => (
            "IO_ERROR",
            format!(
                "the file {} is missing; what it shows stays blank",
                shorten(uri)
            ),
        ),
        (Mime::Unknown, _) => (
            "IMAGE_UNRECOGNIZED_FORMAT",
            "isn't a PNG, JPEG, WebP, AVIF or KTX2 image".to_owned(),
        ),
        _ if image.width.max(image.height) > limits.image_side
            || u64::from(image.width) * u64::from(image.height) > limits.image_pixels =>
        {
            let problem = format!(
                "is {} x {} pixels, too large to decode",
                image.width, image.height
            );
            ("IMAGE_TOO_LARGE", problem)
        }
        _ => return,
    };
    source.note_at(at, code, Effect::Lost, problem);
}

/// All textures, once the images are known.
pub(crate) fn textures(source: &mut Source<'_>, images: &[Image]) -> Result<Vec<Texture>, Error> {
    let samplers = source
        .root
        .list("samplers")?
        .map(|at| sampler(&at))
        .collect::<Result<Vec<_>, Error>>()?;
    let mut textures = Vec::new();
    let mut shared: Vec<(String, Option<usize>)> = Vec::new();
    for at in source.root.list("textures")? {
        let sampler = at.index_in("sampler", "sampler", samplers.len())?;
        let image = choose(&at, images)?;
        if image.is_none() {
            source.note_at(
                &at,
                "TEXTURE_NO_SOURCE",
                Effect::Refused,
                "names no image of a kind that the web viewer knows; it doesn't open the file",
            );
        }
        let bytes = image.map(|image| identity(source, image));
        let key = (bytes.unwrap_or_default(), sampler);
        let first = shared.iter().position(|known| *known == key);
        textures.push(Texture {
            name: at.name(),
            image,
            sampler: sampler.map(|sampler| samplers[sampler]).unwrap_or_default(),
            same_as: first.filter(|_| image.is_some()).unwrap_or(textures.len()),
        });
        shared.push(key);
    }
    Ok(textures)
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

/// The first known form in the web viewer's order, otherwise the first that there is.
fn choose(at: &At<'_>, images: &[Image]) -> Result<Option<usize>, Error> {
    let forms = ["KHR_texture_basisu", "EXT_texture_webp", "EXT_texture_avif"];
    let extended = forms.into_iter().filter_map(|name| at.extension(name));
    let mut offered = Vec::new();
    for holder in extended.chain([*at]) {
        offered.extend(holder.index_in("source", "image", images.len())?);
    }
    let decodable = offered
        .iter()
        .find(|image| images[**image].mime != Mime::Unknown);
    Ok(decodable.or_else(|| offered.first()).copied())
}

/// A sampler; what it leaves out is as in the web viewer.
fn sampler(at: &At<'_>) -> Result<Sampler, Error> {
    let plain = Sampler::default();
    let (minify, mip) = match at.get("minFilter") {
        None => (plain.minify, plain.mip),
        Some(at) => match at.whole()? {
            9728 => (Filter::Nearest, None),
            9729 => (Filter::Linear, None),
            9984 => (Filter::Nearest, Some(Filter::Nearest)),
            9985 => (Filter::Linear, Some(Filter::Nearest)),
            9986 => (Filter::Nearest, Some(Filter::Linear)),
            9987 => (Filter::Linear, Some(Filter::Linear)),
            other => return Err(at.invalid(format!("{other} is no filter"))),
        },
    };
    let magnify = match at.get("magFilter") {
        None => plain.magnify,
        Some(at) => match at.whole()? {
            9728 => Filter::Nearest,
            9729 => Filter::Linear,
            other => return Err(at.invalid(format!("{other} is no filter for magnifying"))),
        },
    };
    Ok(Sampler {
        magnify,
        minify,
        mip,
        wrap_u: wrap(at, "wrapS")?,
        wrap_v: wrap(at, "wrapT")?,
    })
}

fn wrap(at: &At<'_>, key: &'static str) -> Result<Wrap, Error> {
    let Some(at) = at.get(key) else {
        return Ok(Wrap::Repeat);
    };
    Ok(match at.whole()? {
        10497 => Wrap::Repeat,
        33071 => Wrap::ClampToEdge,
        33648 => Wrap::MirroredRepeat,
        other => return Err(at.invalid(format!("{other} is no way to wrap"))),
    })
}
