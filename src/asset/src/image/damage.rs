//! Whether an encoded picture is whole, by its structure and checksums alone.
//!
//! Decoders go on with what there is of a file that was cut short; Chromium shows nothing of it. What
//! is accepted here, to the byte, is what `createImageBitmap` of Chromium 156 accepts. Damage within
//! the compressed pixels is found by decoding only.

use super::Refusal;
use super::apng::First;
use super::avif::Avif;
use super::ktx2::Ktx2;
use super::parts::{Damage, broken, part, take};
use super::probe;
use crate::model::Mime;

/// Why customers' browsers show nothing of an encoded picture; `None` where its structure is whole, or
/// of an unknown form. Reads the bytes once, without decoding them.
#[must_use]
pub fn damage(bytes: &[u8]) -> Option<Damage> {
    match probe(bytes).0 {
        Mime::Png => png(bytes).and_then(|()| First::find(bytes)).err(),
        Mime::Jpeg => jpeg(bytes).err(),
        Mime::WebP => webp(bytes).err(),
        Mime::Gif => gif(bytes).err(),
        Mime::Bmp => bmp(bytes).err(),
        Mime::Ico => ico(bytes).err(),
        Mime::Avif => boxes(bytes)
            .err()
            .or_else(|| refused(Avif::parse(bytes).map(drop))),
        Mime::Ktx2 => refused(Ktx2::parse(bytes).map(drop)),
        Mime::Unknown => None,
    }
}

/// Forms that Plinth alone doesn't read aren't damaged.
fn refused(parsed: Result<(), Refusal>) -> Option<Damage> {
    match parsed {
        Err(Refusal::Broken(problem)) => Some(Damage::Broken(problem)),
        Ok(()) | Err(Refusal::Unsupported(_)) => None,
    }
}

fn little(bytes: &[u8], at: usize) -> Result<usize, Damage> {
    Ok(u32::from_le_bytes(take(bytes, at)?) as usize)
}

/// All chunks up to the end, those that matter with a right checksum. What ends the pixels (`IEND`, or the
/// next picture of an animation) only has to have begun.
fn png(bytes: &[u8]) -> Result<(), Damage> {
    let mut at = 8;
    let mut pixels = false;
    loop {
        let length = u32::from_be_bytes(take(bytes, at)?) as usize;
        let kind = take::<4>(bytes, at + 4)?;
        match &kind {
            b"IEND" | b"fcTL" if pixels => return Ok(()),
            b"IEND" => return Err(broken("it holds no pixels")),
            _ => {}
        }
        let body = part(bytes, at + 4, length.saturating_add(4))?;
        let told = u32::from_be_bytes(take(bytes, at + 4 + body.len())?);
        // A small letter marks what may be left out.
        if kind[0].is_ascii_uppercase() && crc32fast::hash(body) != told {
            let name = String::from_utf8_lossy(&kind);
            return Err(broken(&format!("the checksum of its {name} part is wrong")));
        }
        pixels |= kind == *b"IDAT";
        at += 8 + body.len();
    }
}

/// All segments up to the end of the image, with at least one scan.
fn jpeg(bytes: &[u8]) -> Result<(), Damage> {
    let mut at = 2;
    let mut scans = false;
    loop {
        // Between segments, and within scans, whatever isn't a marker is passed over.
        let rest = bytes.get(at..).unwrap_or_default();
        at += rest
            .iter()
            .position(|byte| *byte == 0xff)
            .ok_or(Damage::Cut)?;
        let [_, marker] = take::<2>(bytes, at)?;
        match marker {
            // A fill byte; the next may begin a marker.
            0xff => at += 1,
            // A byte of 255 in a scan; markers without a length: TEM, RSTn, SOI.
            0x00 | 0x01 | 0xd0..=0xd8 => at += 2,
            0xd9 if scans => return Ok(()),
            0xd9 => return Err(broken("it holds no pixels")),
            _ => {
                scans |= marker == 0xda;
                let [high, low] = take::<2>(bytes, at + 2)?;
                at += 2 + usize::from(u16::from_be_bytes([high, low]));
            }
        }
    }
}

/// As many bytes as the container tells, in whole chunks to its end; of an animation, every picture.
fn webp(bytes: &[u8]) -> Result<(), Damage> {
    let whole = part(bytes, 8, little(bytes, 4)?)?;
    let chunks = webp_chunks(whole.get(4..).unwrap_or_default())?;
    let (_, width, height) = probe(bytes);
    let mut frames = chunks.iter().filter(|(kind, _)| *kind == b"ANMF");
    frames.try_for_each(|(_, frame)| webp_frame(frame, [width as usize, height as usize]))
}

/// The kind of a chunk, and what is in it.
type Chunk<'f> = (&'f [u8], &'f [u8]);

/// The chunks that fill `rest`.
fn webp_chunks(mut rest: &[u8]) -> Result<Vec<Chunk<'_>>, Damage> {
    let mut chunks = Vec::new();
    while !rest.is_empty() {
        let length = little(rest, 4)?;
        chunks.push((part(rest, 0, 4)?, part(rest, 8, length)?));
        // Chunks begin at even places.
        let next = (8 + length).next_multiple_of(2);
        rest = rest.get(next..).unwrap_or_default();
    }
    Ok(chunks)
}

/// One picture of an animation, within the whole picture's sides.
fn webp_frame(frame: &[u8], sides: [usize; 2]) -> Result<(), Damage> {
    let number = |at| {
        let [a, b, c] = take::<3>(frame, at)?;
        Ok::<_, Damage>(u32::from_le_bytes([a, b, c, 0]) as usize)
    };
    for (axis, side) in sides.into_iter().enumerate() {
        if 2 * number(3 * axis)? + number(6 + 3 * axis)? + 1 > side {
            return Err(broken("a picture of its animation lies outside"));
        }
    }
    let chunks = webp_chunks(frame.get(16..).ok_or(Damage::Cut)?)?;
    let begins = |(kind, body): &Chunk<'_>| match *kind {
        b"VP8L" => body.first() == Some(&0x2f),
        b"VP8 " => body.get(3..6) == Some(b"\x9d\x01\x2a"),
        _ => false,
    };
    match chunks.iter().any(begins) {
        true => Ok(()),
        false => Err(broken("a picture of its animation is broken")),
    }
}

/// All boxes of the outermost level: an animation needs more than its first picture.
fn boxes(bytes: &[u8]) -> Result<(), Damage> {
    let mut rest = bytes;
    while let Ok(told) = take::<4>(rest, 0) {
        let length = match u32::from_be_bytes(told) {
            // It goes on to the end.
            0 => return Ok(()),
            1 => usize::try_from(u64::from_be_bytes(take(rest, 8)?)).map_err(|_| Damage::Cut)?,
            length => length as usize,
        };
        // What follows the file isn't a box; no box is shorter than its head.
        if length < 8 || !take::<4>(rest, 4)?.iter().all(u8::is_ascii_graphic) {
            return Ok(());
        }
        part(rest, 0, length)?;
        rest = &rest[length..];
    }
    Ok(())
}

/// All of the first picture.
fn gif(bytes: &[u8]) -> Result<(), Damage> {
    let table = |flags: u8| match flags & 0x80 {
        0 => 0,
        _ => 3 << (usize::from(flags & 7) + 1),
    };
    let [flags] = take(bytes, 10)?;
    let mut at = 13 + table(flags);
    loop {
        let [kind] = take(bytes, at)?;
        match kind {
            0x21 => at = sub_blocks(bytes, at + 2)?,
            0x2c => {
                let [flags] = take(bytes, at + 9)?;
                // The table of colours and the width of codes come before the pixels.
                return sub_blocks(bytes, at + 10 + table(flags) + 1).map(drop);
            }
            _ => return Err(broken("it holds no pixels")),
        }
    }
}

/// Passes blocks of up to 255 bytes, the last of which is empty; where they end.
fn sub_blocks(bytes: &[u8], mut at: usize) -> Result<usize, Damage> {
    loop {
        let [length] = take(bytes, at)?;
        at += 1 + part(bytes, at + 1, length.into())?.len();
        if length == 0 {
            return Ok(at);
        }
    }
}

/// All rows, where they aren't compressed; headers of whichever age.
fn bmp(bytes: &[u8]) -> Result<(), Damage> {
    /// `biCompression` of rows that are as long as they are wide: plain, and with masks.
    const PLAIN: [usize; 3] = [0, 3, 6];
    let (_, width, height) = probe(bytes);
    let start = little(bytes, 10)?;
    let [bits_at, compression] = match little(bytes, 14)? {
        12 => [24, 0],
        _ => [28, little(bytes, 30)?],
    };
    if PLAIN.contains(&compression) {
        let bits = usize::from(u16::from_le_bytes(take(bytes, bits_at)?));
        let row = (width as usize)
            .saturating_mul(bits)
            .div_ceil(32)
            .saturating_mul(4);
        part(bytes, start, row.saturating_mul(height as usize))?;
    }
    Ok(())
}

/// All pictures.
fn ico(bytes: &[u8]) -> Result<(), Damage> {
    let count = u16::from_le_bytes(take(bytes, 4)?);
    for index in 0..usize::from(count) {
        let entry = 6 + index * 16;
        part(bytes, little(bytes, entry + 12)?, little(bytes, entry + 8)?)?;
    }
    Ok(())
}
