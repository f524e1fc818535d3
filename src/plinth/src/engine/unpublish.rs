//! Taking a listing off the shop, for customers too.

use std::sync::Arc;
use std::time::Duration;

use base::{Job, Result};
use cloud::{Cdn as _, CloudFront, CloudFrontConfig, Credentials, wait_for_invalidation};
use listing::Client;
use listing::api::{Listing, ListingChange, UploadGrant};

/// How long a CDN may take to forget: CloudFront says minutes, and seldom takes more than two.
const PATIENCE: Duration = Duration::from_secs(15 * 60);

/// Takes the listing off the shop, then has the edge forget its page and manifest. A listing that
/// isn't live stays as it is.
pub(super) async fn unpublish(client: &Client, listing: Listing, job: &Job) -> Result<Listing> {
    if listing.live.is_none() {
        return Ok(listing);
    }
    // Asked for first: without the right to tell the edge, nothing should change.
    let grant = client.upload_grant(listing.id, &[]).await?;
    job.check()?;
    job.stage("Taking the listing off the shop");
    let change = ListingChange {
        title: None,
        unpublish: Some(true),
    };
    let listing = client.change_listing(listing.id, &change).await?;
    job.stage("Refreshing the edge");
    let forgotten = forget(&grant, &listing, job).await;
    forgotten.map_err(|fault| {
        fault.context("The listing is off the shop, but the edge may show it for a while")
    })?;
    Ok(listing)
}

/// Has the edge forget what customers saw of `listing`.
async fn forget(grant: &UploadGrant, listing: &Listing, job: &Job) -> Result<()> {
    let cdn = CloudFront::new(CloudFrontConfig {
        endpoint: grant.cdn.api.clone(),
        distribution: grant.cdn.distribution.clone(),
        credentials: Arc::new(Credentials {
            access_key: grant.access_key.clone(),
            secret_key: grant.secret_key.clone(),
            session_token: Some(grant.session_token.clone()).filter(|token| !token.is_empty()),
            expires: Some(grant.expires),
        }),
    });
    let paths = [
        listing::manifest_path(&listing.id),
        listing::page_path(&listing.slug),
    ];
    let id = cdn.invalidate(&paths, &caller_reference(listing)).await?;
    Ok(wait_for_invalidation(&cdn, &id, PATIENCE, job).await?)
}

/// Names this change of the listing, so that a repeated request is the same invalidation.
fn caller_reference(listing: &Listing) -> String {
    format!(
        "plinth-{}-off-{}",
        listing.id,
        listing.changed.unix_timestamp_nanos()
    )
}
