//! Writing a file in parts, several at once.

use std::sync::Arc;

use aws_sdk_s3::primitives::ByteStream as SdkStream;
use aws_sdk_s3::types::{ChecksumAlgorithm, ChecksumType, CompletedMultipartUpload, CompletedPart};
use base::Job;
use futures::stream::{self, StreamExt, TryStreamExt};

use super::S3Store;
use super::body::{Meter, PartBody};
use super::read::SHA256_METADATA;
use super::resume::Parts;
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
            sent = upload.send(begun.parts, options, job) => sent,
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
            Ok(()) if had > 0 => Ok(Written::Rest(source.length() - had)),
            Ok(()) => Ok(Written::Stored),
            Err(error) if error.kind() == StoreErrorKind::Exists => {
                self.lost_race(key, source.length(), source.sha256(), error)
                    .await
            }
            Err(error) => Err(error),
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

/// Whether an upload that ended with `kind` is worth going on with later: not where what it is of
/// is gone or there already.
const fn can_go_on(kind: StoreErrorKind) -> bool {
    !matches!(
        kind,
        StoreErrorKind::SourceChanged
            | StoreErrorKind::Source
            | StoreErrorKind::Exists
            | StoreErrorKind::NotFound
    )
}

impl Upload<'_> {
    /// Sends all parts but those in `have`, then completes.
    async fn send(&self, have: Parts, options: &PutOptions, job: &Job) -> StoreResult<()> {
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
        let completed = self
            .store
            .persistently(job, || self.complete(parts.clone(), options))
            .await;
        match completed {
            // An earlier attempt may have got through, and only its answer have been lost.
            Err(error) if error.kind() == StoreErrorKind::NotFound => self
                .store
                .lost_race(self.key, self.source.length(), self.source.sha256(), error)
                .await
                .map(drop),
            outcome => outcome,
        }
    }

    /// Part `number`, counted from 1, which is one of the source's.
    fn part(&self, number: i32) -> &PartSums {
        &self.source.parts()[number.unsigned_abs().saturating_sub(1) as usize]
    }

    /// Sends part `number`, counted from 1, when it is its turn.
    async fn send_in_turn(&self, number: i32, job: &Job) -> StoreResult<CompletedPart> {
        let turn = self.store.pace.begin(job).await?;
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
            .map(drop)
            .map_err(|error| self.store.error(&format!("completing {}", self.key), error))
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
