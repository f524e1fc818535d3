//! What an encoded picture is and how large, from its first bytes.

use crate::model::Mime;

/// The form, width and height of an encoded picture, by its header alone.
///
/// The size is 0 x 0 where the header is unknown or cut short.
#[must_use]
pub fn probe(bytes: &[u8]) -> (Mime, u32, u32) {
    let (mime, size) = if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        (Mime::Png, png(bytes))
    } else if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
        (Mime::Jpeg, jpeg(bytes))
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        (Mime::WebP, webp(bytes))
    } else if bytes.starts_with(b"\xabKTX 20\xbb\r\n\x1a\n") {
        (Mime::Ktx2, ktx2(bytes))
    } else if bytes.get(4..8) == Some(b"ftyp") && is_avif(bytes) {
        (Mime::Avif, avif(bytes))
    } else if bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a") {
        (Mime::Gif, gif(bytes))
    } else if bytes.starts_with(b"BM") {
        (Mime::Bmp, bmp(bytes))
    } else if bytes.starts_with(&[0, 0, 1, 0]) || bytes.starts_with(&[0, 0, 2, 0]) {
        (Mime::Ico, ico(bytes))
    } else {
        (Mime::Unknown, None)
    };
    let (width, height) = size.unwrap_or((0, 0));
    (mime, width, height)
}

/// `N` bytes from `offset` on.
fn take<const N: usize>(bytes: &[u8], offset: usize) -> Option<[u8; N]> {
    bytes.get(offset..offset.checked_add(N)?)?.try_into().ok()
}

/// The IHDR chunk, which comes first.
fn png(bytes: &[u8]) -> Option<(u32, u32)> {
    (take(bytes, 12)? == *b"IHDR").then_some(())?;
    Some((
        u32::from_be_bytes(take(bytes, 16)?),
        u32::from_be_bytes(take(bytes, 20)?),
    ))
}

/// Walks the segments to the start of frame.
fn jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut offset = 2;
    loop {
        if *bytes.get(offset)? != 0xff {
            return None;
        }
        let marker = *bytes.get(offset + 1)?;
        match marker {
            // A fill byte.
            0xff => offset += 1,
            // Markers without a length: TEM, RSTn, SOI.
            0x01 | 0xd0..=0xd8 => offset += 2,
            // Start of frame: all of C0 to CF but the tables DHT, JPG and DAC.
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                let height = u16::from_be_bytes(take(bytes, offset + 5)?);
                let width = u16::from_be_bytes(take(bytes, offset + 7)?);
                return Some((width.into(), height.into()));
            }
            // End of image or start of scan: there was no frame.
            0xd9 | 0xda => return None,
            _ => {
                let length = u16::from_be_bytes(take(bytes, offset + 2)?);
                offset += 2 + usize::from(length);
            }
        }
    }
}

/// The first chunk: VP8X (extended), VP8L (lossless) or VP8 (lossy).
fn webp(bytes: &[u8]) -> Option<(u32, u32)> {
    match &take::<4>(bytes, 12)? {
        b"VP8X" => {
            let side = |at| {
                let [a, b, c] = take::<3>(bytes, at)?;
                Some(u32::from_le_bytes([a, b, c, 0]) + 1)
            };
            Some((side(24)?, side(27)?))
        }
        b"VP8L" => {
            let bits = u32::from_le_bytes(take(bytes, 21)?);
            Some(((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1))
        }
        b"VP8 " => {
            let side = |at| Some(u32::from(u16::from_le_bytes(take(bytes, at)?) & 0x3fff));
            Some((side(26)?, side(28)?))
        }
        _ => None,
    }
}

/// Fixed places in the header.
fn ktx2(bytes: &[u8]) -> Option<(u32, u32)> {
    Some((
        u32::from_le_bytes(take(bytes, 20)?),
        u32::from_le_bytes(take(bytes, 24)?),
    ))
}

/// The screen that all pictures of the animation are drawn on.
fn gif(bytes: &[u8]) -> Option<(u32, u32)> {
    let side = |at| Some(u32::from(u16::from_le_bytes(take(bytes, at)?)));
    Some((side(6)?, side(8)?))
}

/// The header's sides; a height below zero means rows from the top.
fn bmp(bytes: &[u8]) -> Option<(u32, u32)> {
    if u32::from_le_bytes(take(bytes, 14)?) == 12 {
        let side = |at| Some(u32::from(u16::from_le_bytes(take(bytes, at)?)));
        return Some((side(18)?, side(20)?));
    }
    let side = |at| Some(i32::from_le_bytes(take(bytes, at)?).unsigned_abs());
    Some((side(18)?, side(22)?))
}

/// The largest picture; a side of 0 stands for 256.
fn ico(bytes: &[u8]) -> Option<(u32, u32)> {
    let count = u16::from_le_bytes(take(bytes, 4)?);
    let side = |byte: u8| match byte {
        0 => 256,
        side => u32::from(side),
    };
    (0..usize::from(count))
        .map_while(|index| take::<2>(bytes, 6 + index * 16))
        .map(|[width, height]| (side(width), side(height)))
        .max_by_key(|(width, height)| width * height)
}

/// Whether the `ftyp` box names AVIF as its brand or among the compatible ones.
fn is_avif(bytes: &[u8]) -> bool {
    let Some(length) = take(bytes, 0).map(u32::from_be_bytes) else {
        return false;
    };
    let end = usize::try_from(length)
        .unwrap_or(usize::MAX)
        .min(bytes.len())
        .min(256);
    let brands = bytes.get(8..end).unwrap_or_default();
    brands
        .chunks_exact(4)
        .any(|brand| brand == b"avif" || brand == b"avis")
}

/// The largest `ispe` (image spatial extents) property near the beginning: auxiliary pictures such
/// as alpha are no larger than the main one.
fn avif(bytes: &[u8]) -> Option<(u32, u32)> {
    /// Properties come before the pixels; real headers are some hundred bytes long.
    const HEADER: usize = 16 << 10;
    let header = &bytes[..bytes.len().min(HEADER)];
    header
        .windows(4)
        .enumerate()
        .filter(|(_, word)| word == b"ispe")
        .filter_map(|(at, _)| {
            let width = u32::from_be_bytes(take(header, at + 8)?);
            let height = u32::from_be_bytes(take(header, at + 12)?);
            Some((width, height))
        })
        .max_by_key(|&(width, height)| u64::from(width) * u64::from(height))
}
