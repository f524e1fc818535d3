//! Writing an object in one piece, and deleting one.

use base::ContentHash;
use bytes::Bytes;
use futures::Stream;

use super::digest::{Algorithm, Claims, Composition, Hashers};
use super::index::{self, ObjectChecksum, ObjectHeaders, ObjectInfo, Piece};
use super::{DiskStore, ObjectError, Result, in_full};
use crate::told;

/// When an object may be written.
#[derive(Debug, Clone, Default)]
pub(super) struct WriteConditions {
    /// `If-None-Match: *`.
    pub absent: bool,
    /// `If-Match`, without quotes.
    pub etag: Option<String>,
    /// Whether content that has the hash in its key is never replaced: a live release may use it.
    pub keep_verified: bool,
}

impl WriteConditions {
    /// Whether they hold with the object that is there now.
    pub(super) fn check(&self, present: Option<&ObjectInfo>) -> Result<()> {
        // Nobody is kept from replacing what isn't what its key says.
        let present = present.filter(|present| !(self.keep_verified && told::is_false(present)));
        if self.absent && present.is_some() {
            return Err(ObjectError::Precondition(
                "If-None-Match: the object exists",
            ));
        }
        match (&self.etag, present) {
            (Some(_), None) => return Err(ObjectError::NoSuchKey),
            (Some(etag), Some(present)) if *etag != present.etag => {
                return Err(ObjectError::Precondition("If-Match: the object is another"));
            }
            _ => {}
        }
        if self.keep_verified
            && let Some(present) = present
            && present.sha256.is_some()
            && present.sha256 == told::named_hash(&present.key)
        {
            return Err(ObjectError::Precondition(
                "content named by its hash is already here and never changes",
            ));
        }
        Ok(())
    }
}

/// What comes with the bytes of one object.
pub(super) struct NewObject {
    pub key: String,
    pub headers: ObjectHeaders,
    pub conditions: WriteConditions,
    /// The checksum that the store keeps and gives back.
    pub algorithm: Algorithm,
}

impl DiskStore {
    /// Writes an object. `claims` is asked once the body has ended, since trailers come last.
    pub(super) async fn put<S, E>(
        &self,
        new: NewObject,
        body: S,
        claims: impl FnOnce() -> Result<Claims>,
    ) -> Result<ObjectInfo>
    where
        S: Stream<Item = std::result::Result<Bytes, E>> + Unpin,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        // Fails early where it can, before the body is read; what counts is the check below.
        {
            let mut connection = self.inner.index.acquire().await?;
            let present = index::find(&mut connection, &new.key).await?;
            new.conditions.check(present.as_ref())?;
        }
        let promised = told::named_hash(&new.key);
        let mut wanted = vec![new.algorithm];
        if promised.is_some() {
            wanted.push(Algorithm::Sha256);
        }
        let blob = self.inner.blobs.write(body, Hashers::new(&wanted)).await?;
        blob.digests.verify(&claims()?)?;
        let sha256 = blob
            .digests
            .value(Algorithm::Sha256)
            .and_then(|value| value.try_into().ok())
            .map(ContentHash::from_bytes);
        if promised.is_some() && promised != sha256 {
            return Err(ObjectError::BadDigest("the SHA-256 in the key"));
        }
        let text = blob
            .digests
            .text(new.algorithm)
            .ok_or(ObjectError::Invalid("this checksum isn't known"))?;
        let info = ObjectInfo {
            key: new.key,
            size: blob.size,
            etag: blob.digests.etag(),
            modified: self.inner.clock.now(),
            headers: new.headers,
            sha256,
            checksum: ObjectChecksum {
                algorithm: new.algorithm,
                composition: Composition::Full,
                text,
            },
        };
        let pieces = [Piece {
            blob: blob.name.clone(),
            size: blob.size,
        }];
        let (store, conditions) = (self.clone(), new.conditions);
        in_full(async move {
            let mut transaction = store.inner.index.begin_with("BEGIN IMMEDIATE").await?;
            let present = index::find(&mut transaction, &info.key).await?;
            conditions.check(present.as_ref())?;
            index::replace(&mut transaction, &info, &pieces).await?;
            transaction.commit().await?;
            blob.keep();
            Ok(info)
        })
        .await
    }

    /// Removes an object; nothing happens where there is none.
    pub(crate) async fn delete(&self, key: &str) -> Result<()> {
        let mut transaction = self.inner.index.begin_with("BEGIN IMMEDIATE").await?;
        index::remove(&mut transaction, key, self.inner.clock.now()).await?;
        transaction.commit().await?;
        Ok(())
    }
}
