//! The HTTP contract: bodies of requests and answers under `/v1`, shared by service and client.
//!
//! Times are RFC 3339 in UTC. Errors are RFC 9457 problem details, [`Problem`]. Every POST that
//! changes a listing takes an `Idempotency-Key` header: the same key with the same body gets the
//! first answer again; with another body, a 409.

use base::{ListingId, Money, Sku, Slug};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::Manifest;

/// The header that makes a POST safe to repeat.
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// What someone may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UserRole {
    /// Own listings.
    Merchant,
    /// All listings of the shop.
    Staff,
    /// Reads everything, changes nothing.
    Support,
}

/// `POST /v1/sessions`: sign in.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SignIn {
    /// The account's name, an e-mail address.
    pub account: String,
    /// Its password.
    pub password: String,
}

/// The answer: send `Authorization: Bearer <token>` from now on.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Session {
    /// The secret.
    pub token: String,
    /// Who.
    pub account: String,
    /// What they may do.
    pub role: UserRole,
    /// Until when.
    #[serde(with = "time::serde::rfc3339")]
    pub expires: OffsetDateTime,
}

/// `POST /v1/listings`: make a listing, or find the one with this SKU (200 instead of 201).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewListing {
    /// The merchant's article number, unique in the shop.
    pub sku: Sku,
    /// The product's name; the slug comes from it and the SKU.
    pub title: String,
}

/// A listing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Listing {
    /// Its id.
    pub id: ListingId,
    /// The merchant's article number.
    pub sku: Sku,
    /// The name in the address; it never changes.
    pub slug: Slug,
    /// The product's name.
    pub title: String,
    /// Who owns it.
    pub owner: String,
    /// The release that customers see; `None` where none is live.
    pub live: Option<u32>,
    /// The newest release recorded.
    pub newest: Option<u32>,
    /// When it was made.
    #[serde(with = "time::serde::rfc3339")]
    pub created: OffsetDateTime,
    /// When it last changed.
    #[serde(with = "time::serde::rfc3339")]
    pub changed: OffsetDateTime,
    /// The public address of its page.
    pub url: String,
}

/// `PATCH /v1/listings/{id}`: what is given changes, the rest stays; what a listing can't change is
/// refused.
///
/// A live listing shows the words of its release. New words make a new release, which is a copy of the
/// live one with these words; it goes live at once, and the edge forgets the page. A listing that
/// isn't live has only a title, until a release brings its own.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListingChange {
    /// A new name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// New text for the page; empty for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// A new price.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Money>,
    /// `true` takes it off the shop; it keeps its releases.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unpublish: Option<bool>,
}

/// A page of listings, newest change first; `GET /v1/listings?sku=&after=&limit=`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ListingPage {
    /// The listings.
    pub listings: Vec<Listing>,
    /// Give this as `after` for the next page; `None` at the end.
    pub next: Option<String>,
}

/// `POST /v1/listings/{id}/upload-grants`: asks for credentials to write these keys.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GrantRequest {
    /// Keys under `objects/` that will be written.
    pub keys: Vec<String>,
}

/// Short-lived credentials, good for the keys asked for alone, and where to use them.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct UploadGrant {
    /// The S3 endpoint; `None` for AWS's own.
    pub endpoint: Option<String>,
    /// The region.
    pub region: String,
    /// The bucket.
    pub bucket: String,
    /// Access key.
    pub access_key: String,
    /// Secret key.
    pub secret_key: String,
    /// Session token.
    pub session_token: String,
    /// Until when.
    #[serde(with = "time::serde::rfc3339")]
    pub expires: OffsetDateTime,
    /// How to reach the CDN.
    pub cdn: CdnGrant,
}

/// The CDN in front of the bucket.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CdnGrant {
    /// Where customers read: scheme, host and port, no path.
    pub edge: String,
    /// The CloudFront API's endpoint; `None` for AWS's own.
    pub api: Option<String>,
    /// The distribution to invalidate.
    pub distribution: String,
}

/// `POST /v1/listings/{id}/releases`: records a release. `manifest.release` is ignored and given
/// by the platform; identical content (all but the number) gives the release that has it already.
/// Every object must be in the store.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NewRelease {
    /// What it is.
    pub manifest: Manifest,
}

/// A release.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Release {
    /// Its number, from 1.
    pub number: u32,
    /// Who recorded it.
    pub by: String,
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    pub created: OffsetDateTime,
    /// What it is.
    pub manifest: Manifest,
}

/// `POST /v1/listings/{id}/releases/{n}/publish`: the listing now points to that release.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Published {
    /// The listing as it is now.
    pub listing: Listing,
    /// What was live before.
    pub previous: Option<u32>,
    /// Edge paths whose content changed and must be invalidated; empty where nothing changed.
    pub changed_paths: Vec<String>,
}

/// `GET /v1/listings/{id}/history`: newest first.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct History {
    /// The releases.
    pub releases: Vec<Release>,
    /// What happened to the listing.
    pub events: Vec<Event>,
}

/// Something that happened; also the rows of `GET /v1/audit-log`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// Who.
    pub by: String,
    /// What: `listing.created`, `release.recorded`, `release.published`, `listing.unpublished`, ...
    pub what: String,
    /// To which listing.
    pub listing: Option<ListingId>,
    /// Which release.
    pub release: Option<u32>,
}

/// `POST /v1/objects/sweep`: finds objects that no release names. Staff alone may ask for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SweepRequest {
    /// Only what was written at least this long ago: younger objects may belong to a publication
    /// that is under way.
    pub older_than_hours: u32,
    /// Whether they are removed; otherwise they are only named.
    pub remove: bool,
}

/// The answer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SweepReport {
    /// How many objects there are.
    pub objects: u64,
    /// How many of them no release names.
    pub unnamed: u64,
    /// The bytes of those.
    pub unnamed_bytes: u64,
    /// How many of them were removed.
    pub removed: u64,
    /// The first thousand of them, by key.
    pub first: Vec<UnnamedObject>,
}

/// An object that no release names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnnamedObject {
    /// Its key in the bucket.
    pub key: String,
    /// Its length.
    pub bytes: u64,
    /// When it was written.
    #[serde(with = "time::serde::rfc3339")]
    pub written: OffsetDateTime,
}

/// Where a shop says which platform it belongs to (RFC 8615).
pub const WELL_KNOWN: &str = "/.well-known/plinth.json";

/// The content of [`WELL_KNOWN`], at the shop's address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WellKnown {
    /// The shop's public address.
    pub shop: String,
    /// The address of the API; `None` where it has none that is the same from everywhere.
    pub api: Option<String>,
}

/// RFC 9457 problem details.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// A URI that names the kind of problem; `about:blank` where the status says it all.
    #[serde(rename = "type", default = "about_blank")]
    pub kind: String,
    /// The kind, in words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// What to do now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

fn about_blank() -> String {
    "about:blank".into()
}
