//! Health, metrics, the description of the API, and the feed.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use listing::api::WellKnown;

use super::problem::ApiError;
use crate::edge::{Content, Origin};
use crate::platform::Platform;

const OPENAPI: &str = include_str!("openapi.json");

/// The process runs.
pub(super) async fn alive() -> &'static str {
    "ok\n"
}

/// The process can do its work: its database answers.
pub(super) async fn ready(State(platform): State<Arc<Platform>>) -> Response {
    match platform.store.ready().await {
        Ok(()) => "ready\n".into_response(),
        Err(error) => {
            tracing::warn!(?error, "not ready");
            ApiError::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "The database doesn't answer",
            )
            .into_response()
        }
    }
}

pub(super) async fn metrics(State(platform): State<Arc<Platform>>) -> impl IntoResponse {
    (
        [(header::CONTENT_TYPE, "text/plain; version=0.0.4")],
        platform.metrics.text(platform.cache.weight()),
    )
}

pub(super) async fn openapi() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], OPENAPI)
}

/// The platform's addresses, for tools that were given the shop's. That of the API is this computer's
/// own: to others it says nothing.
pub(super) async fn well_known(State(platform): State<Arc<Platform>>) -> Json<WellKnown> {
    let addresses = &platform.addresses;
    let local = addresses.shop == addresses.edge;
    Json(WellKnown {
        shop: addresses.shop.clone(),
        api: local.then(|| addresses.api.clone()),
    })
}

/// The same feed that the shop serves.
pub(super) async fn feed(State(platform): State<Arc<Platform>>) -> Response {
    let answer = platform.origin.fetch("/feeds/google.tsv").await;
    match answer.content {
        Content::Whole(bytes) => (answer.status, answer.headers, bytes).into_response(),
        Content::Stored(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
