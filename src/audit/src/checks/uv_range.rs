//! How far the first UV set reaches outside of 0 to 1.

use super::{Outcome, Subject, plural};
use crate::finding::Unit;
use crate::profile::Rule;

pub(super) fn run(subject: &Subject<'_>, rule: &Rule) -> Outcome {
    let tolerance = rule.max.unwrap_or(0.0);
    let mut worst: Option<f64> = None;
    let mut outside = Vec::new();
    for (index, mesh) in subject.model.meshes.iter().enumerate() {
        let sets = mesh
            .primitives
            .iter()
            .filter_map(|primitive| primitive.uvs[0].as_ref());
        let far = sets
            .flatten()
            .flatten()
            .map(|value| f64::from(*value))
            .map(|value| (-value).max(value - 1.0).max(0.0))
            .reduce(f64::max);
        let Some(far) = far else { continue };
        worst = Some(worst.map_or(far, |worst| worst.max(far)));
        if far > tolerance {
            outside.push(
                mesh.name
                    .clone()
                    .unwrap_or_else(|| format!("mesh {}", index + 1)),
            );
        }
    }
    let Some(worst) = worst else {
        return Outcome::not_applicable("No UVs");
    };
    let sentence = if outside.is_empty() {
        "All UVs are within 0 to 1".to_owned()
    } else {
        let has = plural(outside.len(), "mesh has", "meshes have");
        format!(
            "{} {has} UVs outside of 0 to 1, by {worst:.3} at most",
            outside.len()
        )
    };
    Outcome::new(outside.is_empty(), sentence)
        .measured(worst, Unit::Share)
        .places(outside)
        .hint("Lay the UVs into the unit square, unless the texture repeats on purpose")
}

#[cfg(test)]
mod tests {
    use super::super::samples::{chair, rule, run};
    use crate::check::Check;

    #[test]
    fn a_uv_beyond_one_fails_and_rounding_does_not() {
        let mut model = chair();
        let rule = rule(Check::UvRange, None, Some(0.001));
        assert_eq!(run(&model, &rule).kept, Some(true));
        let set = |model: &mut asset::Model, value| {
            model.meshes[0].primitives[0].uvs[0] = Some(vec![[value, 0.5]; 8]);
        };
        set(&mut model, 1.0005);
        assert_eq!(run(&model, &rule).kept, Some(true));
        set(&mut model, -0.5);
        assert_eq!(run(&model, &rule).places, ["chair"]);
    }
}
