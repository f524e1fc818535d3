//! The CloudFront API of version 2020-05-31, as much of it as invalidates: CreateInvalidation,
//! GetInvalidation, ListInvalidations, in CloudFront's own XML and with its signatures, so that the
//! AWS SDK can't tell the difference. An invalidation is complete when it is answered.

mod xml;

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, Query, Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use http::request::Parts;
use http::{HeaderValue, StatusCode, header};
use serde::Deserialize;
use uuid::Uuid;

use super::Cache;
use crate::config::{Clock, DISTRIBUTION};
use crate::keyring::{Access, Keyring};
use crate::metrics::Metrics;
use crate::sigv4;
use crate::store::{Invalidation, Store};

/// CloudFront's limit of paths in one invalidation.
const MOST_PATHS: usize = 3000;
const LARGEST_BODY: usize = 1 << 20;

/// What the API works on.
pub(crate) struct CloudFront {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) cache: Arc<Cache>,
    pub(crate) keyring: Keyring,
    pub(crate) clock: Clock,
    pub(crate) metrics: Arc<Metrics>,
}

/// An error as CloudFront answers it.
struct Refusal {
    status: StatusCode,
    code: &'static str,
    message: String,
}

impl Refusal {
    fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
        }
    }
}

impl From<crate::store::StoreError> for Refusal {
    fn from(error: crate::store::StoreError) -> Self {
        tracing::error!(?error, "an invalidation failed");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "InternalFailure",
            "the platform's database failed",
        )
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        answer(self.status, xml::error(self.code, &self.message))
    }
}

/// The API's routes.
pub(crate) fn router(api: CloudFront) -> Router {
    let base = "/2020-05-31/distribution/{distribution}/invalidation";
    Router::new()
        .route(base, post(create).get(list))
        .route(&format!("{base}/{{id}}"), axum::routing::get(get))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .with_state(Arc::new(api))
}

fn answer(status: StatusCode, body: String) -> Response {
    let headers = [(header::CONTENT_TYPE, HeaderValue::from_static("text/xml"))];
    (status, headers, body).into_response()
}

/// Whose request this is.
fn authenticate(
    api: &CloudFront,
    parts: &Parts,
    body: &[u8],
    distribution: &str,
) -> Result<Access, Refusal> {
    let denied = |message: &str| Refusal::new(StatusCode::FORBIDDEN, "AccessDenied", message);
    let now = api.clock.now();
    let key = sigv4::check(parts, body, "cloudfront", now, |key| {
        api.keyring.secret_of(key).ok()
    })
    .map_err(|message| {
        if message == sigv4::TOO_FAR {
            Refusal::new(StatusCode::BAD_REQUEST, "RequestExpired", message)
        } else {
            denied(message)
        }
    })?;
    let token = parts
        .headers
        .get("x-amz-security-token")
        .and_then(|token| token.to_str().ok());
    let access = api
        .keyring
        .access(&key, token, now)
        .map_err(|_| denied("the session token doesn't fit the key, or has expired"))?;
    if distribution != DISTRIBUTION {
        return Err(Refusal::new(
            StatusCode::NOT_FOUND,
            "NoSuchDistribution",
            format!("the only distribution is {DISTRIBUTION}"),
        ));
    }
    Ok(access)
}

async fn create(
    State(api): State<Arc<CloudFront>>,
    Path(distribution): Path<String>,
    request: Request,
) -> Result<Response, Refusal> {
    let (parts, body) = request.into_parts();
    let body: Bytes = axum::body::to_bytes(body, LARGEST_BODY)
        .await
        .map_err(|_| {
            Refusal::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "BatchTooLarge",
                "an invalidation is at most 1 MiB",
            )
        })?;
    let access = authenticate(&api, &parts, &body, &distribution)?;
    let batch = xml::read_batch(&body)
        .map_err(|message| Refusal::new(StatusCode::BAD_REQUEST, "MalformedXML", message))?;
    check_batch(&batch, &access)?;
    let new = Invalidation {
        id: format!(
            "I{}",
            &Uuid::new_v4().simple().to_string()[..13].to_uppercase()
        ),
        reference: batch.reference,
        paths: batch.paths,
        created: api.clock.now(),
    };
    let (kept, made) = api.store.put_invalidation(&new).await?;
    if !made && kept.paths != new.paths {
        return Err(Refusal::new(
            StatusCode::BAD_REQUEST,
            "InvalidArgument",
            "the caller reference was used for an invalidation of other paths",
        ));
    }
    // Repeated too: the process may have died between keeping and purging.
    for path in &kept.paths {
        api.cache.purge(path);
    }
    if made {
        api.metrics.invalidation();
    }
    let mut response = answer(StatusCode::CREATED, xml::invalidation(&kept));
    let location = format!(
        "https://cloudfront.amazonaws.com/2020-05-31/distribution/{distribution}/invalidation/{}",
        kept.id
    );
    if let Ok(location) = HeaderValue::try_from(location) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    Ok(response)
}

fn check_batch(batch: &xml::Batch, access: &Access) -> Result<(), Refusal> {
    let refuse = |code, message: String| Refusal::new(StatusCode::BAD_REQUEST, code, message);
    if batch.reference.is_empty() || batch.paths.is_empty() {
        return Err(refuse(
            "InvalidArgument",
            "an invalidation has a caller reference and at least one path".into(),
        ));
    }
    if batch.paths.len() != batch.quantity {
        return Err(refuse(
            "InconsistentQuantities",
            "Quantity isn't the number of paths".into(),
        ));
    }
    if batch.paths.len() > MOST_PATHS {
        return Err(refuse(
            "TooManyInvalidationsInProgress",
            format!("an invalidation has at most {MOST_PATHS} paths"),
        ));
    }
    for path in &batch.paths {
        let stem = path.strip_suffix('*').unwrap_or(path);
        if !path.starts_with('/') || stem.contains('*') {
            return Err(refuse(
                "InvalidArgument",
                format!("'{path}' is no path: it begins with / and has * at its end alone"),
            ));
        }
        if let Access::Granted(scope) = access
            && !scope.paths.contains(path)
        {
            return Err(Refusal::new(
                StatusCode::FORBIDDEN,
                "AccessDenied",
                format!("the grant doesn't cover '{path}'"),
            ));
        }
    }
    Ok(())
}

async fn get(
    State(api): State<Arc<CloudFront>>,
    Path((distribution, id)): Path<(String, String)>,
    request: Request,
) -> Result<Response, Refusal> {
    let (parts, _) = request.into_parts();
    let access = authenticate(&api, &parts, b"", &distribution)?;
    let found = api.store.invalidation(&id).await?;
    // To whoever has a grant, what it doesn't cover isn't there.
    let found = found.filter(|found| match &access {
        Access::Root => true,
        Access::Granted(scope) => found.paths.iter().all(|path| scope.paths.contains(path)),
    });
    let invalidation = found.ok_or_else(|| {
        Refusal::new(
            StatusCode::NOT_FOUND,
            "NoSuchInvalidation",
            format!("there is no invalidation '{id}'"),
        )
    })?;
    Ok(answer(StatusCode::OK, xml::invalidation(&invalidation)))
}

#[derive(Deserialize)]
struct ListQuery {
    #[serde(rename = "Marker")]
    marker: Option<String>,
    #[serde(rename = "MaxItems")]
    max_items: Option<u32>,
}

async fn list(
    State(api): State<Arc<CloudFront>>,
    Path(distribution): Path<String>,
    Query(query): Query<ListQuery>,
    request: Request,
) -> Result<Response, Refusal> {
    let (parts, _) = request.into_parts();
    if authenticate(&api, &parts, b"", &distribution)? != Access::Root {
        return Err(Refusal::new(
            StatusCode::FORBIDDEN,
            "AccessDenied",
            "a grant lists no invalidations",
        ));
    }
    let limit = query.max_items.unwrap_or(100).clamp(1, 100);
    let marker = query.marker.filter(|marker| !marker.is_empty());
    let mut page = api
        .store
        .invalidations(marker.as_deref(), limit + 1)
        .await?;
    let more = page.len() > limit as usize;
    page.truncate(limit as usize);
    let body = xml::list(&page, marker.as_deref(), limit, more);
    Ok(answer(StatusCode::OK, body))
}
