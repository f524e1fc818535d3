//! CopyObject and UploadPartCopy: from key to key within the bucket. A copy is read and written anew,
//! so that it has the ETag and checksums of an object that came in one piece, as on AWS.

use std::ops::Range;

use s3s::dto::*;
use s3s::{S3Request, S3Response, S3Result, s3_error};

use super::check_bucket;
use super::convert::{algorithm, etag, metadata, set_checksum, timestamp, whole_seconds};
use crate::objects::digest::{Algorithm, Claims};
use crate::objects::index::{ObjectHeaders, ObjectInfo};
use crate::objects::put::{NewObject, WriteConditions};
use crate::objects::{DiskStore, ObjectError};

/// The conditions on the source of a copy.
struct SourceConditions {
    matching: Option<ETagCondition>,
    none_match: Option<ETagCondition>,
    modified_since: Option<Timestamp>,
    unmodified_since: Option<Timestamp>,
}

impl SourceConditions {
    /// Every one must hold; for a copy there is no 304.
    fn check(&self, info: &ObjectInfo) -> S3Result<()> {
        let is = |condition: &ETagCondition| match condition {
            ETagCondition::Any => true,
            ETagCondition::ETag(etag) => etag.value() == info.etag,
        };
        let modified = timestamp(whole_seconds(info.modified));
        let holds = match (&self.matching, &self.unmodified_since) {
            (Some(condition), _) => is(condition),
            (None, Some(since)) => modified <= *since,
            (None, None) => true,
        };
        let differs = match (&self.none_match, &self.modified_since) {
            (Some(condition), _) => !is(condition),
            (None, Some(since)) => modified > *since,
            (None, None) => true,
        };
        if holds && differs {
            Ok(())
        } else {
            Err(s3_error!(PreconditionFailed))
        }
    }
}

/// The key that a copy is made of.
fn source_key(source: &CopySource) -> S3Result<&str> {
    match source {
        CopySource::Bucket {
            bucket,
            key,
            version_id: None,
        } => {
            check_bucket(bucket)?;
            Ok(key)
        }
        CopySource::Bucket { .. } => Err(s3_error!(NotImplemented, "objects have no versions")),
        _ => Err(s3_error!(
            NotImplemented,
            "a copy is made of a bucket's object"
        )),
    }
}

pub(super) async fn copy_object(
    store: &DiskStore,
    request: S3Request<CopyObjectInput>,
) -> S3Result<S3Response<CopyObjectOutput>> {
    let input = request.input;
    let from = source_key(&input.copy_source)?;
    let replaces = match &input.metadata_directive {
        None => false,
        Some(directive) => directive.as_str() == MetadataDirective::REPLACE,
    };
    if from == input.key && !replaces && input.storage_class.is_none() {
        return Err(s3_error!(
            InvalidRequest,
            "an object is copied onto itself only to change what is said about it"
        ));
    }
    let conditions = SourceConditions {
        matching: input.copy_source_if_match,
        none_match: input.copy_source_if_none_match,
        modified_since: input.copy_source_if_modified_since,
        unmodified_since: input.copy_source_if_unmodified_since,
    };
    let wanted = algorithm(input.checksum_algorithm.as_ref())?;
    let (info, _, stream) = store.open_range(from, |info| Ok(0..info.size)).await?;
    conditions.check(&info)?;
    let class = input.storage_class.map(|class| class.as_str().to_owned());
    let headers = if replaces {
        ObjectHeaders {
            content_type: input.content_type,
            cache_control: input.cache_control,
            content_disposition: input.content_disposition,
            content_encoding: input.content_encoding,
            content_language: input.content_language,
            storage_class: class,
            metadata: metadata(input.metadata),
        }
    } else {
        ObjectHeaders {
            storage_class: class,
            ..info.headers
        }
    };
    let new = NewObject {
        key: input.key,
        headers,
        conditions: WriteConditions::default(),
        algorithm: wanted.unwrap_or(Algorithm::Crc64Nvme),
    };
    let copied = store.put(new, stream, || Ok(Claims::default())).await?;
    let mut result = CopyObjectResult {
        e_tag: Some(etag(&copied.etag)),
        last_modified: Some(timestamp(copied.modified)),
        checksum_type: Some(ChecksumType::from_static(ChecksumType::FULL_OBJECT)),
        ..Default::default()
    };
    set_checksum!(
        result,
        copied.checksum.algorithm,
        Some(copied.checksum.text)
    );
    Ok(S3Response::new(CopyObjectOutput {
        copy_object_result: Some(result),
        ..Default::default()
    }))
}

pub(super) async fn upload_part_copy(
    store: &DiskStore,
    request: S3Request<UploadPartCopyInput>,
) -> S3Result<S3Response<UploadPartCopyOutput>> {
    let input = request.input;
    let from = source_key(&input.copy_source)?;
    let upload = store.upload(&input.upload_id, &input.key).await?;
    let conditions = SourceConditions {
        matching: input.copy_source_if_match,
        none_match: input.copy_source_if_none_match,
        modified_since: input.copy_source_if_modified_since,
        unmodified_since: input.copy_source_if_unmodified_since,
    };
    let range = input.copy_source_range.as_deref();
    let (info, _, stream) = store
        .open_range(from, |info| source_range(range, info.size))
        .await?;
    conditions.check(&info)?;
    let part = store
        .put_part(&upload, input.part_number, stream, &[], || {
            Ok(Claims::default())
        })
        .await?;
    let mut result = CopyPartResult {
        e_tag: Some(etag(&part.digests.etag())),
        last_modified: Some(timestamp(part.modified)),
        ..Default::default()
    };
    set_checksum!(
        result,
        upload.algorithm,
        part.digests.text(upload.algorithm)
    );
    Ok(S3Response::new(UploadPartCopyOutput {
        copy_part_result: Some(result),
        ..Default::default()
    }))
}

/// `bytes=0-9`, which must be within the source; without one, all of it.
fn source_range(text: Option<&str>, size: u64) -> Result<Range<u64>, ObjectError> {
    let Some(text) = text else { return Ok(0..size) };
    let wrong = ObjectError::Invalid("the range of the source is bytes=FIRST-LAST, within it");
    let ends = text
        .strip_prefix("bytes=")
        .and_then(|range| range.split_once('-'))
        .and_then(|(first, last)| Some((first.parse::<u64>().ok()?, last.parse::<u64>().ok()?)));
    match ends {
        Some((first, last)) if first <= last && last < size => Ok(first..last + 1),
        _ => Err(wrong),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    #[test]
    fn the_range_of_a_source_lies_within_it() {
        assert_eq!(source_range(None, 10).unwrap(), 0..10);
        assert_eq!(source_range(Some("bytes=2-9"), 10).unwrap(), 2..10);
        for wrong in ["bytes=2-10", "bytes=3-2", "2-3", "bytes=-3", "bytes=3-"] {
            assert!(source_range(Some(wrong), 10).is_err(), "{wrong}");
        }
    }
}
