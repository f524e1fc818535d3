//! Triangles drawn, every instance counted.

use super::{Outcome, Subject, count_at_most};
use crate::profile::Rule;

pub(super) fn run(subject: &Subject<'_>, rule: &Rule) -> Outcome {
    let hint = "Optimise the product for this place, or simplify its densest parts";
    let what = if subject.facts.triangles == 1 {
        "triangle"
    } else {
        "triangles"
    };
    count_at_most(subject.facts.triangles, rule, what, hint)
}

#[cfg(test)]
mod tests {
    use super::super::samples::{chair, rule, run};
    use crate::check::Check;

    #[test]
    fn passes_at_the_limit_and_fails_below() {
        let model = chair();
        assert_eq!(
            run(&model, &rule(Check::Triangles, None, Some(12.0))).kept,
            Some(true)
        );
        let outcome = run(&model, &rule(Check::Triangles, None, Some(11.0)));
        assert_eq!(outcome.kept, Some(false));
        assert_eq!(outcome.measured.map(|measured| measured.value), Some(12.0));
    }
}
