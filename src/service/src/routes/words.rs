//! The words of a listing, changed without another model.

use base::ListingId;
use listing::api::ListingChange;
use listing::{Manifest, manifest_path, page_path};

use super::check;
use super::problem::{ApiError, ApiResult};
use super::releases::content_hash;
use crate::platform::Platform;
use crate::store::{Change, ListingRecord};

/// How often this is tried, where another release goes live meanwhile.
const ATTEMPTS: u32 = 5;

/// Gives the listing the words in `asked`. Customers read those of the live release, so that new ones
/// are a new release; one that isn't live has a title alone.
pub(super) async fn change(
    platform: &Platform,
    id: ListingId,
    asked: &ListingChange,
    change: &Change,
) -> ApiResult<ListingRecord> {
    for _ in 0..ATTEMPTS {
        let record = platform.store.listing(id).await?;
        let live = platform.store.live_by_id(id).await?;
        let Some(live) = live else {
            return rename(platform, record, asked, change).await;
        };
        let mut manifest = live.clone();
        put(asked, &mut manifest);
        check::words(&manifest)?;
        if manifest == live {
            return Ok(record);
        }
        let content = content_hash(&manifest)?;
        let moved = platform
            .store
            .reword_listing(id, live.release, &content, manifest, change)
            .await?;
        if let Some(record) = moved {
            forget_pages(platform, &record);
            return Ok(record);
        }
    }
    Err(
        ApiError::conflict("Other releases of this listing go live all the time")
            .hint("Try again in a minute"),
    )
}

/// Has the edge forget what shows the listing; whoever asks next gets it as it is now.
pub(super) fn forget_pages(platform: &Platform, record: &ListingRecord) {
    platform.cache.purge(&manifest_path(&record.id));
    platform.cache.purge(&page_path(&record.slug));
}

fn put(asked: &ListingChange, manifest: &mut Manifest) {
    if let Some(title) = &asked.title {
        manifest.title.clone_from(title);
    }
    if let Some(description) = &asked.description {
        manifest.description.clone_from(description);
    }
    if let Some(price) = asked.price {
        manifest.price = price;
    }
}

/// The listing's own name, which it has until a release brings another.
async fn rename(
    platform: &Platform,
    record: ListingRecord,
    asked: &ListingChange,
    change: &Change,
) -> ApiResult<ListingRecord> {
    if asked.description.is_some() || asked.price.is_some() {
        return Err(ApiError::conflict(
            "The listing isn't live: it has a title, but no description and no price yet",
        )
        .hint("Publish a release of it; its manifest brings both"));
    }
    let Some(title) = &asked.title else {
        return Ok(record);
    };
    check::title(title)?;
    Ok(platform
        .store
        .rename_listing(record.id, title, change)
        .await?)
}
