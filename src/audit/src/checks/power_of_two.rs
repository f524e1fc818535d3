//! Whether width and height of every texture are powers of two, for old devices.

use super::{Outcome, Subject, plural};
use crate::profile::Rule;

pub(super) fn run(subject: &Subject<'_>, _rule: &Rule) -> Outcome {
    let known: Vec<_> = subject
        .facts
        .textures
        .iter()
        .filter(|t| t.width > 0 && t.height > 0)
        .collect();
    if known.is_empty() {
        return Outcome::not_applicable("No textures");
    }
    let odd: Vec<_> = known
        .iter()
        .filter(|t| !(t.width.is_power_of_two() && t.height.is_power_of_two()))
        .map(|t| format!("{} ({} x {})", t.name, t.width, t.height))
        .collect();
    let sentence = if odd.is_empty() {
        "All texture sides are powers of two".to_owned()
    } else {
        let has = plural(odd.len(), "texture has", "textures have");
        format!("{} {has} a side that isn't a power of two", odd.len())
    };
    Outcome::new(odd.is_empty(), sentence)
        .places(odd)
        .hint("Export these textures with sides such as 512, 1024 or 2048")
}

#[cfg(test)]
mod tests {
    use super::super::samples::{chair, picture, rule, run};
    use crate::check::Check;

    #[test]
    fn a_side_of_sixty_fails() {
        let mut model = chair();
        let rule = rule(Check::PowerOfTwo, None, None);
        assert_eq!(run(&model, &rule).kept, Some(true));
        model.images[0] = picture(64, 60, [128; 4]);
        assert_eq!(run(&model, &rule).places, ["cloth (64 x 60)"]);
        model.images.clear();
        assert_eq!(run(&model, &rule).kept, None);
    }
}
