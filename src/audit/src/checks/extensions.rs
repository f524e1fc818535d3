//! Extensions outside of those that the place knows. One that the file requires stops the place
//! from showing it at all; one that it only uses is ignored there.

use super::{Outcome, Subject, plural};
use crate::profile::Rule;

pub(super) fn run(subject: &Subject<'_>, rule: &Rule) -> Outcome {
    let unknown = |names: &[String]| -> Vec<String> {
        names
            .iter()
            .filter(|name| !rule.values.contains(name))
            .cloned()
            .collect()
    };
    let required = unknown(&subject.facts.extensions_required);
    let used = unknown(&subject.facts.extensions_used);
    if !required.is_empty() {
        let sentence = format!(
            "The file needs {} {} that this place doesn't know",
            required.len(),
            plural(required.len(), "extension", "extensions")
        );
        return Outcome::new(false, sentence)
            .places(required)
            .hint("Export without these extensions, or optimise the product for this place");
    }
    let sentence = if used.is_empty() {
        "All extensions are known there".to_owned()
    } else {
        format!(
            "Ignored there, without harm to the rest: {}",
            used.join(", ")
        )
    };
    Outcome::new(true, sentence).places(used)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::samples::{chair, rule_of, run};
    use crate::check::Check;

    #[test]
    fn a_required_unknown_extension_fails_and_a_used_one_does_not() {
        let mut model = chair();
        let rule = rule_of(Check::Extensions, &["KHR_materials_ior"]);
        assert_eq!(run(&model, &rule).kept, Some(true));
        model.document.json["extensionsUsed"] = json!(["KHR_materials_ior", "ACME_smell"]);
        let outcome = run(&model, &rule);
        assert_eq!(
            (outcome.kept, outcome.places),
            (Some(true), vec!["ACME_smell".to_owned()])
        );
        model.document.json["extensionsRequired"] = json!(["ACME_smell"]);
        assert_eq!(run(&model, &rule).kept, Some(false));
    }
}
