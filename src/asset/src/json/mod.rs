//! Reading JSON that may be hostile: parsing within limits, and typed access that knows its place.

mod at;
mod parse;

pub(crate) use at::At;
pub(crate) use parse::parse;
