//! EXT_meshopt_compression and KHR_meshopt_compression: compressed buffer views.
//!
//! The decoder is C++ behind safe functions. It checks the bytes that it reads. What it doesn't check
//! (strides, whole triangles) is checked here, and so is how long an output a short input may ask for.

use bytemuck::AnyBitPattern;
use meshopt::{
    decode_filter_color, decode_filter_exp, decode_filter_oct, decode_filter_quat,
    decode_index_buffer, decode_index_sequence, decode_vertex_buffer,
};

use crate::Error;
use crate::json::At;

/// The two names of the extension; they differ in what encoders may use, not in how it's decoded.
pub(crate) const EXTENSIONS: [&str; 2] = ["KHR_meshopt_compression", "EXT_meshopt_compression"];

/// How the data is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Attributes,
    Triangles,
    Indices,
}

/// What is done after decompression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Filter {
    None,
    Octahedral,
    Quaternion,
    Exponential,
    Color,
}

/// The extension's object.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Header {
    mode: Mode,
    filter: Filter,
    /// Elements.
    pub(crate) count: usize,
    /// Bytes of one element.
    pub(crate) stride: usize,
}

impl Header {
    /// Reads and checks the extension's object.
    pub(crate) fn read(at: &At<'_>) -> Result<Self, Error> {
        let mode_at = at.need("mode")?;
        let mode = match mode_at.text()? {
            "ATTRIBUTES" => Mode::Attributes,
            "TRIANGLES" => Mode::Triangles,
            "INDICES" => Mode::Indices,
            other => return Err(mode_at.invalid(format!("'{other}' is unknown"))),
        };
        let filter = match at
            .get("filter")
            .map(|at| at.text())
            .transpose()?
            .unwrap_or("NONE")
        {
            "NONE" => Filter::None,
            "OCTAHEDRAL" => Filter::Octahedral,
            "QUATERNION" => Filter::Quaternion,
            "EXPONENTIAL" => Filter::Exponential,
            "COLOR" => Filter::Color,
            other => return Err(at.invalid(format!("the filter '{other}' is unknown"))),
        };
        let count = at.need("count")?.size()?;
        let stride_at = at.need("byteStride")?;
        let stride = stride_at.size()?;
        let strides: &[usize] = match (mode, filter) {
            (Mode::Attributes, Filter::Octahedral | Filter::Color) => &[4, 8],
            (Mode::Attributes, Filter::Quaternion) => &[8],
            (Mode::Attributes, _) => &[],
            (_, Filter::None) => &[2, 4],
            _ => return Err(at.invalid("indices can't have a filter")),
        };
        let fits = if strides.is_empty() {
            stride.is_multiple_of(4) && (4..=256).contains(&stride)
        } else {
            strides.contains(&stride)
        };
        if !fits {
            return Err(stride_at.invalid(format!("{stride} doesn't fit the mode and filter")));
        }
        if mode == Mode::Triangles && !count.is_multiple_of(3) {
            return Err(at.invalid(format!("{count} indices aren't whole triangles")));
        }
        if count.checked_mul(stride).is_none() {
            return Err(at.invalid("the size is too large"));
        }
        Ok(Self {
            mode,
            filter,
            count,
            stride,
        })
    }

    /// Bytes after decompression.
    pub(crate) const fn unpacked(&self) -> usize {
        // Reading checked that it doesn't overflow.
        self.count * self.stride
    }

    /// The fewest bytes that can hold the data, by the formats' own framing.
    const fn least(&self) -> usize {
        match self.mode {
            // A header, a byte a triangle, and a table of 16 bytes.
            Mode::Triangles => 1 + self.count / 3 + 16,
            // A header, a byte an index, and 4 bytes at the end.
            Mode::Indices => 1 + self.count + 4,
            // A header, and for each block of up to 8 KiB or 256 elements two bits a byte.
            Mode::Attributes => {
                let most = (8192 / self.stride) & !15;
                let block = if most < 256 { most } else { 256 };
                1 + self.count.div_ceil(block) * (self.stride / 4)
            }
        }
    }

    /// Whether decoders up to meshoptimizer 1.1.0, which most pages load, make other numbers of `packed`
    /// than were put in, without an error: it has columns of 32 bits that are rotated (version 1 of the
    /// codec, level 3 of the encoder).
    pub(crate) fn is_misread(&self, packed: &[u8]) -> bool {
        /// The first byte of version 1.
        const VERSION_1: u8 = 0xa1;
        // A byte for each column is at the end: its kind in the lower half, the rotation in the upper.
        let columns = packed.len().saturating_sub(self.stride / 4);
        self.mode == Mode::Attributes
            && packed.first() == Some(&VERSION_1)
            && packed[columns..]
                .iter()
                .any(|column| column & 3 == 2 && column >> 4 != 0)
    }

    /// Decompresses `packed`; `at` is the extension's object.
    pub(crate) fn unpack(&self, packed: &[u8], at: &At<'_>) -> Result<Vec<u8>, Error> {
        let refuse = |problem: String| Error::Codec {
            at: at.pointer(),
            format: "meshopt",
            problem,
        };
        if packed.len() < self.least() {
            let (has, least) = (packed.len(), self.least());
            return Err(refuse(format!(
                "{} elements need {least} bytes at least, not {has}",
                self.count
            )));
        }
        let unpacked = match (self.mode, self.stride) {
            (Mode::Triangles, 2) => decode_index_buffer::<u16>(packed, self.count).map(bytes),
            (Mode::Triangles, _) => decode_index_buffer::<u32>(packed, self.count).map(bytes),
            (Mode::Indices, 2) => decode_index_sequence::<u16>(packed, self.count).map(bytes),
            (Mode::Indices, _) => decode_index_sequence::<u32>(packed, self.count).map(bytes),
            (Mode::Attributes, _) => attributes(self, packed),
        };
        unpacked.map_err(|_| refuse("its bytes are damaged".to_owned()))
    }
}

/// Decodes vertex data and applies the filter.
fn attributes(header: &Header, packed: &[u8]) -> meshopt::Result<Vec<u8>> {
    let Header {
        filter,
        count,
        stride,
        ..
    } = *header;
    match (filter, stride) {
        (Filter::Octahedral, 4) => filtered(packed, count, decode_filter_oct::<i8>),
        (Filter::Octahedral, _) => filtered(packed, count, decode_filter_oct::<i16>),
        (Filter::Quaternion, _) => filtered(packed, count, decode_filter_quat),
        (Filter::Color, 4) => filtered(packed, count, decode_filter_color::<u8>),
        (Filter::Color, _) => filtered(packed, count, decode_filter_color::<u16>),
        (Filter::Exponential, _) => {
            // Components are filtered alone, whatever the stride.
            let mut words: Vec<[u32; 1]> =
                bytemuck::pod_collect_to_vec(&blocks(packed, count, stride)?);
            decode_filter_exp(&mut words);
            Ok(bytes(words))
        }
        (Filter::None, _) => blocks(packed, count, stride),
    }
}

/// Decodes elements of four components and filters them.
fn filtered<C>(
    packed: &[u8],
    count: usize,
    filter: impl Fn(&mut [[C; 4]]),
) -> meshopt::Result<Vec<u8>>
where
    C: Copy + Default + bytemuck::NoUninit + AnyBitPattern,
    [C; 4]: bytemuck::NoUninit,
{
    let mut elements: Vec<[C; 4]> = decode_vertex_buffer(packed, count)?;
    filter(&mut elements);
    Ok(bytes(elements))
}

fn bytes<T: bytemuck::NoUninit>(elements: Vec<T>) -> Vec<u8> {
    bytemuck::cast_slice(&elements).to_vec()
}

/// An element of `N` bytes. (Arrays have defaults up to a length of 32 only.)
#[derive(Clone, Copy)]
#[repr(transparent)]
struct Block<const N: usize>([u8; N]);

impl<const N: usize> Default for Block<N> {
    fn default() -> Self {
        Self([0; N])
    }
}

/// Decodes elements of `stride` bytes. The decoder's size of an element is that of a type, so there
/// is one for each stride that the format allows.
fn blocks(packed: &[u8], count: usize, stride: usize) -> meshopt::Result<Vec<u8>> {
    macro_rules! by_stride {
        ($($size:literal)*) => {
            match stride {
                $($size => decode::<$size>(packed, count),)*
                _ => Err(meshopt::Error::Native(-1)),
            }
        };
    }
    by_stride!(
        4 8 12 16 20 24 28 32 36 40 44 48 52 56 60 64 68 72 76 80 84 88 92 96 100 104 108 112 116
        120 124 128 132 136 140 144 148 152 156 160 164 168 172 176 180 184 188 192 196 200 204 208
        212 216 220 224 228 232 236 240 244 248 252 256
    )
}

fn decode<const N: usize>(packed: &[u8], count: usize) -> meshopt::Result<Vec<u8>> {
    let blocks: Vec<Block<N>> = decode_vertex_buffer(packed, count)?;
    let mut bytes = Vec::with_capacity(count * N);
    blocks
        .iter()
        .for_each(|block| bytes.extend_from_slice(&block.0));
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use serde_json::json;

    use super::*;

    #[test]
    fn what_older_decoders_misread_is_known_from_the_stream() {
        let json = json!({ "mode": "ATTRIBUTES", "count": 5000, "byteStride": 4 });
        let at = At::root(&json);
        let header = Header::read(&at).unwrap();
        let mut noise = vec![0x2545_f491_u32; 5000];
        for index in 1..noise.len() {
            let mut next = noise[index - 1];
            next ^= next << 13;
            next ^= next >> 17;
            noise[index] = next ^ next << 5;
        }
        // Without their lowest bits, so that rotating pays.
        let noise: Vec<u32> = noise.iter().map(|number| number & !15).collect();
        let packed = |level, version| {
            meshopt::encode_vertex_buffer_level(&noise, level, Some(version)).unwrap()
        };
        for (level, version, misread) in [(3, 1, true), (2, 1, false), (3, 0, false)] {
            let stream = packed(level, version);
            assert_eq!(header.is_misread(&stream), misread, "{level} {version}");
            let unpacked = header.unpack(&stream, &at).unwrap();
            assert_eq!(unpacked, bytemuck::cast_slice::<u32, u8>(&noise));
        }
        assert!(!header.is_misread(&[]));
    }
}
