//! What stands behind the edge.

use async_trait::async_trait;
use bytes::{Bytes, BytesMut};
use futures::TryStreamExt;
use http::{HeaderMap, StatusCode};

use crate::objects::{DiskStore, ObjectError, ObjectInfo, ObjectStream};

/// The origin: answers each path with what is true now.
#[async_trait]
pub(crate) trait Origin: Send + Sync {
    /// The answer to `GET path`.
    async fn fetch(&self, path: &str) -> Answer;
}

/// An answer of the origin.
pub(crate) struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// Its headers, `Cache-Control` among them; the edge adds lengths, ages and encodings.
    pub headers: HeaderMap,
    /// Its content.
    pub content: Content,
}

/// Content, in memory or not.
pub(crate) enum Content {
    /// In memory.
    Whole(Bytes),
    /// In the object store.
    Stored(Box<StoredObject>),
}

/// An object that the edge may read or pass through.
pub(crate) struct StoredObject {
    pub(crate) store: DiskStore,
    pub(crate) info: ObjectInfo,
}

impl StoredObject {
    pub(super) fn size(&self) -> u64 {
        self.info.size
    }

    /// All of it, in memory.
    pub(super) async fn bytes(&self) -> Result<Bytes, ObjectError> {
        let mut stream = self.stream(0..self.info.size).await?;
        let mut bytes = BytesMut::with_capacity(usize::try_from(self.info.size).unwrap_or(0));
        while let Some(piece) = stream.try_next().await? {
            bytes.extend_from_slice(&piece);
        }
        Ok(bytes.freeze())
    }

    /// A range of it.
    pub(super) async fn stream(
        &self,
        range: std::ops::Range<u64>,
    ) -> Result<ObjectStream, ObjectError> {
        let expected = self.info.etag.clone();
        let (_, _, stream) = self
            .store
            .open_range(&self.info.key, |now| {
                if now.etag == expected {
                    Ok(range)
                } else {
                    Err(ObjectError::Precondition("the object was replaced"))
                }
            })
            .await?;
        Ok(stream)
    }
}
