//! Compression: which content gains from it, and which encoding a client takes.

use std::io::Write;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::{HeaderMap, header};

/// Below this, headers and blocks eat the gain.
const SMALLEST: usize = 512;

/// Media types that compress; others are compressed already.
const COMPRESSIBLE: [&str; 9] = [
    "text/",
    "application/json",
    "application/ld+json",
    "application/wasm",
    "image/svg+xml",
    // Meshes without Draco shrink by half; with it the result isn't smaller and isn't used.
    "model/gltf-binary",
    "model/gltf+json",
    "application/javascript",
    "application/manifest+json",
];

/// The body in gzip, where its type gains from it and it does become smaller by a twentieth.
pub(super) async fn gzip_if_smaller(headers: &HeaderMap, body: &Bytes) -> Option<Bytes> {
    let media_type = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    let compressible = COMPRESSIBLE
        .iter()
        .any(|prefix| media_type.starts_with(prefix));
    if body.len() < SMALLEST || !compressible || headers.contains_key(header::CONTENT_ENCODING) {
        return None;
    }
    let body = body.clone();
    let gzip = move || {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(&body).ok()?;
        let packed = encoder.finish().ok()?;
        (packed.len() < body.len() - body.len() / 20).then(|| Bytes::from(packed))
    };
    tokio::task::spawn_blocking(gzip).await.ok().flatten()
}

/// Whether the client takes gzip (RFC 9110, 12.5.3).
pub(super) fn takes_gzip(headers: &HeaderMap) -> bool {
    let mut star = false;
    for value in headers.get_all(header::ACCEPT_ENCODING) {
        for item in value.to_str().unwrap_or_default().split(',') {
            let (name, weight) = item.split_once(';').unwrap_or((item, ""));
            let refused = weight
                .trim()
                .strip_prefix("q=")
                .is_some_and(|weight| weight.parse() == Ok(0.0_f32));
            match name.trim() {
                "gzip" | "x-gzip" => return !refused,
                "*" => star = !refused,
                _ => {}
            }
        }
    }
    star
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    #[test]
    fn gzip_is_taken_where_it_is_named_and_not_refused() {
        let takes = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, value.parse().unwrap());
            takes_gzip(&headers)
        };
        assert!(takes("br, gzip;q=0.5") && takes("*") && takes("deflate, x-gzip"));
        assert!(!takes("br") && !takes("gzip;q=0") && !takes("*, gzip;q=0.0") && !takes(""));
    }
}
