//! How much a file may ask for.

/// Bounds on what reading may take, checked before anything is allocated.
///
/// The defaults let an honest product of 500 MB through and stop files that would take the
/// computer down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the model's file and of every file it names, together.
    pub file_bytes: u64,
    /// Bytes of the JSON.
    pub json_bytes: u64,
    /// How deep arrays and objects of the JSON may be nested. Whatever is made of the JSON goes as
    /// deep on the stack.
    pub json_depth: usize,
    /// Values (numbers, texts, arrays, objects, ...) of the JSON. Each takes about 80 bytes of
    /// memory, however short it is in the file.
    pub json_values: usize,
    /// Bytes of decoded and decompressed geometry, animation and skin data, all together.
    pub decoded_bytes: u64,
    /// Nodes.
    pub nodes: usize,
    /// Pixels of one image.
    pub image_pixels: u64,
    /// Width and height of one image in pixels.
    pub image_side: u32,
    /// Bytes of the pixels of all images of a model together, with their mip levels, as an adapter holds
    /// them. A model with more is shown with smaller ones.
    pub pictures_bytes: u64,
    /// Bytes that decoding images side by side may take; one that takes more is decoded alone.
    pub decoding_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 2 << 30,
            json_bytes: 64 << 20,
            json_depth: 512,
            json_values: 8_000_000,
            decoded_bytes: 4 << 30,
            nodes: 1_000_000,
            image_pixels: 16_384 * 16_384,
            image_side: 16_384,
            pictures_bytes: 4 << 30,
            decoding_bytes: 1 << 30,
        }
    }
}
