//! Listings as the API gives them.

use listing::api::Listing;
use listing::page_path;

use crate::platform::Platform;
use crate::store::ListingRecord;

/// A listing as the API gives it.
pub(super) fn view(platform: &Platform, record: ListingRecord) -> Listing {
    let url = format!("{}{}", platform.addresses.shop, page_path(&record.slug));
    Listing {
        id: record.id,
        sku: record.sku,
        slug: record.slug,
        title: record.title,
        owner: record.owner,
        live: record.live,
        newest: record.newest,
        created: record.created,
        changed: record.changed,
        url,
    }
}
