//! What browsers are told with an object of a release. Its key alone says that: whoever uploads it
//! has no say, so nothing that is uploaded becomes something else in a customer's browser.

use base::ContentHash;

use crate::objects::{ObjectHeaders, ObjectInfo};

/// How long browsers and the edge may keep what is named by its hash.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// Which media types an extension may have. An upload never becomes a page of the shop: what isn't
/// here isn't served as what it says.
const MEDIA_TYPES: [(&str, &str); 9] = [
    ("glb", "model/gltf-binary"),
    ("usdz", "model/vnd.usdz+zip"),
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("webp", "image/webp"),
    ("avif", "image/avif"),
    ("hdr", "image/vnd.radiance"),
    ("json", "application/json"),
    ("html", "text/html"),
];

/// The hash that a key promises: `objects/<sha256>.<ext>`.
pub(crate) fn named_hash(key: &str) -> Option<ContentHash> {
    let name = key.strip_prefix("objects/")?;
    name.split_once('.')?.0.parse().ok()
}

/// The media type of files with `extension`; `None` where no release has such files.
pub(crate) fn media_type(extension: &str) -> Option<&'static str> {
    let mut known = MEDIA_TYPES.iter();
    known
        .find(|(one, _)| *one == extension)
        .map(|(_, kind)| *kind)
}

/// What browsers are told with the object at `key`; `None` where no release has such a key.
pub(crate) fn told(key: &str) -> Option<ObjectHeaders> {
    named_hash(key)?;
    let (_, extension) = key.split_once('.')?;
    Some(ObjectHeaders {
        content_type: Some(media_type(extension)?.into()),
        cache_control: Some(FOR_EVER.into()),
        ..ObjectHeaders::default()
    })
}

/// What is wrong with what a browser would be told with `given` at `key`; `None` where it is right,
/// or where the key isn't one of a release.
pub(crate) fn wrong(key: &str, given: &ObjectHeaders) -> Option<String> {
    let told = told(key)?;
    if given.content_type != told.content_type {
        return Some(format!(
            "as {} instead of {}",
            given.content_type.as_deref().unwrap_or("nothing"),
            told.content_type.unwrap_or_default()
        ));
    }
    if let Some(encoding) = encoding(given) {
        return Some(format!("with the content encoding {encoding}"));
    }
    match &given.cache_control {
        Some(control) if given.cache_control != told.cache_control => {
            Some(format!("with the cache control '{control}'"))
        }
        _ => None,
    }
}

/// The content encodings by which a browser would decode the object. `aws-chunked` isn't one: it only
/// says how the object was sent.
pub(crate) fn encoding(given: &ObjectHeaders) -> Option<String> {
    let all = given.content_encoding.as_deref()?.split(',').map(str::trim);
    let left: Vec<&str> = all
        .filter(|one| !one.is_empty() && !one.eq_ignore_ascii_case("aws-chunked"))
        .collect();
    (!left.is_empty()).then(|| left.join(", "))
}

/// Whether an object at a release's key is known to be something else than its key says. Customers
/// don't get such an object, and it may be replaced.
pub(crate) fn is_false(info: &ObjectInfo) -> bool {
    let Some(promised) = named_hash(&info.key) else {
        return false;
    };
    info.sha256.is_some_and(|known| known != promised) || wrong(&info.key, &info.headers).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(kind: &str, encoding: Option<&str>, control: Option<&str>) -> ObjectHeaders {
        ObjectHeaders {
            content_type: Some(kind.into()),
            content_encoding: encoding.map(Into::into),
            cache_control: control.map(Into::into),
            ..ObjectHeaders::default()
        }
    }

    #[test]
    fn the_key_says_what_browsers_are_told() {
        let key = format!("objects/{}.glb", "ab".repeat(32));
        let glb = "model/gltf-binary";
        for right in [
            headers(glb, None, Some(FOR_EVER)),
            headers(glb, None, None),
            headers(glb, Some("aws-chunked"), Some(FOR_EVER)),
        ] {
            assert_eq!(wrong(&key, &right), None, "{right:?}");
        }
        for (bad, named) in [
            (headers("text/html", None, None), "text/html"),
            (headers(glb, Some("gzip"), None), "gzip"),
            (headers(glb, Some("aws-chunked, br"), None), "br"),
            (headers(glb, None, Some("no-store")), "no-store"),
            (ObjectHeaders::default(), "nothing"),
        ] {
            let told = wrong(&key, &bad);
            assert!(told.is_some_and(|told| told.contains(named)), "{bad:?}");
        }
        // Other keys are the administrator's own.
        assert_eq!(wrong("notes.txt", &headers("text/plain", None, None)), None);
        assert!(told(&format!("objects/{}.exe", "ab".repeat(32))).is_none());
    }
}
