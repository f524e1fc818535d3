//! The HTTP API: thin handlers that read, ask the store, and answer.

mod auth;
mod beacons;
mod check;
mod grants;
mod health;
mod history;
mod idempotency;
mod listings;
mod middleware;
mod problem;
mod releases;
mod sessions;
mod sweep;
mod view;
mod words;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use crate::edge::{self, Edge};
use crate::platform::Platform;

/// The largest body of the API: a manifest with its texts is far below.
const LARGEST_BODY: usize = 256 * 1024;

/// The API's routes.
pub(crate) fn api_router(platform: &Arc<Platform>) -> Router {
    let router = Router::new()
        .route(
            "/v1/sessions",
            post(sessions::sign_in).delete(sessions::sign_out),
        )
        .route("/v1/listings", get(listings::list).post(listings::create))
        .route(
            "/v1/listings/{id}",
            get(listings::show)
                .patch(listings::change)
                .delete(listings::remove),
        )
        .route("/v1/listings/{id}/upload-grants", post(grants::create))
        .route("/v1/listings/{id}/releases", post(releases::record))
        .route(
            "/v1/listings/{id}/releases/{number}/publish",
            post(releases::publish),
        )
        .route("/v1/listings/{id}/history", get(history::of_listing))
        .route("/v1/audit-log", get(history::audit_log))
        .route("/v1/objects/sweep", post(sweep::sweep))
        .route("/v1/beacons", post(beacons::record))
        .route("/feeds/google.tsv", get(health::feed))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(health::metrics))
        .route("/openapi.json", get(health::openapi))
        .fallback(problem::no_route)
        .method_not_allowed_fallback(problem::no_method)
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .with_state(Arc::clone(platform));
    middleware::wrap(router, platform)
}

/// What the shop's own listener serves: the edge, and the beacons of its pages.
pub(crate) fn shop_router(platform: &Arc<Platform>, edge: Arc<Edge>) -> Router {
    let beacons = Router::new()
        .route("/v1/beacons", post(beacons::record))
        .route("/.well-known/plinth.json", get(health::well_known))
        .layer(DefaultBodyLimit::max(beacons::LARGEST))
        .with_state(Arc::clone(platform));
    let router = Router::new()
        .fallback(edge::serve)
        .with_state(edge)
        .merge(beacons);
    middleware::wrap(router, platform)
}
