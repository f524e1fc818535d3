//! The frame of GLB files: a header, a chunk of JSON and a chunk of bytes.

use bytes::Bytes;

use crate::Error;

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
    pub(crate) warnings: Vec<String>,
}

/// Takes a GLB file apart. Nothing is copied.
pub(crate) fn split(file: &Bytes) -> Result<Glb, Error> {
    let version = number(file, 4)?;
    if version != 2 {
        return Err(broken(
            4,
            format!("it is of version {version}, and Plinth reads version 2"),
        ));
    }
    let mut warnings = Vec::new();
    let told = number(file, 8)? as usize;
    if told < HEADER || told > file.len() {
        let problem = format!(
            "the header tells of {told} bytes, but there are {}",
            file.len()
        );
        return Err(broken(8, problem));
    }
    if told < file.len() {
        warnings.push(format!(
            "{} bytes behind the end of the GLB are ignored",
            file.len() - told
        ));
    }
    let file = file.slice(..told);
    let (kind, json, mut offset) = chunk(&file, HEADER)?;
    if kind != JSON {
        return Err(broken(HEADER + 4, "the first chunk isn't JSON"));
    }
    let mut bin = None;
    // Other kinds of chunks may follow; the format asks to skip them.
    while bin.is_none() && offset < file.len() {
        let (kind, bytes, next) = chunk(&file, offset)?;
        if kind == BIN {
            bin = Some(bytes);
        }
        offset = next;
    }
    Ok(Glb {
        json,
        bin,
        warnings,
    })
}

/// The kind and bytes of the chunk at `offset`, and where the next one begins.
fn chunk(file: &Bytes, offset: usize) -> Result<([u8; 4], Bytes, usize), Error> {
    let length = number(file, offset)? as usize;
    let kind = number(file, offset + 4)?.to_le_bytes();
    let start = offset + CHUNK;
    let end = start
        .checked_add(length)
        .filter(|end| *end <= file.len())
        .ok_or_else(|| {
            let left = file.len() - start;
            broken(
                offset,
                format!("a chunk tells of {length} bytes, but {left} are left"),
            )
        })?;
    Ok((kind, file.slice(start..end), end))
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
