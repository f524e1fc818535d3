//! Materials of the file.

use super::{Outcome, Subject, count_at_most};
use crate::profile::Rule;

pub(super) fn run(subject: &Subject<'_>, rule: &Rule) -> Outcome {
    let count = subject.facts.materials;
    let hint = "Let parts of the same stuff share one material, or bake several into one";
    count_at_most(
        count as u64,
        rule,
        super::plural(count, "material", "materials"),
        hint,
    )
}

#[cfg(test)]
mod tests {
    use super::super::samples::{chair, rule, run};
    use crate::check::Check;

    #[test]
    fn passes_at_the_limit_and_fails_above() {
        let mut model = chair();
        let rule = rule(Check::Materials, None, Some(1.0));
        assert_eq!(run(&model, &rule).kept, Some(true));
        model.materials.push(model.materials[0].clone());
        assert_eq!(run(&model, &rule).kept, Some(false));
    }
}
