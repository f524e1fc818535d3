//! The viewer's attributes as a manifest keeps them: text by attribute name, defaults left out.

use base::{Fault, Result};
use listing::ViewerAttributes;
use render::viewer::{Attributes, Environment};
use serde_json::{Map, Number, Value};

use super::light::no_light;

/// What [`Attributes`] holds beside the attributes of `<model-viewer>`: the background belongs to
/// the page, and a page plays its animation from the start.
const NOT_THE_VIEWERS: [&str; 2] = ["background", "animation-time"];

/// The attributes that a page has to say because they aren't the viewer's defaults; `light` is where
/// it finds a light that is a file.
pub(super) fn for_manifest(
    attributes: &Attributes,
    light: Option<&str>,
) -> Result<ViewerAttributes> {
    let mut attributes = attributes.clone();
    if let Environment::File(path) = &attributes.environment {
        let light = light.ok_or_else(|| no_light(path, "Choose neutral or legacy in a sheet"))?;
        attributes.environment = Environment::File(light.into());
    }
    let values = |attributes: &Attributes| -> Result<Value> {
        serde_json::to_value(attributes).map_err(|error| {
            Fault::service("The viewer's attributes can't be written as JSON").because(error)
        })
    };
    let defaults = values(&Attributes::default())?;
    let stated = values(&attributes)?;
    let stated = stated.as_object().into_iter().flatten();
    Ok(stated
        .filter(|(name, value)| {
            !NOT_THE_VIEWERS.contains(&name.as_str()) && defaults.get(name) != Some(value)
        })
        .map(|(name, value)| (name.clone(), text(value)))
        .collect())
}

/// Attributes that are numbers in JSON.
const NUMBERS: [&str; 3] = ["exposure", "shadow-intensity", "shadow-softness"];

/// Attributes that are there or not, whatever their text.
const FLAGS: [&str; 1] = ["autoplay"];

/// Attributes that change nothing of what is seen first: the model turns after a while.
const UNSEEN: [&str; 3] = ["auto-rotate", "auto-rotate-delay", "rotation-per-second"];

/// What texts by attribute name mean; every name must be one that the preview knows.
///
/// # Errors
/// What is wrong with one of them.
pub(super) fn parse(texts: &ViewerAttributes) -> std::result::Result<Attributes, String> {
    let mut values = Map::new();
    for (name, text) in texts {
        if UNSEEN.contains(&name.as_str()) {
            continue;
        }
        let value = if FLAGS.contains(&name.as_str()) {
            Value::Bool(true)
        } else if NUMBERS.contains(&name.as_str()) {
            let number = text.parse::<f64>().ok().filter(|number| *number >= 0.0);
            let number = number.and_then(Number::from_f64);
            Value::Number(number.ok_or_else(|| format!("{name}: '{text}' is no such number"))?)
        } else {
            Value::String(text.clone())
        };
        values.insert(name.clone(), value);
    }
    serde_json::from_value(Value::Object(values))
        .map_err(|error| format!("the viewer's attributes are wrong: {error}"))
}

/// What a manifest tells the viewer, one attribute at a time: those that the preview can't follow
/// are left out, and said second.
pub(super) fn of_manifest(texts: &ViewerAttributes) -> (Attributes, Vec<String>) {
    let mut followed = ViewerAttributes::new();
    let mut others = Vec::new();
    for (name, text) in texts {
        let one = ViewerAttributes::from([(name.clone(), text.clone())]);
        if parse(&one).is_ok() {
            followed.extend(one);
        } else {
            others.push(format!("{name}=\"{text}\""));
        }
    }
    (parse(&followed).unwrap_or_default(), others)
}

/// A JSON value as the text of an attribute.
fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    #[test]
    fn only_what_differs_from_the_viewers_defaults_is_written() {
        assert!(
            for_manifest(&Attributes::default(), None)
                .unwrap()
                .is_empty()
        );
        let attributes = Attributes {
            camera_orbit: "30deg 60deg auto".parse().unwrap(),
            exposure: 1.5,
            variant: Some("Moss".into()),
            background: "#102030".parse().unwrap(),
            time: 2.0,
            ..Attributes::default()
        };
        let written: Vec<_> = for_manifest(&attributes, None)
            .unwrap()
            .into_iter()
            .collect();
        let expected = [
            ("camera-orbit", "30deg 60deg auto"),
            ("exposure", "1.5"),
            ("variant-name", "Moss"),
        ];
        assert_eq!(written, expected.map(|(k, v)| (k.into(), v.into())));
    }

    #[test]
    fn a_manifest_is_followed_as_far_as_the_preview_knows_it() {
        let texts = [
            ("camera-orbit", "30deg 60deg auto"),
            ("exposure", "1.5"),
            ("scale", "1 2 1"),
            ("orientation", "0deg 0deg 90deg"),
            ("autoplay", ""),
            ("auto-rotate", ""),
            ("auto-rotate-delay", "0"),
            ("ar-placement", "wall"),
            ("field-of-view", "wide"),
        ];
        let texts = texts.map(|(name, text)| (name.into(), text.into())).into();
        let (attributes, others) = of_manifest(&texts);
        assert_eq!(attributes.camera_orbit.to_string(), "30deg 60deg auto");
        assert!((attributes.exposure - 1.5).abs() < 1e-6);
        assert_eq!(attributes.scale.to_string(), "1 2 1");
        assert!(attributes.orientation.0[2] > 1.57);
        assert!(attributes.autoplay);
        assert_eq!(others, ["ar-placement=\"wall\"", "field-of-view=\"wide\""]);
    }

    #[test]
    fn a_light_is_named_by_where_the_page_finds_it() {
        let attributes = Attributes {
            environment: Environment::File("studio.hdr".into()),
            ..Attributes::default()
        };
        let written = for_manifest(&attributes, Some("/objects/1.hdr")).unwrap();
        assert_eq!(written["environment-image"], "/objects/1.hdr");
        let fault = for_manifest(&attributes, None).unwrap_err();
        assert!(fault.message().contains("studio.hdr"), "{fault}");
    }
}
