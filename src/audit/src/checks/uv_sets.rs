//! UV sets of a mesh, of the two that Plinth reads.

use super::{Outcome, Subject};
use crate::finding::Unit;
use crate::profile::Rule;

pub(super) fn run(subject: &Subject<'_>, rule: &Rule) -> Outcome {
    let sets = |mesh: &asset::model::Mesh| {
        let counts = mesh
            .primitives
            .iter()
            .map(|p| p.uvs.iter().flatten().count());
        counts.max().unwrap_or(0)
    };
    let meshes = &subject.model.meshes;
    let most = meshes.iter().map(sets).max().unwrap_or(0);
    let over = (1..)
        .zip(meshes)
        .filter(|(_, mesh)| rule.max.is_some_and(|max| sets(mesh) as f64 > max))
        .map(|(number, mesh)| {
            mesh.name
                .clone()
                .unwrap_or_else(|| format!("mesh {number}"))
        });
    let over: Vec<_> = over.collect();
    let sentence = format!(
        "At most {most} UV {} a mesh",
        super::plural(most, "set", "sets")
    );
    Outcome::new(over.is_empty(), sentence)
        .measured(most as f64, Unit::Count)
        .places(over)
        .hint("Bake all textures to one UV set in the modelling program")
}

#[cfg(test)]
mod tests {
    use super::super::samples::{chair, rule, run};
    use crate::check::Check;

    #[test]
    fn a_second_set_fails_where_one_is_allowed() {
        let mut model = chair();
        let rule = rule(Check::UvSets, None, Some(1.0));
        assert_eq!(run(&model, &rule).kept, Some(true));
        model.meshes[0].primitives[0].uvs[1] = Some(vec![[0.0; 2]; 8]);
        assert_eq!(run(&model, &rule).places, ["chair"]);
    }
}
