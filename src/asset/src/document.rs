//! The lossless form of a glTF file.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde_json::Value;

/// The JSON of a glTF file as it was written, and the bytes it names.
#[derive(Debug, Clone, Default)]
pub struct Document {
    /// The root object, with every extension and extra, keys in the author's order.
    pub json: Value,
    /// One entry for each of the JSON's buffers, `byteLength` long; empty for the fallback buffers
    /// of meshopt compression, which have no bytes.
    pub buffers: Vec<Bytes>,
    /// Image files outside of the model's file, by their URI as written. A file that is missing
    /// isn't there.
    pub files: BTreeMap<String, Bytes>,
}
