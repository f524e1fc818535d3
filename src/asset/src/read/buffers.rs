//! The bytes of the JSON's buffers.

use bytes::Bytes;

use super::files::Files;
use super::uri::shorten;
use crate::Error;
use crate::codec::meshopt;
use crate::json::At;

/// One entry for each of the JSON's buffers, each `byteLength` long; `bin` is the GLB's chunk.
pub(crate) fn read(
    root: &At<'_>,
    bin: Option<&Bytes>,
    files: &mut Files<'_>,
) -> Result<Vec<Bytes>, Error> {
    let mut buffers = Vec::new();
    for (index, buffer) in root.list("buffers")?.enumerate() {
        // The GLB's bytes are the first buffer's, where that names no file.
        let bin = bin.filter(|_| index == 0);
        buffers.push(one(&buffer, index, bin, files)?);
    }
    Ok(buffers)
}

fn one(
    buffer: &At<'_>,
    index: usize,
    bin: Option<&Bytes>,
    files: &mut Files<'_>,
) -> Result<Bytes, Error> {
    let length = buffer.need("byteLength")?.size()?;
    let bytes = match (buffer.get("uri"), bin) {
        (Some(uri), _) => files.open(&uri)?.ok_or_else(|| Error::Link {
            at: uri.pointer(),
            uri: uri.text().map(shorten).unwrap_or_default(),
            problem: "the file is missing".to_owned(),
        })?,
        (None, Some(bin)) => bin.clone(),
        // Stands for what the compressed views decompress to.
        (None, None) if is_fallback(buffer) => return Ok(Bytes::new()),
        (None, None) => return Err(buffer.invalid("has neither a uri nor the bytes of a GLB")),
    };
    if length > bytes.len() {
        return Err(Error::Bounds {
            at: buffer.pointer(),
            of: format!("buffer {index}"),
            end: length as u64,
            available: bytes.len() as u64,
        });
    }
    Ok(bytes.slice(..length))
}

/// Whether the buffer has no bytes because every view of it is compressed.
fn is_fallback(buffer: &At<'_>) -> bool {
    meshopt::EXTENSIONS.into_iter().any(|name| {
        buffer
            .extension(name)
            .and_then(|at| at.truth("fallback").ok())
            .unwrap_or(false)
    })
}
