//! Materials and their extensions.

use glam::Vec2;

use super::extensions;
use super::source::Source;
use crate::Error;
use crate::defect::Effect;
use crate::json::At;
use crate::model::{
    AlphaMode, Anisotropy, Bump, Clearcoat, Iridescence, Material, Sheen, Slot, Specular,
    TextureRef, Transmission, Volume,
};

/// All materials.
pub(crate) fn read(source: &mut Source<'_>) -> Result<Vec<Material>, Error> {
    let textures = source.count("textures");
    let mut materials = Vec::new();
    for (index, at) in source.root.list("materials")?.enumerate() {
        let used = source.reach.materials[index];
        materials.push(source.part(&at, used, Material::default, |source| {
            Reader { source, textures }.material(&at)
        })?);
    }
    Ok(materials)
}

struct Reader<'s, 'a> {
    source: &'s mut Source<'a>,
    /// How many textures the file has.
    textures: usize,
}

impl Reader<'_, '_> {
    fn material(&mut self, at: &At<'_>) -> Result<Material, Error> {
        let strength = extension_number(
            at,
            "KHR_materials_emissive_strength",
            "emissiveStrength",
            1.0,
        );
        let material = Material {
            name: at.name(),
            emissive: at
                .given("emissiveFactor")
                .map_or([0.0; 3], |at| at.numbers([0.0; 3]))
                .map(|factor| factor * strength),
            emissive_texture: self.texture(at, Slot::Emissive)?,
            alpha_mode: alpha_mode(at),
            double_sided: at.truth("doubleSided"),
            unlit: at.extension("KHR_materials_unlit").is_some(),
            ior: extension_number(at, "KHR_materials_ior", "ior", 1.5),
            dispersion: extension_number(at, "KHR_materials_dispersion", "dispersion", 0.0),
            clearcoat: self.extension(at, Slot::Clearcoat, Self::clearcoat)?,
            sheen: self.extension(at, Slot::SheenColor, Self::sheen)?,
            specular: self.extension(at, Slot::Specular, Self::specular)?,
            transmission: self.extension(at, Slot::Transmission, Self::transmission)?,
            volume: self.extension(at, Slot::Thickness, Self::volume)?,
            iridescence: self.extension(at, Slot::Iridescence, Self::iridescence)?,
            anisotropy: self.extension(at, Slot::Anisotropy, Self::anisotropy)?,
            bump: self.extension(at, Slot::Bump, Self::bump)?.flatten(),
            ..Material::default()
        };
        let material = self.surface(at, material)?;
        self.bumps(at, material)
    }

    /// `pbrMetallicRoughness`.
    fn surface(&mut self, at: &At<'_>, material: Material) -> Result<Material, Error> {
        let Some(at) = at.get("pbrMetallicRoughness") else {
            return Ok(material);
        };
        Ok(Material {
            base_color: base_color(&at),
            base_color_texture: self.texture(&at, Slot::BaseColor)?,
            metallic: at.number_or("metallicFactor", 1.0),
            roughness: at.number_or("roughnessFactor", 1.0),
            metallic_roughness_texture: self.texture(&at, Slot::MetallicRoughness)?,
            ..material
        })
    }

    /// Normals and occlusion.
    fn bumps(&mut self, at: &At<'_>, material: Material) -> Result<Material, Error> {
        Ok(Material {
            normal_texture: self.texture(at, Slot::Normal)?,
            normal_scale: texture_number(at, Slot::Normal, "scale"),
            occlusion_texture: self.texture(at, Slot::Occlusion)?,
            occlusion_strength: texture_number(at, Slot::Occlusion, "strength"),
            ..material
        })
    }

    /// Reads the extension that holds `slot`, where the material has it.
    fn extension<T>(
        &mut self,
        at: &At<'_>,
        slot: Slot,
        read: impl Fn(&mut Self, &At<'_>) -> Result<T, Error>,
    ) -> Result<Option<T>, Error> {
        let at = slot.extension().and_then(|name| at.extension(name));
        at.map(|at| read(self, &at)).transpose()
    }

    fn clearcoat(&mut self, at: &At<'_>) -> Result<Clearcoat, Error> {
        Ok(Clearcoat {
            factor: at.number_or("clearcoatFactor", 0.0),
            texture: self.texture(at, Slot::Clearcoat)?,
            roughness: at.number_or("clearcoatRoughnessFactor", 0.0),
            roughness_texture: self.texture(at, Slot::ClearcoatRoughness)?,
            normal_texture: self.texture(at, Slot::ClearcoatNormal)?,
            normal_scale: texture_number(at, Slot::ClearcoatNormal, "scale"),
        })
    }

    fn sheen(&mut self, at: &At<'_>) -> Result<Sheen, Error> {
        Ok(Sheen {
            color: at.numbers_or("sheenColorFactor", [0.0; 3]),
            color_texture: self.texture(at, Slot::SheenColor)?,
            roughness: at.number_or("sheenRoughnessFactor", 0.0),
            roughness_texture: self.texture(at, Slot::SheenRoughness)?,
        })
    }

    fn specular(&mut self, at: &At<'_>) -> Result<Specular, Error> {
        Ok(Specular {
            factor: at.number_or("specularFactor", 1.0),
            texture: self.texture(at, Slot::Specular)?,
            color: at.numbers_or("specularColorFactor", [1.0; 3]),
            color_texture: self.texture(at, Slot::SpecularColor)?,
        })
    }

    fn transmission(&mut self, at: &At<'_>) -> Result<Transmission, Error> {
        Ok(Transmission {
            factor: at.number_or("transmissionFactor", 0.0),
            texture: self.texture(at, Slot::Transmission)?,
        })
    }

    fn volume(&mut self, at: &At<'_>) -> Result<Volume, Error> {
        // Some write 0 for "infinitely far", as the format's first drafts did.
        let distance = at.number_or("attenuationDistance", f32::INFINITY);
        Ok(Volume {
            thickness: at.number_or("thicknessFactor", 0.0),
            thickness_texture: self.texture(at, Slot::Thickness)?,
            attenuation_distance: if distance > 0.0 {
                distance
            } else {
                f32::INFINITY
            },
            attenuation_color: at.numbers_or("attenuationColor", [1.0; 3]),
        })
    }

    fn iridescence(&mut self, at: &At<'_>) -> Result<Iridescence, Error> {
        Ok(Iridescence {
            factor: at.number_or("iridescenceFactor", 0.0),
            texture: self.texture(at, Slot::Iridescence)?,
            ior: at.number_or("iridescenceIor", 1.3),
            thickness_minimum: at.number_or("iridescenceThicknessMinimum", 100.0),
            thickness_maximum: at.number_or("iridescenceThicknessMaximum", 400.0),
            thickness_texture: self.texture(at, Slot::IridescenceThickness)?,
        })
    }

    fn anisotropy(&mut self, at: &At<'_>) -> Result<Anisotropy, Error> {
        Ok(Anisotropy {
            strength: at.number_or("anisotropyStrength", 0.0),
            rotation: at.number_or("anisotropyRotation", 0.0),
            texture: self.texture(at, Slot::Anisotropy)?,
        })
    }

    /// `None` without a texture: there are no heights then.
    fn bump(&mut self, at: &At<'_>) -> Result<Option<Bump>, Error> {
        let factor = at.number_or("bumpFactor", 1.0);
        let texture = self.texture(at, Slot::Bump)?;
        Ok(texture.map(|texture| Bump { factor, texture }))
    }

    /// The use of a texture in `slot`, with KHR_texture_transform; `at` is what holds the slot.
    fn texture(&mut self, at: &At<'_>, slot: Slot) -> Result<Option<TextureRef>, Error> {
        let Some(at) = at.given(slot.row().key) else {
            return Ok(None);
        };
        // The web viewer knows the extension only where the file lists it.
        let transform = at
            .extension("KHR_texture_transform")
            .filter(|_| extensions::uses(self.source, "KHR_texture_transform"));
        let overridden = transform.and_then(|transform| transform.get("texCoord"));
        let uv_set = match overridden.or_else(|| at.get("texCoord")) {
            // Below zero, and what is no number, is the first.
            Some(uv_set) => uv_set.number().max(0.0) as usize,
            None => 0,
        };
        let mut texture = TextureRef {
            texture: at.need("index")?.index("texture", self.textures)?,
            uv_set,
            offset: Vec2::ZERO,
            rotation: 0.0,
            scale: Vec2::ONE,
        };
        if let Some(transform) = transform {
            texture.offset = transform.numbers_or("offset", [0.0; 2]).into();
            texture.rotation = transform.number_or("rotation", 0.0);
            texture.scale = transform.numbers_or("scale", [1.0; 2]).into();
        }
        Ok(Some(texture))
    }
}

/// The base colour. What is no array is white; one without alpha is opaque, as `alphaMode` says.
fn base_color(at: &At<'_>) -> [f32; 4] {
    at.numbers_or("baseColorFactor", [1.0; 4])
}

/// What isn't known is opaque.
fn alpha_mode(at: &At<'_>) -> AlphaMode {
    let Some(mode) = at.get("alphaMode") else {
        return AlphaMode::Opaque;
    };
    match mode.value().as_str() {
        Some("OPAQUE") => AlphaMode::Opaque,
        Some("MASK") => AlphaMode::Mask {
            cutoff: at.number_or("alphaCutoff", 0.5),
        },
        Some("BLEND") => AlphaMode::Blend,
        _ => {
            let problem = format!("{} is no alpha mode; it is drawn opaque", mode.value());
            mode.note("VALUE_NOT_IN_LIST", Effect::Lost, problem);
            AlphaMode::Opaque
        }
    }
}

/// A number of an extension, `default` without the extension or the number.
fn extension_number(at: &At<'_>, name: &'static str, key: &'static str, default: f32) -> f32 {
    at.extension(name)
        .map_or(default, |at| at.number_or(key, default))
}

/// A number beside a texture's index, 1 without the texture or the number.
fn texture_number(at: &At<'_>, slot: Slot, key: &'static str) -> f32 {
    at.get(slot.row().key)
        .map_or(1.0, |at| at.number_or(key, 1.0))
}
