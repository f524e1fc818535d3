//! GetObject and HeadObject: conditions, ranges, parts.

use http::{HeaderMap, HeaderValue, StatusCode, header};
use s3s::dto::*;
use s3s::{S3Error, S3Request, S3Response, S3Result, s3_error};

use super::convert::{etag, is_granted, set_checksum, signed, timestamp, whole_seconds};
use crate::objects::digest::Algorithm;
use crate::objects::index::ObjectInfo;
use crate::objects::{DiskStore, ObjectError};
use crate::told;

/// The conditions of a read.
struct Conditions {
    matching: Option<ETagCondition>,
    none_match: Option<ETagCondition>,
    modified_since: Option<Timestamp>,
    unmodified_since: Option<Timestamp>,
}

impl Conditions {
    /// `false` where the client's copy is still good (304), by the order of RFC 9110, 13.2.2.
    fn check(&self, info: &ObjectInfo) -> S3Result<bool> {
        let is = |condition: &ETagCondition| match condition {
            ETagCondition::Any => true,
            ETagCondition::ETag(etag) => etag.value() == info.etag,
        };
        let modified = timestamp(whole_seconds(info.modified));
        match (&self.matching, &self.unmodified_since) {
            (Some(condition), _) if !is(condition) => return Err(s3_error!(PreconditionFailed)),
            (None, Some(since)) if modified > *since => return Err(s3_error!(PreconditionFailed)),
            _ => {}
        }
        Ok(match (&self.none_match, &self.modified_since) {
            (Some(condition), _) => !is(condition),
            (None, Some(since)) => modified > *since,
            (None, None) => true,
        })
    }
}

pub(super) async fn get_object(
    store: &DiskStore,
    request: S3Request<GetObjectInput>,
) -> S3Result<S3Response<GetObjectOutput>> {
    let input = request.input;
    let conditions = Conditions {
        matching: input.if_match,
        none_match: input.if_none_match,
        modified_since: input.if_modified_since,
        unmodified_since: input.if_unmodified_since,
    };
    let part = match input.part_number {
        Some(number) => Some(store.part_range(&input.key, number).await?),
        None => None,
    };
    let partial = input.range.is_some() || part.is_some();
    let wanted = |info: &ObjectInfo| match (&input.range, &part) {
        (Some(range), _) => range
            .check(info.size)
            .map_err(|_| ObjectError::Invalid("range")),
        (None, Some((range, _))) => Ok(range.clone()),
        (None, None) => Ok(0..info.size),
    };
    let info = store.head(&input.key).await?;
    if !conditions.check(&info)? {
        return Err(not_modified(&info));
    }
    if wanted(&info).is_err() {
        return Err(s3_error!(InvalidRange));
    }
    let (info, range, stream) = store.open_range(&input.key, wanted).await?;
    let mut output = describe(&info);
    output.body = Some(StreamingBlob::wrap(stream));
    output.content_length = Some(signed(range.end - range.start));
    output.parts_count = part.and_then(|(_, count)| i32::try_from(count).ok());
    if partial {
        let last = range.end.saturating_sub(1);
        output.content_range = Some(format!("bytes {}-{last}/{}", range.start, info.size));
        return Ok(S3Response::new(output));
    }
    // The checksum is that of the whole, so it says nothing of a range.
    if input.checksum_mode.is_some() {
        add_checksum(&mut output, &info);
    }
    Ok(S3Response::new(output))
}

pub(super) async fn head_object(
    store: &DiskStore,
    request: S3Request<HeadObjectInput>,
) -> S3Result<S3Response<HeadObjectOutput>> {
    let granted = is_granted(&request);
    let input = request.input;
    let conditions = Conditions {
        matching: input.if_match,
        none_match: input.if_none_match,
        modified_since: input.if_modified_since,
        unmodified_since: input.if_unmodified_since,
    };
    let mut info = store.head(&input.key).await?;
    if granted {
        // Clients ask for this to decide whether to upload. So an object that isn't what its key says
        // counts as missing. An object that came in parts is hashed now.
        info.sha256 = Some(store.sha256(&info).await?);
        if told::is_false(&info) {
            return Err(ObjectError::NoSuchKey.into());
        }
    }
    if !conditions.check(&info)? {
        return Err(not_modified(&info));
    }
    let mut output = describe(&info);
    output.content_length = Some(signed(info.size));
    if input.checksum_mode.is_some() {
        add_checksum(&mut output, &info);
    }
    Ok(S3Response::new(to_head(output)))
}

/// Says what the object is, without its bytes.
fn describe(info: &ObjectInfo) -> GetObjectOutput {
    let headers = info.headers.clone();
    GetObjectOutput {
        accept_ranges: Some("bytes".into()),
        e_tag: Some(etag(&info.etag)),
        last_modified: Some(timestamp(info.modified)),
        content_type: headers.content_type,
        cache_control: headers.cache_control,
        content_disposition: headers.content_disposition,
        content_encoding: headers.content_encoding,
        content_language: headers.content_language,
        storage_class: headers.storage_class.map(StorageClass::from),
        metadata: Some(headers.metadata.into_iter().collect()),
        ..Default::default()
    }
}

fn add_checksum(output: &mut GetObjectOutput, info: &ObjectInfo) {
    let text = Some(info.checksum.text.clone());
    set_checksum!(output, info.checksum.algorithm, text);
    output.checksum_type = Some(ChecksumType::from_static(info.checksum.composition.word()));
}

/// The protocol layer takes another status from an error alone; its body is dropped on the way out.
fn not_modified(info: &ObjectInfo) -> S3Error {
    let mut headers = HeaderMap::new();
    if let Ok(etag) = HeaderValue::try_from(format!("\"{}\"", info.etag)) {
        headers.insert(header::ETAG, etag);
    }
    let control = info.headers.cache_control.as_deref().unwrap_or_default();
    if let Ok(control) = HeaderValue::try_from(control)
        && !control.is_empty()
    {
        headers.insert(header::CACHE_CONTROL, control);
    }
    let mut answer = s3_error!(NotModified);
    answer.set_status_code(StatusCode::NOT_MODIFIED);
    answer.set_headers(headers);
    answer
}

fn to_head(output: GetObjectOutput) -> HeadObjectOutput {
    HeadObjectOutput {
        accept_ranges: output.accept_ranges,
        cache_control: output.cache_control,
        checksum_crc32: output.checksum_crc32,
        checksum_crc32c: output.checksum_crc32c,
        checksum_crc64nvme: output.checksum_crc64nvme,
        checksum_sha1: output.checksum_sha1,
        checksum_sha256: output.checksum_sha256,
        checksum_type: output.checksum_type,
        content_disposition: output.content_disposition,
        content_encoding: output.content_encoding,
        content_language: output.content_language,
        content_length: output.content_length,
        content_type: output.content_type,
        e_tag: output.e_tag,
        last_modified: output.last_modified,
        metadata: output.metadata,
        storage_class: output.storage_class,
        ..Default::default()
    }
}
