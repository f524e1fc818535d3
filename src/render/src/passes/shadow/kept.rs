//! A shadow that was drawn: pictures of the same scene in the same pose take it again.

use super::volume::Volume;
use crate::gpu::bytes_of;

/// A model's shadow, as it was last drawn for a picture.
#[derive(Debug, Clone)]
pub(crate) struct Shadow {
    pub(super) cover: wgpu::TextureView,
    pub(super) volume: Volume,
    pub(crate) cast: Cast,
}

/// What a shadow is drawn from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Cast {
    pub(super) by: u64,
    pub(super) posed: Option<(usize, f32)>,
    pub(super) softness: f32,
}

impl Shadow {
    /// Whether it was cast so.
    pub(crate) fn is_of(&self, cast: &Cast) -> bool {
        self.cast == *cast
    }

    /// Bytes of device memory.
    pub(crate) fn bytes(&self) -> u64 {
        bytes_of(self.cover.texture())
    }
}
