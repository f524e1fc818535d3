//! Textures that stop the web viewer, or that it can't lay on a part.

use super::subject::{Subject, lost, refused};
use crate::defect::Defects;
use crate::model::UV_SETS;

pub(super) fn check(subject: &Subject<'_>, defects: &mut Defects) {
    let model = subject.model;
    // Materials are loaded with the parts that wear them; those of variants once they are chosen.
    let mut worn = vec![false; model.materials.len()];
    let mut choosable = worn.clone();
    for (_, mesh) in subject.loaded_meshes() {
        for primitive in &model.meshes[mesh].primitives {
            if let Some(slot) = primitive
                .material
                .and_then(|material| worn.get_mut(material))
            {
                *slot = true;
            }
            for mapping in &primitive.variant_materials {
                if let Some(slot) = choosable.get_mut(mapping.material) {
                    *slot = true;
                }
            }
        }
    }
    let mut told = vec![false; model.textures.len()];
    for (index, material) in model.materials.iter().enumerate() {
        if !worn[index] && !choosable[index] {
            continue;
        }
        for texture in material.loaded_textures().map(|(_, used)| used.texture) {
            let empty = model
                .textures
                .get(texture)
                .is_some_and(|texture| texture.image.is_none() && texture.lost.is_none());
            if !empty || std::mem::replace(&mut told[texture], true) {
                continue;
            }
            let at = format!("/textures/{texture}");
            if worn[index] {
                let problem = "names no picture of a kind that the web viewer knows";
                refused(defects, "TEXTURE_NO_SOURCE", at, problem);
            } else {
                let problem = "names no picture of a kind that the web viewer knows, so the variant that wears it can't be put on";
                lost(defects, "TEXTURE_NO_SOURCE", at, problem);
            }
        }
        if let Some((_, texture)) = material
            .drawn_textures()
            .find(|(_, texture)| texture.uv_set >= UV_SETS && is_picture(subject, texture.texture))
        {
            lost(
                defects,
                "UV_SET_UNKNOWN",
                format!("/materials/{index}"),
                format!(
                    "lays a texture on by UV set {}, and the web viewer shows nothing of what wears it: it knows sets 0 to {}",
                    texture.uv_set,
                    UV_SETS - 1
                ),
            );
        }
    }
}

/// Whether a texture's picture is shown: where it isn't, the viewer does without the texture.
fn is_picture(subject: &Subject<'_>, texture: usize) -> bool {
    let texture = subject.model.textures.get(texture);
    texture.is_some_and(|texture| texture.image.is_some())
}
