//! The formats that passes draw into, and the ways in which they blend. Pipelines and the textures that
//! they draw into have to agree, so both take them from here.

use wgpu::{BlendComponent, BlendFactor, BlendOperation, BlendState, TextureFormat};

/// The picture's colours: sRGB-encoded by the shaders, so that blending and resolving work on encoded
/// values, as they do in the web viewer's canvas.
pub(crate) const COLOR: TextureFormat = TextureFormat::Rgba8Unorm;
/// Radiance.
pub(crate) const RADIANCE: TextureFormat = TextureFormat::Rgba16Float;
/// The depth of pictures.
pub(crate) const DEPTH: TextureFormat = TextureFormat::Depth24Plus;
/// How much of something is covered: the floor by things above it, a pixel by what is outlined.
pub(crate) const COVER: TextureFormat = TextureFormat::R8Unorm;
/// The ID of an object, that of a triangle, and the bits of its depth.
pub(crate) const PICKED: TextureFormat = TextureFormat::Rgba32Uint;
/// The ID of a triangle.
pub(crate) const TRIANGLE_ID: TextureFormat = TextureFormat::R32Uint;
/// The same in two halves: of formats with whole words none has several samples.
pub(crate) const SAMPLE_ID: TextureFormat = TextureFormat::Rg16Uint;
/// The depth of ID buffers.
pub(crate) const ID_BUFFER_DEPTH: TextureFormat = TextureFormat::Depth32Float;

/// Samples of a picture's pixel.
pub(crate) const SAMPLES: u32 = 4;

/// Blends a colour over what is there, by its alpha.
pub(super) const OVER: BlendState = BlendState {
    color: BlendComponent {
        src_factor: BlendFactor::SrcAlpha,
        dst_factor: BlendFactor::OneMinusSrcAlpha,
        operation: BlendOperation::Add,
    },
    alpha: BlendComponent::OVER,
};

/// Adds a colour to what is there.
pub(super) const ADD: BlendState = BlendState {
    color: SUM,
    alpha: SUM,
};

const SUM: BlendComponent = BlendComponent {
    src_factor: BlendFactor::One,
    dst_factor: BlendFactor::One,
    operation: BlendOperation::Add,
};
