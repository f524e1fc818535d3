//! Whether the product stands on the floor with the middle of its base at the origin, so that it
//! neither floats nor sinks nor stands beside its place in AR.
//!
//! The limit is a share of the longest side.

use base::units::centimetres;
use glam::DVec3;

use super::{Outcome, Subject};
use crate::finding::Unit;
use crate::fix::FixId;
use crate::profile::Rule;

pub(super) fn run(subject: &Subject<'_>, rule: &Rule) -> Outcome {
    let Some(bounds) = subject.bounds else {
        return Outcome::not_applicable("Nothing is visible");
    };
    let tolerance = rule.max.unwrap_or(0.0) * bounds.size().max_element();
    let base = DVec3::new(bounds.center().x, bounds.min.y, bounds.center().z);
    let off = base.abs().max_element();
    let mut words = Vec::new();
    if base.y > tolerance {
        words.push(format!("floats {} above the floor", centimetres(base.y)));
    } else if base.y < -tolerance {
        words.push(format!("sinks {} into the floor", centimetres(-base.y)));
    }
    let beside = base.x.hypot(base.z);
    if base.x.abs().max(base.z.abs()) > tolerance {
        words.push(format!("stands {} beside the origin", centimetres(beside)));
    }
    let sentence = if words.is_empty() {
        "It stands on the floor at the origin".to_owned()
    } else {
        format!("It {}", words.join(" and "))
    };
    Outcome::new(words.is_empty(), sentence)
        .measured(off, Unit::Metres)
        .hint("Let Plinth move it, or move it in the modelling program and export again")
        .fix(Some(FixId::StandOnFloor))
}

#[cfg(test)]
mod tests {
    use asset::model::Transform;
    use glam::{Quat, Vec3};

    use super::super::samples::{chair, rule, run};
    use crate::FixId;
    use crate::check::Check;

    #[test]
    fn floating_sinking_and_standing_beside_fail() {
        let mut model = chair();
        let rule = rule(Check::Ground, None, Some(0.01));
        assert_eq!(run(&model, &rule).kept, Some(true));
        let moves = [
            (Vec3::new(0.0, 0.1, 0.0), "floats"),
            (Vec3::new(0.0, -0.1, 0.0), "sinks"),
            (Vec3::new(0.3, 0.0, 0.4), "beside"),
        ];
        for (translation, word) in moves {
            model.nodes[0].transform = Transform::Trs {
                translation,
                rotation: Quat::IDENTITY,
                scale: Vec3::ONE,
            };
            let outcome = run(&model, &rule);
            assert_eq!(outcome.kept, Some(false));
            assert_eq!(outcome.fix, Some(FixId::StandOnFloor));
            assert!(outcome.sentence.contains(word), "{}", outcome.sentence);
        }
    }
}
