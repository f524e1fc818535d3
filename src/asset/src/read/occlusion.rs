//! What the web viewer does to UV set 2 where a material has occlusion.
//!
//! As a workaround for an old fault of its renderer, it copies set 0 over set 2 of a geometry whose
//! material says explicitly that occlusion uses set 0. Geometries are shared by all primitives with the
//! same accessors, whatever they wear.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::source::Source;
use super::variants::PartId;
use crate::Error;
use crate::codec::draco;
use crate::json::At;
use crate::model::{Material, Mesh, Texture, Topology};

/// Copies the set in the shapes of `parts`, those that are shown.
pub(super) fn share_uvs(
    source: &mut Source<'_>,
    parts: &[PartId],
    materials: &[Material],
    textures: &[Texture],
    meshes: &mut [Mesh],
) -> Result<(), Error> {
    let list: Vec<At<'_>> = source.root.items("materials").collect();
    let occluded: Vec<bool> = list
        .iter()
        .zip(materials)
        .map(|(at, material)| {
            let named = at.get("occlusionTexture").and_then(|at| at.get("texCoord"));
            let first = named.is_some_and(|at| at.size().is_ok_and(|set| set == 0));
            let texture = material.occlusion_texture;
            let texture = texture.and_then(|used| textures.get(used.texture));
            first && !material.unlit && texture.is_some_and(|texture| texture.image.is_some())
        })
        .collect();
    if !occluded.contains(&true) {
        return Ok(());
    }
    // What a part's shape is made of.
    let mut shapes: HashMap<String, Vec<PartId>> = HashMap::new();
    let mut copied = Vec::new();
    let shown: HashSet<PartId> = parts.iter().copied().collect();
    for (mesh, at) in source.root.items("meshes").enumerate() {
        for (primitive, at) in at.items("primitives").enumerate() {
            shapes
                .entry(shape(&at, (mesh, primitive), meshes))
                .or_default()
                .push((mesh, primitive));
        }
    }
    for (mesh, at) in source.root.items("meshes").enumerate() {
        for (primitive, at) in at.items("primitives").enumerate() {
            let part = meshes
                .get(mesh)
                .and_then(|mesh| mesh.primitives.get(primitive));
            let material = part.and_then(|part| part.material);
            let worn = material.is_some_and(|material| occluded.get(material) == Some(&true));
            if worn && shown.contains(&(mesh, primitive)) {
                copied.extend(
                    shapes
                        .remove(&shape(&at, (mesh, primitive), meshes))
                        .unwrap_or_default(),
                );
            }
        }
    }
    for (mesh, primitive) in copied {
        let part = meshes
            .get_mut(mesh)
            .and_then(|mesh| mesh.primitives.get_mut(primitive));
        let Some(primitive) = part else { continue };
        if let Some(first) = &primitive.uvs[0] {
            let root = source.root;
            source.spend(&root, first.len(), size_of::<[f32; 2]>())?;
            primitive.uvs[2] = Some(first.clone());
        }
    }
    Ok(())
}

/// What the viewer knows a primitive's geometry by.
fn shape(at: &At<'_>, (mesh, primitive): PartId, meshes: &[Mesh]) -> String {
    let part = meshes
        .get(mesh)
        .and_then(|mesh| mesh.primitives.get(primitive));
    let topology = part.map(|part| part.topology).unwrap_or_default();
    // Strips and fans are made triangles, which are theirs alone.
    if matches!(topology, Topology::TriangleStrip | Topology::TriangleFan) {
        return format!("part {mesh} {primitive}");
    }
    let holder = at.extension(draco::EXTENSION);
    let holder = holder.as_ref().unwrap_or(at).value();
    let mut key = format!(
        "{topology:?} {} {}",
        holder["bufferView"], holder["indices"]
    );
    let attributes = [&holder["attributes"]];
    let targets = at.value()["targets"].as_array().into_iter().flatten();
    for list in attributes.into_iter().chain(targets) {
        let mut pairs: Vec<(&String, &Value)> = list.as_object().into_iter().flatten().collect();
        pairs.sort_by_key(|(name, _)| *name);
        for (name, accessor) in pairs {
            key += &format!(" {name} {accessor}");
        }
        key.push(';');
    }
    key
}
