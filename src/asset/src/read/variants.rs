//! KHR_materials_variants as the web viewer takes them.
//!
//! Customers choose a variant by its name. The viewer walks the scene's parts, and the first mapping
//! that it meets of a name says which of the file's variants the name stands for; variants that no
//! part in the scene is mapped to have none.

use std::collections::{BTreeMap, HashMap};

use super::source::Source;
use crate::defect::{Defect, Effect};
use crate::json::At;
use crate::model::{Mesh, Node, Skin, VariantMaterial};
use crate::scene::is_surface;

const EXTENSION: &str = "KHR_materials_variants";

/// A primitive of a mesh, by their numbers.
pub(super) type PartId = (usize, usize);

/// The file's variants by their numbers; `None` for one without a name.
pub(super) fn names(root: &At<'_>) -> Vec<Option<String>> {
    let extension = root.extension(EXTENSION);
    let variants = extension.iter().flat_map(|at| at.items("variants"));
    variants.map(|at| at.name()).collect()
}

/// The surfaces below `roots`, each once, in the order in which the viewer walks them: backwards.
pub(super) fn surfaces(
    nodes: &[Node],
    skins: &[Skin],
    meshes: &[Mesh],
    roots: &[usize],
) -> Vec<PartId> {
    enum Step {
        Node(usize),
        Mesh(usize),
    }
    let mut is_joint = vec![false; nodes.len()];
    for joint in skins.iter().flat_map(|skin| &skin.joints) {
        if let Some(slot) = is_joint.get_mut(*joint) {
            *slot = true;
        }
    }
    let mut met = vec![false; nodes.len()];
    let mut walked = vec![false; meshes.len()];
    let mut parts = Vec::new();
    let mut open: Vec<Step> = roots.iter().copied().map(Step::Node).collect();
    while let Some(step) = open.pop() {
        let mesh = match step {
            Step::Mesh(mesh) => Some(mesh),
            Step::Node(index) => {
                let node = &nodes[index];
                if std::mem::replace(&mut met[index], true) {
                    continue;
                }
                // A mesh of one part is its node; otherwise parts come before the node's children, and
                // so are met after them.
                let alone = node
                    .mesh
                    .is_some_and(|mesh| meshes[mesh].primitives.len() == 1)
                    && !is_joint[index]
                    && node.camera.is_none()
                    && node.light.is_none();
                if !alone {
                    open.extend(node.mesh.map(Step::Mesh));
                }
                open.extend(node.children.iter().copied().map(Step::Node));
                node.mesh.filter(|_| alone)
            }
        };
        let Some(mesh) = mesh.filter(|mesh| !std::mem::replace(&mut walked[*mesh], true)) else {
            continue;
        };
        let primitives = meshes[mesh].primitives.iter().enumerate().rev();
        let surfaces = primitives.filter(|(_, primitive)| is_surface(primitive));
        parts.extend(surfaces.map(|(index, _)| (mesh, index)));
    }
    parts
}

/// The names that customers choose among, in the file's order. The materials of all parts are mapped
/// to these.
pub(super) fn settle(
    source: &mut Source<'_>,
    named: &[Option<String>],
    parts: &[PartId],
    meshes: &mut [Mesh],
) -> Vec<String> {
    let mut chosen: HashMap<&str, usize> = HashMap::new();
    for (mesh, primitive) in parts {
        for mapping in &meshes[*mesh].primitives[*primitive].variant_materials {
            for variant in &mapping.variants {
                if let Some(name) = &named[*variant] {
                    chosen.entry(name).or_insert(*variant);
                }
            }
        }
    }
    // By the file's number: the number among those that there are.
    let mut order: BTreeMap<usize, usize> = chosen.values().map(|variant| (*variant, 0)).collect();
    for (number, slot) in order.values_mut().enumerate() {
        *slot = number;
    }
    note(source, named, &chosen, &order);
    for primitive in meshes.iter_mut().flat_map(|mesh| &mut mesh.primitives) {
        let mappings = std::mem::take(&mut primitive.variant_materials);
        if !is_surface(primitive) {
            continue;
        }
        // The last mapping of a variant counts.
        let mut worn: BTreeMap<usize, usize> = BTreeMap::new();
        for mapping in &mappings {
            let known = mapping
                .variants
                .iter()
                .filter_map(|variant| order.get(variant));
            worn.extend(known.map(|number| (*number, mapping.material)));
        }
        let mut by_material: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (variant, material) in worn {
            by_material.entry(material).or_default().push(variant);
        }
        primitive.variant_materials = by_material
            .into_iter()
            .map(|(material, variants)| VariantMaterial { variants, material })
            .collect();
    }
    order
        .keys()
        .filter_map(|variant| named[*variant].clone())
        .collect()
}

/// Says which variants customers can't choose.
fn note(
    source: &mut Source<'_>,
    named: &[Option<String>],
    chosen: &HashMap<&str, usize>,
    order: &BTreeMap<usize, usize>,
) {
    for (index, name) in named
        .iter()
        .enumerate()
        .filter(|(index, _)| !order.contains_key(index))
    {
        let at = format!("/extensions/{EXTENSION}/variants/{index}");
        let (code, effect, problem) = match name {
            None => (
                "UNDEFINED_PROPERTY",
                Effect::Lost,
                "the variant has no name, by which customers would choose it".to_owned(),
            ),
            Some(name) if chosen.contains_key(name.as_str()) => (
                "VARIANT_NAME_DUPLICATE",
                Effect::Lost,
                format!(
                    "there are several variants '{name}', and customers can choose one of them"
                ),
            ),
            Some(name) => (
                "VARIANT_UNUSED",
                Effect::Drawn,
                format!("no part wears the variant '{name}', and the web viewer doesn't list it"),
            ),
        };
        source.note(Defect::new(code, effect, at, problem));
    }
}
