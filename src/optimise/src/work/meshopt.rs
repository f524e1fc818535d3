//! meshoptimizer's codecs, in the forms that EXT_meshopt_compression and KHR_meshopt_compression name.

use meshopt::FilterComponent;
use serde::Serialize;

/// How elements are compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum Mode {
    /// Vertices and other numbers.
    Attributes,
    /// Corners of triangles.
    Triangles,
    /// Other indices.
    Indices,
}

/// What is done to elements before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum Filter {
    None,
    Octahedral,
    Exponential,
}

/// What EXT_meshopt_compression says of a view: where it is, and how it becomes what it was.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PackedView {
    pub(super) buffer: usize,
    pub(super) byte_offset: usize,
    pub(super) byte_length: usize,
    /// Bytes of one element.
    pub(super) byte_stride: usize,
    /// How many elements there are.
    pub(super) count: usize,
    pub(super) mode: Mode,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) filter: Option<Filter>,
}

/// Which of the two extensions, which differ in the codec of vertices alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Codec {
    /// EXT_meshopt_compression: version 0.
    Ext,
    /// KHR_meshopt_compression: version 1.
    Khr,
}

impl Codec {
    pub(super) const fn extension(self) -> &'static str {
        match self {
            Self::Ext => "EXT_meshopt_compression",
            Self::Khr => "KHR_meshopt_compression",
        }
    }

    const fn version(self) -> i32 {
        match self {
            Self::Ext => 0,
            Self::Khr => 1,
        }
    }
}

/// The encoder's level, which counts for version 1 alone. Level 3 is smaller still, but decoders of
/// meshoptimizer up to 1.1.0, such as the web viewer's, read what it writes wrongly and without a word.
const LEVEL: i32 = 2;

/// Compresses `bytes`, elements of `stride` bytes; `None` for strides the format doesn't have.
pub(crate) fn encode(codec: Codec, mode: Mode, stride: usize, bytes: &[u8]) -> Option<Vec<u8>> {
    if bytes.is_empty() {
        return None;
    }
    match mode {
        Mode::Attributes => encode_vertices(codec.version(), stride, bytes),
        Mode::Triangles | Mode::Indices => {
            let indices: Vec<u32> = match stride {
                2 => bytes
                    .as_chunks()
                    .0
                    .iter()
                    .map(|b| u32::from(u16::from_le_bytes(*b)))
                    .collect(),
                4 => bytes
                    .as_chunks()
                    .0
                    .iter()
                    .map(|b| u32::from_le_bytes(*b))
                    .collect(),
                _ => return None,
            };
            let vertices = indices.iter().max().map_or(0, |most| *most as usize + 1);
            if mode == Mode::Triangles {
                meshopt::encode_index_buffer(&indices, vertices).ok()
            } else {
                meshopt::encode_index_sequence(&indices, vertices).ok()
            }
        }
    }
}

/// An element of `N` bytes: the encoder takes its size from the type.
#[derive(Clone, Copy, bytemuck::AnyBitPattern)]
#[repr(transparent)]
struct Block<const N: usize>([u8; N]);

fn encode_vertices(version: i32, stride: usize, bytes: &[u8]) -> Option<Vec<u8>> {
    macro_rules! by_stride {
        ($($size:literal)*) => {
            match stride {
                $($size => {
                    let blocks: &[Block<$size>] = bytemuck::try_cast_slice(bytes).ok()?;
                    meshopt::encode_vertex_buffer_level(blocks, LEVEL, Some(version)).ok()
                })*
                _ => None,
            }
        };
    }
    by_stride!(4 8 12 16 20 24 28 32 36 40 44 48 52 56 60 64)
}

/// Whole multiples of two to the power `exponent` as the exponential filter stores them: a signed exponent
/// of 8 bits and a signed mantissa of 24. The filter's own encoder gives each column an exponent by its
/// greatest number, so that a flat mesh is stored more finely across than along.
pub(crate) fn stepped(values: &[f32], exponent: i8) -> Vec<u8> {
    let step = f32::from(exponent).exp2();
    let words = values.iter().map(|value| {
        let mantissa = (value / step).round() as i32;
        u32::from_le_bytes(mantissa.to_le_bytes()) & MANTISSA | u32::from(exponent as u8) << 24
    });
    words.flat_map(u32::to_le_bytes).collect()
}

/// The bits of the exponential filter's mantissa.
const MANTISSA: u32 = 0xFF_FFFF;

/// Unit vectors of three or four numbers on an octahedron of `bits` a side: the stored bytes (four
/// numbers of one or two bytes each), and the normalised integers they decode to, in the same form.
pub(crate) fn octahedral(width: usize, values: &[f32], bits: u8) -> (Vec<u8>, Vec<f32>) {
    let vectors: Vec<[f32; 4]> = values
        .chunks_exact(width)
        .map(|vector| match *vector {
            [x, y, z] => [x, y, z, 0.0],
            [x, y, z, w] => [x, y, z, w],
            _ => [0.0, 0.0, 1.0, 0.0],
        })
        // The folding divides by the sum of the sides.
        .map(|v| {
            if v[..3].iter().any(|side| *side != 0.0) {
                v
            } else {
                [0.0, 0.0, 1.0, v[3]]
            }
        })
        .collect();
    let bits_of_side = i32::from(bits.clamp(2, 16));
    if bits <= 8 {
        run::<i8>(&vectors, bits_of_side, width, |n| {
            (f32::from(n) / 127.0).max(-1.0)
        })
    } else {
        run::<i16>(&vectors, bits_of_side, width, |n| {
            (f32::from(n) / 32767.0).max(-1.0)
        })
    }
}

fn run<C: FilterComponent + bytemuck::Pod>(
    vectors: &[[f32; 4]],
    bits: i32,
    width: usize,
    fraction: impl Fn(C) -> f32,
) -> (Vec<u8>, Vec<f32>) {
    let mut words: Vec<[C; 4]> = meshopt::encode_filter_oct(vectors, bits);
    let bytes = bytemuck::cast_slice(words.as_flattened()).to_vec();
    meshopt::decode_filter_oct(&mut words);
    let values = words
        .iter()
        .flat_map(|word| word.iter().take(width).map(|n| fraction(*n)));
    (bytes, values.collect())
}
