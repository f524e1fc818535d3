//! Starting a platform, and the handle on one that runs.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use base::Fault;
use listing::api::UserRole;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::config::{BUCKET, Config, DISTRIBUTION, NewAccount, REGION};
use crate::connections::{self, Gate};
use crate::credentials::LocalCredentials;
use crate::edge::cloudfront::{self, CloudFront};
use crate::edge::{Cache, Edge};
use crate::keyring::Keyring;
use crate::lock::DataLock;
use crate::metrics::Metrics;
use crate::objects::{self, DiskStore};
use crate::password::Hashing;
use crate::platform::{Addresses, Platform};
use crate::shop::{Shop, ShopOrigin};
use crate::store::{Account, AccountStore, Sqlite, Store};
use crate::throttle::Throttle;
use crate::{files, housekeeping, password, routes, secret};

/// How long running requests may take to finish at shutdown.
const PATIENCE: Duration = Duration::from_secs(5);

/// A platform that runs; dropped, it stops at once, [`shutdown`](Self::shutdown) lets it finish.
pub struct Running {
    addresses: Addresses,
    addr: SocketAddr,
    credentials: LocalCredentials,
    stop: CancellationToken,
    tasks: JoinSet<()>,
    store: Arc<dyn Store>,
    objects: DiskStore,
    _lock: DataLock,
}

impl std::fmt::Debug for Running {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Running")
            .field("addresses", &self.addresses)
            .finish_non_exhaustive()
    }
}

impl Running {
    /// Where customers read: the shop's public address, without a slash at its end.
    #[must_use]
    pub fn shop_url(&self) -> &str {
        &self.addresses.shop
    }

    /// The HTTP API; also the endpoint of the CDN's API.
    #[must_use]
    pub fn api_url(&self) -> &str {
        &self.addresses.api
    }

    /// The object store's S3 endpoint.
    #[must_use]
    pub fn s3_endpoint(&self) -> &str {
        &self.addresses.s3
    }

    /// The edge, as this machine reaches it; the same as [`shop_url`](Self::shop_url) unless a
    /// public address was set.
    #[must_use]
    pub fn edge_url(&self) -> &str {
        &self.addresses.edge
    }

    /// Where the shop and the edge listen.
    #[must_use]
    pub const fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// The one bucket.
    #[must_use]
    pub const fn bucket(&self) -> &'static str {
        BUCKET
    }

    /// The region to sign for.
    #[must_use]
    pub const fn region(&self) -> &'static str {
        REGION
    }

    /// The one CDN distribution.
    #[must_use]
    pub const fn distribution(&self) -> &'static str {
        DISTRIBUTION
    }

    /// How to sign in as the local account, without anyone typing a password.
    #[must_use]
    pub const fn credentials(&self) -> &LocalCredentials {
        &self.credentials
    }

    /// The object store itself.
    #[cfg(test)]
    pub(crate) const fn objects(&self) -> &DiskStore {
        &self.objects
    }

    /// Stops: no new requests, running ones may finish for five seconds, databases are closed.
    pub async fn shutdown(mut self) {
        self.stop.cancel();
        let all_done = async { while self.tasks.join_next().await.is_some() {} };
        if tokio::time::timeout(PATIENCE, all_done).await.is_err() {
            tracing::warn!("requests were still running at shutdown and were cut off");
            self.tasks.shutdown().await;
        }
        self.objects.close().await;
        self.store.close().await;
    }
}

/// Starts a platform; it serves from when this returns.
///
/// # Errors
/// When the data folder can't be used or belongs to a platform that runs, a database can't be
/// opened, or a port is taken.
pub async fn start(config: Config) -> Result<Running, Fault> {
    files::make_private_folder(&config.data_dir)?;
    let lock = DataLock::take(&config.data_dir)?;
    let shop_listener = bind(config.listen, "shop").await?;
    let api_listener = bind(config.api_listen, "API").await?;
    let s3_listener = bind(config.s3_listen, "object store").await?;
    let addr = local(&shop_listener)?;
    let edge = address(addr);
    let addresses = Addresses {
        shop: config
            .public_url
            .as_ref()
            .map_or_else(|| edge.clone(), without_slash),
        api: address(local(&api_listener)?),
        s3: address(local(&s3_listener)?),
        edge,
    };

    let store = Sqlite::open(&config.data_dir.join("platform.db")).await?;
    let objects = DiskStore::open(&config.data_dir.join("objects"), config.clock.clone()).await?;
    let mut credentials = LocalCredentials::read_or_make(&config.data_dir)?;
    credentials.api_url.clone_from(&addresses.api);
    credentials.write(&config.data_dir)?;
    put_accounts(&store, &credentials, &config).await?;

    let store: Arc<dyn Store> = Arc::new(store);
    let keyring = Keyring::new(&credentials);
    let metrics = Arc::new(Metrics::new()?);
    let cache = Arc::new(Cache::new(config.edge.cache_bytes));
    let shop = Arc::new(Shop::new(&config.shop_name, &addresses.shop)?);
    let origin = Arc::new(ShopOrigin {
        store: Arc::clone(&store),
        objects: objects.clone(),
        shop,
    });
    let platform = Arc::new(Platform {
        store: Arc::clone(&store),
        objects: objects.clone(),
        origin: Arc::clone(&origin),
        keyring: keyring.clone(),
        addresses: addresses.clone(),
        clock: config.clock.clone(),
        metrics: Arc::clone(&metrics),
        cache: Arc::clone(&cache),
        local_token: secret::token_digest(&credentials.token),
        local_account: credentials.account.clone(),
        sign_ins: Throttle::for_sign_in(),
        hashing: Hashing::default(),
        grants: crate::granted::Granted::default(),
        naming: tokio::sync::RwLock::new(()),
    });
    let edge = Edge::new(
        Arc::clone(&cache),
        origin,
        config.edge,
        config.clock.clone(),
        Arc::clone(&metrics),
    );
    let cdn_api = cloudfront::router(CloudFront {
        store: Arc::clone(&store),
        cache,
        keyring: keyring.clone(),
        clock: config.clock.clone(),
        metrics,
    });

    let stop = CancellationToken::new();
    let mut tasks = JoinSet::new();
    let routers = [
        (
            shop_listener,
            routes::shop_router(&platform, Arc::new(edge)),
        ),
        (api_listener, routes::api_router(&platform).merge(cdn_api)),
        (
            s3_listener,
            objects::s3::router(objects.clone(), keyring, config.clock.clone()),
        ),
    ];
    let gate = Gate::new(config.connections);
    for (listener, router) in routers {
        let served = connections::serve(listener, router, Arc::clone(&gate), stop.clone());
        tasks.spawn(served);
    }
    tasks.spawn(gate.watch(stop.clone()));
    tasks.spawn(housekeeping::run(platform, stop.clone()));
    Ok(Running {
        addresses,
        addr,
        credentials,
        stop,
        tasks,
        store,
        objects,
        _lock: lock,
    })
}

/// Makes the local account and those of the configuration.
async fn put_accounts(
    store: &Sqlite,
    credentials: &LocalCredentials,
    config: &Config,
) -> Result<(), Fault> {
    let local = NewAccount {
        account: credentials.account.clone(),
        password: credentials.password.clone(),
        role: UserRole::Staff,
    };
    for new in std::iter::once(&local).chain(&config.accounts) {
        put_account(store, new, config).await.map_err(|error| {
            Fault::service(format!("The account {} can't be made", new.account)).because(error)
        })?;
    }
    Ok(())
}

async fn put_account(
    store: &Sqlite,
    new: &NewAccount,
    config: &Config,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let typed = new.password.clone();
    // An unchanged password isn't hashed anew at each start.
    if let Some(kept) = store.account(&new.account).await? {
        let outdated = password::is_outdated(&kept.password);
        let same = {
            let typed = typed.clone();
            tokio::task::spawn_blocking(move || password::verify(&typed, &kept.password)).await?
        };
        if same && !outdated && kept.role == new.role {
            return Ok(());
        }
    }
    let hash = tokio::task::spawn_blocking(move || password::hash(&typed)).await??;
    let account = Account {
        name: new.account.clone(),
        password: hash,
        role: new.role,
    };
    Ok(store.put_account(&account, config.clock.now()).await?)
}

async fn bind(wanted: SocketAddr, what: &str) -> Result<TcpListener, Fault> {
    TcpListener::bind(wanted).await.map_err(|error| {
        Fault::service(format!("The {what} can't listen on {wanted}"))
            .hint("Another program may use that port: choose another, or 0 for a free one")
            .because(error)
    })
}

fn local(listener: &TcpListener) -> Result<SocketAddr, Fault> {
    listener
        .local_addr()
        .map_err(|error| Fault::service("A listener has no address").because(error))
}

fn address(addr: SocketAddr) -> String {
    format!("http://{addr}")
}

fn without_slash(url: &Url) -> String {
    url.as_str().trim_end_matches('/').to_owned()
}
