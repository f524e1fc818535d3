//! Materials on the device: their numbers, their textures, and what shaders they need.

use std::sync::atomic::{AtomicU64, Ordering};

use asset::model::{AlphaMode, Filter, Material, Sampler, Slot, TextureRef, UV_SETS};
use bytemuck::{Pod, Zeroable};

use super::Textures;
use super::binding::{BindingKey, MaterialBinding};
use super::slots::{self, Bound};
use super::texture_table::TextureTable;
use crate::RenderContext;
use crate::gpu::Features;

/// The numbers of a material, laid out as surface.wgsl has them.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
struct Numbers {
    base_color: [f32; 4],
    emissive_and_cutoff: [f32; 4],
    metallic: f32,
    roughness: f32,
    normal_scale: [f32; 2],
    occlusion_strength: f32,
    ior: f32,
    dispersion: f32,
    clearcoat: f32,
    clearcoat_roughness: f32,
    sheen_roughness: f32,
    clearcoat_normal_scale: [f32; 2],
    sheen_color: [f32; 4],
    specular_color: [f32; 4],
    attenuation_color: [f32; 4],
    specular: f32,
    transmission: f32,
    thickness: f32,
    attenuation_distance: f32,
    iridescence: f32,
    iridescence_ior: f32,
    iridescence_minimum: f32,
    iridescence_maximum: f32,
    anisotropy: [f32; 2],
    bump: f32,
    padding: f32,
    uv: [[f32; 4]; 2 * Slot::COUNT],
}

impl MaterialBinding {
    /// Uploads a material, given with its number. Where `textures` are missing, placeholders stand for
    /// them; where an image couldn't be read, the slot stays empty.
    pub(crate) fn new(
        context: &RenderContext,
        model: &TextureTable,
        (number, material): (usize, &Material),
        textures: Option<&Textures>,
        key: BindingKey,
    ) -> Self {
        let mut material = material.clone();
        material.unlit |= !key.cloned.surface;
        let mut views: Vec<((usize, bool), wgpu::TextureView)> = Vec::new();
        let mut samplers: Vec<(Sampler, wgpu::Sampler)> = Vec::new();
        let mut bound = Vec::new();
        let mut unseen = false;
        let mut numbers = numbers(&material, key);
        for (slot, texture) in material.drawn_textures() {
            let Some((image, sampler)) = model.image_of(texture) else {
                continue;
            };
            let color = model.is_color(number, slot);
            let view = match textures {
                Some(textures) => textures.view(image, color).cloned(),
                None => Some(context.placeholder(slot)),
            };
            let Some(view) = view else {
                continue;
            };
            unseen |= texture.uv_set >= UV_SETS;
            // Placeholders differ by slot, textures by image.
            let texture_key = match textures {
                Some(_) => (image, color),
                None => (usize::MAX - slot as usize, false),
            };
            // A few adapters can't take that many textures at once. The slots come in the order of how
            // often they are used, so the rarest are left out.
            let known = views.iter().any(|(own, _)| *own == texture_key);
            if !known && views.len() >= context.texture_room() {
                continue;
            }
            let anisotropic = is_anisotropic(sampler);
            // Filtering along the footprint is always linear.
            let sampler = Sampler {
                minify: if anisotropic {
                    Filter::Linear
                } else {
                    sampler.minify
                },
                ..sampler
            };
            let texture_index = place(&mut views, texture_key, || view);
            let sampler_index = place(&mut samplers, sampler, || context.sampler(sampler));
            let uv_set = texture.uv_set.min(UV_SETS - 1);
            bound.push(Bound {
                slot,
                texture: texture_index,
                sampler: sampler_index,
                uv_set: key.uvs[uv_set].then_some(uv_set),
                anisotropic,
            });
            let row = 2 * slot as usize;
            [numbers.uv[row], numbers.uv[row + 1]] = uv_rows(texture);
        }
        let buffer = context.uniform("material", bytemuck::bytes_of(&numbers));
        let counts = (views.len(), samplers.len());
        let mut entries = vec![wgpu::BindGroupEntry {
            binding: 0,
            resource: buffer.as_entire_binding(),
        }];
        let resources = views
            .iter()
            .map(|(_, view)| wgpu::BindingResource::TextureView(view))
            .chain(
                samplers
                    .iter()
                    .map(|(_, sampler)| wgpu::BindingResource::Sampler(sampler)),
            );
        for (index, resource) in resources.enumerate() {
            entries.push(wgpu::BindGroupEntry {
                binding: index as u32 + 1,
                resource,
            });
        }
        let bind_group = context
            .gpu()
            .device()
            .create_bind_group(&wgpu::BindGroupDescriptor {
                label: Some("material"),
                layout: &context.material_layout(counts),
                entries: &entries,
            });
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Self {
            id: NEXT.fetch_add(1, Ordering::Relaxed),
            bind_group,
            features: features(&material, &bound, key),
            bound,
            counts,
            blend: material.alpha_mode == AlphaMode::Blend,
            transmissive: is_transmissive(&material),
            double_sided: material.double_sided,
            unseen,
        }
    }
}

/// Says that one sample has metallic, roughness and occlusion, as most files keep them.
const OCCLUSION_TOO: &str = "OCCLUSION_WITH_ROUGHNESS";

/// Whether occlusion is read where metallic and roughness are, in the same way.
fn is_occlusion_with_roughness(material: &Material, bound: &[Bound]) -> bool {
    let of = |slot: Slot| {
        let bound = bound.iter().find(|bound| bound.slot == slot)?;
        let mut drawn = material.drawn_textures();
        let (_, texture) = drawn.find(|(own, _)| *own == slot)?;
        let place = (
            bound.texture,
            bound.sampler,
            bound.uv_set,
            bound.anisotropic,
        );
        Some((place, uv_rows(texture)))
    };
    let roughness = of(Slot::MetallicRoughness);
    roughness.is_some() && roughness == of(Slot::Occlusion)
}

/// The web viewer filters anisotropically wherever a sampler is linear when magnifying and between
/// levels.
fn is_anisotropic(sampler: Sampler) -> bool {
    sampler.magnify == Filter::Linear && sampler.mip == Some(Filter::Linear)
}

/// Where `key` is in `list`; added where it isn't yet.
fn place<K: PartialEq, V>(list: &mut Vec<(K, V)>, key: K, make: impl FnOnce() -> V) -> usize {
    match list.iter().position(|(own, _)| *own == key) {
        Some(index) => index,
        None => {
            list.push((key, make()));
            list.len() - 1
        }
    }
}

fn is_transmissive(material: &Material) -> bool {
    !material.unlit && material.transmission.is_some_and(|part| part.factor > 0.0)
}

/// The two rows that take UVs to a place in the texture. The order of rotation and scale is the
/// web viewer's, which differs from KHR_texture_transform's where both are uneven.
pub(crate) fn uv_rows(texture: TextureRef) -> [[f32; 4]; 2] {
    let (sin, cos) = texture.rotation.sin_cos();
    let (scale, offset) = (texture.scale, texture.offset);
    [
        [scale.x * cos, scale.x * sin, offset.x, 0.0],
        [-scale.y * sin, scale.y * cos, offset.y, 0.0],
    ]
}

fn numbers(material: &Material, key: BindingKey) -> Numbers {
    let mut numbers = Numbers::zeroed();
    // The derivative frame's second axis runs against the tangents' in files.
    let second = if key.cloned.turned { -1.0 } else { 1.0 };
    let scale = |scale: f32| [scale, scale * second];
    let four = |rgb: [f32; 3]| [rgb[0], rgb[1], rgb[2], 0.0];
    numbers.base_color = material.base_color;
    numbers.emissive_and_cutoff = four(material.emissive);
    if let AlphaMode::Mask { cutoff } = material.alpha_mode {
        numbers.emissive_and_cutoff[3] = cutoff;
    }
    numbers.metallic = material.metallic;
    numbers.roughness = material.roughness;
    numbers.normal_scale = scale(material.normal_scale);
    numbers.occlusion_strength = material.occlusion_strength;
    numbers.ior = material.ior;
    numbers.dispersion = material.dispersion;
    if let Some(coat) = material.clearcoat {
        numbers.clearcoat = coat.factor;
        numbers.clearcoat_roughness = coat.roughness;
        numbers.clearcoat_normal_scale = scale(coat.normal_scale);
    }
    if let Some(sheen) = material.sheen {
        numbers.sheen_color = four(sheen.color);
        numbers.sheen_roughness = sheen.roughness;
    }
    numbers.specular = material.specular.map_or(1.0, |part| part.factor);
    numbers.specular_color = four(material.specular.map_or([1.0; 3], |part| part.color));
    numbers.transmission = material.transmission.map_or(0.0, |part| part.factor);
    if let Some(volume) = material.volume {
        numbers.thickness = volume.thickness;
        numbers.attenuation_distance = volume.attenuation_distance;
        numbers.attenuation_color = four(volume.attenuation_color);
    }
    if let Some(film) = material.iridescence {
        numbers.iridescence = film.factor;
        numbers.iridescence_ior = film.ior;
        numbers.iridescence_minimum = film.thickness_minimum;
        numbers.iridescence_maximum = film.thickness_maximum;
    }
    if let Some(bump) = material.bump {
        numbers.bump = bump.factor;
    }
    if let Some(anisotropy) = material.anisotropy {
        let (sin, cos) = anisotropy.rotation.sin_cos();
        numbers.anisotropy = [anisotropy.strength * cos, anisotropy.strength * sin];
    }
    numbers
}

/// What the shader of a material does, with the textures that are bound.
pub(crate) fn features(material: &Material, bound: &[Bound], key: BindingKey) -> Features {
    let mut features: Features = bound
        .iter()
        .map(|bound| slots::feature(bound.slot))
        .collect();
    let mut add = |on: bool, name: &'static str| {
        if on {
            features.insert(name);
        }
    };
    add(material.unlit, "UNLIT");
    add(key.cloned.toned, "TONED");
    add(key.cloned.flat, "FLAT");
    add(key.cloned.colored, "COLORED");
    add(
        matches!(material.alpha_mode, AlphaMode::Mask { .. }),
        "MASK",
    );
    add(material.alpha_mode == AlphaMode::Blend, "BLEND");
    if material.unlit {
        return features;
    }
    let used = |slot: Slot| bound.iter().any(|bound| bound.slot == slot);
    let anisotropic = material.anisotropy.is_some_and(|part| part.strength > 0.0);
    add(is_occlusion_with_roughness(material, bound), OCCLUSION_TOO);
    add(anisotropic, "ANISOTROPY");
    // The viewer uses tangents for the normal map's and the anisotropy's sake alone.
    let tangents = key.tangents && (used(Slot::Normal) || anisotropic);
    add(tangents, "TANGENT");
    add(used(Slot::Normal) || anisotropic, "FRAME");
    add(
        material.clearcoat.is_some_and(|part| part.factor > 0.0),
        "CLEARCOAT",
    );
    add(material.sheen.is_some(), "SHEEN");
    add(
        material.iridescence.is_some_and(|part| part.factor > 0.0),
        "IRIDESCENCE",
    );
    if is_transmissive(material) {
        add(true, "TRANSMISSION");
        add(material.dispersion > 0.0, "DISPERSION");
        let distance = material
            .volume
            .map_or(f32::INFINITY, |volume| volume.attenuation_distance);
        add(distance.is_finite() && distance > 0.0, "ATTENUATION");
    }
    features
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    #[test]
    fn shaders_lay_the_numbers_out_as_they_are_here() {
        let text = include_str!("../../../../shaders/material.wgsl");
        let module = naga::front::wgsl::parse_str(text).unwrap();
        let own = module
            .types
            .iter()
            .find(|(_, own)| own.name.as_deref() == Some("Material"));
        let Some((_, naga::Type { inner, .. })) = own else {
            panic!("material.wgsl has no Material");
        };
        let naga::TypeInner::Struct { members, span } = inner else {
            panic!("{inner:?}");
        };
        assert_eq!(*span as usize, size_of::<Numbers>());
        let offset = |name: &str| {
            let member = members.iter().find(|own| own.name.as_deref() == Some(name));
            member.map(|member| member.offset as usize)
        };
        assert_eq!(offset("uv"), Some(std::mem::offset_of!(Numbers, uv)));
        assert_eq!(offset("bump"), Some(std::mem::offset_of!(Numbers, bump)));
        let coat = std::mem::offset_of!(Numbers, clearcoat);
        assert_eq!(offset("clearcoat"), Some(coat));
    }
}
