//! Reading as customers do.

use std::fmt;

use async_trait::async_trait;
use base::{Fault, Result};
use bytes::Bytes;
use futures::stream::{self, BoxStream, StreamExt};
use reqwest::StatusCode;
use reqwest::header::CONTENT_TYPE;
use url::Url;

use crate::http;

/// The CDN from the customers' side.
#[async_trait]
pub(crate) trait Edge: Send + Sync + fmt::Debug {
    /// What a customer gets for `path`; `None` where nothing is there.
    async fn fetch(&self, path: &str) -> Result<Option<EdgeAnswer>>;
}

/// An answer of the edge.
pub(crate) struct EdgeAnswer {
    pub(crate) content_type: Option<String>,
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

#[async_trait]
impl Edge for HttpEdge {
    async fn fetch(&self, path: &str) -> Result<Option<EdgeAnswer>> {
        let place = http::place(&self.base);
        let url = self
            .base
            .join(path.trim_start_matches('/'))
            .map_err(|error| {
                Fault::service(format!("'{path}' is not a path at {place}")).because(error)
            })?;
        let answer = self
            .http
            .get(url)
            .send()
            .await
            .map_err(|error| http::unreachable(&place, error))?;
        match answer.status() {
            StatusCode::OK => {}
            StatusCode::NOT_FOUND => return Ok(None),
            status => {
                return Err(Fault::service(format!("{place}{path} answered {status}"))
                    .hint("Try again in a minute; if it lasts, the edge has a problem"));
            }
        }
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
        Ok(Some(EdgeAnswer {
            content_type,
            bytes,
        }))
    }
}
