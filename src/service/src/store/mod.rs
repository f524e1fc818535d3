//! What the platform remembers, behind traits: SQLite today, another SQL database by one more
//! implementation. Every change that belongs together is one call here and one transaction there.

mod records;
mod sqlite;

use std::collections::HashSet;

use async_trait::async_trait;
use base::{ContentHash, ListingId, Slug};
use listing::Manifest;
use listing::api::{Event, Release, UserRole};
use time::OffsetDateTime;

pub(crate) use records::{
    Account, Change, Cursor, Invalidation, ListingQuery, ListingRecord, Replay, SessionRecord,
};
pub(crate) use sqlite::{Sqlite, from_micros, open_pool, to_micros};

/// Why the store says no.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreError {
    /// No row has that name.
    #[error("there is no such {0}")]
    Missing(&'static str),
    /// The state of things forbids it.
    #[error("{0}")]
    Conflict(String),
    /// The database failed, or holds something that can't be read.
    #[error("the database failed")]
    Database(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// A result of the store.
pub(crate) type Result<T, E = StoreError> = std::result::Result<T, E>;

/// Listings, their releases and the audit log.
#[async_trait]
pub(crate) trait ListingStore: Send + Sync {
    /// Makes a listing, or finds the one that has the SKU already; `true` where it was made. A
    /// slug that is taken by another SKU gets a part of the id behind it.
    async fn create_listing(&self, new: &ListingRecord) -> Result<(ListingRecord, bool)>;
    /// The listing with this id.
    async fn listing(&self, id: ListingId) -> Result<ListingRecord>;
    /// Listings, newest change first.
    async fn listings(&self, query: &ListingQuery) -> Result<Vec<ListingRecord>>;
    /// Gives a listing that isn't live a new name.
    async fn rename_listing(
        &self,
        id: ListingId,
        title: &str,
        change: &Change,
    ) -> Result<ListingRecord>;
    /// Gives a live listing new words, in one transaction: it records `manifest`, which is that of
    /// release `live` with the new words, and moves the listing to it. Where another release is live
    /// by now, nothing changes and this is `None`.
    async fn reword_listing(
        &self,
        id: ListingId,
        live: u32,
        content: &ContentHash,
        manifest: Manifest,
        change: &Change,
    ) -> Result<Option<ListingRecord>>;
    /// Takes a listing off the shop; the release that was live, if any, is the second value.
    async fn unpublish(
        &self,
        id: ListingId,
        change: &Change,
    ) -> Result<(ListingRecord, Option<u32>)>;
    /// Removes a listing that isn't live, and its releases.
    async fn delete_listing(&self, id: ListingId, change: &Change) -> Result<()>;

    /// Records a release, or finds the one with the same content; `true` where it is new. The
    /// release's number is written into `manifest`.
    async fn record_release(
        &self,
        id: ListingId,
        content: &ContentHash,
        manifest: Manifest,
        change: &Change,
    ) -> Result<(Release, bool)>;
    /// A listing's releases, newest first, at most `limit`.
    async fn releases(&self, id: ListingId, limit: u32) -> Result<Vec<Release>>;
    /// Moves the listing to a release, all at once; the release that was live before is the second
    /// value.
    async fn publish(
        &self,
        id: ListingId,
        number: u32,
        change: &Change,
    ) -> Result<(ListingRecord, Option<u32>)>;

    /// The manifest of the live release of the listing with this slug.
    async fn live_by_slug(&self, slug: &Slug) -> Result<Option<Manifest>>;
    /// The manifest of the live release of the listing with this id.
    async fn live_by_id(&self, id: ListingId) -> Result<Option<Manifest>>;
    /// The manifests of all live releases, newest change first, at most `limit`.
    async fn live_manifests(&self, limit: u32) -> Result<Vec<Manifest>>;

    /// Those of `keys`, objects' keys in the bucket, that any release names, live or not.
    async fn named_objects(&self, keys: &[String]) -> Result<HashSet<String>>;

    /// Events, newest first: of one listing, or of those of one owner, or all; at most `limit`.
    async fn events(
        &self,
        listing: Option<ListingId>,
        owner: Option<&str>,
        limit: u32,
    ) -> Result<Vec<Event>>;
}

/// Accounts and their sessions.
#[async_trait]
pub(crate) trait AccountStore: Send + Sync {
    /// Makes an account, or gives it this password and role.
    async fn put_account(&self, account: &Account, at: OffsetDateTime) -> Result<()>;
    /// The account of this name.
    async fn account(&self, name: &str) -> Result<Option<Account>>;
    /// Keeps a session.
    async fn put_session(&self, session: &SessionRecord) -> Result<()>;
    /// Who the token with this digest belongs to, where it has not expired by `now`.
    async fn session(
        &self,
        digest: &str,
        now: OffsetDateTime,
    ) -> Result<Option<(String, UserRole)>>;
    /// Ends a session; nothing happens where there is none.
    async fn end_session(&self, digest: &str) -> Result<()>;
    /// Forgets sessions that expired before `now`.
    async fn sweep_sessions(&self, now: OffsetDateTime) -> Result<()>;
}

/// First answers to requests that carried an idempotency key.
#[async_trait]
pub(crate) trait ReplayStore: Send + Sync {
    /// Claims `key` for `request`, a digest of what was asked; says what is known of it.
    /// A claim without an answer from before `stale` counts for nothing: its process died.
    async fn claim(
        &self,
        account: &str,
        key: &str,
        request: &str,
        now: OffsetDateTime,
        stale: OffsetDateTime,
    ) -> Result<Replay>;
    /// Keeps the answer to a claimed key.
    async fn answer(&self, account: &str, key: &str, status: u16, body: &str) -> Result<()>;
    /// Gives a claimed key up, so that the request can be made again.
    async fn release_claim(&self, account: &str, key: &str) -> Result<()>;
    /// Forgets answers from before `before`.
    async fn sweep_replays(&self, before: OffsetDateTime) -> Result<()>;
}

/// Invalidations of the edge's cache.
#[async_trait]
pub(crate) trait InvalidationStore: Send + Sync {
    /// Keeps an invalidation, or finds the one with the same caller reference; `true` where it is
    /// new.
    async fn put_invalidation(&self, new: &Invalidation) -> Result<(Invalidation, bool)>;
    /// The invalidation with this id.
    async fn invalidation(&self, id: &str) -> Result<Option<Invalidation>>;
    /// Invalidations after `marker` (an id), newest first, at most `limit`.
    async fn invalidations(&self, marker: Option<&str>, limit: u32) -> Result<Vec<Invalidation>>;
}

/// All of it.
#[async_trait]
pub(crate) trait Store:
    ListingStore + AccountStore + ReplayStore + InvalidationStore
{
    /// Whether the database answers.
    async fn ready(&self) -> Result<()>;
    /// Finishes what is being written and closes.
    async fn close(&self);
}

/// The words for roles in the database.
pub(crate) const fn role_word(role: UserRole) -> &'static str {
    match role {
        UserRole::Merchant => "merchant",
        UserRole::Staff => "staff",
        UserRole::Support => "support",
    }
}
