//! Animated PNG whose still picture isn't part of the animation: browsers show the first picture of the
//! animation instead, and nothing where that is damaged.
//!
//! What is accepted here is what `createImageBitmap` of Chromium 156 accepts.

use super::parts::{Damage, broken, part, take};

/// The first picture of such an animation.
#[derive(Debug)]
pub(super) struct First {
    /// As a still PNG.
    pub(super) png: Vec<u8>,
    /// Its upper left corner in the whole picture, in pixels.
    pub(super) at: [u32; 2],
    /// The size of the whole picture, which is transparent around it.
    pub(super) canvas: [u32; 2],
}

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

impl First {
    /// The first picture of the animation in the PNG file `bytes`; `None` where that is the still one.
    pub(super) fn find(bytes: &[u8]) -> Result<Option<Self>, Damage> {
        let mut chunks = Chunks { bytes, at: 8 };
        // What the frame has in common with the still picture: its header, palette and so on.
        let mut common: Vec<(&[u8; 4], &[u8])> = Vec::new();
        let mut animated = false;
        loop {
            let (kind, body, whole) = chunks.next()?;
            match kind {
                b"IDAT" if animated => break,
                b"IDAT" | b"IEND" => return Ok(None),
                b"acTL" => animated = big(body, 0)? > 0,
                b"fcTL" if animated => {
                    // The still picture is the first; it has to fill all.
                    let sides = |body, at| Ok::<_, Damage>([big(body, at)?, big(body, at + 4)?]);
                    let header = common.first().map_or(&[][..], |(_, body)| body);
                    return match whole && sides(header, 0)? == sides(body, 4)? {
                        true => Ok(None),
                        false => Err(broken("the first picture of its animation is broken")),
                    };
                }
                // Turns are for the whole picture.
                b"fcTL" | b"eXIf" => {}
                _ => common.push((kind, body)),
            }
        }
        let header = common.first().map_or(&[][..], |(_, body)| body);
        let canvas = [big(header, 0)?, big(header, 4)?];
        let mut frame = None;
        let mut data = Vec::new();
        let mut number = 0;
        loop {
            // What ends the picture only has to have begun.
            let ends = matches!(chunks.kind()?, b"IEND" | b"fcTL");
            if ends && !data.is_empty() {
                break;
            }
            let (kind, body, whole) = chunks.next()?;
            let told = matches!(kind, b"fcTL" | b"fdAT");
            if told {
                if big(body, 0)? != number {
                    return Err(broken("the parts of its animation aren't in order"));
                }
                number += 1;
            }
            match (kind, frame) {
                (b"fcTL", _) => {
                    let [width, height, x, y] = [4, 8, 12, 16].map(|at| big(body, at));
                    let [size, at] = [[width?, height?], [x?, y?]];
                    let fits = |axis: usize| {
                        let end = size[axis].checked_add(at[axis]);
                        size[axis] > 0 && end.is_some_and(|end| end <= canvas[axis])
                    };
                    if !(whole && fits(0) && fits(1)) {
                        return Err(broken("the first picture of its animation is broken"));
                    }
                    frame = Some((size, at));
                }
                (b"fdAT", Some(_)) => data.extend_from_slice(body.get(4..).ok_or(Damage::Cut)?),
                (b"fdAT" | b"IEND", _) => {
                    return Err(broken("its animation holds no pixels"));
                }
                _ => {}
            }
        }
        Ok(frame.map(|(size, at)| Self {
            png: still(&common, size, &data),
            at,
            canvas,
        }))
    }
}

/// A still picture of `size` with the chunks `common` and compressed pixels.
fn still(common: &[(&[u8; 4], &[u8])], size: [u32; 2], data: &[u8]) -> Vec<u8> {
    let mut png = SIGNATURE.to_vec();
    let mut put = |kind: &[u8; 4], body: &[u8]| {
        png.extend((body.len() as u32).to_be_bytes());
        let start = png.len();
        png.extend(kind);
        png.extend(body);
        let sum = crc32fast::hash(&png[start..]);
        png.extend(sum.to_be_bytes());
    };
    for (kind, body) in common {
        match *kind {
            b"IHDR" => {
                let rest = body.get(8..).unwrap_or_default();
                let [width, height] = size.map(u32::to_be_bytes);
                put(kind, &[&width[..], &height[..], rest].concat());
            }
            _ => put(kind, body),
        }
    }
    put(b"IDAT", data);
    put(b"IEND", &[]);
    png
}

/// The chunks of a PNG file.
struct Chunks<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Chunks<'a> {
    /// The kind of the next chunk.
    fn kind(&self) -> Result<&'a [u8; 4], Damage> {
        let kind = part(self.bytes, self.at + 4, 4)?;
        kind.first_chunk().ok_or(Damage::Cut)
    }

    /// The next chunk: its kind, what is in it, and whether its checksum is right.
    fn next(&mut self) -> Result<(&'a [u8; 4], &'a [u8], bool), Damage> {
        let kind = self.kind()?;
        let length = big(self.bytes, self.at)? as usize;
        let body = part(self.bytes, self.at + 4, length.saturating_add(4))?;
        let told = big(self.bytes, self.at + 4 + body.len())?;
        self.at += 8 + body.len();
        Ok((kind, &body[4..], crc32fast::hash(body) == told))
    }
}

fn big(bytes: &[u8], at: usize) -> Result<u32, Damage> {
    Ok(u32::from_be_bytes(take(bytes, at)?))
}
