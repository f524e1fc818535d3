//! Taking a listing off the shop, for customers too.

use std::sync::Arc;

use base::{Job, Result};

use super::live::PATIENCE;
use super::ports::{Internet, RenewedGrant, World as _};
use crate::api::{Listing, ListingChange};
use crate::{Client, manifest_path, page_path};

/// Takes `listing` off the shop, then has the edge forget its page and manifest. A listing that isn't
/// live stays as it is; where the edge still serves it, as after a process that died in between, the
/// edge is told all the same.
///
/// # Errors
/// Those of the platform and the CDN; cancelled. A failure after the listing went off says so.
pub async fn unpublish(client: &Client, listing: Listing, job: &Job) -> Result<Listing> {
    // Asked for first: without the right to tell the edge, nothing should change.
    let grant = client.upload_grant(listing.id, &[]).await?;
    let platform = Arc::new(client.clone());
    let credentials = RenewedGrant::new(platform, listing.id, Vec::new(), &grant);
    let sites = Internet::default().open(&grant, Arc::new(credentials))?;
    let manifest = manifest_path(&listing.id);
    let listing = if listing.live.is_some() {
        job.check()?;
        job.stage("Taking the listing off the shop");
        let change = ListingChange {
            title: None,
            unpublish: Some(true),
        };
        client.change_listing(listing.id, &change).await?
    } else if sites.edge.fetch(&manifest).await?.is_none() {
        return Ok(listing);
    } else {
        listing
    };
    job.stage("Refreshing the edge");
    let paths = [manifest, page_path(&listing.slug)];
    let reference = caller_reference(&listing);
    cloud::invalidate(&*sites.cdn, &paths, &reference, PATIENCE, job)
        .await
        .map_err(|error| {
            base::Fault::from(error)
                .context("The listing is off the shop, but the edge may show it for a while")
        })?;
    Ok(listing)
}

/// Names this change of the listing, so that a repeated request is the same invalidation.
fn caller_reference(listing: &Listing) -> String {
    format!(
        "plinth-{}-off-{}",
        listing.id,
        listing.changed.unix_timestamp_nanos()
    )
}
