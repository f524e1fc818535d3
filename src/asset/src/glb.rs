//! The frame of GLB files: a header, a chunk of JSON and a chunk of bytes.

use bytes::Bytes;

use crate::Error;
use crate::defect::{Defect, Effect};

/// The first bytes of every GLB file.
pub(crate) const MAGIC: [u8; 4] = *b"glTF";
/// Bytes of the file's header.
const HEADER: usize = 12;
/// Bytes of a chunk's header: length and kind.
const CHUNK: usize = 8;
const JSON: [u8; 4] = *b"JSON";
const BIN: [u8; 4] = *b"BIN\0";

/// What is in the frame.
#[derive(Debug)]
pub(crate) struct Glb {
    /// The JSON chunk.
    pub(crate) json: Bytes,
    /// The BIN chunk.
    pub(crate) bin: Option<Bytes>,
    /// What isn't as it should be but does no harm.
    pub(crate) defects: Vec<Defect>,
}

/// Takes a GLB file apart as the web viewer does. Chunks may come in any order, the last one of a kind
/// counts, and the bytes may end early. Nothing is copied.
pub(crate) fn split(file: &Bytes) -> Result<Glb, Error> {
    let version = number(file, 4)?;
    if version < 2 {
        return Err(broken(
            4,
            format!("it is of version {version}, and Plinth reads version 2"),
        ));
    }
    let mut defects = Vec::new();
    let mut note = |code, effect, problem: String| {
        defects.push(Defect::new(code, effect, "", problem));
    };
    if version > 2 {
        let problem = format!("the GLB says that it is of version {version}, read as version 2");
        note("GLB_INVALID_VERSION", Effect::Drawn, problem);
    }
    let told = number(file, 8)? as usize;
    match file.len().checked_sub(told) {
        Some(0) => {}
        Some(more) => note(
            "GLB_EXTRA_DATA",
            Effect::Drawn,
            format!("{more} bytes behind the end of the GLB are ignored"),
        ),
        None => note(
            "GLB_LENGTH_MISMATCH",
            Effect::Drawn,
            format!(
                "the header tells of {told} bytes, but there are {}",
                file.len()
            ),
        ),
    }
    let (mut json, mut bin) = (None, None);
    let mut offset = HEADER;
    let mut chunks = 0..;
    while offset < told {
        let chunk = chunks.next().unwrap_or(usize::MAX);
        let length = number(file, offset)? as usize;
        let kind = number(file, offset + 4)?.to_le_bytes();
        let start = offset + CHUNK;
        let end = start.saturating_add(length);
        let long = || {
            let left = file.len() - start;
            format!("a chunk tells of {length} bytes, but {left} are left")
        };
        if !length.is_multiple_of(4) {
            let problem = format!("the chunk at byte {offset} isn't padded to four bytes");
            note("GLB_CHUNK_LENGTH_UNALIGNED", Effect::Drawn, problem);
        }
        if end > told && end <= file.len() {
            let problem = format!("the header tells of {told} bytes, and a chunk ends at {end}");
            note("GLB_LENGTH_MISMATCH", Effect::Drawn, problem);
        }
        let known = if kind == JSON {
            if end > file.len() {
                return Err(broken(offset, long()));
            }
            if offset > HEADER && json.is_none() {
                let problem = "the first chunk isn't JSON".to_owned();
                note("GLB_UNEXPECTED_FIRST_CHUNK", Effect::Drawn, problem);
            }
            json.replace(file.slice(start..end)).is_some()
        } else if kind == BIN {
            if chunk != 1 {
                let problem = "the BIN chunk isn't the second one".to_owned();
                note("GLB_UNEXPECTED_BIN_CHUNK", Effect::Drawn, problem);
            }
            if end > file.len() {
                note("GLB_CHUNK_TOO_BIG", Effect::Drawn, long());
            }
            bin.replace(file.slice(start..end.min(file.len())))
                .is_some()
        } else {
            let problem = format!("the chunk at byte {offset} is of unknown kind and ignored");
            note("GLB_UNKNOWN_CHUNK_TYPE", Effect::Drawn, problem);
            false
        };
        if known {
            let problem = format!("the chunk at byte {offset} replaces one before it");
            note("GLB_DUPLICATE_CHUNK", Effect::Lost, problem);
        }
        offset = end;
    }
    let json = json.ok_or_else(|| broken(HEADER, "it has no chunk of JSON"))?;
    Ok(Glb { json, bin, defects })
}

/// The little-endian number at `offset`.
fn number(file: &[u8], offset: usize) -> Result<u32, Error> {
    let bytes = file
        .get(offset..offset + 4)
        .and_then(|bytes| bytes.try_into().ok());
    let bytes = bytes.ok_or_else(|| broken(file.len(), "the file ends within a header"))?;
    Ok(u32::from_le_bytes(bytes))
}

fn broken(offset: usize, problem: impl Into<String>) -> Error {
    Error::Container {
        offset: offset as u64,
        problem: problem.into(),
    }
}

/// Puts a GLB file together; chunks are padded to multiples of four. Without bytes there is no BIN
/// chunk.
pub(crate) fn join(mut json: Vec<u8>, bin: &[&[u8]]) -> Result<Vec<u8>, Error> {
    json.resize(json.len().next_multiple_of(4), b' ');
    let bytes: usize = bin.iter().map(|part| part.len()).sum();
    let padded = bytes.next_multiple_of(4);
    let chunk = if bytes == 0 { 0 } else { CHUNK + padded };
    let total = HEADER + CHUNK + json.len() + chunk;
    let too_large = |_| Error::Limit {
        at: "the GLB".to_owned(),
        what: "its length in bytes",
        value: total as u64,
        limit: u32::MAX.into(),
    };
    let total_told = u32::try_from(total).map_err(too_large)?;
    let mut file = Vec::with_capacity(total);
    file.extend(MAGIC);
    file.extend(2_u32.to_le_bytes());
    file.extend(total_told.to_le_bytes());
    // Both are less than the total, which fits.
    file.extend((json.len() as u32).to_le_bytes());
    file.extend(JSON);
    file.extend(json);
    if bytes > 0 {
        file.extend((padded as u32).to_le_bytes());
        file.extend(BIN);
        bin.iter().for_each(|part| file.extend_from_slice(part));
        file.resize(total, 0);
    }
    Ok(file)
}
