//! `/v1/listings/{id}/releases`: recording releases and making one live.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use base::{ContentHash, ListingId};
use http::{HeaderMap, StatusCode};
use listing::api::{NewRelease, Published};
use listing::{Manifest, manifest_path, page_path};

use super::auth::Caller;
use super::check;
use super::idempotency::{Asked, once};
use super::problem::{ApiError, ApiResult, Path, Raw, read_json};
use super::view::view;
use crate::objects::ObjectError;
use crate::platform::Platform;
use crate::store::ListingRecord;
use crate::told;

pub(super) async fn record(
    State(platform): State<Arc<Platform>>,
    caller: Caller,
    Path(id): Path<ListingId>,
    headers: HeaderMap,
    Raw(body): Raw,
) -> ApiResult<Response> {
    let listing = platform.store.listing(id).await?;
    caller.check_may_change(&listing)?;
    let asked = Asked {
        caller: &caller,
        headers: &headers,
        what: format!("POST /v1/listings/{id}/releases"),
        body: &body,
    };
    let work = async {
        let NewRelease { manifest } = read_json(&body)?;
        check_belongs(&manifest, &listing)?;
        check::manifest(&manifest)?;
        // From here until it is recorded, what it names must not go.
        let _named = platform.naming.read().await;
        check_objects(&platform, &manifest).await?;
        let content = content_hash(&manifest)?;
        let change = caller.change(&platform);
        let (release, new) = platform
            .store
            .record_release(id, &content, manifest, &change)
            .await?;
        let status = if new {
            StatusCode::CREATED
        } else {
            StatusCode::OK
        };
        Ok((status, release))
    };
    once(&platform, asked, work).await
}

pub(super) async fn publish(
    State(platform): State<Arc<Platform>>,
    caller: Caller,
    Path((id, number)): Path<(ListingId, u32)>,
    headers: HeaderMap,
    Raw(body): Raw,
) -> ApiResult<Response> {
    let listing = platform.store.listing(id).await?;
    caller.check_may_change(&listing)?;
    let asked = Asked {
        caller: &caller,
        headers: &headers,
        what: format!("POST /v1/listings/{id}/releases/{number}/publish"),
        body: &body,
    };
    let work = async {
        let change = caller.change(&platform);
        let (record, previous) = platform.store.publish(id, number, &change).await?;
        let changed_paths = if previous == Some(number) {
            Vec::new()
        } else {
            platform.metrics.publish();
            vec![manifest_path(&id), page_path(&record.slug)]
        };
        let published = Published {
            listing: view(&platform, record),
            previous,
            changed_paths,
        };
        Ok((StatusCode::OK, published))
    };
    once(&platform, asked, work).await
}

/// A manifest speaks of the listing that it is sent to.
fn check_belongs(manifest: &Manifest, listing: &ListingRecord) -> Result<(), ApiError> {
    if manifest.listing == listing.id
        && manifest.sku == listing.sku
        && manifest.slug == listing.slug
    {
        Ok(())
    } else {
        Err(
            ApiError::unprocessable("The manifest's listing, SKU or slug isn't this listing's")
                .hint("Take id, SKU and slug from the listing"),
        )
    }
}

/// Every object must be in the store, whole, and what its name says.
async fn check_objects(platform: &Platform, manifest: &Manifest) -> Result<(), ApiError> {
    for object in &manifest.objects {
        let key = object.key();
        let info = match platform.objects.head(&key).await {
            Ok(info) => info,
            Err(ObjectError::NoSuchKey) => {
                return Err(ApiError::unprocessable(format!(
                    "The object {key} isn't in the store"
                ))
                .hint("Upload it first"));
            }
            Err(error) => return Err(error.into()),
        };
        if info.size != object.bytes {
            return Err(ApiError::unprocessable(format!(
                "The object {key} has {} bytes, not {}",
                info.size, object.bytes
            )));
        }
        if let Some(wrong) = told::wrong(&key, &info.headers) {
            return Err(
                ApiError::unprocessable(format!("The object {key} was stored {wrong}"))
                    .hint("Upload it again, which replaces it"),
            );
        }
        if platform.objects.sha256(&info).await? != object.sha256 {
            return Err(ApiError::unprocessable(format!(
                "The content of {key} doesn't have the SHA-256 in its name"
            ))
            .hint("Upload it again"));
        }
    }
    Ok(())
}

/// What two releases with the same content share: all but their number.
pub(super) fn content_hash(manifest: &Manifest) -> Result<ContentHash, ApiError> {
    let mut content = manifest.clone();
    content.release = 0;
    Ok(ContentHash::of(&serde_json::to_vec(&content)?))
}
