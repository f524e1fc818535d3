//! What every route works with.

use std::sync::Arc;

use tokio::sync::RwLock;

use crate::config::Clock;
use crate::edge::Cache;
use crate::granted::Granted;
use crate::keyring::Keyring;
use crate::metrics::Metrics;
use crate::objects::DiskStore;
use crate::password::Hashing;
use crate::shop::ShopOrigin;
use crate::store::Store;
use crate::throttle::Throttle;

/// Where things are served, without slashes at the end.
#[derive(Debug, Clone)]
pub(crate) struct Addresses {
    /// The shop's public address.
    pub shop: String,
    /// The HTTP API and the CDN's API.
    pub api: String,
    /// The S3 API.
    pub s3: String,
    /// The edge, as this machine reaches it.
    pub edge: String,
}

/// What every route works with.
pub(crate) struct Platform {
    pub store: Arc<dyn Store>,
    pub objects: DiskStore,
    pub origin: Arc<ShopOrigin>,
    pub keyring: Keyring,
    pub addresses: Addresses,
    pub clock: Clock,
    pub metrics: Arc<Metrics>,
    pub cache: Arc<Cache>,
    /// The digest of the token that tools of this computer have from the credentials' file.
    pub local_token: String,
    /// The account of that token; its role is staff.
    pub local_account: String,
    pub sign_ins: Throttle,
    pub hashing: Hashing,
    /// Keys that may be written at the moment.
    pub grants: Granted,
    /// Held by many while a release comes to name objects, by one while objects are removed that no
    /// release names.
    pub naming: RwLock<()>,
}
