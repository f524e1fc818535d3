//! What every model that was read holds to, however its file was damaged.

use crate::model::{Material, Model, MorphTarget, Primitive};

/// Fails where `model` doesn't keep its promises.
pub(super) fn check(model: &Model) {
    let nodes = model.nodes.len();
    for scene in &model.scenes {
        assert!(scene.nodes.iter().all(|node| *node < nodes));
    }
    assert!(model.scene.is_none_or(|scene| scene < model.scenes.len()));
    let mut has_parent = vec![false; nodes];
    for child in model.nodes.iter().flat_map(|node| &node.children) {
        assert!(!std::mem::replace(&mut has_parent[*child], true));
    }
    for root in model
        .scene
        .iter()
        .flat_map(|scene| &model.scenes[*scene].nodes)
    {
        assert!(!std::mem::replace(&mut has_parent[*root], true));
    }
    for node in &model.nodes {
        assert!(node.children.iter().all(|child| *child < nodes));
        assert!(node.mesh.is_none_or(|mesh| mesh < model.meshes.len()));
        assert!(node.skin.is_none_or(|skin| skin < model.skins.len()));
        assert!(
            node.camera
                .is_none_or(|camera| camera < model.cameras.len())
        );
        assert!(node.light.is_none_or(|light| light < model.lights.len()));
        if let Some(instances) = &node.instances {
            assert_eq!(instances.len(), instances.rotations.len());
            assert_eq!(instances.len(), instances.scales.len());
        }
    }
    for mesh in &model.meshes {
        for part in &mesh.primitives {
            assert_eq!(part.targets.len(), mesh.weights.len());
            check_primitive(model, part);
        }
    }
    for skin in &model.skins {
        assert_eq!(skin.joints.len(), skin.inverse_bind.len());
        assert!(skin.joints.iter().all(|joint| *joint < nodes));
    }
    for channel in model
        .animations
        .iter()
        .flat_map(|animation| &animation.channels)
    {
        let curve = &channel.curve;
        assert!(channel.node < nodes && curve.times.is_sorted() && !curve.times.is_empty());
        assert_eq!(curve.values.len() % (curve.times.len() * curve.width), 0);
    }
    for texture in &model.textures {
        assert!(texture.image.is_none_or(|image| image < model.images.len()));
    }
    let mut used = model.materials.iter().flat_map(Material::textures);
    assert!(used.all(|(_, used)| used.texture < model.textures.len()));
    assert_eq!(
        model.document.buffers.len(),
        model.document.json["buffers"]
            .as_array()
            .map_or(0, Vec::len)
    );
}

fn check_primitive(model: &Model, part: &Primitive) {
    let count = part.positions.len();
    let fits = |length: Option<usize>| length.is_none_or(|length| length == count);
    assert!(fits(part.normals.as_ref().map(Vec::len)));
    assert!(fits(part.tangents.as_ref().map(Vec::len)));
    assert!(part.uvs.iter().all(|uv| fits(uv.as_ref().map(Vec::len))));
    assert!(fits(part.colors.as_ref().map(Vec::len)));
    assert!(fits(part.joints.as_ref().map(Vec::len)));
    assert!(fits(part.weights.as_ref().map(Vec::len)));
    for MorphTarget {
        positions,
        normals,
        tangents,
        colors,
    } in &part.targets
    {
        for list in [positions, normals, tangents] {
            assert!(fits(list.as_ref().map(Vec::len)));
        }
        assert!(fits(colors.as_ref().map(Vec::len)));
    }
    let indices = part.indices.iter().flatten();
    assert!(indices.copied().all(|index| (index as usize) < count));
    assert!(
        part.material
            .is_none_or(|material| material < model.materials.len())
    );
    for entry in &part.variant_materials {
        assert!(entry.material < model.materials.len());
        assert!(
            entry
                .variants
                .iter()
                .all(|variant| *variant < model.variants.len())
        );
    }
}

/// Bytes of all decoded geometry, roughly.
pub(super) fn decoded_bytes(model: &Model) -> usize {
    let parts = model.meshes.iter().flat_map(|mesh| &mesh.primitives);
    let part = |part: &Primitive| {
        let indices = part.indices.as_ref().map_or(0, Vec::len) * 4;
        indices + part.positions.len() * (12 + part.targets.len() * 12)
    };
    let curves = model
        .animations
        .iter()
        .flat_map(|animation| &animation.channels);
    let curve = |c: &crate::model::Channel| (c.curve.times.len() + c.curve.values.len()) * 4;
    parts.map(part).sum::<usize>() + curves.map(curve).sum::<usize>()
}
