//! Reading as customers do.

use std::fmt;

use async_trait::async_trait;
use base::{Fault, Result};
use bytes::Bytes;
use futures::stream::{self, BoxStream, StreamExt};
use reqwest::header::{AGE, CONTENT_TYPE, HeaderMap};
use reqwest::{Method, StatusCode};
use serde::Serialize;
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
    /// All bytes, `limit` at most; `None` past that.
    pub(crate) async fn collect(mut self, limit: usize) -> Result<Option<Vec<u8>>> {
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

/// The CDN over HTTP.
#[derive(Debug)]
pub(crate) struct HttpEdge {
    http: reqwest::Client,
    base: Url,
}

impl HttpEdge {
    pub(crate) fn new(base: &str) -> Result<Self> {
        let base = http::endpoint(base)?;
        Ok(Self {
            http: http::client(&base)?,
            base,
        })
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
        let answer = self
            .http
            .request(method, url)
            .send()
            .await
            .map_err(|error| http::unreachable(&place, error))?;
        let status = answer.status();
        let cache = CacheState::of(answer.headers());
        let content_type = answer
            .headers()
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .map(Into::into);
        let bytes = stream::try_unfold((answer, place), |(mut answer, place)| async {
            match answer.chunk().await {
                Ok(piece) => Ok(piece.map(|piece| (piece, (answer, place)))),
                Err(error) => Err(http::unreachable(&place, error)),
            }
        })
        .boxed();
        let answer = EdgeAnswer {
            content_type,
            cache,
            bytes,
        };
        Ok((status, answer))
    }
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
