//! From an entry or an object to an answer: conditions, ranges, encodings.

use std::ops::Range;

use axum::body::Body;
use axum::response::Response;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use time::OffsetDateTime;

use super::Asked;
use super::cache::Entry;
use super::origin::StoredObject;
use crate::objects::ObjectError;

/// Whether the edge had it: `Hit from edge` or `Miss from edge`.
const X_CACHE: &str = "x-cache";

/// Answers from an entry.
pub(super) fn from_entry(
    entry: &Entry,
    asked: &Asked,
    now: OffsetDateTime,
    x_cache: &'static str,
) -> Response {
    let mut headers = entry.headers.clone();
    headers.insert(X_CACHE, HeaderValue::from_static(x_cache));
    headers.insert(header::AGE, entry.age(now).into());
    if entry.gzip.is_some() {
        headers.append(header::VARY, HeaderValue::from_static("accept-encoding"));
    }
    if entry.status != StatusCode::OK {
        headers.insert(header::CONTENT_LENGTH, entry.body.len().into());
        return build(entry.status, headers, Body::from(entry.body.clone()));
    }
    if is_unchanged(&asked.headers, &headers) {
        return not_modified(headers);
    }
    let length = entry.body.len() as u64;
    match wanted_range(&asked.headers, &headers, length) {
        Wanted::Part(range) => {
            let (from, to) = (range.start as usize, range.end as usize);
            let part = entry.body.slice(from..to);
            partial(headers, &range, length, Body::from(part))
        }
        Wanted::Unsatisfiable => unsatisfiable(headers, length),
        Wanted::Whole => {
            headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
            let body = match entry.encoded(&asked.headers) {
                Some((encoding, body)) => {
                    let word = HeaderValue::from_static(encoding.word());
                    headers.insert(header::CONTENT_ENCODING, word);
                    weaken(&mut headers);
                    body
                }
                None => &entry.body,
            };
            headers.insert(header::CONTENT_LENGTH, body.len().into());
            build(StatusCode::OK, headers, Body::from(body.clone()))
        }
    }
}

/// Passes an object through that is too large to keep.
pub(super) async fn from_object(
    mut headers: HeaderMap,
    object: &StoredObject,
    asked: &Asked,
) -> Result<Response, ObjectError> {
    headers.insert(X_CACHE, HeaderValue::from_static("Miss from edge"));
    if is_unchanged(&asked.headers, &headers) {
        return Ok(not_modified(headers));
    }
    let length = object.size();
    let stream = async |range: Range<u64>| -> Result<Body, ObjectError> {
        if asked.head {
            return Ok(Body::empty());
        }
        Ok(Body::from_stream(object.stream(range).await?))
    };
    Ok(match wanted_range(&asked.headers, &headers, length) {
        Wanted::Part(range) => partial(headers, &range, length, stream(range.clone()).await?),
        Wanted::Unsatisfiable => unsatisfiable(headers, length),
        Wanted::Whole => {
            headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
            headers.insert(header::CONTENT_LENGTH, length.into());
            build(StatusCode::OK, headers, stream(0..length).await?)
        }
    })
}

fn build(status: StatusCode, headers: HeaderMap, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}

fn not_modified(mut headers: HeaderMap) -> Response {
    headers.remove(header::CONTENT_TYPE);
    build(StatusCode::NOT_MODIFIED, headers, Body::empty())
}

fn partial(mut headers: HeaderMap, range: &Range<u64>, length: u64, body: Body) -> Response {
    let (first, last) = (range.start, range.end - 1);
    if let Ok(value) = HeaderValue::try_from(format!("bytes {first}-{last}/{length}")) {
        headers.insert(header::CONTENT_RANGE, value);
    }
    headers.insert(header::CONTENT_LENGTH, (range.end - range.start).into());
    build(StatusCode::PARTIAL_CONTENT, headers, body)
}

fn unsatisfiable(mut headers: HeaderMap, length: u64) -> Response {
    headers.remove(header::CONTENT_TYPE);
    if let Ok(value) = HeaderValue::try_from(format!("bytes */{length}")) {
        headers.insert(header::CONTENT_RANGE, value);
    }
    build(StatusCode::RANGE_NOT_SATISFIABLE, headers, Body::empty())
}

/// A compressed form isn't the same bytes, so its ETag is a weak one.
fn weaken(headers: &mut HeaderMap) {
    let weak = headers
        .get(header::ETAG)
        .and_then(|etag| etag.to_str().ok())
        .filter(|etag| !etag.starts_with("W/"))
        .and_then(|etag| HeaderValue::try_from(format!("W/{etag}")).ok());
    if let Some(weak) = weak {
        headers.insert(header::ETAG, weak);
    }
}

/// Whether the client's copy is still good: by ETag, compared weakly, or else by date.
fn is_unchanged(asked: &HeaderMap, headers: &HeaderMap) -> bool {
    if asked.contains_key(header::IF_NONE_MATCH) {
        let etag = text(headers, header::ETAG).trim_start_matches("W/");
        return asked
            .get_all(header::IF_NONE_MATCH)
            .iter()
            .flat_map(|value| value.to_str().unwrap_or_default().split(','))
            .map(|candidate| candidate.trim().trim_start_matches("W/"))
            .any(|candidate| candidate == "*" || (!etag.is_empty() && candidate == etag));
    }
    // Dates are compared as texts: a client sends back the one that it got.
    let modified = text(headers, header::LAST_MODIFIED);
    !modified.is_empty() && text(asked, header::IF_MODIFIED_SINCE) == modified
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> &str {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

#[derive(Debug, PartialEq, Eq)]
enum Wanted {
    Whole,
    Part(Range<u64>),
    Unsatisfiable,
}

/// The one range that is asked for. Several at once, other units and what can't be read count for
/// nothing (RFC 9110, 14.2), and so does a range of something that has changed since (If-Range).
fn wanted_range(asked: &HeaderMap, headers: &HeaderMap, length: u64) -> Wanted {
    let if_range = text(asked, header::IF_RANGE);
    if !if_range.is_empty()
        && if_range != text(headers, header::ETAG)
        && if_range != text(headers, header::LAST_MODIFIED)
    {
        return Wanted::Whole;
    }
    parse_range(text(asked, header::RANGE), length)
}

fn parse_range(value: &str, length: u64) -> Wanted {
    let Some((first, last)) = value
        .strip_prefix("bytes=")
        .and_then(|range| range.split_once('-'))
    else {
        return Wanted::Whole;
    };
    let (first, last) = (first.trim(), last.trim());
    let range = match (first.parse::<u64>(), last.parse::<u64>()) {
        (Ok(first), Ok(last)) if first <= last => first..last.saturating_add(1).min(length),
        (Ok(first), Err(_)) if last.is_empty() => first..length,
        (Err(_), Ok(tail)) if first.is_empty() => length.saturating_sub(tail)..length,
        _ => return Wanted::Whole,
    };
    if range.is_empty() {
        Wanted::Unsatisfiable
    } else {
        Wanted::Part(range)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_http_says() {
        assert_eq!(parse_range("bytes=0-4", 10), Wanted::Part(0..5));
        assert_eq!(parse_range("bytes=4-", 10), Wanted::Part(4..10));
        assert_eq!(parse_range("bytes=-3", 10), Wanted::Part(7..10));
        assert_eq!(parse_range("bytes=-30", 10), Wanted::Part(0..10));
        assert_eq!(parse_range("bytes=5-99", 10), Wanted::Part(5..10));
        assert_eq!(parse_range("bytes=10-", 10), Wanted::Unsatisfiable);
        assert_eq!(parse_range("bytes=-0", 10), Wanted::Unsatisfiable);
        for ignored in ["", "bytes=5-2", "bytes=a-b", "bytes=0-1,4-5", "lines=1-2"] {
            assert_eq!(parse_range(ignored, 10), Wanted::Whole, "{ignored}");
        }
    }
}
