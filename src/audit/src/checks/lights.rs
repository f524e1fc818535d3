//! Lights in the file: a place lights products itself, and its lights would add to these.

use super::{Outcome, Subject, count_at_most};
use crate::profile::Rule;

pub(super) fn run(subject: &Subject<'_>, rule: &Rule) -> Outcome {
    let lights = &subject.facts.lights;
    let hint = "Export without lights; the place brings its own";
    let what = super::plural(lights.len(), "light", "lights");
    let outcome = count_at_most(lights.len() as u64, rule, what, hint);
    if outcome.kept == Some(false) {
        return outcome.places(lights.iter().map(|light| light.name.clone()));
    }
    outcome
}

#[cfg(test)]
mod tests {
    use asset::model::{Light, LightKind};

    use super::super::samples::{chair, rule, run};
    use crate::check::Check;

    #[test]
    fn a_light_fails_where_none_is_allowed() {
        let mut model = chair();
        let rule = rule(Check::Lights, None, Some(0.0));
        assert_eq!(run(&model, &rule).kept, Some(true));
        model.lights.push(Light {
            name: Some("lamp".into()),
            color: [1.0; 3],
            intensity: 1.0,
            range: None,
            kind: LightKind::Point,
        });
        assert_eq!(run(&model, &rule).places, ["lamp"]);
    }
}
