//! What S3 and CloudFront have in common: the HTTP client, patience, and what their errors mean.

use std::error::Error as StdError;
use std::time::Duration;

use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_s3::config::SharedHttpClient;
use aws_sdk_s3::config::http::HttpResponse;
use aws_sdk_s3::config::timeout::TimeoutConfig;
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};

use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

use crate::{StoreError, StoreErrorKind};

/// An HTTP client whose TLS is rustls with ring and the system's roots.
pub(crate) fn http_client() -> SharedHttpClient {
    aws_smithy_http_client::Builder::new()
        .tls_provider(Provider::Rustls(CryptoMode::Ring))
        .build_https()
}

/// No attempt hangs: a connection within 5 s, and the first byte of the answer within 60 s of the
/// request's end. Bodies that stall are noticed by the SDK itself.
pub(crate) fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(5))
        .read_timeout(Duration::from_secs(60))
        .build()
}

/// What `error` means; `what` names the service and `doing` what was asked of it, as in
/// "sending chair.glb".
pub(crate) fn store_error<E>(
    what: &str,
    doing: &str,
    error: SdkError<E, HttpResponse>,
) -> StoreError
where
    E: ProvideErrorMetadata + StdError + Send + Sync + 'static,
{
    if let Some(message) = credentials_failure(&error) {
        return StoreError::new(
            StoreErrorKind::Denied,
            format!("No credentials for {doing}: {message}"),
        )
        .because(error);
    }
    let time = server_time(&error);
    let (kind, message) = match &error {
        SdkError::TimeoutError(_) => (
            StoreErrorKind::Network,
            format!("{what} doesn't answer while {doing}"),
        ),
        SdkError::DispatchFailure(failure) if failure.is_timeout() => (
            StoreErrorKind::Network,
            format!("{what} doesn't answer while {doing}"),
        ),
        SdkError::DispatchFailure(_) => (
            StoreErrorKind::Network,
            format!("Cannot reach {what} while {doing}"),
        ),
        SdkError::ResponseError(_) => (
            StoreErrorKind::Network,
            format!("The answer of {what} broke off while {doing}"),
        ),
        SdkError::ServiceError(service) => {
            let code = service.err().code().unwrap_or_default();
            let status = service.raw().status().as_u16();
            let kind = kind_of(code, status);
            (
                kind,
                sentence(kind, what, doing, code, status, service.err().message()),
            )
        }
        _ => (
            StoreErrorKind::Refused,
            format!("The request for {doing} can't be made"),
        ),
    };
    StoreError::new(kind, message).at(time).because(error)
}

/// The service's own time, as its answer's `Date` says it (RFC 9110, 6.6.1).
fn server_time<E>(error: &SdkError<E, HttpResponse>) -> Option<OffsetDateTime> {
    let date = error.raw_response()?.headers().get("date")?;
    OffsetDateTime::parse(date, &Rfc2822).ok()
}

/// What the credentials' source said, where it failed.
fn credentials_failure(error: &(dyn StdError + 'static)) -> Option<String> {
    let mut next = Some(error);
    while let Some(error) = next {
        if error.is::<CredentialsError>() {
            return Some(
                error
                    .source()
                    .map_or_else(|| error.to_string(), ToString::to_string),
            );
        }
        next = error.source();
    }
    None
}

/// The kind that a service's error code, or without one its status, stands for. S3 says some errors
/// in an answer of status 200, so that the code alone has to tell where there is one.
fn kind_of(code: &str, status: u16) -> StoreErrorKind {
    match code {
        "NoSuchKey" | "NoSuchBucket" | "NoSuchDistribution" | "NoSuchInvalidation"
        | "NoSuchResource" | "NotFound" => StoreErrorKind::NotFound,
        "NoSuchUpload" => StoreErrorKind::Gone,
        "InvalidPart" | "InvalidPartOrder" => StoreErrorKind::Parts,
        "ExpiredToken" | "ExpiredTokenException" | "TokenRefreshRequired" => {
            StoreErrorKind::Expired
        }
        "RequestTimeTooSkewed" | "RequestExpired" => StoreErrorKind::Clock,
        "AccessDenied"
        | "AllAccessDisabled"
        | "InvalidAccessKeyId"
        | "SignatureDoesNotMatch"
        | "InvalidToken" => StoreErrorKind::Denied,
        "PreconditionFailed" => StoreErrorKind::Exists,
        "InsufficientStorage" | "QuotaExceeded" | "XMinioStorageFull" => StoreErrorKind::Full,
        "SlowDown"
        | "Throttling"
        | "ThrottlingException"
        | "RequestLimitExceeded"
        | "BandwidthLimitExceeded"
        | "TooManyRequests"
        | "TooManyInvalidationsInProgress" => StoreErrorKind::Throttled,
        // Another write to the same key is under way: S3 wants a look, then another attempt.
        "ConditionalRequestConflict" | "OperationAborted" => StoreErrorKind::Unavailable,
        "InternalError" | "InternalServerError" | "InternalFailure" | "ServiceUnavailable" => {
            StoreErrorKind::Unavailable
        }
        "PermanentRedirect"
        | "TemporaryRedirect"
        | "Redirect"
        | "AuthorizationHeaderMalformed"
        | "IllegalLocationConstraintException" => StoreErrorKind::Moved,
        "BadDigest"
        | "InvalidDigest"
        | "XAmzContentChecksumMismatch"
        | "XAmzContentSHA256Mismatch"
        | "IncompleteBody" => StoreErrorKind::Corrupt,
        "RequestTimeout" | "RequestTimeoutException" => StoreErrorKind::Network,
        _ => match status {
            200..=299 if code.is_empty() => StoreErrorKind::Unreadable,
            // An error in what calls itself success: nothing was refused, and nothing is certain.
            200..=299 => StoreErrorKind::Unavailable,
            300..=399 => StoreErrorKind::Moved,
            401 | 403 => StoreErrorKind::Denied,
            404 => StoreErrorKind::NotFound,
            409 | 412 => StoreErrorKind::Exists,
            429 => StoreErrorKind::Throttled,
            507 => StoreErrorKind::Full,
            500.. => StoreErrorKind::Unavailable,
            _ => StoreErrorKind::Refused,
        },
    }
}

fn sentence(
    kind: StoreErrorKind,
    what: &str,
    doing: &str,
    code: &str,
    status: u16,
    message: Option<&str>,
) -> String {
    match kind {
        StoreErrorKind::NotFound => format!("Not found at {what} while {doing}"),
        StoreErrorKind::Gone => format!("{what} has dropped the upload, found while {doing}"),
        StoreErrorKind::Parts => {
            format!("{what} has other parts than were sent, found while {doing}")
        }
        StoreErrorKind::Moved => format!("{what} isn't where the bucket is, found while {doing}"),
        StoreErrorKind::Denied => format!("{what} denies {doing}"),
        StoreErrorKind::Expired => format!("The credentials ran out while {doing}"),
        StoreErrorKind::Clock => {
            format!("{what} refuses {doing}: this computer's clock differs too much from its own")
        }
        StoreErrorKind::Exists => format!("Something else is there already while {doing}"),
        StoreErrorKind::Throttled => format!("{what} has too much to do while {doing}"),
        StoreErrorKind::Unreadable => {
            format!("{what} gave no answer that can be read while {doing}")
        }
        StoreErrorKind::Unavailable if status < 300 && !code.is_empty() => {
            format!("{what} failed with {code} while {doing}")
        }
        StoreErrorKind::Unavailable => format!("{what} failed with {status} while {doing}"),
        StoreErrorKind::Full => format!("{what} is full, so {doing} can't go on"),
        StoreErrorKind::Corrupt => {
            format!("{what} received other bytes than were sent while {doing}")
        }
        _ => {
            let said = match (code, message) {
                ("", None) => status.to_string(),
                ("", Some(message)) => message.to_owned(),
                (code, None) => code.to_owned(),
                (code, Some(message)) => format!("{code}, {message}"),
            };
            format!("{what} refuses {doing} ({said})")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_date_of_http_is_read() {
        let date = OffsetDateTime::parse("Tue, 24 Nov 2026 13:41:01 GMT", &Rfc2822);
        assert_eq!(
            date.map(OffsetDateTime::unix_timestamp).ok(),
            Some(1_795_527_661)
        );
    }

    #[test]
    fn codes_come_before_statuses() {
        assert_eq!(kind_of("ExpiredToken", 400), StoreErrorKind::Expired);
        assert_eq!(kind_of("SlowDown", 503), StoreErrorKind::Throttled);
        assert_eq!(kind_of("BadDigest", 400), StoreErrorKind::Corrupt);
        assert_eq!(kind_of("", 503), StoreErrorKind::Unavailable);
        assert_eq!(kind_of("", 403), StoreErrorKind::Denied);
        assert_eq!(kind_of("", 507), StoreErrorKind::Full);
        assert_eq!(kind_of("MalformedXML", 400), StoreErrorKind::Refused);
        assert_eq!(kind_of("NoSuchUpload", 404), StoreErrorKind::Gone);
        assert_eq!(kind_of("", 307), StoreErrorKind::Moved);
    }

    #[test]
    fn an_error_within_a_success_is_what_its_code_says() {
        assert_eq!(kind_of("InternalError", 200), StoreErrorKind::Unavailable);
        assert_eq!(kind_of("SlowDown", 200), StoreErrorKind::Throttled);
        assert_eq!(kind_of("PreconditionFailed", 200), StoreErrorKind::Exists);
        assert_eq!(kind_of("WhoKnows", 200), StoreErrorKind::Unavailable);
        assert_eq!(kind_of("", 200), StoreErrorKind::Unreadable);
    }
}
