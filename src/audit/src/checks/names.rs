//! Whether meshes and materials have names: staff choose materials and parts by them.

use super::{Outcome, Subject};
use crate::profile::Rule;

pub(super) fn run(subject: &Subject<'_>, _rule: &Rule) -> Outcome {
    let bare = |name: &Option<String>| name.as_ref().is_none_or(|name| name.trim().is_empty());
    let model = subject.model;
    let materials = (1..)
        .zip(&model.materials)
        .filter(|(_, material)| bare(&material.name))
        .map(|(number, _)| format!("material {number}"));
    // A node that holds a mesh may have the name in the mesh's place.
    let nodes = (1..)
        .zip(&model.nodes)
        .filter(|(_, node)| bare(&node.name))
        .filter(|(_, node)| {
            let mesh = node.mesh.and_then(|mesh| model.meshes.get(mesh));
            mesh.is_some_and(|mesh| bare(&mesh.name))
        })
        .map(|(number, _)| format!("node {number}"));
    let places: Vec<_> = materials.chain(nodes).collect();
    let sentence = if places.is_empty() {
        "All parts and materials have names".to_owned()
    } else {
        format!("{} parts or materials have no name", places.len())
    };
    Outcome::new(places.is_empty(), sentence)
        .places(places)
        .hint("Name parts and materials in the modelling program; staff find them by these names")
}

#[cfg(test)]
mod tests {
    use super::super::samples::{chair, rule, run};
    use crate::check::Check;

    #[test]
    fn a_part_needs_a_name_of_its_own_or_of_its_mesh() {
        let mut model = chair();
        let rule = rule(Check::Names, None, None);
        model.nodes[0].name = None;
        assert_eq!(run(&model, &rule).kept, Some(true));
        model.meshes[0].name = None;
        model.materials[0].name = Some(" ".into());
        assert_eq!(run(&model, &rule).places, ["material 1", "node 1"]);
    }
}
