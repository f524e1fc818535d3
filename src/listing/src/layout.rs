//! Where things are: keys in the bucket, and the path at the edge for each.
//!
//! `objects/<sha256>.<ext>` never changes; `listings/<id>/manifest.json` and `/p/<slug>` are the
//! only paths that do, and so the only ones ever invalidated.

use base::{ContentHash, ListingId, Slug};

/// The name of a listing's manifest within its folder.
pub const MANIFEST_FILE: &str = "manifest.json";

/// The bucket key of immutable content.
#[must_use]
pub fn object_key(hash: &ContentHash, extension: &str) -> String {
    format!("objects/{hash}.{extension}")
}

/// The edge path of immutable content.
#[must_use]
pub fn object_path(hash: &ContentHash, extension: &str) -> String {
    format!("/{}", object_key(hash, extension))
}

/// The bucket key of a listing's manifest.
#[must_use]
pub fn manifest_key(listing: &ListingId) -> String {
    format!("listings/{listing}/{MANIFEST_FILE}")
}

/// The edge path of a listing's manifest.
#[must_use]
pub fn manifest_path(listing: &ListingId) -> String {
    format!("/{}", manifest_key(listing))
}

/// The edge path of a listing's shop page.
#[must_use]
pub fn page_path(slug: &Slug) -> String {
    format!("/p/{slug}")
}
