//! What customers lose where the web viewer passes an extension over.
//!
//! It draws what the file has beside the extension. So an extension that nobody is shown costs nothing,
//! and neither does one that says again what the file says without it; something is lost where the
//! extension alone carries what would be seen.

use serde_json::Value;

use super::places::Place;
use crate::defect::Effect;

/// What is missed of one extension.
#[derive(Debug, Default)]
pub(super) struct Missed {
    /// The first place at which something is lost; `None` where nothing is.
    pub(super) at: Option<String>,
    /// What becomes of it, for people, where that is known.
    pub(super) words: Option<&'static str>,
}

impl Missed {
    /// What is missed of the extension `name`, which stands at `places`.
    pub(super) fn of<'p>(
        name: &str,
        required: bool,
        places: impl Iterator<Item = &'p Place<'p>>,
    ) -> Self {
        let known = KNOWN.iter().find(|known| known.name == name);
        let harmless = HARMLESS.iter().find(|(harmless, _)| *harmless == name);
        if let Some((_, words)) = harmless {
            return Self {
                at: None,
                words: Some(words).copied().filter(|words| !words.is_empty()),
            };
        }
        for place in places.filter(|place| place.loaded) {
            let words = match known {
                Some(known) => (known.loses)(place).then_some(known.words),
                None => guess(name, required, place),
            };
            if words.is_some() {
                return Self {
                    at: Some(place.at.clone()),
                    words,
                };
            }
        }
        Self::default()
    }

    /// What it does to what customers see.
    pub(super) const fn effect(&self) -> Effect {
        match self.at {
            Some(_) => Effect::Lost,
            None => Effect::Drawn,
        }
    }
}

/// An extension that says how something looks.
struct Known {
    name: &'static str,
    /// What becomes of what it says.
    words: &'static str,
    /// Whether something is lost at a place.
    loses: fn(&Place<'_>) -> bool,
}

const fn known(name: &'static str, words: &'static str, loses: fn(&Place<'_>) -> bool) -> Known {
    Known { name, words, loses }
}

/// Those of the commoner ones by which something can be lost.
const KNOWN: [Known; 12] = [
    known(
        "KHR_materials_pbrSpecularGlossiness",
        "materials show their metallic-roughness values, white metal where they have none",
        has_no_metallic_roughness,
    ),
    known(
        "KHR_materials_diffuse_transmission",
        "no light shines through leaves, paper and cloth",
        |place| is_above_zero(&place.says["diffuseTransmissionFactor"]),
    ),
    known("KHR_materials_volume_scatter", "volumes look clear", always),
    known(
        "KHR_materials_retroreflection",
        "nothing is thrown back to where it came from",
        |place| is_above_zero(&place.says["retroreflectionFactor"]),
    ),
    known(
        "KHR_animation_pointer",
        "what it moves stands still",
        always,
    ),
    known("KHR_node_visibility", "hidden nodes are shown", |place| {
        place.says["visible"] == false
    }),
    known("EXT_lights_ies", "lights shine evenly", always),
    known(
        "KHR_gaussian_splatting",
        "splats are drawn as points",
        always,
    ),
    known(
        "KHR_techniques_webgl",
        "materials show their metallic-roughness values, white metal where they have none",
        always,
    ),
    known("MOZ_lightmap", "baked light isn't shown", always),
    known(
        "NEEDLE_progressive",
        "pictures and parts stay as coarse as they are in the file",
        always,
    ),
    known(
        "MPEG_texture_video",
        "the still pictures to fall back to are shown",
        |place| place.holder.get("source").is_none(),
    ),
];

/// Those by which nothing is lost, whatever they say, and what becomes of it: words about the file, ways
/// to draw it faster or more as its author's program does, and what no picture shows.
const HARMLESS: [(&str, &str); 34] = [
    ("AGI_articulations", ""),
    ("AGI_stk_metadata", ""),
    ("CESIUM_primitive_outline", "edges aren't drawn"),
    ("EXT_feature_metadata", ""),
    ("EXT_instance_features", ""),
    (
        "EXT_lights_image_based",
        "the viewer's own environment lights the model",
    ),
    ("EXT_mesh_features", ""),
    ("EXT_mesh_manifold", ""),
    ("EXT_structural_metadata", ""),
    ("FB_geometry_metadata", ""),
    ("GODOT_single_root", ""),
    ("GRIFFEL_bim_data", ""),
    ("KHR_audio_emitter", ""),
    ("KHR_collision_shapes", ""),
    ("KHR_implicit_shapes", ""),
    ("KHR_interactivity", ""),
    ("KHR_node_hoverability", ""),
    ("KHR_node_selectability", ""),
    ("KHR_physics_rigid_bodies", ""),
    ("MSFT_audio_emitter", ""),
    ("MSFT_lod", "the finest level is drawn from all distances"),
    (
        "MSFT_packing_normalRoughnessMetallic",
        "the textures that aren't packed are drawn",
    ),
    (
        "MSFT_packing_occlusionRoughnessMetallic",
        "the textures that aren't packed are drawn",
    ),
    ("MSFT_physics", ""),
    ("MSFT_texture_dds", "the textures to fall back to are drawn"),
    (
        "NV_materials_mdl",
        "the materials to fall back to are drawn",
    ),
    ("VRM", ""),
    ("VRMC_materials_hdr_emissiveMultiplier", ""),
    (
        "VRMC_materials_mtoon",
        "the materials to fall back to are drawn",
    ),
    ("VRMC_node_collider", ""),
    ("VRMC_node_constraint", ""),
    ("VRMC_springBone", ""),
    ("VRMC_vrm", ""),
    ("VRMC_vrm_animation", ""),
];

/// What is likely lost of an extension that Plinth doesn't know either.
fn guess(name: &str, required: bool, place: &Place<'_>) -> Option<&'static str> {
    let drawn = matches!(
        place.of,
        "materials" | "textures" | "images" | "meshes" | "nodes" | "accessors" | "bufferViews"
    );
    if place.of == "materials" && names_another_texture(place) {
        return Some("a texture that it alone names isn't shown");
    }
    if place.of == "materials" && name.contains("_materials_") && says_something(place.says) {
        return Some("materials show what they are without it");
    }
    if place.of == "meshes" && has_no_positions(place) {
        return Some("a shape that it alone carries isn't shown");
    }
    (required && drawn).then_some("the file says that it can't be shown as it is meant without")
}

fn always(_: &Place<'_>) -> bool {
    true
}

/// Whether a factor is anything else than nothing.
fn is_above_zero(factor: &Value) -> bool {
    factor.as_f64().is_some_and(|factor| factor > 0.0)
}

fn says_something(says: &Value) -> bool {
    says.as_object().is_some_and(|members| !members.is_empty())
}

/// Whether a material says its colour in KHR_materials_pbrSpecularGlossiness alone. Many exporters write
/// both.
fn has_no_metallic_roughness(place: &Place<'_>) -> bool {
    let Some(plain) = place.holder.get("pbrMetallicRoughness") else {
        return true;
    };
    let white = |factor: &Value| {
        let numbers = factor.as_array().into_iter().flatten();
        numbers
            .filter_map(Value::as_f64)
            .all(|number| number >= 1.0)
    };
    let picture = place.says.get("diffuseTexture").is_some();
    let has_picture = plain.get("baseColorTexture").is_some();
    let colored = !white(&place.says["diffuseFactor"]);
    let has_color = plain.get("baseColorFactor").is_some();
    (picture && !has_picture) || (colored && !has_color && !has_picture)
}

/// Whether an extension of a material names a texture that the material doesn't name without it.
fn names_another_texture(place: &Place<'_>) -> bool {
    let mut own = Vec::new();
    textures(place.entry, Some(place.says), &mut own);
    let mut named = Vec::new();
    textures(place.says, None, &mut named);
    let image = |texture: &u64| {
        let texture = usize::try_from(*texture).ok()?;
        Some(place.root["textures"].get(texture)?.get("source")?.clone())
    };
    let shown: Vec<Value> = own.iter().filter_map(image).collect();
    let is_shown = |texture: &u64| {
        own.contains(texture) || image(texture).is_some_and(|image| shown.contains(&image))
    };
    named.iter().any(|texture| !is_shown(texture))
}

/// The textures that `value` names, but for those in `without`. The walk goes as deep as materials do.
fn textures(value: &Value, without: Option<&Value>, found: &mut Vec<u64>) {
    fn walk(value: &Value, without: Option<&Value>, steps: usize, found: &mut Vec<u64>) {
        let members = value.as_object().into_iter().flatten();
        for (key, member) in members.filter(|(key, _)| *key != "extras") {
            if steps == 0 || without.is_some_and(|without| std::ptr::eq(without, member)) {
                continue;
            }
            if key.ends_with("Texture") {
                found.extend(member.get("index").and_then(Value::as_u64));
            }
            walk(member, without, steps - 1, found);
        }
    }
    walk(value, without, 8, found);
}

/// Whether a primitive has no positions but what an extension may carry.
fn has_no_positions(place: &Place<'_>) -> bool {
    let Some(position) = place.holder["attributes"].get("POSITION") else {
        return false;
    };
    let accessor = position
        .as_u64()
        .and_then(|index| usize::try_from(index).ok());
    let accessor = accessor.and_then(|index| place.root["accessors"].get(index));
    accessor.is_some_and(|accessor| {
        accessor.get("bufferView").is_none() && accessor.get("sparse").is_none()
    })
}
