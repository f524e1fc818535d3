//! Why the object store says no.

use std::io::ErrorKind;

use crate::store::StoreError;

/// Why the object store says no; the S3 API gives each its code.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ObjectError {
    /// There is no such object.
    #[error("there is no object with this key")]
    NoSuchKey,
    /// There is no such upload; it was completed or aborted.
    #[error("there is no such upload; it was completed or aborted")]
    NoSuchUpload,
    /// A checksum or digest doesn't fit the bytes that came.
    #[error("{0}: the bytes that arrived don't have this checksum")]
    BadDigest(&'static str),
    /// The body ended early or was cut off.
    #[error("the body ended before it was whole")]
    Incomplete(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A condition of the request doesn't hold.
    #[error("a condition of the request doesn't hold: {0}")]
    Precondition(&'static str),
    /// A part is missing or its ETag or checksum differs.
    #[error("part {0} is missing, or its ETag or checksum differs")]
    InvalidPart(i32),
    /// Parts aren't in ascending order.
    #[error("the parts aren't in ascending order")]
    InvalidPartOrder,
    /// A part but the last is too small.
    #[error("part {0} is smaller than 5 MiB and isn't the last")]
    PartTooSmall(i32),
    /// The request can't be meant.
    #[error("{0}")]
    Invalid(&'static str),
    /// The disk has no room left.
    #[error("the object store's disk is full")]
    Full,
    /// The disk or the index failed.
    #[error("the object store's disk failed")]
    Disk(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl From<sqlx::Error> for ObjectError {
    fn from(error: sqlx::Error) -> Self {
        /// SQLITE_FULL.
        const FULL: &str = "13";
        let database = error.as_database_error();
        if database.is_some_and(|error| error.code().as_deref() == Some(FULL)) {
            return Self::Full;
        }
        Self::Disk(error.into())
    }
}

impl From<std::io::Error> for ObjectError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::Full,
            _ => Self::Disk(error.into()),
        }
    }
}

impl From<serde_json::Error> for ObjectError {
    fn from(error: serde_json::Error) -> Self {
        Self::Disk(error.into())
    }
}

impl From<StoreError> for ObjectError {
    fn from(error: StoreError) -> Self {
        Self::Disk(error.into())
    }
}

/// A result of the object store.
pub(crate) type Result<T, E = ObjectError> = std::result::Result<T, E>;
