//! What a page tells the viewer, as texts by attribute name: checked, and read.

use std::collections::BTreeMap;

use base::{Fault, Result};

use crate::Attributes;
use crate::words::{Reading, WORDS, Word, heard};

/// Whether a page may set the attribute `name`.
#[must_use]
pub fn is_settable(name: &str) -> bool {
    word(name).is_some()
}

/// Checks one attribute of a page as leniently as the viewer reads it: what it would drop without a
/// word is refused. Where a picture of surroundings may be is the page's to say.
///
/// # Errors
/// A [`Usage`](base::FaultKind::Usage) fault that names the attribute and the value; its hint says what
/// is allowed.
pub fn check(name: &str, text: &str) -> Result<()> {
    let word = settable(name)?;
    let understood = match word.reading {
        Reading::Drawn(_) | Reading::Terms(..) => follow(&mut Attributes::default(), word, text),
        Reading::Later(read) | Reading::Felt(read) => read(text).then_some(()),
    };
    understood.ok_or_else(|| refused(word, text))
}

/// What texts by attribute name mean to the letter; each must be one that the preview draws.
///
/// # Errors
/// A [`Usage`](base::FaultKind::Usage) fault like that of [`check`].
pub fn parse(texts: &BTreeMap<String, String>) -> Result<Attributes> {
    let mut attributes = Attributes::default();
    for (name, text) in texts {
        let word = settable(name)?;
        let read = match word.reading {
            Reading::Drawn(read) | Reading::Terms(_, read) => read(&mut attributes, text),
            Reading::Later(read) => read(text).then_some(()),
            Reading::Felt(_) => {
                return Err(Fault::usage(format!(
                    "The preview doesn't draw the viewer's attribute '{name}'"
                )));
            }
        };
        read.ok_or_else(|| refused(word, text))?;
    }
    Ok(attributes)
}

/// What a page tells the viewer, read as leniently as the viewer does. Those that the preview can't
/// follow are left out, and said second as `name="text"`.
#[must_use]
pub fn of_page(texts: &BTreeMap<String, String>) -> (Attributes, Vec<String>) {
    let mut attributes = Attributes::default();
    let mut others = Vec::new();
    for (name, text) in texts {
        let followed = word(name).and_then(|word| match word.reading {
            Reading::Later(_) => Some(()),
            _ => follow(&mut attributes, word, text),
        });
        if followed.is_none() {
            others.push(format!("{name}=\"{text}\""));
        }
    }
    (attributes, others)
}

/// Reads a drawn attribute as the viewer does.
fn follow(attributes: &mut Attributes, word: &Word, text: &str) -> Option<()> {
    match word.reading {
        Reading::Drawn(read) => read(attributes, text),
        Reading::Terms(most, read) => read(attributes, &heard(text, most)),
        Reading::Later(_) | Reading::Felt(_) => None,
    }
}

fn word(name: &str) -> Option<&'static Word> {
    WORDS.iter().find(|word| word.name == name)
}

fn settable(name: &str) -> Result<&'static Word> {
    word(name).ok_or_else(|| {
        let names: Vec<&str> = WORDS.iter().map(|word| word.name).collect();
        Fault::usage(format!(
            "The viewer's attribute '{name}' can't be set in a manifest"
        ))
        .hint(format!("Those that can are {}", names.join(", ")))
    })
}

fn refused(word: &Word, text: &str) -> Fault {
    Fault::usage(format!(
        "The viewer's {} doesn't understand '{text}'",
        word.name
    ))
    .hint(format!("It takes {}", word.takes))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    fn texts<const N: usize>(all: [(&str, &str); N]) -> BTreeMap<String, String> {
        all.map(|(name, text)| (name.to_owned(), text.to_owned()))
            .into()
    }

    #[test]
    fn what_the_viewer_understands_is_allowed() {
        for (name, text) in [
            ("camera-orbit", "30deg 60deg 2m"),
            ("camera-orbit", "auto"),
            ("camera-orbit", " 0deg 75deg calc(105% - 0.1m) 9m, anything"),
            ("camera-target", "0m 12cm -1m"),
            ("field-of-view", "45deg"),
            ("max-camera-orbit", "auto 90deg auto"),
            ("exposure", " 1.5 "),
            ("exposure", ""),
            ("shadow-intensity", "1e0"),
            ("orientation", "0 0 1.57"),
            ("scale", "1 -2 0.5"),
            ("autoplay", ""),
            ("auto-rotate-delay", "-1"),
            ("rotation-per-second", "-30deg"),
            ("rotation-per-second", "auto"),
            ("interaction-prompt", "when-focused"),
            ("ar-placement", "wall"),
            ("bounds", "tight"),
            ("variant-name", "\"><script>"),
        ] {
            assert!(check(name, text).is_ok(), "{name}={text}");
        }
    }

    #[test]
    fn what_the_viewer_would_drop_says_attribute_value_and_what_is_allowed() {
        for (name, text, allowed) in [
            ("camera-orbit", "30 60deg 2m", "30deg 75deg 105%"),
            ("camera-orbit", "", "30deg 75deg 105%"),
            ("min-camera-orbit", "1m 1m 1m", "two angles and a distance"),
            ("camera-target", "0deg", "lengths"),
            ("field-of-view", "30DEG", "30deg"),
            ("exposure", "bright", "a number from 0"),
            ("exposure", "-1", "a number from 0"),
            ("exposure", "1e300", "a number from 0"),
            ("shadow-softness", "NaN", "a number from 0"),
            ("tone-mapping", "vivid", "aces"),
            ("orientation", "90deg", "roll, pitch and yaw"),
            ("scale", "0 1 1", "aren't 0"),
            ("auto-rotate-delay", "soon", "a number"),
            ("rotation-per-second", "fast", "30deg"),
            ("ar-scale", "large", "auto or fixed"),
            ("onload", "alert(1)", "camera-orbit"),
            ("src", "/objects/x.glb", "camera-orbit"),
        ] {
            let fault = check(name, text).unwrap_err();
            assert!(fault.message().contains(name), "{fault}");
            assert!(!is_settable(name) || fault.message().contains(&format!("'{text}'")));
            assert!(fault.hint_text().unwrap().contains(allowed), "{fault}");
        }
    }

    #[test]
    fn every_attribute_that_the_preview_draws_can_be_set() {
        // The page's background isn't the viewer's, and a page plays an animation from its start.
        let not_the_viewers = ["background", "animation-time"];
        let all = Attributes {
            variant: Some("Moss".into()),
            animation: Some("Open".into()),
            autoplay: true,
            ..Attributes::default()
        };
        let written = serde_json::to_value(&all).unwrap();
        let mut set = BTreeMap::new();
        for (name, value) in written.as_object().unwrap() {
            if not_the_viewers.contains(&name.as_str()) {
                continue;
            }
            let text = value.as_str().map_or(value.to_string(), str::to_owned);
            set.insert(name.clone(), text);
        }
        assert_eq!(set.len(), 17);
        assert_eq!(parse(&set).unwrap(), all);
        assert_eq!(of_page(&set), (all, Vec::new()));
    }

    #[test]
    fn a_page_is_followed_as_far_as_the_preview_knows_it() {
        let (attributes, others) = of_page(&texts([
            ("camera-orbit", "30deg 60deg auto"),
            ("exposure", "1.5"),
            ("scale", "1 2 1"),
            ("orientation", "0deg 0deg 90deg"),
            ("autoplay", ""),
            ("auto-rotate", ""),
            ("auto-rotate-delay", "0"),
            ("ar-placement", "wall"),
            ("field-of-view", "wide"),
        ]));
        assert_eq!(attributes.camera_orbit.to_string(), "30deg 60deg auto");
        assert!((attributes.exposure - 1.5).abs() < 1e-6);
        assert_eq!(attributes.scale.to_string(), "1 2 1");
        assert!(attributes.orientation.0[2] > 1.57);
        assert!(attributes.autoplay);
        assert_eq!(others, ["ar-placement=\"wall\"", "field-of-view=\"wide\""]);
    }

    #[test]
    fn to_the_letter_nothing_is_dropped() {
        assert!(parse(&texts([("camera-orbit", "0deg 75deg 105%")])).is_ok());
        for wrong in [
            ("camera-orbit", "0deg 75deg 105% 1m"),
            ("field-of-view", "30deg, 40deg"),
            ("ar-placement", "wall"),
            ("src", "x.glb"),
        ] {
            assert!(parse(&texts([wrong])).is_err(), "{wrong:?}");
        }
    }
}
