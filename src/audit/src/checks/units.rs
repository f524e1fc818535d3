//! Whether the longest side, in metres, is that of a product: the usual mistake is a model in
//! centimetres, millimetres or inches.

use base::units::centimetres;

use super::{Outcome, Subject, within};
use crate::finding::Unit;
use crate::profile::Rule;

/// Other units in which models are often exported, in metres.
const OTHERS: [(&str, f64); 3] = [
    ("centimetres", 0.01),
    ("inches", 0.0254),
    ("millimetres", 0.001),
];

pub(super) fn run(subject: &Subject<'_>, rule: &Rule) -> Outcome {
    let Some(longest) = subject.bounds.map(|bounds| bounds.size().max_element()) else {
        return Outcome::not_applicable("Nothing is visible");
    };
    let kept = within(longest, rule);
    let sentence = if longest < 10.0 {
        format!("The longest side is {}", centimetres(longest))
    } else {
        format!("The longest side is {longest:.0} m")
    };
    let guess = OTHERS
        .iter()
        .find(|(_, metres)| longest > 1.0 && within(longest * metres, rule));
    let hint = match guess {
        Some((name, metres)) => format!(
            "The model seems to be in {name}, which would make it {}; glTF is in metres: export it \
             with the right unit",
            centimetres(longest * metres)
        ),
        None => "glTF is in metres: export the model with the right unit".to_owned(),
    };
    Outcome::new(kept, sentence)
        .measured(longest, Unit::Metres)
        .hint(hint)
}

#[cfg(test)]
mod tests {
    use asset::model::Transform;
    use glam::{Quat, Vec3};

    use super::super::samples::{chair, rule, run};
    use crate::check::Check;

    #[test]
    fn a_chair_of_a_kilometre_is_guessed_to_be_in_millimetres() {
        let mut model = chair();
        let rule = rule(Check::Units, Some(0.005), Some(5.0));
        assert_eq!(run(&model, &rule).kept, Some(true));
        model.nodes[0].transform = Transform::Trs {
            translation: Vec3::ZERO,
            rotation: Quat::IDENTITY,
            scale: Vec3::splat(1000.0),
        };
        let outcome = run(&model, &rule);
        assert_eq!(outcome.kept, Some(false));
        assert!(
            outcome
                .hint
                .is_some_and(|hint| hint.contains("millimetres"))
        );
    }
}
