//! `POST /v1/beacons`: how fast customers' pages were. Two numbers, nothing about the customer.

use std::sync::Arc;

use axum::extract::State;
use http::StatusCode;
use serde::Deserialize;

use super::problem::{ApiError, ApiResult, Body};
use crate::platform::Platform;

/// The largest beacon in bytes.
pub(super) const LARGEST: usize = 2048;
/// A number beyond this is a mistake: nobody waits ten minutes.
const LONGEST: u64 = 600_000;

/// What a page measured; 0 where it measured nothing.
#[derive(Debug, Deserialize)]
pub(super) struct Beacon {
    /// The slug of the page.
    page: String,
    largest_paint_ms: u64,
    model_load_ms: u64,
}

pub(super) async fn record(
    State(platform): State<Arc<Platform>>,
    Body(beacon): Body<Beacon>,
) -> ApiResult<StatusCode> {
    if beacon.page.len() > 80 || beacon.largest_paint_ms > LONGEST || beacon.model_load_ms > LONGEST
    {
        return Err(ApiError::unprocessable("This is no measurement of a page"));
    }
    if beacon.largest_paint_ms > 0 {
        platform.metrics.largest_paint(beacon.largest_paint_ms);
    }
    if beacon.model_load_ms > 0 {
        platform.metrics.model_load(beacon.model_load_ms);
    }
    Ok(StatusCode::NO_CONTENT)
}
