//! What customers get from the edge right now.

use ::publish::{CacheState, Shopfront};
use base::{Job, Result};
use listing::api::Listing;
use listing::{Manifest, ManifestObject};
use serde::Serialize;

use super::Engine;

/// What the edge serves as a listing's manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EdgeState {
    /// The HTTP status of its answer.
    pub status: u16,
    /// The release in its answer; `None` where that is no manifest.
    pub release: Option<u32>,
    /// Where the answer comes from.
    #[serde(flatten)]
    pub from: CacheState,
    /// Whether that is another release than the one that is live.
    pub stale: bool,
}

/// How the edge stands to an object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ObjectState {
    /// What the manifest says of it.
    pub object: ManifestObject,
    /// The HTTP status of the edge's answer.
    pub status: u16,
    /// Where an answer comes from.
    #[serde(flatten)]
    pub from: CacheState,
}

impl Engine {
    /// Asks the edge for the manifest of `listing`, as a customer's browser would.
    ///
    /// # Errors
    /// A service fault where it doesn't answer; cancelled.
    pub fn edge_state(&self, listing: &Listing, job: &Job) -> Result<EdgeState> {
        job.stage("Asking the edge");
        let shop = Shopfront::of(&listing.url)?;
        let served = self.wait(job, shop.manifest(listing.id))?;
        let release = served.manifest.map(|manifest| manifest.release);
        Ok(EdgeState {
            status: served.status,
            release,
            from: served.cache,
            stale: release != listing.live,
        })
    }

    /// Asks the edge how it stands to every object of `manifest`, a release of `listing`, without
    /// fetching their bytes.
    ///
    /// # Errors
    /// A service fault where it doesn't answer; cancelled.
    pub fn object_states(
        &self,
        listing: &Listing,
        manifest: &Manifest,
        job: &Job,
    ) -> Result<Vec<ObjectState>> {
        job.stage("Asking the edge");
        let shop = Shopfront::of(&listing.url)?;
        self.wait(job, async {
            let mut states = Vec::with_capacity(manifest.objects.len());
            for object in &manifest.objects {
                let (status, from) = shop.head(object).await?;
                states.push(ObjectState {
                    object: object.clone(),
                    status,
                    from,
                });
            }
            Ok(states)
        })
    }
}
