//! Media types of the textures, by their first bytes.

use super::{Outcome, Subject};
use crate::profile::Rule;

pub(super) fn run(subject: &Subject<'_>, rule: &Rule) -> Outcome {
    let known: Vec<_> = subject
        .facts
        .textures
        .iter()
        .filter(|t| !t.missing)
        .collect();
    if known.is_empty() {
        return Outcome::not_applicable("No textures");
    }
    let strange: Vec<_> = known
        .iter()
        .filter(|texture| !rule.values.iter().any(|value| value == texture.mime))
        .map(|texture| format!("{} ({})", texture.name, texture.mime))
        .collect();
    let allowed = rule.values.join(", ");
    let sentence = if strange.is_empty() {
        "All textures have an accepted format".to_owned()
    } else {
        format!(
            "{} of {} textures aren't {allowed}",
            strange.len(),
            known.len()
        )
    };
    Outcome::new(strange.is_empty(), sentence)
        .places(strange)
        .hint(format!("Export these textures as {allowed}"))
}

#[cfg(test)]
mod tests {
    use super::super::samples::{chair, rule_of, run};
    use crate::check::Check;

    #[test]
    fn a_format_outside_of_the_list_fails() {
        let model = chair();
        let png = rule_of(Check::ImageFormats, &["image/png", "image/jpeg"]);
        assert_eq!(run(&model, &png).kept, Some(true));
        let outcome = run(&model, &rule_of(Check::ImageFormats, &["image/jpeg"]));
        assert_eq!(outcome.places, ["cloth (image/png)"]);
    }
}
