//! Vertices of all meshes, once each.

use super::{Outcome, Subject, count_at_most};
use crate::profile::Rule;

pub(super) fn run(subject: &Subject<'_>, rule: &Rule) -> Outcome {
    let hint = "Optimise the product for this place: that joins equal vertices and simplifies";
    count_at_most(subject.facts.vertices, rule, "vertices", hint)
}

#[cfg(test)]
mod tests {
    use super::super::samples::{chair, rule, run};
    use crate::check::Check;

    #[test]
    fn passes_at_the_limit_and_fails_below() {
        let model = chair();
        assert_eq!(
            run(&model, &rule(Check::Vertices, None, Some(8.0))).kept,
            Some(true)
        );
        assert_eq!(
            run(&model, &rule(Check::Vertices, None, Some(7.0))).kept,
            Some(false)
        );
    }
}
