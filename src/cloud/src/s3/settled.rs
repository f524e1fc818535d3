//! What the store has. An answer to a write may be lost or cut short, or may call a completed write a
//! failure; then the store is asked for the object itself.

use aws_sdk_s3::operation::head_object::HeadObjectOutput;
use base::ContentHash;

use super::S3Store;
use super::metadata::{SHA256_METADATA, length};
use crate::{PartSums, PutOptions, StoreError, StoreErrorKind, StoreResult, Written};

/// Content that is to be under a key.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted<'a> {
    pub(super) key: &'a str,
    pub(super) sums: &'a PartSums,
    pub(super) sha256: &'a ContentHash,
    /// Whether something else may lie there and be replaced.
    pub(super) overwrite: bool,
}

impl<'a> Wanted<'a> {
    pub(super) fn new(
        key: &'a str,
        sums: &'a PartSums,
        sha256: &'a ContentHash,
        options: &PutOptions,
    ) -> Self {
        let overwrite = options.overwrite;
        Self {
            key,
            sums,
            sha256,
            overwrite,
        }
    }

    /// Whether `head` is of this content, as far as it tells.
    fn is(&self, head: &HeadObjectOutput) -> bool {
        let noted = head
            .metadata()
            .and_then(|metadata| metadata.get(SHA256_METADATA))
            .and_then(|text| text.parse::<ContentHash>().ok())
            .map(|noted| noted == *self.sha256);
        let same_length = length(head.content_length()) == self.sums.length;
        match (self.same_sum(head), noted) {
            (Some(false), _) | (_, Some(false)) => false,
            // The store has computed the checksum and was told the hash, and both fit. The length
            // isn't asked for: a proxy may have taken it off an answer that has no body.
            (Some(true), Some(true)) => true,
            (Some(true), None) | (None, Some(true)) => same_length,
            // A key that is written once is named after its content.
            (None, None) => same_length && !self.overwrite,
        }
    }

    /// Whether the store computed the right checksum of the whole; `None` where it tells none that is
    /// known here. A checksum with `-` and a number behind it is one of the parts' checksums, and says
    /// nothing of the whole.
    fn same_sum(&self, head: &HeadObjectOutput) -> Option<bool> {
        let told = [
            (head.checksum_crc64_nvme(), self.sums.crc64_nvme_text()),
            (head.checksum_crc32_c(), self.sums.crc32c_text()),
        ];
        told.into_iter()
            .find_map(|(told, ours)| Some(told.filter(|told| !told.contains('-'))? == ours))
    }
}

impl S3Store {
    /// Whether `wanted` is there already, as far as the store tells.
    pub(super) async fn has(&self, wanted: &Wanted<'_>) -> StoreResult<bool> {
        let found = self
            .persistently(&base::Job::quiet(), || self.ask_head(wanted.key))
            .await;
        match found {
            Ok(found) => Ok(found.is_some_and(|head| wanted.is(&head))),
            // Without the right to list a bucket, S3 answers 403 for what isn't there. The write
            // itself is conditional, so nothing is lost by trying.
            Err(error) if error.kind() == StoreErrorKind::Denied => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Checks that an answer names what was stored. An empty answer comes from a proxy between here
    /// and the store, and says nothing about the object.
    pub(super) fn named(&self, etag: Option<&str>, key: &str) -> StoreResult<()> {
        etag.map(drop).ok_or_else(|| {
            StoreError::new(
                StoreErrorKind::Unavailable,
                format!("{} didn't say what it has of {key}", self.name),
            )
        })
    }

    /// How a write of `wanted` went: where `sent` leaves that open, one look at the store decides.
    pub(super) async fn settled(
        &self,
        wanted: &Wanted<'_>,
        sent: StoreResult<()>,
    ) -> StoreResult<Written> {
        let Err(error) = sent else {
            return Ok(Written::Stored);
        };
        if !error.kind().leaves_open() {
            return Err(error);
        }
        // No more than one look: where even that fails, the write itself is tried again.
        match self.ask_head(wanted.key).await {
            Ok(Some(head)) if wanted.is(&head) => {
                tracing::debug!(%error, key = wanted.key, "it has arrived all the same");
                Ok(match error.kind() {
                    StoreErrorKind::Exists => Written::AlreadyThere,
                    _ => Written::Stored,
                })
            }
            _ => Err(error),
        }
    }

    /// After the last attempt at a write of `wanted`, which failed with `error`: fine where it is
    /// there.
    pub(super) async fn lost_race(
        &self,
        wanted: &Wanted<'_>,
        error: StoreError,
    ) -> StoreResult<Written> {
        if self.has(wanted).await? {
            Ok(Written::AlreadyThere)
        } else {
            Err(error)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(length: i64) -> aws_sdk_s3::operation::head_object::builders::HeadObjectOutputBuilder {
        HeadObjectOutput::builder().content_length(length)
    }

    #[test]
    fn an_object_is_known_by_its_hash_its_checksum_and_its_length() {
        let (sums, sha256) = (PartSums::of(b"chair"), ContentHash::of(b"chair"));
        let other = ContentHash::of(b"table").to_string();
        let once = Wanted {
            key: "objects/chair.glb",
            sums: &sums,
            sha256: &sha256,
            overwrite: false,
        };
        let replaced = Wanted {
            overwrite: true,
            ..once
        };
        let (crc, hash) = (sums.crc64_nvme_text(), sha256.to_string());
        // By length alone only where the key is the content's.
        assert!(once.is(&head(5).build()) && !replaced.is(&head(5).build()));
        assert!(!once.is(&head(6).build()));
        for wanted in [once, replaced] {
            let noted = head(5).metadata(SHA256_METADATA, &hash);
            assert!(wanted.is(&noted.clone().build()));
            assert!(wanted.is(&head(5).checksum_crc64_nvme(&crc).build()));
            assert!(!wanted.is(&noted.clone().checksum_crc64_nvme("AAAAAAAAAAA=").build()));
            assert!(!wanted.is(&noted.clone().checksum_crc32_c("AAAAAA==").build()));
            // The sum of sums says nothing of the whole.
            assert!(wanted.is(&noted.checksum_crc32_c("AAAAAA==-3").build()));
            let noted = head(5).metadata(SHA256_METADATA, &other);
            assert!(!wanted.is(&noted.checksum_crc64_nvme(&crc).build()));
            // A length that was lost on the way is made up for by the two others only.
            let shorn = head(0).metadata(SHA256_METADATA, &hash);
            assert!(!wanted.is(&shorn.clone().build()));
            assert!(wanted.is(&shorn.checksum_crc64_nvme(&crc).build()));
        }
    }
}
