//! What a platform is started with.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use listing::api::UserRole;
use time::OffsetDateTime;
use url::Url;

use crate::connections::ConnectionLimits;

/// The name of the one bucket.
pub(crate) const BUCKET: &str = "plinth";
/// The region that clients sign for; the embedded store accepts any.
pub(crate) const REGION: &str = "us-east-1";
/// The id of the one CDN distribution.
pub(crate) const DISTRIBUTION: &str = "EPLINTH";

/// What a platform is started with; see [`Config::embedded`] for the defaults.
#[derive(Debug, Clone)]
pub struct Config {
    /// The folder that keeps everything: databases, objects, credentials. Made where missing.
    pub data_dir: PathBuf,
    /// Where the shop and the edge listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Where the HTTP API and the CDN's API listen; port 0 takes a free one.
    pub api_listen: SocketAddr,
    /// Where the object store's S3 API listens; port 0 takes a free one.
    pub s3_listen: SocketAddr,
    /// The shop's public address, where it differs from `http://<listen>`, as behind a proxy.
    pub public_url: Option<Url>,
    /// The shop's name, on every page.
    pub shop_name: String,
    /// Accounts that must exist, beside the local one that every platform makes for itself.
    pub accounts: Vec<NewAccount>,
    /// The edge's settings.
    pub edge: EdgeSettings,
    /// How many connections there may be, and how long they may keep us waiting.
    pub connections: ConnectionLimits,
    /// Where the time comes from.
    pub clock: Clock,
}

impl Config {
    /// A platform for one machine: loopback only, free ports, one local account.
    #[must_use]
    pub fn embedded(data_dir: impl Into<PathBuf>) -> Self {
        let free = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);
        Self {
            data_dir: data_dir.into(),
            listen: free,
            api_listen: free,
            s3_listen: free,
            public_url: None,
            shop_name: "Plinth".into(),
            accounts: Vec::new(),
            edge: EdgeSettings::default(),
            connections: ConnectionLimits::default(),
            clock: Clock::system(),
        }
    }
}

/// An account to make.
#[derive(Clone)]
pub struct NewAccount {
    /// Its name, an e-mail address.
    pub account: String,
    /// Its password; an existing account gets it anew.
    pub password: String,
    /// What it may do.
    pub role: UserRole,
}

impl std::fmt::Debug for NewAccount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewAccount")
            .field("account", &self.account)
            .field("role", &self.role)
            .finish_non_exhaustive()
    }
}

/// How the edge caches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EdgeSettings {
    /// The most that the cache holds, in bytes of memory.
    pub cache_bytes: u64,
    /// The largest object that it holds; larger ones are passed through as a stream.
    pub largest_object: u64,
}

impl Default for EdgeSettings {
    fn default() -> Self {
        Self {
            cache_bytes: 256_000_000,
            largest_object: 32_000_000,
        }
    }
}

/// Where the time comes from, so that tests can set it.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> OffsetDateTime + Send + Sync>);

impl Clock {
    /// The computer's own.
    #[must_use]
    pub fn system() -> Self {
        Self(Arc::new(OffsetDateTime::now_utc))
    }

    /// The time that `source` says, in UTC.
    pub fn from_source(source: impl Fn() -> OffsetDateTime + Send + Sync + 'static) -> Self {
        Self(Arc::new(source))
    }

    /// The time, to the microsecond: what the databases keep.
    #[must_use]
    pub fn now(&self) -> OffsetDateTime {
        let now = (self.0)();
        now.replace_microsecond(now.microsecond()).unwrap_or(now)
    }
}

impl std::fmt::Debug for Clock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Clock({})", self.now())
    }
}
