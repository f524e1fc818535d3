//! Writing in one request, and the decision between one and many.

use std::sync::Arc;

use aws_sdk_s3::primitives::ByteStream as SdkStream;
use aws_sdk_s3::types::StorageClass as SdkClass;
use base::{ContentHash, Job};
use bytes::Bytes;

use super::S3Store;
use super::body::{Meter, PartBody};
use super::metadata::SHA256_METADATA;
use super::settled::Wanted;
use crate::{
    PartSums, PutOptions, Source, StorageClass, StoreError, StoreErrorKind, StoreResult, Written,
    pause,
};

/// Content in memory with what is said about it.
struct Content {
    bytes: Bytes,
    sha256: ContentHash,
    sums: PartSums,
}

impl Content {
    fn of(bytes: Bytes) -> Self {
        Self {
            sha256: ContentHash::of(&bytes),
            sums: PartSums::of(&bytes),
            bytes,
        }
    }

    /// A small file, read again; it must still be what `source` says.
    async fn read(source: &Source) -> StoreResult<Self> {
        let bytes = tokio::fs::read(source.path()).await.map_err(|error| {
            StoreError::new(
                StoreErrorKind::Source,
                format!("{} can't be read: {error}", source.path().display()),
            )
            .because(error)
        })?;
        let content = Self::of(bytes.into());
        if content.sha256 == *source.sha256() {
            Ok(content)
        } else {
            Err(StoreError::new(
                StoreErrorKind::SourceChanged,
                format!("{} changed before it was sent", source.path().display()),
            ))
        }
    }
}

impl S3Store {
    pub(super) async fn write_file(
        &self,
        key: &str,
        source: &Source,
        options: &PutOptions,
        job: &Job,
    ) -> StoreResult<Written> {
        source.check_unchanged()?;
        let length = source.length();
        let wanted = Wanted::new(key, source.whole(), source.sha256(), options);
        if self.has(&wanted).await? {
            // An upload that was completed, and whose answer nobody was there to hear.
            self.drop_noted(key).await?;
            job.bytes(length, length);
            return Ok(Written::AlreadyThere);
        }
        let sent = if source.parts().len() == 1 {
            let content = Content::read(source).await?;
            self.write_once(key, &content, options, job).await
        } else {
            self.write_parts(key, source, options, job).await
        };
        // Where the file changed meanwhile, that is the reason to name, whatever else went wrong.
        if sent.is_err() {
            source.check_unchanged()?;
        }
        sent
    }

    pub(super) async fn write_bytes(
        &self,
        key: &str,
        bytes: Bytes,
        options: &PutOptions,
    ) -> StoreResult<Written> {
        let content = Content::of(bytes);
        self.write_once(key, &content, options, &Job::quiet()).await
    }

    async fn write_once(
        &self,
        key: &str,
        content: &Content,
        options: &PutOptions,
        job: &Job,
    ) -> StoreResult<Written> {
        let meter = self.meter(job, content.sums.length);
        let wanted = Wanted::new(key, &content.sums, &content.sha256, options);
        let sending = self.persistently(job, || async {
            pause::until_running(job).await?;
            let sent = self.put_once(key, content, options, &meter).await;
            self.settled(&wanted, sent).await
        });
        let sent = tokio::select! {
            biased;
            () = pause::cancelled(job.cancel()) => Err(StoreError::cancelled()),
            sent = sending => sent,
        };
        match sent {
            Err(error) if error.kind() == StoreErrorKind::Exists => {
                self.lost_race(&wanted, error).await
            }
            outcome => outcome,
        }
    }

    async fn put_once(
        &self,
        key: &str,
        content: &Content,
        options: &PutOptions,
        meter: &Arc<Meter>,
    ) -> StoreResult<()> {
        let body = PartBody::memory(content.bytes.clone(), meter);
        let (crc64, crc32c) = self.sums_text(&content.sums);
        self.client
            .put_object()
            .bucket(&self.bucket)
            .key(key)
            .content_type(&options.content_type)
            .set_cache_control(options.cache_control.clone())
            .set_storage_class(storage_class(options.storage))
            .set_if_none_match(only_if_absent(options))
            .metadata(SHA256_METADATA, content.sha256.to_string())
            .content_length(i64::try_from(content.sums.length).unwrap_or(i64::MAX))
            .set_checksum_crc64_nvme(crc64)
            .set_checksum_crc32_c(crc32c)
            .body(SdkStream::new(body))
            .send()
            .await
            .map_err(|error| self.error(&format!("sending {key}"), error))
            .and_then(|answer| self.named(answer.e_tag(), key))
    }
}

/// The class to ask for; none where it is the usual one, which not every store knows by name.
pub(super) fn storage_class(class: StorageClass) -> Option<SdkClass> {
    match class {
        StorageClass::Standard => None,
        StorageClass::IntelligentTiering => Some(SdkClass::IntelligentTiering),
    }
}

/// The value of `If-None-Match`.
pub(super) fn only_if_absent(options: &PutOptions) -> Option<String> {
    (!options.overwrite).then(|| "*".to_owned())
}
