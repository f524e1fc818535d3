//! What of a file the web viewer loads: what the scenes reach, and all animations and cameras. The rest
//! may be as wrong as it likes, as nobody ever sees it.

use serde_json::Value;

use crate::json::At;

/// Which elements of each of the root's arrays are loaded.
#[derive(Debug, Default)]
pub(crate) struct Reach {
    /// Nodes, joints with them.
    pub(crate) nodes: Vec<bool>,
    /// Meshes.
    pub(crate) meshes: Vec<bool>,
    /// Skins.
    pub(crate) skins: Vec<bool>,
    /// Materials, those of variants with them.
    pub(crate) materials: Vec<bool>,
    /// Textures.
    pub(crate) textures: Vec<bool>,
    /// Images.
    pub(crate) images: Vec<bool>,
}

impl Reach {
    /// What is loaded of the file at `root`, whose nodes are loaded where `nodes_loaded` says so.
    pub(super) fn of(root: &At<'_>, nodes_loaded: &[bool]) -> Self {
        let root = root.value();
        let list = |key: &str| root[key].as_array().map_or(&[][..], Vec::as_slice);
        let none = |key: &str| vec![false; list(key).len()];
        let mut reach = Self {
            nodes: none("nodes"),
            meshes: none("meshes"),
            skins: none("skins"),
            materials: none("materials"),
            textures: none("textures"),
            images: none("images"),
        };
        let nodes = list("nodes");
        for (slot, loaded) in reach.nodes.iter_mut().zip(nodes_loaded) {
            *slot = *loaded;
        }
        for (node, _) in nodes
            .iter()
            .zip(nodes_loaded)
            .filter(|(_, loaded)| **loaded)
        {
            mark(&mut reach.skins, &node["skin"]);
        }
        for (skin, _) in list("skins")
            .iter()
            .zip(reach.skins.clone())
            .filter(|(_, used)| *used)
        {
            for joint in entries(&skin["joints"]) {
                mark(&mut reach.nodes, joint);
            }
        }
        for (node, _) in nodes.iter().zip(&reach.nodes).filter(|(_, used)| **used) {
            mark(&mut reach.meshes, &node["mesh"]);
        }
        for (mesh, _) in list("meshes")
            .iter()
            .zip(&reach.meshes)
            .filter(|(_, used)| **used)
        {
            for primitive in entries(&mesh["primitives"]) {
                mark(&mut reach.materials, &primitive["material"]);
                let variants = &primitive["extensions"]["KHR_materials_variants"];
                for mapping in entries(&variants["mappings"]) {
                    mark(&mut reach.materials, &mapping["material"]);
                }
            }
        }
        let used = list("materials").iter().zip(&reach.materials);
        for (material, _) in used.filter(|(_, used)| **used) {
            let extensions = material["extensions"].as_object().into_iter().flatten();
            let holders = extensions.map(|(_, holder)| holder);
            for holder in holders.chain([material, &material["pbrMetallicRoughness"]]) {
                let members = holder.as_object().into_iter().flatten();
                for (_, member) in members.filter(|(key, _)| key.ends_with("Texture")) {
                    mark(&mut reach.textures, &member["index"]);
                }
            }
        }
        let used = list("textures").iter().zip(&reach.textures);
        for (texture, _) in used.filter(|(_, used)| **used) {
            mark(&mut reach.images, &texture["source"]);
            let extensions = texture["extensions"].as_object().into_iter().flatten();
            for (_, extension) in extensions {
                mark(&mut reach.images, &extension["source"]);
            }
        }
        reach
    }
}

fn entries(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn mark(used: &mut [bool], index: &Value) {
    let text = || index.as_str()?.parse().ok();
    let number = || {
        index
            .as_f64()
            .filter(|n| n.fract() == 0.0 && *n >= 0.0)
            .map(|n| n as u64)
    };
    let index = index.as_u64().or_else(number).or_else(text);
    let slot = index
        .and_then(|index| usize::try_from(index).ok())
        .and_then(|index| used.get_mut(index));
    if let Some(slot) = slot {
        *slot = true;
    }
}
