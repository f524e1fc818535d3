//! `/v1/listings`: making, finding, changing and removing listings.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use base::{ListingId, Sku, Slug};
use http::{HeaderMap, StatusCode};
use listing::api::{Listing, ListingChange, ListingPage, NewListing};
use serde::Deserialize;

use super::auth::Caller;
use super::idempotency::{Asked, once};
use super::problem::{ApiError, ApiResult, Body, Path, Query, Raw, read_json};
use super::view::view;
use super::{check, words};
use crate::platform::Platform;
use crate::store::{Cursor, ListingQuery, ListingRecord, to_micros};

/// The most listings of one page.
const LARGEST_PAGE: u32 = 200;

pub(super) async fn create(
    State(platform): State<Arc<Platform>>,
    caller: Caller,
    headers: HeaderMap,
    Raw(body): Raw,
) -> ApiResult<Response> {
    caller.check_may_write()?;
    let asked = Asked {
        caller: &caller,
        headers: &headers,
        what: "POST /v1/listings".into(),
        body: &body,
    };
    let work = async {
        let new: NewListing = read_json(&body)?;
        check::title(&new.title)?;
        let now = platform.clock.now();
        let record = ListingRecord {
            id: ListingId::generate(),
            slug: Slug::from_title(&new.title, &new.sku),
            sku: new.sku,
            title: new.title,
            owner: caller.account.clone(),
            live: None,
            newest: None,
            created: now,
            changed: now,
        };
        let (record, made) = platform.store.create_listing(&record).await?;
        if caller.check_may_read(&record).is_err() {
            return Err(ApiError::conflict(format!(
                "The SKU {} belongs to another merchant",
                record.sku
            ))
            .hint("Choose another SKU, or ask the shop's staff"));
        }
        let status = if made {
            StatusCode::CREATED
        } else {
            StatusCode::OK
        };
        Ok((status, view(&platform, record)))
    };
    once(&platform, asked, work).await
}

/// The query of a list.
#[derive(Debug, Deserialize)]
pub(super) struct ListQuery {
    sku: Option<Sku>,
    after: Option<String>,
    limit: Option<u32>,
}

pub(super) async fn list(
    State(platform): State<Arc<Platform>>,
    caller: Caller,
    Query(query): Query<ListQuery>,
) -> ApiResult<Json<ListingPage>> {
    let limit = query.limit.unwrap_or(50).clamp(1, LARGEST_PAGE);
    let after: Option<Cursor> =
        query
            .after
            .map(|after| after.parse())
            .transpose()
            .map_err(|()| {
                ApiError::new(
                    StatusCode::BAD_REQUEST,
                    "'after' isn't what a page gave as 'next'",
                )
            })?;
    let mut records = platform
        .store
        .listings(&ListingQuery {
            sku: query.sku,
            owner: caller.sees_only(),
            after,
            // One more says whether there is a next page.
            limit: limit + 1,
        })
        .await?;
    let more = records.len() > limit as usize;
    records.truncate(limit as usize);
    let next = records.last().filter(|_| more).map(|last| {
        Cursor {
            changed: to_micros(last.changed),
            id: last.id,
        }
        .to_string()
    });
    let listings = records
        .into_iter()
        .map(|record| view(&platform, record))
        .collect();
    Ok(Json(ListingPage { listings, next }))
}

pub(super) async fn show(
    State(platform): State<Arc<Platform>>,
    caller: Caller,
    Path(id): Path<ListingId>,
) -> ApiResult<Json<Listing>> {
    let record = platform.store.listing(id).await?;
    caller.check_may_read(&record)?;
    Ok(Json(view(&platform, record)))
}

pub(super) async fn change(
    State(platform): State<Arc<Platform>>,
    caller: Caller,
    Path(id): Path<ListingId>,
    Body(asked): Body<ListingChange>,
) -> ApiResult<Json<Listing>> {
    let mut record = platform.store.listing(id).await?;
    caller.check_may_change(&record)?;
    let change = caller.change(&platform);
    if asked.title.is_some() || asked.description.is_some() || asked.price.is_some() {
        record = words::change(&platform, id, &asked, &change).await?;
    }
    if asked.unpublish == Some(true) {
        (record, _) = platform.store.unpublish(id, &change).await?;
        words::forget_pages(&platform, &record);
    }
    Ok(Json(view(&platform, record)))
}

pub(super) async fn remove(
    State(platform): State<Arc<Platform>>,
    caller: Caller,
    Path(id): Path<ListingId>,
) -> ApiResult<StatusCode> {
    let record = platform.store.listing(id).await?;
    caller.check_may_change(&record)?;
    if record.live.is_some() {
        return Err(
            ApiError::conflict("The listing is live; customers would lose its page")
                .hint("Take it off the shop first: PATCH with {\"unpublish\": true}"),
        );
    }
    let change = caller.change(&platform);
    platform.store.delete_listing(id, &change).await?;
    Ok(StatusCode::NO_CONTENT)
}
