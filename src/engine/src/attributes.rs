//! The viewer's attributes as a manifest keeps them: text by attribute name, defaults left out.

use base::{Fault, Result};
use listing::ViewerAttributes;
use serde_json::Value;
use viewer::{Attributes, Environment};

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
