//! The attributes that a page may set: their names, what each takes, and what reads it.

use std::str::FromStr;

use crate::Attributes;
use crate::position::words;
use crate::term::Term;
use crate::unit::Quantity;

/// One attribute of `<model-viewer>` that a manifest may set. Others would change what the page
/// itself decides (`src`, `poster`, `alt`, `ar-modes`) or could run script (`onload`).
pub(crate) struct Word {
    pub(crate) name: &'static str,
    /// What it takes, as a sentence ends.
    pub(crate) takes: &'static str,
    pub(crate) reading: Reading,
}

/// What reads an attribute's value, and says whether the viewer understands it.
pub(crate) enum Reading {
    /// It changes the first picture, which the preview draws.
    Drawn(fn(&mut Attributes, &str) -> Option<()>),
    /// The same, as this many terms at most: what stands behind them, or behind a comma, the viewer
    /// doesn't hear.
    Terms(usize, fn(&mut Attributes, &str) -> Option<()>),
    /// It changes what is seen after a while.
    Later(fn(&str) -> bool),
    /// It changes what a hand or a room does.
    Felt(fn(&str) -> bool),
}

use Reading::{Drawn, Felt, Later, Terms};

const ORBIT: &str =
    "two angles and a distance, such as '30deg 75deg 105%', or auto for any of them";
const ANGLE: &str = "an angle such as 30deg or 0.5rad, or auto";
const NUMBER: &str = "a number";
const AMOUNT: &str = "a number from 0";
const TEXT: &str = "any text";
const FLAG: &str = "any value: it is there or not";

/// All of them, by name.
pub(crate) const WORDS: [Word; 33] = [
    row("animation-crossfade-duration", NUMBER, Later(is_number)),
    row(
        "animation-name",
        TEXT,
        Drawn(|all, text| {
            all.animation = Some(text.to_owned());
            Some(())
        }),
    ),
    row(
        "ar-placement",
        "floor or wall",
        Felt(|text| matches!(text, "floor" | "wall")),
    ),
    row(
        "ar-scale",
        "auto or fixed",
        Felt(|text| matches!(text, "auto" | "fixed")),
    ),
    row("auto-rotate", FLAG, Later(|_| true)),
    row("auto-rotate-delay", NUMBER, Later(is_number)),
    row(
        "autoplay",
        FLAG,
        Drawn(|all, _| {
            all.autoplay = true;
            Some(())
        }),
    ),
    // Older viewers read it.
    row("bounds", TEXT, Felt(|_| true)),
    row(
        "camera-orbit",
        ORBIT,
        Terms(3, |all, text| put(&mut all.camera_orbit, text)),
    ),
    row(
        "camera-target",
        "three lengths such as '0m 0.5m 0m', or auto for any of them",
        Terms(3, |all, text| put(&mut all.camera_target, text)),
    ),
    row("disable-pan", FLAG, Felt(|_| true)),
    row("disable-tap", FLAG, Felt(|_| true)),
    row("disable-zoom", FLAG, Felt(|_| true)),
    row(
        "environment-image",
        "neutral, legacy or where a picture of a place is",
        Drawn(|all, text| put(&mut all.environment, text)),
    ),
    row(
        "exposure",
        AMOUNT,
        Drawn(|all, text| amount(&mut all.exposure, text)),
    ),
    row(
        "field-of-view",
        ANGLE,
        Terms(1, |all, text| put(&mut all.field_of_view, text)),
    ),
    row(
        "interaction-prompt",
        "auto or none",
        // Older viewers know the last one; this one takes it for none.
        Felt(|text| matches!(text, "auto" | "none" | "when-focused")),
    ),
    row("interaction-prompt-threshold", NUMBER, Felt(is_number)),
    row("interpolation-decay", NUMBER, Felt(is_number)),
    row(
        "max-camera-orbit",
        ORBIT,
        Terms(3, |all, text| put(&mut all.max_camera_orbit, text)),
    ),
    row(
        "max-field-of-view",
        ANGLE,
        Terms(1, |all, text| put(&mut all.max_field_of_view, text)),
    ),
    row(
        "min-camera-orbit",
        ORBIT,
        Terms(3, |all, text| put(&mut all.min_camera_orbit, text)),
    ),
    row(
        "min-field-of-view",
        ANGLE,
        Terms(1, |all, text| put(&mut all.min_field_of_view, text)),
    ),
    row("orbit-sensitivity", NUMBER, Felt(is_number)),
    row(
        "orientation",
        "three angles, roll, pitch and yaw, such as '0deg 0deg 90deg'",
        Terms(3, |all, text| put(&mut all.orientation, text)),
    ),
    row("pan-sensitivity", NUMBER, Felt(is_number)),
    row(
        "rotation-per-second",
        ANGLE,
        Later(|text| Term::parse(&heard(text, 1), Quantity::Angle, "angle").is_ok()),
    ),
    row(
        "scale",
        "three factors that aren't 0, such as '1 1 1'",
        Terms(3, |all, text| put(&mut all.scale, text)),
    ),
    row(
        "shadow-intensity",
        AMOUNT,
        Drawn(|all, text| amount(&mut all.shadow_intensity, text)),
    ),
    row(
        "shadow-softness",
        AMOUNT,
        Drawn(|all, text| amount(&mut all.shadow_softness, text)),
    ),
    row(
        "tone-mapping",
        "auto, commerce, neutral, aces, agx, reinhard, cineon, linear or none",
        Drawn(|all, text| put(&mut all.tone_mapping, text)),
    ),
    row(
        "variant-name",
        TEXT,
        Drawn(|all, text| {
            all.variant = Some(text.to_owned());
            Some(())
        }),
    ),
    row("zoom-sensitivity", NUMBER, Felt(is_number)),
];

const fn row(name: &'static str, takes: &'static str, reading: Reading) -> Word {
    Word {
        name,
        takes,
        reading,
    }
}

fn put<T: FromStr>(place: &mut T, text: &str) -> Option<()> {
    *place = text.parse().ok()?;
    Some(())
}

/// A number as scripts read one: nothing is 0, and spaces around it don't count.
fn number(text: &str) -> Option<f64> {
    match text.trim() {
        "" => Some(0.0),
        text => text.parse().ok().filter(|number: &f64| number.is_finite()),
    }
}

fn is_number(text: &str) -> bool {
    number(text).is_some()
}

fn amount(place: &mut f32, text: &str) -> Option<()> {
    let number = number(text)? as f32;
    if !number.is_finite() || number < 0.0 {
        return None;
    }
    *place = number;
    Some(())
}

/// What the viewer hears of `text`: at most so many terms, up to a comma outside of brackets.
pub(crate) fn heard(text: &str, most: usize) -> String {
    let mut depth = 0_usize;
    let end = text.find(|letter| {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        letter == ',' && depth == 0
    });
    let mut terms = words(&text[..end.unwrap_or(text.len())]);
    terms.truncate(most);
    terms.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ToneMapping;

    #[test]
    fn a_row_of_the_curves_names_them_all() {
        let row = WORDS.iter().find(|word| word.name == "tone-mapping");
        let takes = row.map_or("", |word| word.takes);
        for (_, name) in ToneMapping::ALL {
            assert!(takes.split([',', ' ']).any(|word| word == name), "{name}");
        }
    }

    #[test]
    fn terms_end_at_a_comma_and_at_their_number() {
        assert_eq!(heard("1deg 2deg, 3m", 3), "1deg 2deg");
        assert_eq!(heard(" 1deg  2deg 3m 4m", 3), "1deg 2deg 3m");
        assert_eq!(heard("calc(1m + 2m) 2m", 1), "calc(1m + 2m)");
        assert_eq!(heard("calc(1m, 2m) 2m,", 3), "calc(1m, 2m) 2m");
    }
}
