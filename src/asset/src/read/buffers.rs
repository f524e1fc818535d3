//! The bytes of the JSON's buffers.

use bytes::Bytes;

use super::files::Files;
use crate::Error;
use crate::codec::meshopt;
use crate::defect::Effect;
use crate::json::At;

/// What a buffer of the JSON is.
#[derive(Debug, Clone)]
pub(crate) enum Buffer {
    /// All of its bytes, whatever `byteLength` says.
    Bytes(Bytes),
    /// It has none, as every view of it is compressed.
    Fallback,
    /// It has none, for a reason that counts once something needs them.
    Broken {
        /// Where the reason is.
        at: String,
        /// The reason.
        problem: String,
    },
}

impl Buffer {
    /// The bytes.
    ///
    /// # Errors
    /// Why there are none.
    pub(crate) fn bytes(&self) -> Result<Bytes, Error> {
        match self {
            Self::Bytes(bytes) => Ok(bytes.clone()),
            Self::Fallback => Ok(Bytes::new()),
            Self::Broken { at, problem } => Err(Error::Invalid {
                at: at.clone(),
                problem: problem.clone(),
            }),
        }
    }
}

/// One entry for each of the JSON's buffers; `bin` is the GLB's chunk.
pub(crate) fn read(
    root: &At<'_>,
    bin: Option<&Bytes>,
    files: &mut Files<'_>,
) -> Result<Vec<Buffer>, Error> {
    let mut buffers = Vec::new();
    for (index, buffer) in root.list("buffers")?.enumerate() {
        // The GLB's bytes are the first buffer's, where that names no file.
        let bin = bin.filter(|_| index == 0);
        buffers.push(one(&buffer, bin, files)?);
    }
    Ok(buffers)
}

fn one(buffer: &At<'_>, bin: Option<&Bytes>, files: &mut Files<'_>) -> Result<Buffer, Error> {
    let broken = |at: &At<'_>, problem: String| {
        at.note("IO_ERROR", Effect::Drawn, problem.clone());
        let at = at.pointer();
        Ok(Buffer::Broken { at, problem })
    };
    match (buffer.given("uri"), bin) {
        (Some(uri), _) if uri.value().is_string() => match files.need(&uri) {
            Ok(bytes) => Ok(Buffer::Bytes(bytes)),
            Err(Error::Link {
                uri: name, problem, ..
            }) => broken(&uri, format!("{name}: {problem}")),
            Err(error) => Err(error),
        },
        (Some(uri), _) => broken(&uri, "isn't a text".to_owned()),
        (None, Some(bin)) => Ok(Buffer::Bytes(bin.clone())),
        // Stands for what the compressed views decompress to.
        (None, None) if is_fallback(buffer) => Ok(Buffer::Fallback),
        (None, None) => broken(
            buffer,
            "has neither a uri nor the bytes of a GLB".to_owned(),
        ),
    }
}

/// Whether the buffer has no bytes because every view of it is compressed.
fn is_fallback(buffer: &At<'_>) -> bool {
    meshopt::EXTENSIONS.into_iter().any(|name| {
        let extension = buffer.extension(name);
        extension.is_some_and(|at| at.truth("fallback"))
    })
}

/// The bytes to keep: as many as each buffer says it has, or as its views need, if they are there.
pub(crate) fn bytes(root: &At<'_>, buffers: Vec<Buffer>) -> Vec<Bytes> {
    let mut ends = vec![0_usize; buffers.len()];
    for view in root.items("bufferViews") {
        let packed = meshopt::EXTENSIONS
            .into_iter()
            .filter_map(|name| view.extension(name));
        for holder in [view].into_iter().chain(packed) {
            let number = |key| holder.get(key).map_or(Ok(0), |at| at.size()).unwrap_or(0);
            let end = number("byteOffset").saturating_add(number("byteLength"));
            let buffer = holder
                .get("buffer")
                .and_then(|at| at.index("buffer", ends.len()).ok());
            if let Some(buffer) = buffer {
                ends[buffer] = ends[buffer].max(end);
            }
        }
    }
    let cut = |((buffer, end), at): ((Buffer, usize), At<'_>)| {
        let Buffer::Bytes(bytes) = buffer else {
            return Bytes::new();
        };
        let told = at.get("byteLength").and_then(|at| at.size().ok());
        if told.is_none_or(|told| told > bytes.len() || told < end.min(bytes.len())) {
            let problem = format!("doesn't say rightly how long it is: {} bytes", bytes.len());
            at.note("BUFFER_BYTE_LENGTH_MISMATCH", Effect::Drawn, problem);
        }
        let wanted = told.unwrap_or(bytes.len()).max(end);
        bytes.slice(..wanted.min(bytes.len()))
    };
    let list = root.items("buffers");
    buffers.into_iter().zip(ends).zip(list).map(cut).collect()
}
