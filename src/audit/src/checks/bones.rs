//! Joints of the largest skin.

use super::{Outcome, Subject, count_at_most};
use crate::profile::Rule;

pub(super) fn run(subject: &Subject<'_>, rule: &Rule) -> Outcome {
    match subject
        .model
        .skins
        .iter()
        .map(|skin| skin.joints.len())
        .max()
    {
        None => Outcome::not_applicable("No skins"),
        Some(most) => count_at_most(
            most as u64,
            rule,
            "bones",
            "Remove bones that hardly move anything",
        ),
    }
}

#[cfg(test)]
mod tests {
    use asset::model::Skin;

    use super::super::samples::{chair, rule, run};
    use crate::check::Check;

    #[test]
    fn the_largest_skin_counts() {
        let mut model = chair();
        let rule = rule(Check::Bones, None, Some(2.0));
        assert_eq!(run(&model, &rule).kept, None);
        let skin = |joints: usize| Skin {
            name: None,
            joints: vec![0; joints],
            inverse_bind: Vec::new(),
            skeleton: None,
        };
        model.skins = vec![skin(2), skin(1)];
        assert_eq!(run(&model, &rule).kept, Some(true));
        model.skins.push(skin(3));
        assert_eq!(run(&model, &rule).kept, Some(false));
    }
}
