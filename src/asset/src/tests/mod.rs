//! Tests that go through the whole crate: bytes in, a model or a refusal out.
//!
//! The models are made by [`build`], so that a test shows what is in its file.

#![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

mod attributes;
mod build;
mod compression;
mod extensions;
mod files;
mod invariants;
mod pictures;
mod reading;
mod refusals;
mod robustness;
mod round_trip;
mod scenes;
mod seeds;
mod separate;
mod shown;
mod textures;
mod tree;

use crate::{Error, Limits, Model, read_bytes};

/// Reads with the default limits.
fn read(bytes: impl Into<bytes::Bytes>) -> Result<Model, Error> {
    read_bytes("test", bytes.into(), &Limits::default())
}
