//! How many there must be to be drawn at once.

use crate::options::Options;

/// Fewer are hardly drawn faster, and their places take more room than they give back.
const LEAST: usize = 5;
/// The same where nobody asked for instances.
const LEAST_UNASKED: usize = 50;

/// In how many places a mesh must stand.
pub(in crate::passes) const fn least(options: &Options) -> usize {
    match options.instances || options.only.is_some() {
        true => LEAST,
        false => LEAST_UNASKED,
    }
}
