//! Dropping uploads that never came to their end.

use std::time::Duration;

use aws_sdk_s3::types::MultipartUpload;
use base::Job;
use time::OffsetDateTime;

use super::S3Store;
use crate::{Leftovers, StoreError, StoreErrorKind, StoreResult};

impl S3Store {
    pub(super) async fn drop_leftovers(&self, key: &str, which: Leftovers) -> StoreResult<u64> {
        match which {
            Leftovers::Noted => self.drop_noted(key).await,
            Leftovers::Orphans(before) => self.drop_orphans(key, before).await,
        }
    }

    /// Drops the upload that the journal knows, at the store first. One that another process sends
    /// stays.
    pub(super) async fn drop_noted(&self, key: &str) -> StoreResult<u64> {
        let Some(noted) = self.note(key)? else {
            return Ok(0);
        };
        let Some(entry) = noted.entry().await? else {
            return Ok(0);
        };
        if let Some(id) = &entry.upload {
            self.drop_upload(key, id).await?;
        }
        noted.end().await?;
        Ok(1)
    }

    async fn drop_orphans(&self, key: &str, before: OffsetDateTime) -> StoreResult<u64> {
        let owned = match &self.journal {
            Some(journal) => journal.upload_of(&self.upload_name(key)).await?,
            None => None,
        };
        let mut dropped = 0;
        for upload in self.open_uploads(key).await? {
            let Some(id) = upload.upload_id() else {
                continue;
            };
            let begun = upload
                .initiated()
                .and_then(|moment| OffsetDateTime::from_unix_timestamp(moment.secs()).ok());
            let old = begun.is_some_and(|begun| begun < before);
            if old && owned.as_deref() != Some(id) {
                self.drop_upload(key, id).await?;
                dropped += 1;
            }
        }
        Ok(dropped)
    }

    /// All uploads to just this key, page by page.
    async fn open_uploads(&self, key: &str) -> StoreResult<Vec<MultipartUpload>> {
        let mut uploads = Vec::new();
        let mut after: (Option<String>, Option<String>) = (None, None);
        loop {
            let page = self
                .persistently(&Job::quiet(), || async {
                    self.client
                        .list_multipart_uploads()
                        .bucket(&self.bucket)
                        .prefix(key)
                        .set_key_marker(after.0.clone())
                        .set_upload_id_marker(after.1.clone())
                        .send()
                        .await
                        .map_err(|error| self.error(&format!("looking for parts of {key}"), error))
                })
                .await?;
            uploads.extend(
                page.uploads()
                    .iter()
                    .filter(|upload| upload.key() == Some(key))
                    .cloned(),
            );
            let next = (
                page.next_key_marker().map(ToOwned::to_owned),
                page.next_upload_id_marker().map(ToOwned::to_owned),
            );
            // A store that names the same page again would never end.
            if !page.is_truncated().unwrap_or(false) || next == after {
                return Ok(uploads);
            }
            after = next;
        }
    }

    /// Has the store drop the parts of upload `id`; one that is gone already is fine.
    async fn drop_upload(&self, key: &str, id: &str) -> StoreResult<()> {
        const PATIENCE: Duration = Duration::from_secs(15);
        let doing = format!("dropping the parts of {key}");
        let unwatched = Job::quiet();
        let aborting = self.persistently(&unwatched, || async {
            self.client
                .abort_multipart_upload()
                .bucket(&self.bucket)
                .key(key)
                .upload_id(id)
                .send()
                .await
                .map(drop)
                .map_err(|error| self.error(&doing, error))
        });
        match tokio::time::timeout(PATIENCE, aborting).await {
            Ok(Err(error))
                if matches!(
                    error.kind(),
                    StoreErrorKind::Gone | StoreErrorKind::NotFound
                ) =>
            {
                Ok(())
            }
            Ok(outcome) => outcome,
            Err(_) => Err(StoreError::new(
                StoreErrorKind::Network,
                format!("{} doesn't answer while {doing}", self.name),
            )),
        }
    }

    /// As [`drop_upload`](Self::drop_upload), after something else has gone wrong. A failure to drop
    /// is only a warning of the job.
    pub(super) async fn abort(&self, key: &str, id: &str, job: &Job) {
        if let Err(error) = self.drop_upload(key, id).await {
            job.warn(error.to_string());
        }
    }
}
