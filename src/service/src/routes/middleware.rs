//! What happens to every request: a request id, a line in the log, a count, safe headers, and no
//! panic that takes a connection with it.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use http::{HeaderName, HeaderValue, header};
use tower_http::catch_panic::CatchPanicLayer;
use uuid::Uuid;

use crate::platform::Platform;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Wraps all routes of a listener.
pub(super) fn wrap(router: Router, platform: &Arc<Platform>) -> Router {
    router
        .layer(CatchPanicLayer::new())
        .layer(from_fn_with_state(Arc::clone(platform), observe))
}

async fn observe(State(platform): State<Arc<Platform>>, request: Request, next: Next) -> Response {
    let id = request
        .headers()
        .get(REQUEST_ID)
        .filter(|id| id.len() <= 64)
        .cloned()
        .or_else(|| HeaderValue::try_from(Uuid::new_v4().to_string()).ok());
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let begun = std::time::Instant::now();
    let mut response = next.run(request).await;
    let status = response.status();
    tracing::debug!(%method, path, status = status.as_u16(), took = ?begun.elapsed(), ?id, "answered");
    platform.metrics.request(status);
    let headers = response.headers_mut();
    if let Some(id) = id {
        headers.insert(REQUEST_ID, id);
    }
    headers
        .entry(header::X_CONTENT_TYPE_OPTIONS)
        .or_insert(HeaderValue::from_static("nosniff"));
    // An answer of the API that a browser opens by itself runs and loads nothing.
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static(
            "default-src 'none'; frame-ancestors 'none'",
        ));
    response
}
