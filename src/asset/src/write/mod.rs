//! From a [`Document`](crate::Document) back to bytes.

mod buffers;
mod cut;
mod glb;
mod gltf;
mod pictures;

pub use glb::write_glb;
pub use gltf::{Gltf, write_gltf};

use crate::Error;

/// The text of a document; whatever was read from JSON can be written as such.
fn to_json(text: serde_json::Result<Vec<u8>>) -> Result<Vec<u8>, Error> {
    text.map_err(|error| Error::Invalid {
        at: "the JSON".to_owned(),
        problem: error.to_string(),
    })
}
