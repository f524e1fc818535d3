//! How textures name their images: each form of image has its own place in a texture.

use serde_json::{Value, json};

use super::Work;
use super::links::{self, entries};

/// The extensions that give a texture another image, with that image's form; the first is the one
/// that viewers prefer.
const PLACES: [(&str, &str); 3] = [
    ("KHR_texture_basisu", "image/ktx2"),
    ("EXT_texture_webp", "image/webp"),
    ("EXT_texture_avif", "image/avif"),
];

/// Lets every texture name its images in the way that their forms ask for. Where two images want one
/// place, the one that viewers preferred before gets it.
pub(super) fn point(json: &mut Value, work: &Work) {
    let form = |number: u64| work.images.get(number as usize).map(|picture| picture.mime);
    let mut used = [false; PLACES.len()];
    let mut required = [false; PLACES.len()];
    for texture in entries(json, "textures") {
        let plain = texture.get("source").and_then(Value::as_u64);
        let extended = PLACES.map(|(name, _)| {
            let extension = texture.get("extensions").and_then(|all| all.get(name));
            extension.and_then(|extension| extension.get("source")?.as_u64())
        });
        let Some(object) = texture.as_object_mut() else {
            continue;
        };
        object.shift_remove("source");
        if let Some(all) = object.get_mut("extensions").and_then(Value::as_object_mut) {
            PLACES.iter().for_each(|(name, _)| {
                all.shift_remove(*name);
            });
        }
        let mut source = None;
        let mut places = [None; PLACES.len()];
        for number in extended.into_iter().chain([plain]).flatten() {
            let place = PLACES
                .iter()
                .position(|(_, mime)| form(number) == Some(mime));
            let slot = place.map_or(&mut source, |place| &mut places[place]);
            *slot = slot.or(Some(number));
        }
        if let Some(source) = source {
            texture["source"] = source.into();
        }
        for (place, (name, _)) in PLACES.iter().enumerate() {
            let Some(number) = places[place] else {
                continue;
            };
            texture["extensions"][*name] = json!({"source": number});
            used[place] = true;
            required[place] |= source.is_none();
        }
        links::drop_empty_extensions(texture);
    }
    for (place, (name, _)) in PLACES.iter().enumerate() {
        links::withdraw(json, name);
        if used[place] {
            links::declare(json, "extensionsUsed", name);
        }
        if required[place] {
            links::declare(json, "extensionsRequired", name);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::samples;

    fn pointed(mimes: &[&'static str], texture: Value) -> Value {
        let mut work = samples::work();
        work.images = mimes
            .iter()
            .map(|mime| {
                let mut picture = samples::picture(4, 4);
                picture.mime = mime;
                picture
            })
            .collect();
        let mut json = work.json.clone();
        json["textures"] = json!([texture]);
        point(&mut json, &work);
        json
    }

    #[test]
    fn each_form_has_its_place() {
        for (mime, name) in [
            ("image/avif", "EXT_texture_avif"),
            ("image/webp", "EXT_texture_webp"),
            ("image/ktx2", "KHR_texture_basisu"),
        ] {
            let json = pointed(&[mime], json!({"source": 0, "sampler": 3}));
            assert_eq!(
                json["textures"][0],
                json!({"sampler": 3, "extensions": {name: {"source": 0}}})
            );
            assert_eq!(json["extensionsRequired"], json!([name]));
        }
    }

    #[test]
    fn a_fallback_stays_one_and_nothing_is_required() {
        let both = json!({"source": 0, "extensions": {"EXT_texture_webp": {"source": 1}}});
        let json = pointed(&["image/png", "image/avif"], both);
        assert_eq!(
            json["textures"][0],
            json!({"source": 0, "extensions": {"EXT_texture_avif": {"source": 1}}})
        );
        assert_eq!(json["extensionsUsed"], json!(["EXT_texture_avif"]));
        assert!(json.get("extensionsRequired").is_none());
    }

    #[test]
    fn the_preferred_image_wins_a_place_that_two_want() {
        let both = json!({"source": 0, "extensions": {"EXT_texture_webp": {"source": 1}}});
        let json = pointed(&["image/png", "image/png"], both);
        assert_eq!(json["textures"][0], json!({"source": 1}));
        assert!(json.get("extensionsUsed").is_none());
    }
}
