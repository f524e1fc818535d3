//! From bytes to a [`Model`].

use std::path::Path;

use bytes::Bytes;

use crate::{Error, Limits, Model};

/// Reads a `.glb` or `.gltf` file and every file it names.
///
/// # Errors
/// [`Error`], whatever is wrong with the file.
pub fn read(path: &Path, limits: &Limits, job: &base::Job) -> Result<Model, Error> {
    let _ = (limits, job);
    Err(Error::Unrecognised {
        found: path.display().to_string(),
    })
}

/// Reads a model from memory, named `name` for people.
///
/// # Errors
/// [`Error`], whatever is wrong with the bytes.
pub fn read_bytes(name: &str, bytes: Bytes, limits: &Limits) -> Result<Model, Error> {
    let _ = (bytes, limits);
    Err(Error::Unrecognised {
        found: name.to_owned(),
    })
}
