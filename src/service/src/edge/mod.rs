//! The edge: a caching route in front of the objects and the few pages that change, with the
//! manners of a CDN. Without an invalidation it goes on serving what it has, as CloudFront would.

mod cache;
pub(crate) mod cloudfront;
mod encoding;
mod origin;
mod respond;

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::{Method, StatusCode, header};

pub(crate) use cache::Cache;
pub(crate) use origin::{Answer, Content, Origin, StoredObject};

use crate::config::{Clock, EdgeSettings};
use crate::metrics::Metrics;
use cache::Entry;

/// The edge of one platform.
pub(crate) struct Edge {
    cache: Arc<Cache>,
    origin: Arc<dyn Origin>,
    settings: EdgeSettings,
    clock: Clock,
    metrics: Arc<Metrics>,
}

/// What a request asks of the edge, taken out of it.
pub(crate) struct Asked {
    pub(crate) head: bool,
    pub(crate) path: String,
    pub(crate) headers: http::HeaderMap,
}

impl Edge {
    pub(crate) fn new(
        cache: Arc<Cache>,
        origin: Arc<dyn Origin>,
        settings: EdgeSettings,
        clock: Clock,
        metrics: Arc<Metrics>,
    ) -> Self {
        Self {
            cache,
            origin,
            settings,
            clock,
            metrics,
        }
    }

    /// Answers from the cache, or from the origin.
    async fn answer(&self, asked: &Asked) -> Response {
        let now = self.clock.now();
        if let Some(entry) = self.cache.get(&asked.path, now) {
            self.metrics.edge_hit();
            return respond::from_entry(&entry, asked, now, "Hit from edge");
        }
        self.metrics.edge_miss();
        let before = self.cache.generation();
        let answer = self.origin.fetch(&asked.path).await;
        let lifetime = cache::lifetime(&answer);
        match answer.content {
            Content::Whole(bytes) => {
                let entry = Entry::new(answer.status, answer.headers, bytes, now, lifetime).await;
                if lifetime > 0 {
                    entry.pack_harder();
                    self.cache.put(&asked.path, Arc::clone(&entry), before);
                }
                respond::from_entry(&entry, asked, now, "Miss from edge")
            }
            Content::Stored(object)
                if lifetime > 0 && object.size() <= self.settings.largest_object =>
            {
                match object.bytes().await {
                    Ok(bytes) => {
                        let entry =
                            Entry::new(answer.status, answer.headers, bytes, now, lifetime).await;
                        entry.pack_harder();
                        self.cache.put(&asked.path, Arc::clone(&entry), before);
                        respond::from_entry(&entry, asked, now, "Miss from edge")
                    }
                    Err(error) => unreadable(&error),
                }
            }
            Content::Stored(object) => respond::from_object(answer.headers, &object, asked)
                .await
                .unwrap_or_else(|error| unreadable(&error)),
        }
    }
}

fn unreadable(error: &dyn std::error::Error) -> Response {
    tracing::error!(%error, "an object can't be read");
    StatusCode::BAD_GATEWAY.into_response()
}

/// The route for everything that customers read.
pub(crate) async fn serve(State(edge): State<Arc<Edge>>, request: Request) -> Response {
    let head = match *request.method() {
        Method::GET => false,
        Method::HEAD => true,
        _ => {
            let allow = [(header::ALLOW, "GET, HEAD")];
            return (StatusCode::METHOD_NOT_ALLOWED, allow).into_response();
        }
    };
    let (parts, _) = request.into_parts();
    let asked = Asked {
        head,
        // The query is no part of the cache's key, and nothing here reads it.
        path: parts.uri.path().to_owned(),
        headers: parts.headers,
    };
    let mut response = edge.answer(&asked).await;
    if head {
        *response.body_mut() = Body::empty();
    }
    response
}
