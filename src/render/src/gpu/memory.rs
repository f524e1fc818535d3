//! Bytes of device memory.

use std::ops::{Add, AddAssign};

/// Device memory in bytes, as textures and buffers were asked for; drivers round up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Memory {
    /// Vertices and indices.
    pub geometry: u64,
    /// Textures of materials, with their levels.
    pub textures: u64,
    /// Pictures, their samples and depth, and what is seen through glass.
    pub targets: u64,
    /// Environments and tables.
    pub environments: u64,
}

impl Memory {
    /// All of it.
    #[must_use]
    pub const fn total(&self) -> u64 {
        self.geometry + self.textures + self.targets + self.environments
    }
}

impl Add for Memory {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            geometry: self.geometry + other.geometry,
            textures: self.textures + other.textures,
            targets: self.targets + other.targets,
            environments: self.environments + other.environments,
        }
    }
}

impl AddAssign for Memory {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

/// The bytes of a texture: all its levels, layers and samples.
pub(crate) fn bytes_of(texture: &wgpu::Texture) -> u64 {
    let format = texture.format();
    // Depth24Plus has no size of its own; drivers take four bytes.
    let block = u64::from(format.block_copy_size(None).unwrap_or(4));
    let (width, height) = format.block_dimensions();
    let level = |level: u32| {
        let side = |whole: u32, of: u32| u64::from((whole >> level).max(1).div_ceil(of));
        side(texture.width(), width) * side(texture.height(), height)
    };
    let blocks: u64 = (0..texture.mip_level_count()).map(level).sum();
    blocks * block * u64::from(texture.depth_or_array_layers()) * u64::from(texture.sample_count())
}
