//! Reading as customers do.

use std::fmt;
use std::io;
use std::time::{Duration, Instant};

use async_compression::tokio::bufread::{BrotliDecoder, GzipDecoder};
use async_trait::async_trait;
use base::{Fault, Result};
use bytes::Bytes;
use futures::stream::{self, BoxStream, StreamExt};
use reqwest::header::{ACCEPT_ENCODING, AGE, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap};
use reqwest::{Method, Response, StatusCode};
use serde::Serialize;
use tokio::io::AsyncRead;
use tokio_util::io::{ReaderStream, StreamReader};
use url::Url;

use crate::http;

/// The CDN from the customers' side.
#[async_trait]
pub(crate) trait Edge: Send + Sync + fmt::Debug {
    /// What a customer gets for `path`; `None` where nothing is there.
    async fn fetch(&self, path: &str) -> Result<Option<EdgeAnswer>>;
}

/// What the edge says of where an answer comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct CacheState {
    /// Whether it had the answer, in its own words: `Hit from edge`.
    pub cache: Option<String>,
    /// How long it has had it, in seconds.
    pub age_seconds: Option<u64>,
}

impl CacheState {
    fn of(headers: &HeaderMap) -> Self {
        /// The header in which CDNs say whether they had it.
        const X_CACHE: &str = "x-cache";
        let text = |name: &str| headers.get(name)?.to_str().ok().map(str::to_owned);
        Self {
            cache: text(X_CACHE),
            age_seconds: text(AGE.as_str()).and_then(|age| age.parse().ok()),
        }
    }

    /// Whether the answer came from the edge's cache, where it tells.
    #[must_use]
    pub fn is_hit(&self) -> Option<bool> {
        let cache = self.cache.as_ref()?;
        Some(cache.to_ascii_lowercase().starts_with("hit"))
    }
}

/// An answer of the edge.
pub(crate) struct EdgeAnswer {
    pub(crate) content_type: Option<String>,
    pub(crate) cache: CacheState,
    pub(crate) bytes: BoxStream<'static, Result<Bytes>>,
}

impl EdgeAnswer {
    /// All bytes, `limit` at most; `None` past that. They have to come within a minute.
    pub(crate) async fn collect(self, limit: usize) -> Result<Option<Vec<u8>>> {
        let all = self.collect_all(limit);
        tokio::time::timeout(STALLED, all).await.map_err(|_| {
            Fault::service("A page of the shop has no end")
                .hint("Try again in a minute; if it lasts, the shop or the line is broken")
        })?
    }

    async fn collect_all(mut self, limit: usize) -> Result<Option<Vec<u8>>> {
        let mut content = Vec::new();
        while let Some(piece) = self.bytes.next().await {
            let piece = piece?;
            if content.len() + piece.len() > limit {
                return Ok(None);
            }
            content.extend_from_slice(&piece);
        }
        Ok(Some(content))
    }
}

/// The encodings that every browser of today takes.
const BROWSERS_TAKE: &str = "gzip, br";

/// How long to wait, in all, for so many bytes. A slow line is fast enough for that; a server that
/// sends a byte now and then would never end.
const STALLED: Duration = Duration::from_secs(60);
const PROGRESS: u64 = 8 * 1024;

/// The CDN over HTTP.
#[derive(Debug)]
pub(crate) struct HttpEdge {
    http: reqwest::Client,
    base: Url,
    /// [`STALLED`], but for tests.
    stalled: Duration,
}

impl HttpEdge {
    pub(crate) fn new(base: &str) -> Result<Self> {
        let base = http::endpoint(base)?;
        Ok(Self {
            http: http::client(&base, http::Redirects::SameHost)?,
            base,
            stalled: STALLED,
        })
    }
}

#[cfg(test)]
impl HttpEdge {
    /// The same, with less patience.
    pub(crate) fn hasty(self, stalled: Duration) -> Self {
        Self { stalled, ..self }
    }
}

impl HttpEdge {
    /// The answer for `path`, whatever its status.
    pub(crate) async fn get(&self, path: &str) -> Result<(StatusCode, EdgeAnswer)> {
        self.ask(Method::GET, path).await
    }

    /// The answer's head alone.
    pub(crate) async fn head(&self, path: &str) -> Result<(StatusCode, CacheState)> {
        let (status, answer) = self.ask(Method::HEAD, path).await?;
        Ok((status, answer.cache))
    }

    async fn ask(&self, method: Method, path: &str) -> Result<(StatusCode, EdgeAnswer)> {
        let place = http::place(&self.base);
        let url = self
            .base
            .join(path.trim_start_matches('/'))
            .map_err(|error| {
                Fault::service(format!("'{path}' is not a path at {place}")).because(error)
            })?;
        let request = self
            .http
            .request(method.clone(), url)
            .header(ACCEPT_ENCODING, BROWSERS_TAKE);
        let answer = tokio::time::timeout(self.stalled, request.send())
            .await
            .map_err(|_| too_slow(&place))?
            .map_err(|error| http::unreachable(&place, error))?;
        if let Some(fault) = http::pointed(&place, &answer) {
            return Err(fault);
        }
        let status = answer.status();
        let cache = CacheState::of(answer.headers());
        let content_type = answer
            .headers()
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .map(Into::into);
        let encoding = answer
            .headers()
            .get(CONTENT_ENCODING)
            .map(|value| String::from_utf8_lossy(value.as_bytes()).to_ascii_lowercase());
        let arriving = Arriving {
            answer,
            place: place.clone(),
            stalled: self.stalled,
            waited: Duration::ZERO,
            bytes: 0,
        };
        let bytes = match encoding {
            Some(encoding) if method != Method::HEAD => {
                decode(arriving.pieces(), encoding.trim(), format!("{place}{path}"))?
            }
            _ => arriving.pieces(),
        };
        let answer = EdgeAnswer {
            content_type,
            cache,
            bytes,
        };
        Ok((status, answer))
    }
}

fn too_slow(place: &str) -> Fault {
    Fault::service(format!("{place} sends next to nothing"))
        .hint("Try again in a minute; if it lasts, the shop or the line is broken")
}

/// An answer's body on its way here.
struct Arriving {
    answer: Response,
    place: String,
    stalled: Duration,
    /// How long was waited since there was last progress.
    waited: Duration,
    /// How much came since then.
    bytes: u64,
}

impl Arriving {
    fn pieces(self) -> BoxStream<'static, Result<Bytes>> {
        stream::try_unfold(self, |mut arriving| async {
            let piece = arriving.next().await?;
            Ok(piece.map(|piece| (piece, arriving)))
        })
        .boxed()
    }

    async fn next(&mut self) -> Result<Option<Bytes>> {
        let begun = Instant::now();
        let left = self.stalled.saturating_sub(self.waited);
        let piece = tokio::time::timeout(left, self.answer.chunk())
            .await
            .map_err(|_| too_slow(&self.place))?
            .map_err(|error| http::unreachable(&self.place, error))?;
        self.waited += begun.elapsed();
        self.bytes += piece.as_ref().map_or(0, |piece| piece.len() as u64);
        if self.bytes >= PROGRESS {
            self.waited = Duration::ZERO;
            self.bytes = 0;
        }
        Ok(piece)
    }
}

/// The bytes as a browser takes them in: decoded as the answer's head says.
fn decode(
    bytes: BoxStream<'static, Result<Bytes>>,
    encoding: &str,
    what: String,
) -> Result<BoxStream<'static, Result<Bytes>>> {
    if matches!(encoding, "" | "identity") {
        return Ok(bytes);
    }
    let reader = StreamReader::new(bytes.map(|piece| piece.map_err(io::Error::other)));
    Ok(match encoding {
        "gzip" | "x-gzip" => decoded(GzipDecoder::new(reader), "gzip", what),
        "br" => decoded(BrotliDecoder::new(reader), "br", what),
        other => {
            return Err(Fault::service(format!(
                "{what} is sent in the content encoding '{other}', which browsers weren't asked to \
                 know"
            ))
            .hint("The object has a wrong header: remove it from the store, then publish again"));
        }
    })
}

fn decoded(
    reader: impl AsyncRead + Send + 'static,
    encoding: &'static str,
    what: String,
) -> BoxStream<'static, Result<Bytes>> {
    ReaderStream::new(reader)
        .map(move |piece| {
            piece.map_err(|error| match error.downcast::<Fault>() {
                Ok(fault) => fault,
                Err(error) => Fault::service(format!(
                    "Browsers can't decode {what} as {encoding}, which it is said to be"
                ))
                .hint("The object has a wrong header: remove it from the store, then publish again")
                .because(error),
            })
        })
        .boxed()
}

#[async_trait]
impl Edge for HttpEdge {
    async fn fetch(&self, path: &str) -> Result<Option<EdgeAnswer>> {
        match self.get(path).await? {
            (StatusCode::OK, answer) => Ok(Some(answer)),
            (StatusCode::NOT_FOUND, _) => Ok(None),
            (status, _) => {
                let place = http::place(&self.base);
                Err(Fault::service(format!("{place}{path} answered {status}"))
                    .hint("Try again in a minute; if it lasts, the edge has a problem"))
            }
        }
    }
}
