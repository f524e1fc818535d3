//! What answers tell about an object.

use aws_sdk_s3::primitives::DateTime;
use base::ContentHash;
use time::OffsetDateTime;

/// The metadata under which an object's SHA-256 is noted.
pub(super) const SHA256_METADATA: &str = "sha256";

/// A length that an answer tells; 0 where it tells none.
pub(super) fn length(given: Option<i64>) -> u64 {
    given.and_then(|length| length.try_into().ok()).unwrap_or(0)
}

/// The hash that was noted with an object.
pub(super) fn sha256(noted: Option<&String>) -> Option<ContentHash> {
    noted.and_then(|text| text.parse().ok())
}

/// A time that an answer tells.
pub(super) fn moment(given: Option<&DateTime>) -> Option<OffsetDateTime> {
    given.and_then(|moment| OffsetDateTime::from_unix_timestamp_nanos(moment.as_nanos()).ok())
}
