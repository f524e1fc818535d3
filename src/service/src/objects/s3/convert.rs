//! Between the protocol's types and the store's.

use http::StatusCode;
use s3s::dto::{ChecksumAlgorithm, ChecksumType, ETag, ETagCondition, Metadata, Timestamp};
use s3s::{S3Error, S3ErrorCode, S3Request, S3Result, s3_error};
use time::OffsetDateTime;

use super::access::KeepVerified;
use crate::objects::ObjectError;
use crate::objects::digest::{Algorithm, Claims, Composition};
use crate::objects::index::ObjectHeaders;
use crate::objects::put::WriteConditions;
use crate::told;

impl From<ObjectError> for S3Error {
    fn from(error: ObjectError) -> Self {
        let message = error.to_string();
        let mut answer = match &error {
            ObjectError::NoSuchKey => s3_error!(NoSuchKey),
            ObjectError::NoSuchUpload => s3_error!(NoSuchUpload),
            ObjectError::BadDigest(_) => s3_error!(BadDigest),
            ObjectError::Incomplete(source) if source.to_string().contains("Sha256Mismatch") => {
                s3_error!(BadDigest)
            }
            ObjectError::Incomplete(_) => s3_error!(IncompleteBody),
            ObjectError::Precondition(_) => s3_error!(PreconditionFailed),
            ObjectError::InvalidPart(_) => s3_error!(InvalidPart),
            ObjectError::InvalidPartOrder => s3_error!(InvalidPartOrder),
            ObjectError::PartTooSmall(_) => s3_error!(EntityTooSmall),
            ObjectError::Invalid(_) => s3_error!(InvalidRequest),
            ObjectError::Full => {
                tracing::error!("the object store's disk is full");
                // Not one of S3's, which is never full; other servers say it so.
                let mut full = S3Error::new(S3ErrorCode::Custom("InsufficientStorage".into()));
                full.set_status_code(StatusCode::INSUFFICIENT_STORAGE);
                full
            }
            ObjectError::Disk(source) => {
                tracing::error!(%source, "the object store failed");
                s3_error!(InternalError)
            }
        };
        answer.set_message(message);
        answer
    }
}

/// Whether a request was made with a temporary key.
pub(super) fn is_granted<T>(request: &S3Request<T>) -> bool {
    request.extensions.get::<KeepVerified>().is_some()
}

/// The headers that an object is kept with. With a temporary key they are the key's to say, and a
/// client that says something else is told so.
pub(super) fn allowed_headers(
    granted: bool,
    key: &str,
    mut given: ObjectHeaders,
) -> S3Result<ObjectHeaders> {
    /// What clients say who say nothing of their own.
    const ANYTHING: [&str; 2] = ["application/octet-stream", "binary/octet-stream"];
    if !granted {
        return Ok(given);
    }
    let told = told::told(key)
        .ok_or_else(|| s3_error!(AccessDenied, "the grant covers no files of this kind"))?;
    given.content_type = given
        .content_type
        .filter(|kind| !ANYTHING.contains(&kind.as_str()))
        .or_else(|| told.content_type.clone());
    if let Some(wrong) = told::wrong(key, &given) {
        return Err(s3_error!(
            AccessDenied,
            "the grant doesn't let {key} be stored {wrong}"
        ));
    }
    Ok(ObjectHeaders {
        storage_class: given.storage_class,
        metadata: given.metadata,
        ..told
    })
}

/// The five checksum fields that many inputs and outputs have.
macro_rules! checksum_fields {
    ($input:expr) => {
        $crate::objects::s3::convert::named_sums([
            $input.checksum_crc32.clone(),
            $input.checksum_crc32c.clone(),
            $input.checksum_crc64nvme.clone(),
            $input.checksum_sha1.clone(),
            $input.checksum_sha256.clone(),
        ])
    };
}
pub(super) use checksum_fields;

/// Sets the field of one of the five checksums.
macro_rules! set_checksum {
    ($output:expr, $algorithm:expr, $text:expr) => {
        match $algorithm {
            Algorithm::Crc32 => $output.checksum_crc32 = $text,
            Algorithm::Crc32c => $output.checksum_crc32c = $text,
            Algorithm::Crc64Nvme => $output.checksum_crc64nvme = $text,
            Algorithm::Sha1 => $output.checksum_sha1 = $text,
            Algorithm::Sha256 => $output.checksum_sha256 = $text,
        }
    };
}
pub(super) use set_checksum;

/// Checksums with their names, in the order of [`Algorithm::ALL`].
pub(super) fn named_sums(fields: [Option<String>; 5]) -> Vec<(Algorithm, String)> {
    Algorithm::ALL
        .into_iter()
        .zip(fields)
        .filter_map(|(algorithm, text)| Some((algorithm, text?)))
        .collect()
}

/// The checksums that a body will be said to have: by header, or announced as a trailer.
pub(super) fn announced<T>(
    request: &S3Request<T>,
    named: Option<&ChecksumAlgorithm>,
    sums: &[(Algorithm, String)],
) -> S3Result<Vec<Algorithm>> {
    let mut algorithms: Vec<Algorithm> = sums.iter().map(|(algorithm, _)| *algorithm).collect();
    algorithms.extend(algorithm(named)?);
    for value in request.headers.get_all("x-amz-trailer") {
        let names = value.to_str().unwrap_or_default().split(',');
        for name in names.map(str::trim) {
            algorithms.extend(Algorithm::ALL.into_iter().find(|a| a.header() == name));
        }
    }
    Ok(algorithms)
}

/// What the client says of the body that has just ended: in headers and trailers.
pub(super) fn claims(
    md5: Option<String>,
    mut sums: Vec<(Algorithm, String)>,
    trailers: Option<&s3s::TrailingHeaders>,
) -> Claims {
    let trailing = trailers.and_then(|trailers| trailers.take());
    for algorithm in Algorithm::ALL {
        let value = trailing
            .as_ref()
            .and_then(|headers| headers.get(algorithm.header()))
            .and_then(|value| value.to_str().ok());
        sums.extend(value.map(|value| (algorithm, value.trim().to_owned())));
    }
    Claims { md5, sums }
}

pub(super) fn algorithm(named: Option<&ChecksumAlgorithm>) -> S3Result<Option<Algorithm>> {
    named
        .map(|named| {
            Algorithm::from_word(named.as_str()).ok_or_else(|| {
                s3_error!(
                    InvalidRequest,
                    "the checksum '{}' isn't known",
                    named.as_str()
                )
            })
        })
        .transpose()
}

pub(super) fn composition(named: Option<&ChecksumType>) -> S3Result<Option<Composition>> {
    named
        .map(|named| {
            Composition::from_word(named.as_str())
                .ok_or_else(|| s3_error!(InvalidRequest, "a checksum is FULL_OBJECT or COMPOSITE"))
        })
        .transpose()
}

pub(super) fn write_conditions<T>(
    request: &S3Request<T>,
    none_match: Option<&ETagCondition>,
    matching: Option<&ETagCondition>,
) -> S3Result<WriteConditions> {
    let absent = match none_match {
        None => false,
        Some(ETagCondition::Any) => true,
        Some(ETagCondition::ETag(_)) => {
            return Err(s3_error!(
                NotImplemented,
                "If-None-Match on a write can only be *"
            ));
        }
    };
    let etag = match matching {
        None => None,
        Some(ETagCondition::ETag(etag)) => Some(etag.value().to_owned()),
        Some(ETagCondition::Any) => {
            return Err(s3_error!(NotImplemented, "If-Match on a write is an ETag"));
        }
    };
    Ok(WriteConditions {
        absent,
        etag,
        keep_verified: request.extensions.get::<KeepVerified>().is_some(),
    })
}

pub(super) fn metadata(metadata: Option<Metadata>) -> std::collections::BTreeMap<String, String> {
    metadata.unwrap_or_default().into_iter().collect()
}

pub(super) fn etag(text: &str) -> ETag {
    ETag::Strong(text.to_owned())
}

/// HTTP dates have whole seconds; so has what they are compared with.
pub(super) fn whole_seconds(time: OffsetDateTime) -> OffsetDateTime {
    time.replace_nanosecond(0).unwrap_or(time)
}

pub(super) fn timestamp(time: OffsetDateTime) -> Timestamp {
    Timestamp::from(time)
}

/// S3's numbers are signed.
pub(super) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// How many entries a list may have: S3 gives at most 1000 at a time.
pub(super) fn page_size(asked: Option<i32>) -> S3Result<u32> {
    match asked.map(u32::try_from) {
        None => Ok(1000),
        Some(Ok(asked)) => Ok(asked.min(1000)),
        Some(Err(_)) => Err(s3_error!(InvalidArgument, "a limit isn't negative")),
    }
}
