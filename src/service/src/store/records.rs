//! The rows of the store, typed.

use std::fmt;
use std::str::FromStr;

use base::{ListingId, Sku, Slug};
use listing::api::UserRole;
use time::OffsetDateTime;

/// A listing as it is kept; its address depends on where the shop is served, so it isn't here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ListingRecord {
    /// Its id.
    pub id: ListingId,
    /// The merchant's article number.
    pub sku: Sku,
    /// The name in its address.
    pub slug: Slug,
    /// The product's name.
    pub title: String,
    /// The account that owns it.
    pub owner: String,
    /// The release that customers see.
    pub live: Option<u32>,
    /// The newest release.
    pub newest: Option<u32>,
    /// When it was made.
    pub created: OffsetDateTime,
    /// When it last changed.
    pub changed: OffsetDateTime,
}

/// Who changes something, and when; it becomes an event.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    /// The account.
    pub by: String,
    /// The time.
    pub at: OffsetDateTime,
}

/// Which listings to give.
#[derive(Debug, Clone)]
pub(crate) struct ListingQuery {
    /// Those with this SKU.
    pub sku: Option<Sku>,
    /// Those of this owner.
    pub owner: Option<String>,
    /// Those after this place.
    pub after: Option<Cursor>,
    /// At most so many.
    pub limit: u32,
}

/// A place in the list of listings: behind the one with this time of change and id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cursor {
    /// Microseconds since 1970.
    pub changed: i64,
    /// The id.
    pub id: ListingId,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}", self.changed, self.id)
    }
}

impl FromStr for Cursor {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (changed, id) = text.split_once('_').ok_or(())?;
        Ok(Self {
            changed: changed.parse().map_err(|_| ())?,
            id: id.parse().map_err(|_| ())?,
        })
    }
}

/// An account.
#[derive(Clone)]
pub(crate) struct Account {
    /// Its name, an e-mail address.
    pub name: String,
    /// What is kept of its password.
    pub password: String,
    /// What it may do.
    pub role: UserRole,
}

/// A session as it is kept.
#[derive(Debug, Clone)]
pub(crate) struct SessionRecord {
    /// The token's digest.
    pub digest: String,
    /// Whose it is.
    pub account: String,
    /// From when.
    pub created: OffsetDateTime,
    /// Until when.
    pub expires: OffsetDateTime,
}

/// What is known of an idempotency key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Replay {
    /// Nothing: it is now claimed, and the caller does the work.
    Claimed,
    /// The same request is being worked on.
    InProgress,
    /// The key was used for another request.
    OtherRequest,
    /// The same request was answered.
    Answered {
        /// With this status.
        status: u16,
        /// And this JSON.
        body: String,
    },
}

/// An invalidation of the edge's cache.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Invalidation {
    /// Its id.
    pub id: String,
    /// The reference that its caller chose.
    pub reference: String,
    /// Paths, `*` at the end for all that begin so.
    pub paths: Vec<String>,
    /// When.
    pub created: OffsetDateTime,
}
