//! Checks AWS Signature Version 4 on requests whose body is at hand; the S3 API has its own check
//! in its protocol layer.

use http::request::Parts;
use sha2::{Digest, Sha256};
use time::OffsetDateTime;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;

use crate::secret;

const DATE: &[BorrowedFormatItem<'_>] =
    format_description!("[year][month][day]T[hour][minute][second]Z");

/// How far a request's time may be from ours, as at AWS.
const SKEW: time::Duration = time::Duration::minutes(15);

/// What is wrong with a request of another time.
pub(crate) const TOO_FAR: &str = "the request's time is too far from the server's";

/// A signature as the `Authorization` header states it.
struct Stated<'a> {
    access_key: &'a str,
    /// `date/region/service/aws4_request`.
    scope: &'a str,
    signed_headers: Vec<&'a str>,
    signature: &'a str,
}

/// The access key of a request that is signed for `service`, where the signature is right. `secret_of`
/// gives the secret of an access key. `Err` says what is wrong.
pub(crate) fn check(
    parts: &Parts,
    body: &[u8],
    service: &str,
    now: OffsetDateTime,
    secret_of: impl FnOnce(&str) -> Option<String>,
) -> Result<String, &'static str> {
    let stated = read(parts).ok_or("the request isn't signed with AWS4-HMAC-SHA256")?;
    let date = header(parts, "x-amz-date").ok_or("x-amz-date is missing")?;
    let signed_at = time::PrimitiveDateTime::parse(date, DATE)
        .map_err(|_| "x-amz-date can't be read")?
        .assume_utc();
    if (now - signed_at).abs() > SKEW {
        return Err(TOO_FAR);
    }
    let scope: Vec<&str> = stated.scope.split('/').collect();
    let [day, region, for_service, "aws4_request"] = scope[..] else {
        return Err("the credential scope can't be read");
    };
    if for_service != service || !date.starts_with(day) {
        return Err("the credential scope is for another day or service");
    }
    if !stated.signed_headers.contains(&"host") {
        return Err("the host isn't signed");
    }
    let secret = secret_of(stated.access_key).ok_or("there is no such access key")?;
    let canonical = canonical_request(parts, body, &stated.signed_headers)
        .ok_or("a signed header is missing")?;
    let to_sign = format!(
        "AWS4-HMAC-SHA256\n{date}\n{}\n{}",
        stated.scope,
        hex::encode(Sha256::digest(canonical))
    );
    let mut key = secret::hmac_sha256(format!("AWS4{secret}").as_bytes(), day.as_bytes());
    for part in [region, service, "aws4_request"] {
        key = secret::hmac_sha256(&key, part.as_bytes());
    }
    let expected = hex::encode(secret::hmac_sha256(&key, to_sign.as_bytes()));
    if secret::same(expected.as_bytes(), stated.signature.as_bytes()) {
        Ok(stated.access_key.to_owned())
    } else {
        Err("the signature doesn't match; check the secret key")
    }
}

fn header<'a>(parts: &'a Parts, name: &str) -> Option<&'a str> {
    parts.headers.get(name)?.to_str().ok()
}

fn read(parts: &Parts) -> Option<Stated<'_>> {
    let fields = header(parts, "authorization")?.strip_prefix("AWS4-HMAC-SHA256 ")?;
    let field = |name: &str| {
        fields
            .split(',')
            .find_map(|field| field.trim().strip_prefix(name)?.strip_prefix('='))
    };
    let (access_key, scope) = field("Credential")?.split_once('/')?;
    Some(Stated {
        access_key,
        scope,
        signed_headers: field("SignedHeaders")?.split(';').collect(),
        signature: field("Signature")?,
    })
}

fn canonical_request(parts: &Parts, body: &[u8], signed: &[&str]) -> Option<String> {
    let mut query: Vec<(String, String)> =
        url::form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes())
            .map(|(name, value)| (encode(&name, false), encode(&value, false)))
            .collect();
    query.sort();
    let query: Vec<String> = query
        .into_iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let mut text = format!(
        "{}\n{}\n{}\n",
        parts.method,
        // Services but S3 encode the path once more than it comes.
        encode(parts.uri.path(), true),
        query.join("&")
    );
    for name in signed {
        let values: Vec<String> = parts
            .headers
            .get_all(*name)
            .iter()
            .map(|value| {
                Some(
                    value
                        .to_str()
                        .ok()?
                        .split_whitespace()
                        .collect::<Vec<_>>()
                        .join(" "),
                )
            })
            .collect::<Option<_>>()?;
        if values.is_empty() {
            return None;
        }
        text.push_str(&format!("{name}:{}\n", values.join(",")));
    }
    text.push_str(&format!(
        "\n{}\n{}",
        signed.join(";"),
        hex::encode(Sha256::digest(body))
    ));
    Some(text)
}

fn encode(text: &str, keep_slashes: bool) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) || (keep_slashes && byte == b'/')
        {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}
