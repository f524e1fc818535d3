//! A platform, an edge and a world in memory.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use base::{Fault, ListingId, Result, Slug};
use bytes::Bytes;
use cloud::testing::{FailingCdn, FailingStore, Failures, MemoryCdn, MemoryStore};
use cloud::{CredentialSource, ObjectStore, PutOptions};
use futures::stream::{self, StreamExt};
use time::OffsetDateTime;

use crate::workflow::Ledger;
use crate::workflow::edge::{CacheState, Edge, EdgeAnswer};
use crate::workflow::ports::{Platform, Sites, World};
use listing::api::{CdnGrant, History, Listing, NewListing, Published, Release, UploadGrant};
use listing::{Manifest, manifest_key, manifest_path, page_path};

/// A platform that writes manifests to the store as the real one does.
#[derive(Debug)]
pub(super) struct FakePlatform {
    store: Arc<MemoryStore>,
    state: Mutex<PlatformState>,
}

#[derive(Debug, Default)]
pub(super) struct PlatformState {
    pub(super) listing: Option<Listing>,
    pub(super) releases: Vec<Release>,
    /// Names of all calls, in order.
    pub(super) calls: Vec<&'static str>,
    /// The call that fails next.
    pub(super) doomed: Option<&'static str>,
    /// Moves of the listing, to order their times.
    moves: i64,
}

impl FakePlatform {
    pub(super) fn state(&self) -> MutexGuard<'_, PlatformState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How often `call` got through.
    pub(super) fn count(&self, call: &str) -> usize {
        self.state()
            .calls
            .iter()
            .filter(|made| **made == call)
            .count()
    }

    fn enter(&self, call: &'static str) -> Result<MutexGuard<'_, PlatformState>> {
        let mut state = self.state();
        if state.doomed == Some(call) {
            state.doomed = None;
            return Err(Fault::service(format!("{call} failed")));
        }
        state.calls.push(call);
        Ok(state)
    }
}

fn found(state: &PlatformState) -> Result<Listing> {
    state
        .listing
        .clone()
        .ok_or_else(|| Fault::refused("There is no such listing"))
}

#[async_trait]
impl Platform for FakePlatform {
    async fn create_listing(&self, new: &NewListing) -> Result<Listing> {
        let mut state = self.enter("create")?;
        let listing = state.listing.get_or_insert_with(|| {
            let slug = Slug::from_title(&new.title, &new.sku);
            Listing {
                id: ListingId::generate(),
                sku: new.sku.clone(),
                url: format!("http://shop.test{}", page_path(&slug)),
                slug,
                title: new.title.clone(),
                owner: "merchant@example.com".into(),
                live: None,
                newest: None,
                created: OffsetDateTime::UNIX_EPOCH,
                changed: OffsetDateTime::UNIX_EPOCH,
            }
        });
        Ok(listing.clone())
    }

    async fn listing(&self, _id: ListingId) -> Result<Listing> {
        found(&*self.enter("listing")?)
    }

    async fn history(&self, _id: ListingId) -> Result<History> {
        let state = self.enter("history")?;
        Ok(History {
            releases: state.releases.iter().rev().cloned().collect(),
            events: Vec::new(),
        })
    }

    async fn grant(&self, _id: ListingId, _keys: &[String]) -> Result<UploadGrant> {
        let grants = {
            let state = self.enter("grant")?;
            state.calls.iter().filter(|call| **call == "grant").count()
        };
        Ok(UploadGrant {
            endpoint: None,
            region: "us-east-1".into(),
            bucket: "shop".into(),
            access_key: format!("key {grants}"),
            secret_key: "secret".into(),
            session_token: "token".into(),
            expires: OffsetDateTime::now_utc() + time::Duration::hours(1),
            cdn: CdnGrant {
                edge: "http://edge.test".into(),
                api: None,
                distribution: "D".into(),
            },
        })
    }

    async fn record(&self, _id: ListingId, manifest: &Manifest, _key: &str) -> Result<Release> {
        let mut state = self.enter("record")?;
        // As the real one: what was recorded already keeps its number.
        let known = state.releases.iter().find(|release| {
            Manifest {
                release: manifest.release,
                ..release.manifest.clone()
            } == *manifest
        });
        if let Some(known) = known {
            return Ok(known.clone());
        }
        let number = u32::try_from(state.releases.len()).unwrap_or(u32::MAX) + 1;
        let release = Release {
            number,
            by: "merchant@example.com".into(),
            created: OffsetDateTime::UNIX_EPOCH,
            manifest: Manifest {
                release: number,
                ..manifest.clone()
            },
        };
        state.releases.push(release.clone());
        Ok(release)
    }

    async fn publish(&self, id: ListingId, number: u32, _key: &str) -> Result<Published> {
        let (published, manifest) = {
            let mut state = self.enter("publish")?;
            state.moves += 1;
            let mut listing = found(&state)?;
            let previous = listing.live.replace(number);
            listing.changed = OffsetDateTime::UNIX_EPOCH + time::Duration::seconds(state.moves);
            state.listing = Some(listing.clone());
            let manifest = state.releases[number as usize - 1].manifest.clone();
            let changed_paths = vec![manifest_path(&id), page_path(&listing.slug)];
            let published = Published {
                listing,
                previous,
                changed_paths,
            };
            (published, manifest)
        };
        let content = serde_json::to_vec(&manifest).unwrap();
        let options = PutOptions::mutable("application/json", "max-age=60");
        self.store
            .put(&manifest_key(&id), content.into(), &options)
            .await?;
        Ok(published)
    }

    async fn unpublish(&self, id: ListingId) -> Result<Listing> {
        let listing = {
            let mut state = self.enter("unpublish")?;
            state.moves += 1;
            let mut listing = found(&state)?;
            listing.live = None;
            listing.changed = OffsetDateTime::UNIX_EPOCH + time::Duration::seconds(state.moves);
            state.listing = Some(listing.clone());
            listing
        };
        self.store.delete(&manifest_key(&id)).await?;
        Ok(listing)
    }
}

/// A customer before the CDN in memory.
#[derive(Debug)]
struct FakeEdge {
    cdn: Arc<MemoryCdn>,
    /// Fetches that fail from now on.
    doomed: Arc<Mutex<u32>>,
}

#[async_trait]
impl Edge for FakeEdge {
    async fn fetch(&self, path: &str) -> Result<Option<EdgeAnswer>> {
        {
            let mut doomed = self.doomed.lock().unwrap_or_else(PoisonError::into_inner);
            if *doomed > 0 {
                *doomed -= 1;
                return Err(Fault::service("Cannot reach the edge"));
            }
        }
        Ok(self.cdn.fetch(path).map(|object| EdgeAnswer {
            content_type: Some(object.options.content_type),
            cache: CacheState::default(),
            bytes: stream::once(async { Ok::<Bytes, Fault>(object.content) }).boxed(),
        }))
    }
}

/// Everything that a publication touches.
#[derive(Debug, Clone)]
pub(super) struct Fakes {
    pub(super) platform: Arc<FakePlatform>,
    pub(super) store: Arc<MemoryStore>,
    pub(super) cdn: Arc<MemoryCdn>,
    /// Failures of the store and the CDN to come.
    pub(super) failures: Failures,
    /// How many of the edge's next answers are failures.
    pub(super) edge_doomed: Arc<Mutex<u32>>,
}

impl Fakes {
    pub(super) fn new() -> Self {
        let store = Arc::new(MemoryStore::default());
        Self {
            platform: Arc::new(FakePlatform {
                store: store.clone(),
                state: Mutex::default(),
            }),
            cdn: Arc::new(MemoryCdn::new(store.clone())),
            store,
            failures: Failures::default(),
            edge_doomed: Arc::default(),
        }
    }

    /// The release that customers get.
    pub(super) fn served(&self) -> Option<u32> {
        let id = self.platform.state().listing.as_ref()?.id;
        let object = self.cdn.fetch(&manifest_path(&id))?;
        let manifest: Manifest = serde_json::from_slice(&object.content).unwrap();
        Some(manifest.release)
    }
}

impl World for Fakes {
    fn noting(&self, _ledger: &Ledger) -> Arc<dyn World> {
        Arc::new(self.clone())
    }

    fn open(&self, _grant: &UploadGrant, _credentials: Arc<dyn CredentialSource>) -> Result<Sites> {
        Ok(Sites {
            store: Arc::new(FailingStore::new(self.store.clone(), self.failures.clone())),
            cdn: Arc::new(FailingCdn::new(self.cdn.clone(), self.failures.clone())),
            edge: Arc::new(FakeEdge {
                cdn: self.cdn.clone(),
                doomed: self.edge_doomed.clone(),
            }),
        })
    }
}
