//! The first steps: what the files are, which listing this is about, and what it is to be.

use std::sync::Arc;

use base::{Fault, Job, ListingId, Remedy, Result};
use cloud::{Leftovers, Source};

use super::ports::{RenewedGrant, Sites};
use super::state::{Content, Ready, State, Tally, moved_unsaid, unchanged};
use super::{ListingIntent, Publication, live};
use listing::Manifest;
use listing::api::{Listing, NewListing};

impl Publication {
    pub(super) async fn hash(&self, job: &Job) -> Result<State> {
        let ListingIntent::Publish(bundle) = &self.intent else {
            return Ok(State::Grant(Vec::new()));
        };
        let mut sources = Vec::with_capacity(bundle.files.len());
        for (place, file) in bundle.files.iter().enumerate() {
            let source = Source::read(&file.path, job).await?;
            if let Some(notes) = &self.notes {
                notes.record.check_same(place, &source)?;
            }
            sources.push(source);
        }
        Ok(State::Grant(sources))
    }

    /// Finds out which listing this is about, what it is to be, and whether it is that already.
    pub(super) async fn grant(&self, sources: &[Source], job: &Job) -> Result<State> {
        let (listing, content) = self.meant(sources).await?;
        let is_so = self.is_so(&listing, content.as_ref()).await?;
        let mut keys: Vec<String> = content.iter().flat_map(Content::keys).collect();
        let abandoned = self.abandoned(&keys);
        keys.extend_from_slice(&abandoned);
        // Asked for first: without the right to tell the edge, nothing should change.
        let grant = self.platform.grant(listing.id, &keys).await?;
        let credentials = RenewedGrant::new(self.platform.clone(), listing.id, keys, &grant);
        let sites = self.world.open(&grant, Arc::new(credentials))?;
        let ready = Arc::new(Ready {
            still_abandoned: drop_parts(&sites, abandoned, job).await,
            sites,
            listing,
        });
        let owes = self.notes.as_ref().is_some_and(|notes| notes.record.owes);
        if is_so {
            let skipped = content.as_ref().map_or(0, Content::length);
            return Ok(unchanged(ready, skipped, owes));
        }
        if owes {
            let live = moved_unsaid(&ready.listing);
            live::invalidate(&live, &*ready.sites.cdn, job).await?;
        }
        Ok(match (content, &self.intent) {
            (None, _) => State::Unpublish(ready),
            (Some(content), ListingIntent::Publish(_)) => State::Upload(ready, Arc::new(content)),
            (Some(content), _) => State::Verify(ready, Arc::new(content), Tally::default()),
        })
    }

    /// The listing, and what customers are to get of it; nothing where it is to be off the shop.
    async fn meant(&self, sources: &[Source]) -> Result<(Listing, Option<Content>)> {
        let (listing, manifest) = match &self.intent {
            ListingIntent::Publish(bundle) => {
                let new = NewListing {
                    sku: bundle.sku.clone(),
                    title: bundle.title.clone(),
                };
                let listing = self.platform.create_listing(&new).await?;
                let objects = bundle
                    .files
                    .iter()
                    .zip(sources)
                    .map(|(file, source)| file.object(*source.sha256(), source.length()))
                    .collect();
                let manifest = bundle.manifest(&listing, objects);
                (listing, manifest)
            }
            ListingIntent::Rollback { listing, release } => {
                self.earlier(*listing, *release).await?
            }
            ListingIntent::Unpublish(listing) => {
                return Ok((self.platform.listing(*listing).await?, None));
            }
        };
        let content = Content {
            manifest,
            sources: sources.to_vec(),
        };
        Ok((listing, Some(content)))
    }

    /// Keys at which an earlier publication left parts that nobody needs; no more of them than a grant
    /// has room for.
    fn abandoned(&self, needed: &[String]) -> Vec<String> {
        const ROOM: usize = 50;
        let abandoned = self.notes.iter().flat_map(|notes| &notes.record.abandoned);
        abandoned
            .filter(|key| !needed.contains(key))
            .take(ROOM)
            .cloned()
            .collect()
    }

    /// The listing and the manifest of its release `number`.
    async fn earlier(&self, id: ListingId, number: u32) -> Result<(Listing, Manifest)> {
        let listing = self.platform.listing(id).await?;
        let history = self.platform.history(id).await?;
        let sku = listing.sku.clone();
        history
            .releases
            .into_iter()
            .find(|release| release.number == number)
            .map(|release| (listing, release.manifest))
            .ok_or_else(|| {
                Fault::refused(format!("{sku} has no release {number}")).remedy(
                    Remedy::SeeReleases {
                        sku: sku.to_string(),
                    },
                )
            })
    }

    /// Whether `listing` is already what it is to be: its live release has exactly `content`, or,
    /// where there is no `content`, it is off the shop.
    async fn is_so(&self, listing: &Listing, content: Option<&Content>) -> Result<bool> {
        let (Some(live), Some(content)) = (listing.live, content) else {
            return Ok(listing.live.is_none() && content.is_none());
        };
        if let ListingIntent::Rollback { release, .. } = self.intent {
            return Ok(release == live);
        }
        let history = self.platform.history(listing.id).await?;
        Ok(history
            .releases
            .iter()
            .filter(|release| release.number == live)
            .any(|release| same_content(&release.manifest, &content.manifest)))
    }
}

/// Drops what arrived at `keys` and is of no use any more; gives those where that failed.
async fn drop_parts(sites: &Sites, keys: Vec<String>, job: &Job) -> Vec<String> {
    let mut still = Vec::new();
    for key in keys {
        if let Err(error) = sites.store.drop_uploads(&key, Leftovers::Noted).await {
            job.warn(error.to_string());
            still.push(key);
        }
    }
    still
}

/// Whether two manifests differ in nothing but their release's number.
fn same_content(one: &Manifest, other: &Manifest) -> bool {
    Manifest {
        release: other.release,
        ..one.clone()
    } == *other
}
