//! Writing a file in parts, several at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use aws_sdk_s3::primitives::ByteStream as SdkStream;
use aws_sdk_s3::types::{ChecksumAlgorithm, ChecksumType, CompletedMultipartUpload, CompletedPart};
use base::Job;
use futures::stream::{self, StreamExt, TryStreamExt};

use super::S3Store;
use super::body::{Meter, PartBody};
use super::metadata::SHA256_METADATA;
use super::resume::Parts;
use super::settled::Wanted;
use super::write::{only_if_absent, storage_class};
use crate::{
    Checksums, PartSums, PutOptions, Source, StoreError, StoreErrorKind, StoreResult, Written,
    pause,
};

/// An upload under way.
struct Upload<'a> {
    store: &'a S3Store,
    key: &'a str,
    id: String,
    source: &'a Source,
    meter: Arc<Meter>,
}

impl S3Store {
    pub(super) async fn write_parts(
        &self,
        key: &str,
        source: &Source,
        options: &PutOptions,
        job: &Job,
    ) -> StoreResult<Written> {
        let wanted = Wanted::new(key, source.whole(), source.sha256(), options);
        match self.write_parts_once(&wanted, source, options, job).await {
            Err(error) if matches!(error.kind(), StoreErrorKind::Exists | StoreErrorKind::Gone) => {
                let gone = error.kind() == StoreErrorKind::Gone;
                match self.lost_race(&wanted, error).await {
                    // Somebody, or the bucket's own rules, dropped the upload: the next isn't theirs.
                    Err(error) if gone => {
                        tracing::warn!(%error, key, "beginning an upload anew");
                        self.write_parts_once(&wanted, source, options, job).await
                    }
                    outcome => outcome,
                }
            }
            outcome => outcome,
        }
    }

    /// Takes up the upload that the journal knows, or a new one, and brings it to its end.
    async fn write_parts_once(
        &self,
        wanted: &Wanted<'_>,
        source: &Source,
        options: &PutOptions,
        job: &Job,
    ) -> StoreResult<Written> {
        let key = wanted.key;
        let begun = self.begin(key, source, options, job).await?;
        let upload = Upload {
            store: self,
            key,
            id: begun.id,
            source,
            meter: self.meter(job, source.length()),
        };
        let had: u64 = begun
            .parts
            .keys()
            .map(|number| upload.part(*number).length)
            .sum();
        let sent = tokio::select! {
            biased;
            () = pause::cancelled(job.cancel()) => Err(StoreError::cancelled()),
            sent = upload.send(wanted, begun.parts, options, job) => sent,
        };
        let kept =
            begun.noted.is_some() && sent.as_ref().is_err_and(|error| can_go_on(error.kind()));
        if !kept {
            if sent.is_err() {
                self.abort(key, &upload.id, job).await;
            }
            if let Some(noted) = begun.noted {
                noted.end().await?;
            }
        }
        match sent {
            Ok(Written::Stored) if had > 0 => Ok(Written::Rest(source.length() - had)),
            outcome => outcome,
        }
    }

    pub(super) async fn create_persistently(
        &self,
        key: &str,
        source: &Source,
        options: &PutOptions,
        job: &Job,
    ) -> StoreResult<String> {
        self.persistently(job, || self.create_upload(key, source, options))
            .await
    }

    async fn create_upload(
        &self,
        key: &str,
        source: &Source,
        options: &PutOptions,
    ) -> StoreResult<String> {
        let (algorithm, kind) = match self.checksums {
            Checksums::Crc64Nvme => (
                Some(ChecksumAlgorithm::Crc64Nvme),
                Some(ChecksumType::FullObject),
            ),
            Checksums::Crc32C => (
                Some(ChecksumAlgorithm::Crc32C),
                Some(ChecksumType::FullObject),
            ),
            Checksums::WhenRequired => (None, None),
        };
        let answer = self
            .client
            .create_multipart_upload()
            .bucket(&self.bucket)
            .key(key)
            .content_type(&options.content_type)
            .set_cache_control(options.cache_control.clone())
            .set_storage_class(storage_class(options.storage))
            .metadata(SHA256_METADATA, source.sha256().to_string())
            .set_checksum_algorithm(algorithm)
            .set_checksum_type(kind)
            .send()
            .await
            .map_err(|error| self.error(&format!("beginning to send {key}"), error))?;
        answer.upload_id().map(Into::into).ok_or_else(|| {
            StoreError::new(
                StoreErrorKind::Unavailable,
                format!("{} gave no id for the upload of {key}", self.name),
            )
        })
    }
}

/// Whether it is worth going on later with an upload that failed with `kind`. It isn't where the file
/// is gone or the object is there already.
const fn can_go_on(kind: StoreErrorKind) -> bool {
    !matches!(
        kind,
        StoreErrorKind::SourceChanged
            | StoreErrorKind::Source
            | StoreErrorKind::Exists
            | StoreErrorKind::NotFound
            | StoreErrorKind::Gone
    )
}

/// The upload of `key` was there a moment ago.
fn gone(key: &str) -> StoreError {
    StoreError::new(
        StoreErrorKind::Gone,
        format!("The store has dropped the upload of {key}"),
    )
}

impl Upload<'_> {
    /// Sends all parts but those in `have`, then completes.
    async fn send(
        &self,
        wanted: &Wanted<'_>,
        have: Parts,
        options: &PutOptions,
        job: &Job,
    ) -> StoreResult<Written> {
        match self.send_rest(wanted, have, options, job).await {
            // What the store has decides, not what it said when the parts came.
            Err(error) if error.kind() == StoreErrorKind::Parts => {
                let (store, source) = (self.store, self.source);
                let listed = store.parts_of(self.key, &self.id, source, job).await?;
                let have = listed.ok_or_else(|| gone(self.key))?;
                self.send_rest(wanted, have, options, job).await
            }
            outcome => outcome,
        }
    }

    async fn send_rest(
        &self,
        wanted: &Wanted<'_>,
        have: Parts,
        options: &PutOptions,
        job: &Job,
    ) -> StoreResult<Written> {
        let count = i32::try_from(self.source.parts().len()).unwrap_or(i32::MAX);
        let missing: Vec<i32> = (1..=count)
            .filter(|number| !have.contains_key(number))
            .collect();
        for number in have.keys() {
            self.meter.add(self.part(*number).length);
        }
        let sent: Vec<CompletedPart> = stream::iter(missing)
            .map(|number| {
                self.store
                    .persistently(job, move || self.send_in_turn(number, job))
            })
            .buffer_unordered(self.store.concurrency)
            .try_collect()
            .await?;
        let mut parts: Vec<CompletedPart> = have.into_values().chain(sent).collect();
        parts.sort_by_key(CompletedPart::part_number);
        // The last moment at which nothing is visible yet.
        self.source.check_unchanged()?;
        let unsure = AtomicBool::new(false);
        let written = self
            .store
            .persistently(job, || async {
                let completed = self.complete(parts.clone(), options).await;
                unsure.fetch_or(completed.is_err(), Ordering::Relaxed);
                self.store.settled(wanted, completed).await
            })
            .await?;
        // The object may come from another upload of the same content; then these parts aren't needed.
        if unsure.into_inner() {
            self.store.abort(self.key, &self.id, job).await;
        }
        Ok(written)
    }

    /// Part `number`, counted from 1, which is one of the source's.
    fn part(&self, number: i32) -> &PartSums {
        &self.source.parts()[number.unsigned_abs().saturating_sub(1) as usize]
    }

    /// Sends part `number`, counted from 1, when it is its turn.
    async fn send_in_turn(&self, number: i32, job: &Job) -> StoreResult<CompletedPart> {
        let turn = self.store.limit.begin(job).await?;
        let sent = self.send_part(number).await;
        turn.end(
            sent.as_ref()
                .map(|_| self.part(number).length)
                .map_err(StoreError::kind),
        );
        sent
    }

    /// Sends part `number`, counted from 1.
    async fn send_part(&self, number: i32) -> StoreResult<CompletedPart> {
        let sums = self.part(number);
        let offset = self.source.part_bytes() * u64::from(number.unsigned_abs().saturating_sub(1));
        let path = self.source.path().to_owned();
        let body = PartBody::file(path, offset, sums.length, &self.meter);
        let (crc64, crc32c) = self.store.sums_text(sums);
        let answer = self
            .store
            .client
            .upload_part()
            .bucket(&self.store.bucket)
            .key(self.key)
            .upload_id(&self.id)
            .part_number(number)
            .content_length(i64::try_from(sums.length).unwrap_or(i64::MAX))
            .set_checksum_crc64_nvme(crc64.clone())
            .set_checksum_crc32_c(crc32c.clone())
            .body(SdkStream::new(body))
            .send()
            .await
            .map_err(|error| {
                let doing = format!("sending part {number} of {}", self.key);
                self.store.error(&doing, error)
            })?;
        self.store.named(answer.e_tag(), self.key)?;
        Ok(CompletedPart::builder()
            .part_number(number)
            .set_e_tag(answer.e_tag)
            .set_checksum_crc64_nvme(crc64)
            .set_checksum_crc32_c(crc32c)
            .build())
    }

    async fn complete(&self, parts: Vec<CompletedPart>, options: &PutOptions) -> StoreResult<()> {
        let (crc64, crc32c) = self.store.sums_text(self.source.whole());
        let kind = match self.store.checksums {
            Checksums::Crc64Nvme | Checksums::Crc32C => Some(ChecksumType::FullObject),
            Checksums::WhenRequired => None,
        };
        let upload = CompletedMultipartUpload::builder()
            .set_parts(Some(parts))
            .build();
        self.store
            .client
            .complete_multipart_upload()
            .bucket(&self.store.bucket)
            .key(self.key)
            .upload_id(&self.id)
            .multipart_upload(upload)
            .mpu_object_size(i64::try_from(self.source.length()).unwrap_or(i64::MAX))
            .set_checksum_type(kind)
            .set_checksum_crc64_nvme(crc64)
            .set_checksum_crc32_c(crc32c)
            .set_if_none_match(only_if_absent(options))
            .send()
            .await
            .map_err(|error| self.store.error(&format!("completing {}", self.key), error))
            .and_then(|answer| self.store.named(answer.e_tag(), self.key))
    }
}

impl S3Store {
    /// The headers of CRC-64/NVME and CRC-32C, of which the store gets one or none.
    pub(super) fn sums_text(&self, sums: &PartSums) -> (Option<String>, Option<String>) {
        match self.checksums {
            Checksums::Crc64Nvme => (Some(sums.crc64_nvme_text()), None),
            Checksums::Crc32C => (None, Some(sums.crc32c_text())),
            Checksums::WhenRequired => (None, None),
        }
    }
}
