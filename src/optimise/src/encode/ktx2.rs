//! KTX2 with Basis Universal data, as KHR_texture_basisu holds it, by the format's own encoder: graphics
//! cards keep it in a quarter of the memory that other forms take.

use asset::image::Pixels;
use basisu_c_sys::BasisTextureFormat;
use basisu_c_sys::common::{
    BU_COMP_FLAGS_KTX2_OUTPUT, BU_COMP_FLAGS_KTX2_UASTC_ZSTD, BU_COMP_FLAGS_SRGB, BU_EFFORT_DEFAULT,
};
use basisu_c_sys::extra::{
    BasisuEncoder, BasisuEncoderParams, SourceImage, SourceImageFormat, basisu_encoder_init, types,
};

/// The blocks of a texture, with a quality of 1 to 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Basis {
    /// ETC1S in BasisLZ: few bytes, for colours. One line of colours a block, in steps that all channels
    /// share.
    Etc1s(u8),
    /// UASTC in Zstandard: several times as many bytes, for what must be exact. Below 100 blocks are made
    /// alike where it hardly shows, which packs better.
    Uastc(u8),
}

/// KTX2 of a texture's mip levels, the largest first; `color` says whether they are in sRGB and looked at
/// as colours. `None` where the sides aren't multiples of four, which the extension wants, or the encoder
/// refuses the picture. One thread: the bytes are the same everywhere.
pub(crate) fn ktx2(levels: &[Pixels], color: bool, basis: Basis) -> Option<Vec<u8>> {
    let largest = levels.first()?;
    let (width, height) = (largest.width, largest.height);
    if width == 0 || height == 0 || !width.is_multiple_of(4) || !height.is_multiple_of(4) {
        return None;
    }
    basisu_encoder_init();
    let mut encoder = BasisuEncoder::new();
    for (place, level) in levels.iter().enumerate() {
        let image = SourceImage {
            data: &level.rgba,
            format: SourceImageFormat::Rgba8,
            size: types::Extent3d {
                width: level.width,
                height: level.height,
                depth_or_array_layers: 1,
            },
        };
        encoder.set_image_slice(place as u32, image).ok()?;
    }
    encoder.compress(settings(color, basis)).ok()
}

fn settings(color: bool, basis: Basis) -> BasisuEncoderParams {
    // The encoder weighs channels as people see them where the texture is in sRGB, and otherwise alike.
    let srgb = if color { BU_COMP_FLAGS_SRGB } else { 0 };
    let flags = BU_COMP_FLAGS_KTX2_OUTPUT | BU_COMP_FLAGS_KTX2_UASTC_ZSTD | srgb;
    match basis {
        Basis::Etc1s(quality) => BasisuEncoderParams {
            basis_tex_format: BasisTextureFormat::Etc1s,
            quality_level: quality.clamp(1, 100).into(),
            effort_level: BU_EFFORT_DEFAULT,
            flags_and_quality: flags,
            low_level_uastc_rdo_or_dct_quality: 0.0,
        },
        Basis::Uastc(quality) => {
            let lambda = lambda(quality);
            // What is exact deserves more modes to choose from; what isn't would take three times as
            // long for the same bytes at the same error.
            let level = u64::from(lambda == 0.0);
            BasisuEncoderParams {
                basis_tex_format: BasisTextureFormat::UastcLdr4x4,
                // The encoder's own settings, which say how much is lost.
                quality_level: -1,
                effort_level: -1,
                flags_and_quality: flags | level,
                low_level_uastc_rdo_or_dct_quality: lambda,
            }
        }
    }
}

/// How many bits an error is worth: none are at a quality of 100, and every 20 below double it from a
/// quarter on.
fn lambda(quality: u8) -> f32 {
    match quality {
        100.. => 0.0,
        quality => 0.25 * (f32::from(100 - quality) / 20.0).exp2(),
    }
}
