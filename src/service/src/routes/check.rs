//! What a manifest may say: it ends up on a public page and in other people's browsers.

use base::{text, units};
use listing::{
    Gtin, LONGEST_DESCRIPTION, LONGEST_NAME, LONGEST_TITLE, Manifest, ManifestObject, Role,
    VIEWER_VERSION, VariantChoice,
};

use super::problem::ApiError;
use crate::told;

const MOST_OBJECTS: usize = 64;
const MOST_VARIANTS: usize = 200;
/// Metres; nothing in a shop is larger.
const LARGEST_PRODUCT: f64 = 1000.0;

/// A product's name.
pub(super) fn title(title: &str) -> Result<(), ApiError> {
    let length = title.chars().count();
    if title.trim().is_empty() || length > LONGEST_TITLE {
        return refuse(format!(
            "A title is 1 to {LONGEST_TITLE} characters on one line"
        ));
    }
    line("The title", title)
}

/// Text on one line, which reads as it is written.
fn line(what: &str, content: &str) -> Result<(), ApiError> {
    readable(what, content, text::is_hidden)
}

fn readable(what: &str, content: &str, is_hidden: fn(char) -> bool) -> Result<(), ApiError> {
    let Some(hidden) = content.chars().find(|c| is_hidden(*c)) else {
        return Ok(());
    };
    let why = if text::turns_text(hidden) {
        "which turns the order of what is read"
    } else {
        "which can't be seen"
    };
    let error = ApiError::unprocessable(format!(
        "{what} has the character U+{:04X}, {why}",
        u32::from(hidden)
    ));
    Err(error.hint("Remove it, or type the text anew"))
}

/// All of a manifest.
pub(super) fn manifest(manifest: &Manifest) -> Result<(), ApiError> {
    if manifest.version != 1 {
        return refuse(format!(
            "The manifest's version is {}; this platform knows 1",
            manifest.version
        ));
    }
    if manifest.viewer != VIEWER_VERSION {
        return refuse(format!(
            "The manifest is for viewer {}; this shop ships {VIEWER_VERSION}",
            manifest.viewer
        ));
    }
    words(manifest)?;
    dimensions(manifest)?;
    if manifest.variants.len() > MOST_VARIANTS {
        return refuse(format!("A product has at most {MOST_VARIANTS} variants"));
    }
    manifest.variants.iter().try_for_each(variant)?;
    for (name, value) in &manifest.attributes {
        attribute(name, value)?;
        lit_by_its_own(manifest, name, value)?;
    }
    objects(manifest)
}

/// What of a manifest people read.
pub(super) fn words(manifest: &Manifest) -> Result<(), ApiError> {
    title(&manifest.title)?;
    if manifest.description.chars().count() > LONGEST_DESCRIPTION {
        return refuse(format!(
            "A description has at most {} characters",
            units::count(LONGEST_DESCRIPTION as u64)
        ));
    }
    readable(
        "The description",
        &manifest.description,
        text::is_hidden_in_lines,
    )?;
    for (what, content) in [
        ("The brand", &manifest.brand),
        ("The proof", &manifest.proof),
    ] {
        line(what, content.as_deref().unwrap_or_default())?;
    }
    if manifest
        .brand
        .as_ref()
        .is_some_and(|brand| brand.trim().is_empty() || brand.chars().count() > LONGEST_NAME)
    {
        return refuse(format!("A brand is 1 to {LONGEST_NAME} characters"));
    }
    if let Some(gtin) = &manifest.gtin
        && Gtin::of_barcode(gtin).is_err()
    {
        return refuse(format!(
            "'{gtin}' is no GTIN: 8, 12, 13 or 14 digits of which the last is the check digit"
        ));
    }
    Ok(())
}

fn dimensions(manifest: &Manifest) -> Result<(), ApiError> {
    let size = manifest.dimensions;
    for (name, metres) in [
        ("width", size.width),
        ("height", size.height),
        ("depth", size.depth),
    ] {
        // Something flat may have no depth; nothing has no size at all, or one that isn't a number.
        if !(0.0..=LARGEST_PRODUCT).contains(&metres) {
            return refuse(format!(
                "The {name} is {metres} m; a product has 0 to {LARGEST_PRODUCT} m"
            ));
        }
    }
    if size.width + size.height + size.depth == 0.0 {
        return refuse("The product has no size");
    }
    Ok(())
}

fn variant(variant: &VariantChoice) -> Result<(), ApiError> {
    if variant.name.is_empty() || variant.name.chars().count() > LONGEST_NAME {
        return refuse(format!(
            "A variant's name is 1 to {LONGEST_NAME} characters"
        ));
    }
    line("A variant's name", &variant.name)?;
    let is_colour = |text: &str| {
        text.strip_prefix('#')
            .is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
    };
    match &variant.swatch {
        Some(swatch) if !is_colour(swatch) => {
            refuse(format!("'{swatch}' is no colour such as #2f5d50"))
        }
        _ => Ok(()),
    }
}

/// The viewer's attribute as the preview reads it, and what endangers a page: hidden letters and
/// addresses elsewhere.
fn attribute(name: &str, value: &str) -> Result<(), ApiError> {
    // The value is repeated to people only once it is short and reads as it is written.
    if value.chars().count() > LONGEST_TITLE {
        return refuse(format!("The value of '{name}' is too long"));
    }
    line(&format!("The value of '{name}'"), value)?;
    viewer::check(name, value).map_err(|fault| {
        let error = ApiError::unprocessable(fault.message());
        match fault.hint_text() {
            Some(hint) => error.hint(hint),
            None => error,
        }
    })?;
    // Pictures of surroundings come from this shop alone.
    if name == "environment-image"
        && !matches!(value, "neutral" | "legacy")
        && !value.starts_with("/objects/")
    {
        return refuse("environment-image is 'neutral', 'legacy' or a path under /objects/");
    }
    Ok(())
}

/// A light is an object of the release: others may be swept away.
fn lit_by_its_own(manifest: &Manifest, name: &str, value: &str) -> Result<(), ApiError> {
    let is_object = name == "environment-image" && value.starts_with("/objects/");
    if is_object && !manifest.objects.iter().any(|object| object.path() == value) {
        return refuse("environment-image names an object that isn't of this release");
    }
    Ok(())
}

fn objects(manifest: &Manifest) -> Result<(), ApiError> {
    if manifest.objects.len() > MOST_OBJECTS {
        return refuse(format!("A release has at most {MOST_OBJECTS} objects"));
    }
    manifest.objects.iter().try_for_each(object)?;
    match manifest.object(Role::Model) {
        Some(model) if model.extension == "glb" => Ok(()),
        _ => refuse("A release has a model for its page, as GLB"),
    }
}

fn object(object: &ManifestObject) -> Result<(), ApiError> {
    if told::media_type(&object.extension) == Some(object.content_type.as_str()) {
        Ok(())
    } else {
        refuse(format!(
            "'.{}' with the media type '{}' isn't something a release has",
            object.extension, object.content_type
        ))
    }
}

fn refuse(detail: impl Into<String>) -> Result<(), ApiError> {
    Err(ApiError::unprocessable(detail))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    #[test]
    fn texts_read_as_they_are_written() {
        assert!(title("Armchair “Oslo” — Eiche, ‏נוח‏").is_ok());
        for hidden in [
            "a\u{202e}b",
            "a\u{2066}b",
            "a\nb",
            "a\u{1b}[2J",
            "a\u{2028}b",
        ] {
            let error = title(hidden).unwrap_err().problem().detail;
            assert!(
                error.is_some_and(|detail| detail.contains("U+")),
                "{hidden:?}"
            );
        }
        let lines = |text| readable("It", text, text::is_hidden_in_lines);
        assert!(lines("one\r\n\r\n\ttwo").is_ok());
        assert!(lines("one\u{202e}two").is_err() && lines("\u{7}").is_err());
    }

    #[test]
    fn attributes_that_run_or_lead_elsewhere_are_refused() {
        for (name, value) in [
            ("onload", "alert(1)"),
            ("src", "/objects/x.glb"),
            ("environment-image", "https://elsewhere.example/x.hdr"),
            ("camera-orbit", "0deg\n"),
        ] {
            assert!(attribute(name, value).is_err(), "{name}");
        }
        let problem = attribute("exposure", "bright").unwrap_err().problem();
        assert!(
            problem
                .detail
                .unwrap()
                .contains("exposure doesn't understand 'bright'")
        );
        assert_eq!(problem.hint.unwrap(), "It takes a number from 0");
        assert!(attribute("camera-orbit", "0deg 75deg 105%").is_ok());
        assert!(attribute("environment-image", "legacy").is_ok());
    }
}
