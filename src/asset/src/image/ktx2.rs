//! KTX2 with Basis Universal data (ETC1S, UASTC), as KHR_texture_basisu holds it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use basisu::{DecodeFlags, TargetFormat, Transcoder};

use super::{Blocks, Pixels, Refusal};

/// Bytes of the header up to the list of levels.
const HEADER: usize = 80;
/// Bytes of each level's entry in that list: offset, length, length once unpacked.
const ENTRY: usize = 24;
/// Models of colour by the numbers of the Khronos Data Format specification.
const ETC1S: u8 = 163;
const UASTC: u8 = 166;
/// Supercompression schemes.
const NONE: u32 = 0;
const BASIS_LZ: u32 = 1;
const ZSTANDARD: u32 = 2;

/// A texture whose header was checked: every part of it is within the file, and every level unpacks
/// to what its size takes.
pub(super) struct Ktx2<'a> {
    file: &'a [u8],
    width: u32,
    height: u32,
    levels: u32,
}

impl<'a> Ktx2<'a> {
    /// Checks the header of `file`.
    pub(super) fn parse(file: &'a [u8]) -> Result<Self, Refusal> {
        let short = || Refusal::Broken("its header is cut short".to_owned());
        let word = |at| number(file, at).ok_or_else(short);
        let unread = |what: &str| Refusal::Unsupported(format!("KTX2 images that are {what}"));
        let (width, height, levels) = (word(20)?, word(24)?, word(40)?);
        if width == 0 || height == 0 || word(28)? != 0 || word(36)? != 1 || word(32)? > 1 {
            return Err(unread("lines, cubes, volumes or more than one picture"));
        }
        // A level is half as long as the one before; a 32-bit number can be halved 31 times.
        if levels == 0 || levels > u32::BITS - width.max(height).leading_zeros() {
            return Err(Refusal::Broken(format!("it can't have {levels} levels")));
        }
        let descriptor = Part::new(file, word(48)?.into(), word(52)?.into())?;
        // The model of colour is in the third word of the first block, after the total length.
        let model = *descriptor.0.get(12).ok_or_else(short)?;
        let scheme = word(44)?;
        match (word(12)?, model, scheme) {
            (0, ETC1S, BASIS_LZ) | (0, UASTC, NONE | ZSTANDARD) => {}
            _ => return Err(unread("neither ETC1S nor UASTC")),
        }
        Part::new(file, word(56)?.into(), word(60)?.into())?;
        let long = |at| Some(u64::from(number(file, at)?) | u64::from(number(file, at + 4)?) << 32);
        let long = |at| long(at).ok_or_else(short);
        Part::new(file, long(64)?, long(72)?)?;
        for level in 0..levels {
            let at = HEADER + level as usize * ENTRY;
            let (length, unpacked) = (long(at + 8)?, long(at + 16)?);
            Part::new(file, long(at)?, length)?;
            let blocks = |side: u32| u64::from((side >> level).max(1).div_ceil(4));
            let needed = blocks(width)
                .saturating_mul(blocks(height))
                .saturating_mul(16);
            let fits = match scheme {
                NONE => length == needed,
                ZSTANDARD => unpacked == needed,
                _ => unpacked == 0,
            };
            if !fits {
                let problem = format!("level {level} isn't as long as its size takes");
                return Err(Refusal::Broken(problem));
            }
        }
        Ok(Self {
            file,
            width,
            height,
            levels,
        })
    }

    /// Width and height of the largest level in pixels.
    pub(super) const fn size(&self) -> (u32, u32) {
        (self.width, self.height)
    }

    /// Decodes the levels from the largest on, `most` of them if there are as many.
    pub(super) fn decode(&self, most: u32) -> Result<Vec<Pixels>, Refusal> {
        // The transcoder takes some lengths within the compressed data as they come.
        catch_unwind(AssertUnwindSafe(|| self.transcode(most)))
            .unwrap_or_else(|_| Err(inconsistent()))
    }

    /// The levels as BC7 blocks, from the largest on: what desktop adapters read without unpacking.
    /// `None` where the largest level doesn't end with its last blocks, which adapters refuse.
    pub(super) fn blocks(&self) -> Result<Option<Vec<Blocks>>, Refusal> {
        if !self.width.is_multiple_of(4) || !self.height.is_multiple_of(4) {
            return Ok(None);
        }
        catch_unwind(AssertUnwindSafe(|| self.transcode_blocks()))
            .unwrap_or_else(|_| Err(inconsistent()))
            .map(Some)
    }

    fn transcode_blocks(&self) -> Result<Vec<Blocks>, Refusal> {
        let transcoder = Transcoder::new(self.file).map_err(|_| inconsistent())?;
        (0..self.levels)
            .map(|level| {
                let bytes = transcoder
                    .transcode(level, TargetFormat::Bc7Rgba, DecodeFlags::NONE)
                    .map_err(|_| inconsistent())?;
                Ok(Blocks {
                    width: (self.width >> level).max(1),
                    height: (self.height >> level).max(1),
                    bytes,
                })
            })
            .collect()
    }

    fn transcode(&self, most: u32) -> Result<Vec<Pixels>, Refusal> {
        let transcoder = Transcoder::new(self.file).map_err(|_| inconsistent())?;
        (0..self.levels.min(most))
            .map(|level| {
                let rgba = transcoder
                    .transcode(level, TargetFormat::Rgba32, DecodeFlags::NONE)
                    .map_err(|_| inconsistent())?;
                Ok(Pixels {
                    width: (self.width >> level).max(1),
                    height: (self.height >> level).max(1),
                    rgba,
                })
            })
            .collect()
    }
}

/// The file with sides that end with its last blocks, where it has one level and they don't yet.
pub(super) fn with_whole_blocks(file: &[u8]) -> Option<Vec<u8>> {
    let sides = [number(file, 20)?, number(file, 24)?];
    let whole = sides.map(|side| side.checked_next_multiple_of(4));
    let [Some(width), Some(height)] = whole else {
        return None;
    };
    if number(file, 40)? != 1 || sides == [width, height] {
        return None;
    }
    let mut file = file.to_vec();
    for (at, side) in [(20, width), (24, height)] {
        file.get_mut(at..at + 4)?
            .copy_from_slice(&side.to_le_bytes());
    }
    Some(file)
}

/// What is wrong beyond the header; the transcoder doesn't say more.
fn inconsistent() -> Refusal {
    Refusal::Broken("its blocks or code books are damaged".to_owned())
}

/// A part of the file.
struct Part<'a>(&'a [u8]);

impl<'a> Part<'a> {
    fn new(file: &'a [u8], offset: u64, length: u64) -> Result<Self, Refusal> {
        let end = offset.saturating_add(length);
        let range = usize::try_from(offset).ok().zip(usize::try_from(end).ok());
        range
            .and_then(|(start, end)| file.get(start..end))
            .map(Self)
            .ok_or_else(|| Refusal::Broken("parts of it are missing".to_owned()))
    }
}

/// The little-endian number at `at`.
fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}
