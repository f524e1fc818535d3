//! Draw calls of one picture: each primitive of each visible node.

use super::{Outcome, Subject, count_at_most};
use crate::profile::Rule;

pub(super) fn run(subject: &Subject<'_>, rule: &Rule) -> Outcome {
    let count = subject.facts.draw_calls;
    let hint = "Join parts that share a material and never move on their own";
    count_at_most(
        count,
        rule,
        if count == 1 {
            "draw call"
        } else {
            "draw calls"
        },
        hint,
    )
}

#[cfg(test)]
mod tests {
    use super::super::samples::{chair, rule, run};
    use crate::check::Check;

    #[test]
    fn a_mesh_that_stands_twice_is_drawn_twice() {
        let mut model = chair();
        let rule = rule(Check::DrawCalls, None, Some(1.0));
        assert_eq!(run(&model, &rule).kept, Some(true));
        model.nodes.push(model.nodes[0].clone());
        model.scenes[0].nodes.push(1);
        assert_eq!(run(&model, &rule).kept, Some(false));
    }
}
