//! Which extensions of glTF are read.

use serde_json::Value;

use super::source::Source;
use crate::Error;
use crate::json::At;

/// Extensions whose meaning is in the [`crate::Model`].
const READ: [&str; 25] = [
    "EXT_materials_bump",
    "EXT_mesh_gpu_instancing",
    "EXT_meshopt_compression",
    "EXT_texture_avif",
    "EXT_texture_webp",
    "KHR_draco_mesh_compression",
    "KHR_lights_punctual",
    "KHR_materials_anisotropy",
    "KHR_materials_clearcoat",
    "KHR_materials_dispersion",
    "KHR_materials_emissive_strength",
    "KHR_materials_ior",
    "KHR_materials_iridescence",
    "KHR_materials_sheen",
    "KHR_materials_specular",
    "KHR_materials_transmission",
    "KHR_materials_unlit",
    "KHR_materials_variants",
    "KHR_materials_volume",
    "KHR_mesh_quantization",
    "KHR_meshopt_compression",
    "KHR_texture_basisu",
    "KHR_texture_transform",
    // Words about the file that change nothing that is seen:
    "KHR_xmp",
    "KHR_xmp_json_ld",
];

/// Refuses a file that requires an extension which isn't read, and warns of one that uses such.
pub(crate) fn check(source: &mut Source<'_>) -> Result<(), Error> {
    let mut unread = Vec::new();
    for at in source.root.list("extensionsRequired")? {
        let name = at.text()?;
        if !READ.contains(&name) && !unread.iter().any(|known| known == name) {
            unread.push(name.to_owned());
        }
    }
    if !unread.is_empty() {
        return Err(Error::Extension { names: unread });
    }
    for at in source.root.list("extensionsUsed")? {
        let name = at.text()?;
        if !READ.contains(&name) {
            source.warn(format!("the file uses {name}, which isn't drawn"));
        }
    }
    Ok(())
}

/// Whether all extensions that the file at `root` uses are read.
pub(crate) fn all_read(root: &Value) -> Result<bool, Error> {
    let mut used = At::root(root).list("extensionsUsed")?;
    used.try_fold(true, |all, at| Ok(all && READ.contains(&at.text()?)))
}
