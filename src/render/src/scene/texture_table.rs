//! Which image and sampler each texture is, and what materials read as colours.

use std::collections::HashSet;

use asset::Model;
use asset::model::{Holder, Sampler, Slot, TextureRef};
use glam::Vec2;

/// What is needed of a model's textures after the model itself is gone.
#[derive(Debug, Clone, Default)]
pub(crate) struct TextureTable {
    textures: Vec<(Option<usize>, Sampler)>,
    /// What a material reads as colours (sRGB), by the material's number.
    colors: HashSet<(usize, Slot)>,
}

impl TextureTable {
    pub(crate) fn of(model: &Model) -> Self {
        let textures = model.textures.iter().map(|texture| {
            let image = texture
                .image
                .filter(|image| !model.images[*image].data.is_empty());
            (image, texture.sampler)
        });
        Self {
            textures: textures.collect(),
            colors: colors(model),
        }
    }

    /// Whether what a material reads are colours (sRGB).
    pub(crate) fn is_color(&self, material: usize, slot: Slot) -> bool {
        self.colors.contains(&(material, slot))
    }

    /// The image of a texture, where it has one that was read, and its sampler.
    pub(super) fn image_of(&self, texture: TextureRef) -> Option<(usize, Sampler)> {
        let (image, sampler) = self.textures.get(texture.texture)?;
        image.map(|image| (image, *sampler))
    }
}

/// What materials read as colours.
///
/// The web viewer makes one texture for all uses of the same image and sampler. Once one use of it is for
/// colours, all read colours. For a use on another UV set, or with a transform, it makes a copy: that is
/// read as colours if this use is for colours, or if the texture was one of colours by then.
fn colors(model: &Model) -> HashSet<(usize, Slot)> {
    let mut held = vec![false; model.textures.len()];
    let mut colors = HashSet::new();
    let mut plain = Vec::new();
    for (number, material) in model.materials.iter().enumerate() {
        let mut uses: Vec<_> = material.drawn_textures().collect();
        // The order in which the viewer reads them.
        uses.sort_by_key(|(slot, _)| match slot.row().holder {
            Holder::MetallicRoughness => 0,
            Holder::Extension(_) => 1,
            Holder::Material => 2,
        });
        for (slot, texture) in uses {
            let own = model.textures[texture.texture].same_as;
            let Some(held) = held.get_mut(own) else {
                continue;
            };
            if is_plain(texture) {
                *held |= slot.is_color();
                plain.push((number, slot, own));
            } else if *held || slot.is_color() {
                colors.insert((number, slot));
            }
        }
    }
    let late = plain.into_iter().filter(|(.., own)| held[*own]);
    colors.extend(late.map(|(number, slot, _)| (number, slot)));
    colors
}

/// Whether a texture is used on the first UV set and as it is.
fn is_plain(texture: TextureRef) -> bool {
    let TextureRef {
        uv_set,
        offset,
        rotation,
        scale,
        ..
    } = texture;
    uv_set == 0 && offset == Vec2::ZERO && rotation == 0.0 && scale == Vec2::ONE
}
