//! Width and height of every texture that a material uses.

use super::{Outcome, Subject, within};
use crate::finding::Unit;
use crate::profile::Rule;

pub(super) fn run(subject: &Subject<'_>, rule: &Rule) -> Outcome {
    let used = || {
        let known = subject
            .facts
            .textures
            .iter()
            .filter(|t| t.width > 0 && t.height > 0);
        known.filter(|texture| !texture.slots.is_empty())
    };
    let sides = || used().flat_map(|texture| [texture.width, texture.height]);
    let (Some(least), Some(greatest)) = (sides().min(), sides().max()) else {
        return Outcome::not_applicable("No textures");
    };
    let broken: Vec<_> = used()
        .filter(|t| {
            ![t.width, t.height]
                .iter()
                .all(|side| within(f64::from(*side), rule))
        })
        .map(|t| format!("{} ({} x {})", t.name, t.width, t.height))
        .collect();
    let over = rule.max.filter(|max| f64::from(greatest) > *max);
    let under = rule.min.filter(|min| f64::from(least) < *min);
    let (measured, sentence) = match (over, under) {
        (Some(max), _) => (
            greatest,
            format!("The largest texture side is {greatest} px; at most {max} allowed"),
        ),
        (None, Some(min)) => (
            least,
            format!("The smallest texture side is {least} px; at least {min} asked for"),
        ),
        (None, None) => (
            greatest,
            format!("Texture sides are from {least} to {greatest} px"),
        ),
    };
    let hint = if over.is_some() {
        "Optimise the product for this place: that makes large textures smaller"
    } else {
        "Export the textures larger; making small ones larger here wouldn't add detail"
    };
    Outcome::new(broken.is_empty(), sentence)
        .measured(f64::from(measured), Unit::Pixels)
        .places(broken)
        .hint(hint)
}

#[cfg(test)]
mod tests {
    use super::super::samples::{chair, picture, rule, run};
    use crate::check::Check;

    #[test]
    fn names_the_textures_that_are_too_large_or_too_small() {
        let mut model = chair();
        let rule = rule(Check::TextureSize, Some(64.0), Some(128.0));
        assert_eq!(run(&model, &rule).kept, Some(true));
        model.images[0] = picture(256, 64, [128; 4]);
        let outcome = run(&model, &rule);
        assert_eq!(outcome.kept, Some(false));
        assert_eq!(outcome.places, ["cloth (256 x 64)"]);
        model.images[0] = picture(64, 32, [128; 4]);
        assert_eq!(
            run(&model, &rule).measured.map(|measured| measured.value),
            Some(32.0)
        );
    }

    #[test]
    fn a_texture_that_nothing_uses_is_not_judged() {
        let mut model = chair();
        model.materials[0].base_color_texture = None;
        assert_eq!(
            run(&model, &rule(Check::TextureSize, None, Some(8.0))).kept,
            None
        );
    }
}
