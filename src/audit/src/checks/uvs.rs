//! Whether meshes with textured materials have the UVs that the textures need.

use super::{Outcome, Subject, plural};
use crate::profile::Rule;

pub(super) fn run(subject: &Subject<'_>, _rule: &Rule) -> Outcome {
    let model = subject.model;
    let mut textured = 0;
    let mut bare = Vec::new();
    for (index, mesh) in model.meshes.iter().enumerate() {
        for primitive in &mesh.primitives {
            let material = primitive
                .material
                .and_then(|material| model.materials.get(material));
            let Some(material) = material else { continue };
            let own = material
                .textures()
                .filter(|(slot, _)| slot.extension().is_none());
            let mut sets = own.map(|(_, used)| used.uv_set).peekable();
            if sets.peek().is_none() {
                continue;
            }
            textured += 1;
            if sets.any(|set| primitive.uvs.get(set).is_none_or(Option::is_none)) {
                let name = mesh
                    .name
                    .clone()
                    .unwrap_or_else(|| format!("mesh {}", index + 1));
                if !bare.contains(&name) {
                    bare.push(name);
                }
            }
        }
    }
    if textured == 0 {
        return Outcome::not_applicable("No textured meshes");
    }
    let sentence = if bare.is_empty() {
        "All textured meshes have UVs".to_owned()
    } else {
        let has = plural(bare.len(), "mesh has", "meshes have");
        format!(
            "{} textured {has} no UVs: the texture can't be seen",
            bare.len()
        )
    };
    Outcome::new(bare.is_empty(), sentence)
        .places(bare)
        .hint("Unwrap these meshes in the modelling program and export again")
}

#[cfg(test)]
mod tests {
    use super::super::samples::{chair, rule, run};
    use crate::check::Check;

    #[test]
    fn a_textured_mesh_without_uvs_fails() {
        let mut model = chair();
        let rule = rule(Check::Uvs, None, None);
        assert_eq!(run(&model, &rule).kept, Some(true));
        model.meshes[0].primitives[0].uvs = Default::default();
        assert_eq!(run(&model, &rule).places, ["chair"]);
        model.materials[0].base_color_texture = None;
        assert_eq!(run(&model, &rule).kept, None);
    }
}
