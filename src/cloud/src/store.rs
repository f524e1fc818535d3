//! The port to an object store: the little that Plinth needs of one.

use std::fmt;
use std::ops::Range;

use async_trait::async_trait;
use base::{ContentHash, Job};
use bytes::Bytes;
use futures::stream::{BoxStream, StreamExt};
use time::OffsetDateTime;

use crate::{Source, StoreError, StoreErrorKind, StoreResult};

/// `Cache-Control` of content that never changes under its key.
pub const IMMUTABLE: &str = "public, max-age=31536000, immutable";

/// An object's bytes as they come.
pub type ByteStream = BoxStream<'static, StoreResult<Bytes>>;

/// Buckets of objects by key.
///
/// Keys are relative, without a leading slash. All calls may be repeated: a write of the same
/// content is no error, nor is the deletion of what isn't there.
#[async_trait]
pub trait ObjectStore: Send + Sync + fmt::Debug {
    /// What is known about `key`; `None` where nothing is there.
    ///
    /// # Errors
    /// Those of the store.
    async fn head(&self, key: &str) -> StoreResult<Option<ObjectInfo>>;

    /// The content of `key`, all of it or a range of bytes, which may end beyond what is there.
    ///
    /// # Errors
    /// [`StoreErrorKind::NotFound`] where nothing is there, [`StoreErrorKind::Refused`] where the range
    /// holds no byte of it, and those of the store.
    async fn get(&self, key: &str, range: Option<Range<u64>>) -> StoreResult<Fetched>;

    /// Writes a small object from memory.
    ///
    /// # Errors
    /// [`StoreErrorKind::Exists`] where `options` forbid to overwrite and something else is there,
    /// and those of the store.
    async fn put(&self, key: &str, content: Bytes, options: &PutOptions) -> StoreResult<Written>;

    /// Sends a file, in parts where it is large; reports bytes to `job`, waits with the next part
    /// while that is paused, and stops when it is cancelled. Nothing half-written is ever visible.
    ///
    /// # Errors
    /// As [`put`](Self::put), and [`StoreErrorKind::Source`], [`StoreErrorKind::SourceChanged`],
    /// [`StoreErrorKind::Cancelled`].
    async fn upload(
        &self,
        key: &str,
        source: &Source,
        options: &PutOptions,
        job: &Job,
    ) -> StoreResult<Written>;

    /// Removes `key`.
    ///
    /// # Errors
    /// Those of the store.
    async fn delete(&self, key: &str) -> StoreResult<()>;

    /// A page of the objects whose keys begin with `prefix`, in order of key, beginning behind
    /// `after`.
    ///
    /// # Errors
    /// Those of the store.
    async fn list(&self, prefix: &str, after: Option<&str>) -> StoreResult<ListPage>;

    /// Drops the parts of uploads to `key` that never came to their end; says of how many. A store
    /// that takes files whole has none.
    ///
    /// # Errors
    /// Those of the store.
    async fn drop_uploads(&self, key: &str, which: Leftovers) -> StoreResult<u64> {
        let _ = (key, which);
        Ok(0)
    }
}

/// Refuses a range that holds no byte, which HTTP has no words for.
pub(crate) fn check_range(key: &str, range: Option<&Range<u64>>) -> StoreResult<()> {
    match range {
        Some(range) if range.is_empty() => Err(StoreError::new(
            StoreErrorKind::Refused,
            format!(
                "No bytes of {key} were asked for: {} to {}",
                range.start, range.end
            ),
        )),
        _ => Ok(()),
    }
}

/// Which uploads are dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leftovers {
    /// The one that this computer's journal knows, with its note there.
    Noted,
    /// Those that this computer's journal doesn't know and that were begun before a time.
    Orphans(OffsetDateTime),
}

/// What a store knows about an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectInfo {
    /// Its key.
    pub key: String,
    /// Its length in bytes.
    pub length: u64,
    /// Its entity tag, as the store writes it.
    pub etag: Option<String>,
    /// Its media type; listings don't tell.
    pub content_type: Option<String>,
    /// SHA-256 of its content, where whoever wrote it noted that.
    pub sha256: Option<ContentHash>,
    /// When it was written.
    pub modified: Option<OffsetDateTime>,
}

/// An object on its way here.
pub struct Fetched {
    /// About the whole object, also where a range was asked for.
    pub info: ObjectInfo,
    /// Its bytes.
    pub bytes: ByteStream,
}

impl fmt::Debug for Fetched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fetched")
            .field("info", &self.info)
            .finish_non_exhaustive()
    }
}

impl Fetched {
    /// All bytes in memory, `limit` at most.
    ///
    /// # Errors
    /// [`StoreErrorKind::TooLarge`] past `limit`, and those of the stream.
    pub async fn collect(mut self, limit: u64) -> StoreResult<Bytes> {
        let mut content = Vec::new();
        while let Some(piece) = self.bytes.next().await {
            let piece = piece?;
            if (content.len() + piece.len()) as u64 > limit {
                return Err(StoreError::new(
                    StoreErrorKind::TooLarge,
                    format!(
                        "{} is larger than {}",
                        self.info.key,
                        base::units::bytes(limit)
                    ),
                ));
            }
            content.extend_from_slice(&piece);
        }
        Ok(content.into())
    }
}

/// What a write leaves behind besides the bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PutOptions {
    /// Exact media type.
    pub content_type: String,
    /// How long caches may keep it.
    pub cache_control: Option<String>,
    /// What storing it costs.
    pub storage: StorageClass,
    /// Whether other content under the key is replaced. If not, the write is conditional: of two
    /// writers, one succeeds and the other is refused.
    pub overwrite: bool,
}

impl PutOptions {
    /// For content that never changes under its key: cached for ever, stored by use, never
    /// overwritten.
    pub fn immutable(content_type: impl Into<String>) -> Self {
        Self {
            content_type: content_type.into(),
            cache_control: Some(IMMUTABLE.into()),
            storage: StorageClass::IntelligentTiering,
            overwrite: false,
        }
    }

    /// For content that changes: replaced, and cached as `cache_control` says.
    pub fn mutable(content_type: impl Into<String>, cache_control: impl Into<String>) -> Self {
        Self {
            content_type: content_type.into(),
            cache_control: Some(cache_control.into()),
            storage: StorageClass::Standard,
            overwrite: true,
        }
    }
}

/// The storage classes in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum StorageClass {
    /// The usual one.
    #[default]
    Standard,
    /// Moves by itself to cheaper tiers while nobody asks for the object.
    IntelligentTiering,
}

/// What a write did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Written {
    /// The bytes were sent.
    Stored,
    /// The rest was sent, so many bytes: the store had the others from an attempt that broke off.
    Rest(u64),
    /// The same content was there already; nothing was sent, or it was dropped for what is there.
    AlreadyThere,
}

/// A page of a listing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ListPage {
    /// The objects, by key.
    pub objects: Vec<ObjectInfo>,
    /// The last key of this page where there are more: the `after` of the next.
    pub next: Option<String>,
}
