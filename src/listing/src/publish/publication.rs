//! The state of one publication, and the way from step to step.

use std::fmt;
use std::sync::Arc;

use base::{Fault, Job, ListingId, Result, Sku};
use cloud::{Leftovers, Source, pause};
use uuid::Uuid;

use super::ledger::none_of;
use super::ports::{Internet, Platform, RenewedGrant, Sites, World};
use super::record::{Intent, Notes, Record};
use super::{Ledger, Outcome, Step, live, send, verify};
use crate::api::{Listing, NewListing};
use crate::{Bundle, Client, Manifest, Role, manifest_path, page_path};

/// A bundle, or an earlier release, on its way to customers.
///
/// A step that failed leaves it where it was: [`run`](Self::run) or [`advance`](Self::advance) again
/// takes that step again. To begin anew with the same bundle is as good: what the store has isn't
/// sent, what the platform has isn't recorded, and what is live isn't moved.
pub struct Publication {
    platform: Arc<dyn Platform>,
    world: Arc<dyn World>,
    /// Names this intent, so that the platform takes a repeated request for what it is.
    intent: Uuid,
    what: What,
    state: State,
    /// Where its steps are noted before they are taken.
    notes: Option<Notes>,
}

/// What is to go live.
pub(super) enum What {
    Bundle(Arc<Bundle>),
    Release { listing: ListingId, number: u32 },
}

/// What is known after each step, and so what the next one works with.
enum State {
    Hash,
    Grant(Vec<Source>),
    Upload(Arc<Ready>),
    Verify(Arc<Ready>, Tally),
    Record(Arc<Ready>, Tally),
    Publish(Arc<Ready>, Tally, u32),
    Invalidate(Arc<Ready>, Tally, Live),
    CheckEdge(Arc<Ready>, Tally, Live),
    Done(Box<Outcome>),
}

/// What holds from the moment the listing is known.
pub(super) struct Ready {
    pub(super) listing: Listing,
    pub(super) sites: Sites,
    pub(super) manifest: Manifest,
    /// The bundle's files in its order; empty for an earlier release.
    pub(super) sources: Vec<Source>,
    /// Abandoned keys whose parts could not be dropped.
    still_abandoned: Vec<String>,
}

/// What went over the line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) uploaded: u64,
    pub(super) skipped: u64,
}

/// What customers get from now on.
#[derive(Debug, Clone)]
pub(super) struct Live {
    pub(super) listing: Listing,
    pub(super) release: u32,
    /// Edge paths that must be forgotten.
    pub(super) changed_paths: Vec<String>,
    /// The CDN's id of the invalidation that is complete.
    pub(super) invalidation: Option<String>,
    pub(super) unchanged: bool,
}

impl fmt::Debug for Publication {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Publication")
            .field("step", &self.step())
            .finish_non_exhaustive()
    }
}

impl Publication {
    /// `bundle` on its way to the platform behind `client`. Nothing is read or sent yet.
    ///
    /// # Errors
    /// [`FaultKind::Usage`](base::FaultKind::Usage) for a bundle without a model.
    pub fn new(client: &Client, bundle: Bundle) -> Result<Self> {
        Self::of_bundle(
            Arc::new(client.clone()),
            Arc::new(Internet::default()),
            bundle,
        )
    }

    /// `listing` on its way back to `release`, one that it has had before.
    #[must_use]
    pub fn rollback(client: &Client, listing: ListingId, release: u32) -> Self {
        Self::of_release(
            Arc::new(client.clone()),
            Arc::new(Internet::default()),
            listing,
            release,
        )
    }

    /// The same, noted in `ledger`: each step before it is taken, and each upload, so that whatever
    /// breaks off, by whatever cause, goes on where it was. It takes the place of an unfinished
    /// publication of the same listing and sees to what that one left undone. `sku` and `title` are
    /// the listing's.
    ///
    /// # Errors
    /// [`FaultKind::Refused`](base::FaultKind::Refused) while another process publishes this
    /// listing; those of the journal.
    pub async fn noted_in(mut self, ledger: &Ledger, sku: &Sku, title: &str) -> Result<Self> {
        let (claim, earlier) = Notes::take(ledger, sku).await?;
        let earlier = earlier.as_ref().map(Record::of).transpose()?;
        let record = Record::new(sku, title, &self.what, earlier);
        self.notes = Some(Notes::new(ledger, claim, record));
        self.world = self.world.noting(ledger);
        Ok(self)
    }

    /// The unfinished publication of `sku` in `ledger`, to go on on the platform behind `client`.
    ///
    /// # Errors
    /// [`FaultKind::Refused`](base::FaultKind::Refused) where there is none or another process is at
    /// it; those of the journal.
    pub async fn resume(client: &Client, ledger: &Ledger, sku: &Sku) -> Result<Self> {
        Self::resume_in(
            Arc::new(client.clone()),
            Arc::new(Internet::default()),
            ledger,
            sku,
        )
        .await
    }

    pub(super) async fn resume_in(
        platform: Arc<dyn Platform>,
        world: Arc<dyn World>,
        ledger: &Ledger,
        sku: &Sku,
    ) -> Result<Self> {
        let (claim, work) = Notes::take(ledger, sku).await?;
        let work = work.ok_or_else(|| none_of(sku))?;
        let record = Record::of(&work)?;
        let mut publication = match (&record.what, record.listing) {
            (Intent::Release(number), Some(listing)) => {
                Self::of_release(platform, world, listing, *number)
            }
            (Intent::Bundle(bundle), _) => {
                Self::of_bundle(platform, world, bundle.as_ref().clone())?
            }
            (Intent::Release(_), None) => return Err(none_of(sku)),
        };
        // The same intent: a request whose answer was lost is the same request again.
        publication.intent = work.id.parse().unwrap_or(publication.intent);
        publication.world = publication.world.noting(ledger);
        publication.notes = Some(Notes::new(ledger, claim, record));
        Ok(publication)
    }

    pub(super) fn of_bundle(
        platform: Arc<dyn Platform>,
        world: Arc<dyn World>,
        bundle: Bundle,
    ) -> Result<Self> {
        if !bundle.files.iter().any(|file| file.role == Role::Model) {
            return Err(
                Fault::usage(format!("{} has no model to publish", bundle.sku))
                    .hint("Give the model's file"),
            );
        }
        Ok(Self {
            platform,
            world,
            intent: Uuid::new_v4(),
            what: What::Bundle(Arc::new(bundle)),
            state: State::Hash,
            notes: None,
        })
    }

    pub(super) fn of_release(
        platform: Arc<dyn Platform>,
        world: Arc<dyn World>,
        listing: ListingId,
        number: u32,
    ) -> Self {
        Self {
            platform,
            world,
            intent: Uuid::new_v4(),
            what: What::Release { listing, number },
            state: State::Grant(Vec::new()),
            notes: None,
        }
    }

    /// The step that is next.
    #[must_use]
    pub const fn step(&self) -> Step {
        match self.state {
            State::Hash => Step::Hash,
            State::Grant(_) => Step::Grant,
            State::Upload(_) => Step::Upload,
            State::Verify(..) => Step::Verify,
            State::Record(..) => Step::Record,
            State::Publish(..) => Step::Publish,
            State::Invalidate(..) => Step::Invalidate,
            State::CheckEdge(..) => Step::CheckEdge,
            State::Done(_) => Step::Done,
        }
    }

    /// Takes all steps that are left.
    ///
    /// # Errors
    /// That of the step that failed.
    pub async fn run(&mut self, job: &Job) -> Result<Outcome> {
        loop {
            if let State::Done(outcome) = &self.state {
                return Ok((**outcome).clone());
            }
            self.advance(job).await?;
        }
    }

    /// Takes the next step, if one is left. When it fails, it stays the next.
    ///
    /// # Errors
    /// That of the step.
    pub async fn advance(&mut self, job: &Job) -> Result<()> {
        let step = self.step();
        if let Some(notes) = &mut self.notes
            && step != Step::Done
        {
            notes.write(self.intent, step).await?;
        }
        let taken = match step {
            // These look at the job themselves: an upload clears up after itself, and the one
            // request that moves the listing is never left without its answer.
            Step::Hash | Step::Upload | Step::Publish | Step::Done => self.take(job).await,
            _ => tokio::select! {
                biased;
                () = pause::cancelled(job.cancel()) => Err(Fault::cancelled()),
                taken = self.take(job) => taken,
            },
        };
        match taken {
            Ok(next) => {
                self.state = next;
                self.learn(step).await
            }
            Err(fault) if step.is_live() => Err(live::said_of(fault)),
            Err(fault) => Err(fault),
        }
    }

    /// Puts what `step` brought into the notes, to be written before the next one.
    async fn learn(&mut self, step: Step) -> Result<()> {
        let Some(notes) = &mut self.notes else {
            return Ok(());
        };
        let record = &mut notes.record;
        match &self.state {
            State::Grant(sources) => {
                record.hashes = sources.iter().map(|source| *source.sha256()).collect();
            }
            State::Upload(ready) | State::Verify(ready, _) if step == Step::Grant => {
                record.listing = Some(ready.listing.id);
                record.abandoned.clone_from(&ready.still_abandoned);
                // Whatever was owed for the release that was live has been made good.
                record.owes = false;
            }
            State::CheckEdge(..) => record.owes = false,
            State::Done(_) => {
                notes.end().await?;
                // Others may publish this listing from now on.
                self.notes = None;
            }
            _ => {}
        }
        Ok(())
    }

    /// Does the work of the present step; gives the state after it.
    async fn take(&self, job: &Job) -> Result<State> {
        if !matches!(self.state, State::Upload(_) | State::Done(_)) {
            job.stage(self.step().words());
        }
        match &self.state {
            State::Hash => self.hash(job).await,
            State::Grant(sources) => self.grant(sources, job).await,
            State::Upload(ready) => {
                let What::Bundle(bundle) = &self.what else {
                    return Ok(State::Verify(ready.clone(), Tally::default()));
                };
                let tally = send::upload(bundle, ready, job).await?;
                Ok(State::Verify(ready.clone(), tally))
            }
            State::Verify(ready, tally) => {
                verify::read_back(&ready.manifest, &*ready.sites.edge, job).await?;
                Ok(match self.what {
                    What::Bundle(_) => State::Record(ready.clone(), *tally),
                    What::Release { number, .. } => State::Publish(ready.clone(), *tally, number),
                })
            }
            State::Record(ready, tally) => self.record(ready, *tally).await,
            State::Publish(ready, tally, number) => self.publish(ready, *tally, *number, job).await,
            State::Invalidate(ready, tally, live) => {
                let live = live::invalidate(live, &*ready.sites.cdn, job).await?;
                Ok(State::CheckEdge(ready.clone(), *tally, live))
            }
            State::CheckEdge(ready, tally, live) => {
                let stale = live::check(live, &*ready.sites.edge, job).await?;
                Ok(match stale {
                    Some(stale) => State::Invalidate(ready.clone(), *tally, stale),
                    None => State::Done(Box::new(outcome(*tally, live))),
                })
            }
            State::Done(outcome) => Ok(State::Done(outcome.clone())),
        }
    }

    async fn hash(&self, job: &Job) -> Result<State> {
        let What::Bundle(bundle) = &self.what else {
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
    async fn grant(&self, sources: &[Source], job: &Job) -> Result<State> {
        let (listing, manifest) = match &self.what {
            What::Bundle(bundle) => {
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
            What::Release { listing, number } => self.earlier(*listing, *number).await?,
        };
        let live_already = self.live_as(&listing, &manifest).await?;
        let mut keys: Vec<String> = manifest.objects.iter().map(|object| object.key()).collect();
        let abandoned = self.abandoned(&keys);
        keys.extend_from_slice(&abandoned);
        let grant = self.platform.grant(listing.id, &keys).await?;
        let credentials = RenewedGrant::new(self.platform.clone(), listing.id, keys, &grant);
        let sites = self.world.open(&grant, Arc::new(credentials))?;
        let ready = Arc::new(Ready {
            still_abandoned: drop_parts(&sites, abandoned, job).await,
            sites,
            listing,
            manifest,
            sources: sources.to_vec(),
        });
        let owes = self.notes.as_ref().is_some_and(|notes| notes.record.owes);
        Ok(match (live_already, &self.what) {
            (Some(release), _) => unchanged(ready, release, owes),
            (None, what) => {
                if let Some(release) = ready.listing.live.filter(|_| owes) {
                    let live = moved_unsaid(&ready.listing, release);
                    live::invalidate(&live, &*ready.sites.cdn, job).await?;
                }
                match what {
                    What::Bundle(_) => State::Upload(ready),
                    What::Release { .. } => State::Verify(ready, Tally::default()),
                }
            }
        })
    }

    /// Keys of an earlier publication at which parts lie that nobody needs; as many as a grant has
    /// room for.
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
        history
            .releases
            .into_iter()
            .find(|release| release.number == number)
            .map(|release| (listing, release.manifest))
            .ok_or_else(|| {
                Fault::refused(format!("Listing {id} has no release {number}"))
                    .hint("`plinth listing history` shows the releases there are")
            })
    }

    /// The live release's number, where it is just what `manifest` says.
    async fn live_as(&self, listing: &Listing, manifest: &Manifest) -> Result<Option<u32>> {
        let Some(live) = listing.live else {
            return Ok(None);
        };
        if let What::Release { number, .. } = self.what {
            return Ok((number == live).then_some(live));
        }
        let history = self.platform.history(listing.id).await?;
        let same = history
            .releases
            .iter()
            .filter(|release| release.number == live)
            .any(|release| same_content(&release.manifest, manifest));
        Ok(same.then_some(live))
    }

    async fn record(&self, ready: &Arc<Ready>, tally: Tally) -> Result<State> {
        let key = format!("{}-record", self.intent);
        let release = self
            .platform
            .record(ready.listing.id, &ready.manifest, &key)
            .await?;
        Ok(State::Publish(ready.clone(), tally, release.number))
    }

    async fn publish(
        &self,
        ready: &Arc<Ready>,
        tally: Tally,
        number: u32,
        job: &Job,
    ) -> Result<State> {
        job.check()?;
        let key = format!("{}-publish", self.intent);
        let published = self
            .platform
            .publish(ready.listing.id, number, &key)
            .await?;
        let live = Live {
            listing: published.listing,
            release: number,
            unchanged: published.previous == Some(number),
            changed_paths: published.changed_paths,
            invalidation: None,
        };
        Ok(if live.changed_paths.is_empty() {
            State::CheckEdge(ready.clone(), tally, live)
        } else {
            State::Invalidate(ready.clone(), tally, live)
        })
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

/// A listing that moved to `release` without the edge having been told.
fn moved_unsaid(listing: &Listing, release: u32) -> Live {
    Live {
        changed_paths: vec![manifest_path(&listing.id), page_path(&listing.slug)],
        listing: listing.clone(),
        release,
        invalidation: None,
        unchanged: true,
    }
}

/// The state where release `release` is live already: the edge alone may have to be told, and is
/// where that is `owed`.
fn unchanged(ready: Arc<Ready>, release: u32, owed: bool) -> State {
    let live = moved_unsaid(&ready.listing, release);
    let tally = Tally {
        uploaded: 0,
        skipped: ready.sources.iter().map(Source::length).sum(),
    };
    if owed {
        State::Invalidate(ready, tally, live)
    } else {
        let live = Live {
            changed_paths: Vec::new(),
            ..live
        };
        State::CheckEdge(ready, tally, live)
    }
}

/// Whether two manifests differ in nothing but their release's number.
fn same_content(one: &Manifest, other: &Manifest) -> bool {
    Manifest {
        release: other.release,
        ..one.clone()
    } == *other
}

fn outcome(tally: Tally, live: &Live) -> Outcome {
    Outcome {
        url: live.listing.url.clone(),
        listing: live.listing.clone(),
        release: live.release,
        uploaded_bytes: tally.uploaded,
        skipped_bytes: tally.skipped,
        unchanged: live.unchanged,
        invalidation: live.invalidation.clone(),
    }
}
