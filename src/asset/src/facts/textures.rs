//! Images: what they are used for and what they cost.

use serde::Serialize;

use crate::model::{Material, Model};

/// One image and its uses as a texture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TextureFacts {
    /// The image's name, otherwise its texture's or its file's, otherwise `image 2`.
    pub name: String,
    /// What materials use it for, such as `base colour`; empty when none does.
    pub slots: Vec<&'static str>,
    /// Width in pixels; 0 where unknown.
    pub width: u32,
    /// Height in pixels; 0 where unknown.
    pub height: u32,
    /// The media type, by its first bytes.
    pub mime: &'static str,
    /// Encoded bytes.
    pub bytes: u64,
    /// GPU memory as RGBA8 with all mips, in bytes: what the web viewer takes for it.
    pub gpu_bytes: u64,
    /// Whether the file that the model names is missing.
    pub missing: bool,
}

/// One entry an image.
pub(super) fn list(model: &Model) -> Vec<TextureFacts> {
    let mut slots: Vec<Vec<&'static str>> = vec![Vec::new(); model.images.len()];
    for (slot, used) in model.materials.iter().flat_map(Material::textures) {
        let words = slot.row().words;
        let texture = model.textures.get(used.texture);
        let image = texture.and_then(|texture| slots.get_mut(texture.image.or(texture.lost)?));
        if let Some(image) = image.filter(|slots| !slots.contains(&words)) {
            image.push(words);
        }
    }
    let titles = titles(model);
    let facts = model.images.iter().zip(slots).zip(titles);
    facts
        .map(|((image, slots), name)| TextureFacts {
            name,
            slots,
            width: image.width,
            height: image.height,
            mime: image.mime.as_str(),
            bytes: image.data.len() as u64,
            gpu_bytes: gpu_bytes(image.width, image.height),
            missing: image.data.is_empty(),
        })
        .collect()
}

/// A name for each image.
fn titles(model: &Model) -> Vec<String> {
    let mut by_texture = vec![None; model.images.len()];
    for texture in model.textures.iter().rev() {
        if let Some(slot) = texture
            .image
            .or(texture.lost)
            .and_then(|image| by_texture.get_mut(image))
        {
            *slot = texture.name.as_deref().or(*slot);
        }
    }
    let images = (1..).zip(&model.images).zip(by_texture);
    images
        .map(|((number, image), texture)| {
            let names = [image.name.as_deref(), texture, image.uri.as_deref()];
            let name = names.into_iter().flatten().find(|name| !name.is_empty());
            name.map_or_else(|| format!("image {number}"), str::to_owned)
        })
        .collect()
}

/// Bytes of an RGBA8 image with all its mip levels.
fn gpu_bytes(mut width: u32, mut height: u32) -> u64 {
    let mut bytes = 0_u64;
    while width > 0 && height > 0 {
        bytes = bytes.saturating_add(
            u64::from(width)
                .saturating_mul(height.into())
                .saturating_mul(4),
        );
        if width == 1 && height == 1 {
            break;
        }
        (width, height) = ((width / 2).max(1), (height / 2).max(1));
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gpu_bytes_count_every_mip() {
        assert_eq!(gpu_bytes(0, 0), 0);
        assert_eq!(gpu_bytes(1, 1), 4);
        // 4 x 2, 2 x 1, 1 x 1
        assert_eq!(gpu_bytes(4, 2), (8 + 2 + 1) * 4);
        assert_eq!(gpu_bytes(u32::MAX, u32::MAX), u64::MAX);
    }
}
