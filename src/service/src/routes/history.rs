//! `/v1/listings/{id}/history` and `/v1/audit-log`: what happened.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use base::ListingId;
use listing::api::{Event, History};
use serde::Deserialize;

use super::auth::Caller;
use super::problem::{ApiResult, Path, Query};
use crate::platform::Platform;

const MOST_EVENTS: u32 = 1000;
const MOST_RELEASES: u32 = 200;

pub(super) async fn of_listing(
    State(platform): State<Arc<Platform>>,
    caller: Caller,
    Path(id): Path<ListingId>,
) -> ApiResult<Json<History>> {
    let listing = platform.store.listing(id).await?;
    caller.check_may_read(&listing)?;
    Ok(Json(History {
        releases: platform.store.releases(id, MOST_RELEASES).await?,
        events: platform.store.events(Some(id), None, MOST_EVENTS).await?,
    }))
}

/// The query of the audit log.
#[derive(Debug, Deserialize)]
pub(super) struct LogQuery {
    limit: Option<u32>,
}

pub(super) async fn audit_log(
    State(platform): State<Arc<Platform>>,
    caller: Caller,
    Query(query): Query<LogQuery>,
) -> ApiResult<Json<Vec<Event>>> {
    let limit = query.limit.unwrap_or(100).clamp(1, MOST_EVENTS);
    let owner = caller.sees_only();
    let events = platform.store.events(None, owner.as_deref(), limit).await?;
    Ok(Json(events))
}
