//! What a publication needs of the world: the platform, and what a grant opens.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use base::{ListingId, Result};
use cloud::{
    Cdn, CloudFront, CloudFrontConfig, CredentialSource, Credentials, ObjectStore, S3Config,
    S3Store,
};
use time::OffsetDateTime;

use super::Ledger;
use super::edge::{Edge, HttpEdge};
use crate::Client;
use listing::Manifest;
use listing::api::{History, Listing, ListingChange, NewListing, Published, Release, UploadGrant};

/// What a publication asks of the platform.
#[async_trait]
pub(crate) trait Platform: Send + Sync + fmt::Debug {
    async fn create_listing(&self, new: &NewListing) -> Result<Listing>;
    async fn listing(&self, id: ListingId) -> Result<Listing>;
    async fn history(&self, id: ListingId) -> Result<History>;
    async fn grant(&self, id: ListingId, keys: &[String]) -> Result<UploadGrant>;
    async fn record(&self, id: ListingId, manifest: &Manifest, key: &str) -> Result<Release>;
    async fn publish(&self, id: ListingId, number: u32, key: &str) -> Result<Published>;
    async fn unpublish(&self, id: ListingId) -> Result<Listing>;
}

#[async_trait]
impl Platform for Client {
    async fn create_listing(&self, new: &NewListing) -> Result<Listing> {
        self.create_listing(new).await
    }

    async fn listing(&self, id: ListingId) -> Result<Listing> {
        self.listing(id).await
    }

    async fn history(&self, id: ListingId) -> Result<History> {
        self.history(id).await
    }

    async fn grant(&self, id: ListingId, keys: &[String]) -> Result<UploadGrant> {
        self.upload_grant(id, keys).await
    }

    async fn record(&self, id: ListingId, manifest: &Manifest, key: &str) -> Result<Release> {
        self.record_release(id, manifest, key).await
    }

    async fn publish(&self, id: ListingId, number: u32, key: &str) -> Result<Published> {
        self.publish_release(id, number, key).await
    }

    async fn unpublish(&self, id: ListingId) -> Result<Listing> {
        let change = ListingChange {
            unpublish: Some(true),
            ..ListingChange::default()
        };
        self.change_listing(id, &change).await
    }
}

/// The three places that a grant opens.
#[derive(Debug, Clone)]
pub(crate) struct Sites {
    pub(crate) store: Arc<dyn ObjectStore>,
    pub(crate) cdn: Arc<dyn Cdn>,
    pub(crate) edge: Arc<dyn Edge>,
}

/// Opens what a grant names.
pub(crate) trait World: Send + Sync + fmt::Debug {
    fn open(&self, grant: &UploadGrant, credentials: Arc<dyn CredentialSource>) -> Result<Sites>;

    /// The same world, in which uploads are noted in `ledger`.
    fn noting(&self, ledger: &Ledger) -> Arc<dyn World>;
}

/// S3, CloudFront and HTTP.
#[derive(Debug, Clone, Default)]
pub(crate) struct Internet {
    /// Where uploads are noted, so that one that broke off goes on where it was.
    pub(crate) ledger: Option<Ledger>,
}

impl World for Internet {
    fn noting(&self, ledger: &Ledger) -> Arc<dyn World> {
        Arc::new(Self {
            ledger: Some(ledger.clone()),
        })
    }

    fn open(&self, grant: &UploadGrant, credentials: Arc<dyn CredentialSource>) -> Result<Sites> {
        let ledger = self.ledger.as_ref();
        let s3 = S3Config {
            endpoint: grant.endpoint.clone(),
            journal: ledger.map(|ledger| ledger.journal.uploads().clone()),
            place: ledger.map(|ledger| ledger.place.clone()),
            bandwidth: ledger.and_then(|ledger| ledger.bandwidth.clone()),
            ..S3Config::new(&grant.region, &grant.bucket, credentials.clone())
        };
        let cloudfront = CloudFrontConfig {
            endpoint: grant.cdn.api.clone(),
            distribution: grant.cdn.distribution.clone(),
            credentials,
            // One computer has one clock.
            clock: s3.clock.clone(),
        };
        Ok(Sites {
            store: Arc::new(S3Store::new(s3)),
            cdn: Arc::new(CloudFront::new(cloudfront)),
            edge: Arc::new(HttpEdge::new(&grant.cdn.edge)?),
        })
    }
}

/// Credentials of a grant, asked for anew when they are about to run out.
pub(crate) struct RenewedGrant {
    platform: Arc<dyn Platform>,
    listing: ListingId,
    keys: Vec<String>,
    newest: Mutex<Newest>,
}

/// The credentials that were last given.
#[derive(Clone)]
struct Newest {
    credentials: Credentials,
    given: Instant,
    /// Whether the service has said that they have run out.
    ran_out: bool,
}

impl Newest {
    fn of(grant: &UploadGrant) -> Self {
        Self {
            credentials: credentials(grant),
            given: Instant::now(),
            ran_out: false,
        }
    }

    /// Whether they are good for a while. Where this computer's clock is ahead, new ones seem to have
    /// run out already; those are used for a minute all the same.
    fn is_good(&self) -> bool {
        /// Credentials with less time left than this are replaced.
        const LEAST_LEFT: Duration = Duration::from_secs(60);
        let Some(expires) = self.credentials.expires else {
            return !self.ran_out;
        };
        let left = expires - OffsetDateTime::now_utc();
        let seems_over = left.is_negative() && self.given.elapsed() < LEAST_LEFT;
        !self.ran_out && (left > LEAST_LEFT || seems_over)
    }
}

impl fmt::Debug for RenewedGrant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RenewedGrant")
            .field("listing", &self.listing)
            .finish_non_exhaustive()
    }
}

impl RenewedGrant {
    pub(crate) fn new(
        platform: Arc<dyn Platform>,
        listing: ListingId,
        keys: Vec<String>,
        first: &UploadGrant,
    ) -> Self {
        Self {
            platform,
            listing,
            keys,
            newest: Mutex::new(Newest::of(first)),
        }
    }
}

#[async_trait]
impl CredentialSource for RenewedGrant {
    async fn credentials(&self) -> Result<Credentials> {
        let newest = self
            .newest
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        if newest.is_good() {
            return Ok(newest.credentials);
        }
        let fresh = Newest::of(&self.platform.grant(self.listing, &self.keys).await?);
        *self.newest.lock().unwrap_or_else(PoisonError::into_inner) = fresh.clone();
        Ok(fresh.credentials)
    }

    fn run_out(&self) {
        let mut newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        newest.ran_out = true;
    }
}

fn credentials(grant: &UploadGrant) -> Credentials {
    Credentials {
        access_key: grant.access_key.clone(),
        secret_key: grant.secret_key.clone(),
        session_token: Some(grant.session_token.clone()).filter(|token| !token.is_empty()),
        expires: Some(grant.expires),
    }
}
