//! KTX2 with UASTC blocks and Zstandard over them, as KHR_texture_basisu holds it: graphics cards keep
//! it in a quarter of the memory that other forms take.

use asset::image::Pixels;

use super::uastc::Encoder;

/// The first bytes of every file (KTX File Format Specification 2.0, 3.1).
const IDENTIFIER: [u8; 12] = [
    0xAB, b'K', b'T', b'X', b' ', b'2', b'0', 0xBB, 0x0D, 0x0A, 0x1A, 0x0A,
];
/// Bytes of the header and of each level's entry.
const HEADER: usize = 80;
const ENTRY: usize = 24;
/// The scheme of Zstandard, and its level.
const ZSTANDARD: u32 = 2;
const LEVEL: i32 = 18;
/// Words about the file: pairs of a name and a value.
const WORDS: [(&str, &str); 2] = [("KTXorientation", "rd"), ("KTXwriter", "Plinth")];

/// KTX2 of a texture's mip levels, the largest first; `color` says whether they are in sRGB. `None`
/// where the sides aren't multiples of four, which the extension wants.
pub(crate) fn ktx2(levels: &[Pixels], alpha: bool, color: bool) -> Option<Vec<u8>> {
    let largest = levels.first()?;
    let (width, height) = (largest.width, largest.height);
    if width == 0 || height == 0 || !width.is_multiple_of(4) || !height.is_multiple_of(4) {
        return None;
    }
    let encoder = Encoder::new();
    let blocks: Vec<Vec<u8>> = levels.iter().map(|level| blocks(&encoder, level)).collect();
    let packed = blocks
        .iter()
        .map(|blocks| zstd::bulk::compress(blocks, LEVEL).ok())
        .collect::<Option<Vec<_>>>()?;
    let descriptor = descriptor(alpha, color);
    let words = words();
    let start = HEADER + ENTRY * levels.len();
    let mut file = Vec::new();
    file.extend_from_slice(&IDENTIFIER);
    // No format of Vulkan, bytes; no depth, no layers, one face.
    let head = [0, 1, width, height, 0, 0, 1, levels.len() as u32, ZSTANDARD];
    let parts = [
        start as u32,
        descriptor.len() as u32,
        (start + descriptor.len()) as u32,
        words.len() as u32,
    ];
    for word in head.into_iter().chain(parts) {
        file.extend_from_slice(&word.to_le_bytes());
    }
    // No data for the scheme.
    file.extend_from_slice(&[0; 16]);
    // The smallest level comes first, so that a picture is there early.
    let mut at = start + descriptor.len() + words.len();
    let mut entries = vec![[0_u64; 3]; levels.len()];
    for (level, data) in packed.iter().enumerate().rev() {
        entries[level] = [at as u64, data.len() as u64, blocks[level].len() as u64];
        at += data.len();
    }
    for number in entries.as_flattened() {
        file.extend_from_slice(&number.to_le_bytes());
    }
    file.extend(descriptor);
    file.extend(words);
    packed
        .iter()
        .rev()
        .for_each(|data| file.extend_from_slice(data));
    Some(file)
}

/// The blocks of one level, row by row; texels beyond the edge repeat it.
fn blocks(encoder: &Encoder, pixels: &Pixels) -> Vec<u8> {
    let (width, height) = (pixels.width.max(1), pixels.height.max(1));
    let texels = pixels.rgba.as_chunks::<4>().0;
    let at = |x: u32, y: u32| {
        let place = y.min(height - 1) as usize * width as usize + x.min(width - 1) as usize;
        texels.get(place).copied().unwrap_or_default()
    };
    let places = (0..height.div_ceil(4)).flat_map(|y| (0..width.div_ceil(4)).map(move |x| (x, y)));
    places
        .flat_map(|(x, y)| {
            let block = std::array::from_fn(|n| at(x * 4 + n as u32 % 4, y * 4 + n as u32 / 4));
            encoder.block(&block)
        })
        .collect()
}

/// The basic block of the Khronos Data Format: UASTC, in sRGB or linear, with or without alpha.
fn descriptor(alpha: bool, color: bool) -> Vec<u8> {
    const UASTC: u8 = 166;
    const BT709: u8 = 1;
    let transfer = if color { 2 } else { 1 };
    // RGB, or RGBA.
    let channel = if alpha { 3 } else { 0 };
    let mut bytes = Vec::new();
    bytes.extend(44_u32.to_le_bytes());
    // The vendor and kind; version 2, forty bytes.
    bytes.extend(0_u32.to_le_bytes());
    bytes.extend([2, 0, 40, 0]);
    bytes.extend([UASTC, BT709, transfer, 0]);
    // Blocks of 4 x 4 texels in 16 bytes.
    bytes.extend([3, 3, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0]);
    // One sample: 128 bits from 0 on, its place, and its range.
    bytes.extend([0, 0, 127, channel, 0, 0, 0, 0]);
    bytes.extend(0_u32.to_le_bytes());
    bytes.extend(u32::MAX.to_le_bytes());
    bytes
}

/// Names and values, each with its length, at multiples of four bytes.
fn words() -> Vec<u8> {
    let mut bytes = Vec::new();
    for (name, value) in WORDS {
        let pair = [name.as_bytes(), &[0], value.as_bytes(), &[0]].concat();
        bytes.extend((pair.len() as u32).to_le_bytes());
        bytes.extend(&pair);
        bytes.resize(bytes.len().next_multiple_of(4), 0);
    }
    bytes
}
