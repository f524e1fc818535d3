//! A model without compressed geometry.

use asset::{Document, Limits, Model};
use base::Result;

use crate::options::Geometry;
use crate::work;

/// `model` with its geometry as plain numbers, as decoders hand them out: for tools that read neither
/// meshopt nor Draco, and to check what a compressed file holds. Everything else stays. Also returns
/// what couldn't be taken over, in sentences.
///
/// # Errors
/// An input fault where geometry or other data can't be read.
pub fn unpack(model: &Model) -> Result<(Document, Vec<String>)> {
    let (work, losses) = work::load(model, &Limits::default())?;
    Ok((work::pack(&work, Geometry::Plain), losses))
}
