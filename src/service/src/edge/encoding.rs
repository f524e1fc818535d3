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

/// How hard brotli tries: small bodies are packed as small as can be, as they are read often;
/// large ones at a speed near gzip's.
const THOROUGH: u32 = 9;
const QUICK: u32 = 5;
/// Up to this length a body is packed thoroughly.
const SMALL: usize = 2 << 20;

/// An encoding that the edge has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Gzip,
    Brotli,
}

impl Encoding {
    /// Its word in headers.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Brotli => "br",
        }
    }
}

/// Whether a body of this kind may become smaller.
fn is_compressible(headers: &HeaderMap, body: &Bytes) -> bool {
    let media_type = headers.get(header::CONTENT_TYPE);
    let media_type = media_type
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let compressible = COMPRESSIBLE
        .iter()
        .any(|prefix| media_type.starts_with(prefix));
    body.len() >= SMALLEST && compressible && !headers.contains_key(header::CONTENT_ENCODING)
}

/// The body in gzip, where its type gains from it and it does become smaller by a twentieth.
pub(super) async fn gzip_if_smaller(headers: &HeaderMap, body: &Bytes) -> Option<Bytes> {
    if !is_compressible(headers, body) {
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

/// The body in brotli, where that is smaller than `gzip`. Slow: no answer should wait for it.
pub(super) fn brotli_if_smaller(body: &Bytes, gzip: &Bytes) -> Option<Bytes> {
    let effort = if body.len() <= SMALL { THOROUGH } else { QUICK };
    let mut packed = Vec::with_capacity(gzip.len());
    {
        let mut encoder = brotli::CompressorWriter::new(&mut packed, 64 * 1024, effort, 22);
        encoder.write_all(body).ok()?;
        encoder.flush().ok()?;
    }
    (packed.len() < gzip.len()).then(|| Bytes::from(packed))
}

/// The one of `there` that the client likes best (RFC 9110, 12.5.3), the first of equals; `None`
/// where it takes none of them.
pub(super) fn preferred(headers: &HeaderMap, there: &[Encoding]) -> Option<Encoding> {
    let mut best: Option<(Encoding, f32)> = None;
    for encoding in there {
        let weight = weight_of(headers, *encoding);
        if weight > best.map_or(0.0, |(_, weight)| weight) {
            best = Some((*encoding, weight));
        }
    }
    best.map(|(encoding, _)| encoding)
}

/// How much the client likes an encoding: from 0, not at all, to 1.
fn weight_of(headers: &HeaderMap, encoding: Encoding) -> f32 {
    let mut star = 0.0;
    for value in headers.get_all(header::ACCEPT_ENCODING) {
        for item in value.to_str().unwrap_or_default().split(',') {
            let (name, parameters) = item.split_once(';').unwrap_or((item, ""));
            let weight = parameters
                .trim()
                .strip_prefix("q=")
                .map_or(1.0, |weight| weight.trim().parse().unwrap_or(0.0));
            let name = name.trim().to_ascii_lowercase();
            let is_it = match encoding {
                Encoding::Gzip => matches!(name.as_str(), "gzip" | "x-gzip"),
                Encoding::Brotli => name == "br",
            };
            if is_it {
                return weight;
            }
            if name == "*" {
                star = weight;
            }
        }
    }
    star
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use std::io::Read as _;

    use super::*;

    #[test]
    fn the_encoding_is_the_one_that_the_client_likes_best() {
        use Encoding::{Brotli, Gzip};
        let preferred = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, value.parse().unwrap());
            preferred(&headers, &[Brotli, Gzip])
        };
        assert_eq!(preferred("gzip, deflate, br, zstd"), Some(Brotli));
        assert_eq!(preferred("br;q=0.5, gzip"), Some(Gzip));
        assert_eq!(preferred("*"), Some(Brotli));
        assert_eq!(preferred("*, br;q=0"), Some(Gzip));
        assert_eq!(preferred("deflate, x-gzip"), Some(Gzip));
        for none in [
            "",
            "identity",
            "gzip;q=0",
            "br;q=0.0, gzip;q=0",
            "br;q=high",
        ] {
            assert_eq!(preferred(none), None, "{none}");
        }
    }

    #[tokio::test]
    async fn what_does_not_become_smaller_stays_as_it_is() {
        let headers = |media_type: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_TYPE, media_type.parse().unwrap());
            headers
        };
        let text = Bytes::from("a chair and another chair\n".repeat(1000));
        let gzip = gzip_if_smaller(&headers("text/html"), &text).await.unwrap();
        assert!(
            gzip_if_smaller(&headers("image/jpeg"), &text)
                .await
                .is_none()
        );
        let packed = brotli_if_smaller(&text, &gzip).unwrap();
        assert!(packed.len() < gzip.len());
        let mut unpacked = Vec::new();
        brotli::Decompressor::new(&*packed, 4096)
            .read_to_end(&mut unpacked)
            .unwrap();
        assert_eq!(unpacked, text);
        assert!(brotli_if_smaller(&text, &Bytes::from_static(b"x")).is_none());
    }
}
