//! Going on with an upload that broke off: which parts the store has of it.

use std::collections::BTreeMap;

use aws_sdk_s3::types::{CompletedPart, Part};
use base::Job;

use super::S3Store;
use crate::journal::{Claim, Journal};
use crate::{JournalEntry, PutOptions, Source, StoreErrorKind, StoreResult, UploadName};

/// Parts by number.
pub(super) type Parts = BTreeMap<i32, CompletedPart>;

/// An upload's note in the journal, held as long as it is under way.
pub(super) struct Noted<'a> {
    journal: &'a Journal,
    claim: Claim,
}

impl Noted<'_> {
    /// What the journal says of it.
    pub(super) async fn entry(&self) -> StoreResult<Option<JournalEntry>> {
        self.journal.find(&self.claim).await
    }

    /// Notes that the upload is completed or aborted.
    pub(super) async fn end(&self) -> StoreResult<()> {
        self.journal.end(&self.claim).await
    }
}

/// An upload as it is taken up: its id, what the store has of it, and its note.
pub(super) struct Begun<'a> {
    pub(super) id: String,
    pub(super) parts: Parts,
    pub(super) noted: Option<Noted<'a>>,
}

impl S3Store {
    /// The upload of `source` to `key` that the journal knows, or else a new one.
    pub(super) async fn begin(
        &self,
        key: &str,
        source: &Source,
        options: &PutOptions,
        job: &Job,
    ) -> StoreResult<Begun<'_>> {
        let Some(noted) = self.note(key)? else {
            let id = self.create_persistently(key, source, options, job).await?;
            return Ok(Begun {
                id,
                parts: Parts::new(),
                noted: None,
            });
        };
        let (journal, claim) = (noted.journal, &noted.claim);
        if let Some(entry) = journal.find(claim).await?
            && let Some(id) = entry.upload.clone()
        {
            if entry.continues(source, self.checksums) {
                match self.parts_of(key, &id, source, job).await {
                    Ok(Some(parts)) => {
                        tracing::info!(key, parts = parts.len(), "going on with an upload");
                        let noted = Some(noted);
                        return Ok(Begun { id, parts, noted });
                    }
                    Ok(None) => {}
                    // A store whose list can't be read: what it has can't be used.
                    Err(error)
                        if matches!(
                            error.kind(),
                            StoreErrorKind::Refused | StoreErrorKind::Unreadable
                        ) =>
                    {
                        tracing::warn!(key, %error, "beginning an upload anew");
                        self.abort(key, &id, job).await;
                    }
                    Err(error) => return Err(error),
                }
            } else {
                // What it was of is gone; nobody will ever complete it.
                self.abort(key, &id, job).await;
            }
        }
        journal.begin(claim, source, self.checksums).await?;
        let id = self.create_persistently(key, source, options, job).await?;
        journal.begun(claim, &id).await?;
        Ok(Begun {
            id,
            parts: Parts::new(),
            noted: Some(noted),
        })
    }

    /// The journal's hold on `key`; none without a journal, or while another process sends there.
    pub(super) fn note(&self, key: &str) -> StoreResult<Option<Noted<'_>>> {
        let Some(journal) = &self.journal else {
            return Ok(None);
        };
        let claim = journal.claim(&self.upload_name(key))?;
        Ok(claim.map(|claim| Noted { journal, claim }))
    }

    /// What the journal calls an upload to `key`.
    pub(super) fn upload_name(&self, key: &str) -> UploadName {
        UploadName {
            place: self.place.clone(),
            bucket: self.bucket.clone(),
            key: key.into(),
        }
    }

    /// The parts of upload `id` that the store has and that are those of `source`, page by page;
    /// `None` where it knows no such upload any more.
    pub(super) async fn parts_of(
        &self,
        key: &str,
        id: &str,
        source: &Source,
        job: &Job,
    ) -> StoreResult<Option<Parts>> {
        let mut parts = Parts::new();
        let mut after = None;
        loop {
            let answer = self
                .persistently(job, || async {
                    self.client
                        .list_parts()
                        .bucket(&self.bucket)
                        .key(key)
                        .upload_id(id)
                        .set_part_number_marker(after.clone())
                        .send()
                        .await
                        .map_err(|error| {
                            self.error(&format!("asking what arrived of {key}"), error)
                        })
                })
                .await;
            let page = match answer {
                Ok(page) => page,
                Err(error)
                    if matches!(
                        error.kind(),
                        StoreErrorKind::Gone | StoreErrorKind::NotFound
                    ) =>
                {
                    return Ok(None);
                }
                Err(error) => return Err(error),
            };
            for part in page.parts() {
                if let Some(kept) = self.kept(part, source) {
                    parts.insert(kept.part_number().unwrap_or_default(), kept);
                }
            }
            let next = page.next_part_number_marker().map(ToOwned::to_owned);
            // A store that names the same page again would never end.
            if !page.is_truncated().unwrap_or(false) || next.is_none() || next == after {
                return Ok(Some(parts));
            }
            after = next;
        }
    }

    /// `part` in the form that completes an upload, where it is the same part of `source`. A store
    /// that doesn't tell checksums has verified them when the part came.
    fn kept(&self, part: &Part, source: &Source) -> Option<CompletedPart> {
        let number = part.part_number()?;
        let index = usize::try_from(number).ok()?.checked_sub(1)?;
        let sums = source.parts().get(index)?;
        let (crc64, crc32c) = self.sums_text(sums);
        let same_length =
            part.size().and_then(|size| u64::try_from(size).ok()) == Some(sums.length);
        let same = |told: Option<&str>, ours: &Option<String>| {
            told.is_none_or(|told| ours.as_ref().is_none_or(|ours| ours == told))
        };
        (same_length
            && same(part.checksum_crc64_nvme(), &crc64)
            && same(part.checksum_crc32_c(), &crc32c))
        .then(|| {
            CompletedPart::builder()
                .part_number(number)
                .set_e_tag(part.e_tag().map(ToOwned::to_owned))
                .set_checksum_crc64_nvme(crc64)
                .set_checksum_crc32_c(crc32c)
                .build()
        })
    }
}
