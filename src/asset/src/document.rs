//! The lossless form of a glTF file.

use bytes::Bytes;
use serde_json::Value;

/// The JSON of a glTF file as it was written, and the bytes of its buffers.
#[derive(Debug, Clone, Default)]
pub struct Document {
    /// The root object, with every extension and extra, keys in the author's order.
    pub json: Value,
    /// One entry for each of the JSON's buffers.
    pub buffers: Vec<Bytes>,
}
